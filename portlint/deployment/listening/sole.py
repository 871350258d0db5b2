"""A command that starts one well-known server, which opens the port that it is told alone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portlint.core import Role
from portlint.core.shell import ports as shell_ports
from portlint.deployment.heard import LOOPBACK, bound_in
from portlint.deployment.image.habits import DEEPEST, DEFAULTS, RUN
from portlint.deployment.image.running import SHELLS
from portlint.deployment.model import Command

SERVERS = frozenset(
    "uvicorn gunicorn hypercorn daphne granian fastapi runserver runserver_plus flask streamlit "
    "jupyter jupyter-lab jupyter-notebook mlflow http.server waitress-serve php artisan next nuxt "
    "vite preview react-scripts react-app-rewired craco vue-cli-service ng gatsby astro "
    "http-server serve live-server json-server fastify remix-serve react-router-serve mkdocs hugo "
    "rails puma rackup docusaurus flower".split()
)
"""Programs that open one port, and no other but what the code opens that they run."""

FIRM = frozenset(
    "uvicorn hypercorn daphne fastapi runserver http.server waitress-serve next remix-serve "
    "react-router-serve http-server".split()
)
"""Those that no file beside the code tells another port."""

MODES = {
    "next": "start dev", "nuxt": "start dev preview", "ng": "serve", "flask": "run",
    "fastapi": "run dev", "streamlit": "run", "react-scripts": "start", "craco": "start",
    "react-app-rewired": "start", "vue-cli-service": "serve", "gatsby": "develop",
    "astro": "dev preview", "fastify": "start", "mkdocs": "serve", "hugo": "server serve",
    "rails": "server s", "mlflow": "server ui", "docusaurus": "start serve",
    "jupyter": "lab notebook server nbclassic",
}  # fmt: skip
"""The words with which a program serves, where it can do else."""

SIDE = re.compile(r"(?<![&>])&(?![&>\d])|(?<!\|)\|(?!\|)|\binspect\b|\bdebugpy\b|\$")
"""What starts a second program beside the first, a debugger, or hides a word."""

DAEMONS = re.compile(
    r"\b(?:service|systemctl|supervisor\w*|nginx|apache2?\w*|crond?|sshd|mysqld|redis-server)\b"
)
"""Programs that go on behind a line that has ended."""

AHEAD = frozenset(
    "exec env tini dumb-init -- -g -s poetry uv pipenv run npx bunx pnpx cross-env dotenvx "
    "opentelemetry-instrument ddtrace-run python python2 python3 -m -u -O --no-sync".split()
)
"""What stands before the program that it starts."""

TOLD = re.compile(
    r"(?<!\S)(?:-[pblSc]|--[\w.-]*(?:port|bind|listen|addr|uds|conf)[\w.-]*)(?:[\s=:\d]|\Z)"
)
"""An option that says where a program listens, or which file does."""


@dataclass(frozen=True, slots=True)
class Sole:
    """The one server that a command starts, with where it listens.

    `told` whether the command says so; else it is where `name` does by its documentation, None
    where a file may say otherwise. `local` where only the container itself is heard.
    """

    name: str
    port: int | None
    told: bool
    local: bool


def sole(command: Command | None, scripts: Mapping[str, str]) -> Sole | None:
    """Return the one server that a command starts, None where more may run, or another."""
    if command is None or not command.words:
        return None
    words = [one.text for one in command.words]
    if words[0].rpartition("/")[2] in SHELLS:
        words = [words[-1]] if len(words) > 1 and words[-2].endswith("c") else []
    return _of_line(" ".join(words), scripts, DEEPEST)


def _of_line(line: str, scripts: Mapping[str, str], depth: int) -> Sole | None:
    *before, last = [part for part in re.split(r"&&|;|\n", line) if part.strip()] or [""]
    if SIDE.search(line) or any(map(DAEMONS.search, before)):
        return None
    script = RUN.match(last.strip())
    if script and depth:
        further = last.strip()[script.end() :].replace(" -- ", " ")
        return _of_line(f"{scripts.get(script[1], '')}{further}", scripts, depth - 1)
    words = list(_program(last.split()))
    name = _name(words)
    if name not in SERVERS or {*MODES.get(name, words[0]).split()}.isdisjoint(words):
        return None
    told = [one for one in shell_ports(last) if one.role is Role.LISTEN]
    if len(told) > 1 or (not told and TOLD.search(last)):
        return None
    address = (told[0].host if told else "") or bound_in(last)
    usual = DEFAULTS.get(name) if name in FIRM else None
    return Sole(name, told[0].port if told else usual, bool(told), address in LOOPBACK)


def _program(words: list[str]) -> Iterator[str]:
    """Yield the words from the program's name on."""
    begun = False
    for word in words:
        begun = begun or not (word.rpartition("/")[2] in AHEAD or re.match(r"\w+=", word))
        if begun:
            yield word.strip("\"'")


def _name(words: list[str]) -> str:
    """Return the name of what runs: for `manage.py` and `artisan` the server that they start."""
    first, second = [*(word.rpartition("/")[2] for word in words[:2]), "", ""][:2]
    if first.endswith(".py"):
        return second
    if first == "php":
        return "artisan" if words[1:3] == ["artisan", "serve"] else first if "-S" in words else ""
    if first == "celery":
        return "flower" if "flower" in words else ""
    if first == "vite":
        return {"preview": "preview", "build": "", "optimize": ""}.get(second, first)
    return first
