"""Drafts of the programs that listen on the host itself: no container runs them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from portlint.core import Confidence, PortUse, Project, Role
from portlint.core.judgement import in_program, live
from portlint.deployment.heard import OWN_PORTS
from portlint.registry.deriving.draft import Aside, Draft, DraftPort

MANIFESTS = frozenset(
    ("package.json", "pyproject.toml", "go.mod", "Cargo.toml", "requirements.txt", "setup.py")
)
CALLS = re.compile(r"listen|serve|bind|\brun\(|uvicorn", re.IGNORECASE)
"""What a line holds that makes a server listen; `":3001"` alone may be part of an address."""

PLAIN = frozenset("src app apps server backend frontend lib main cmd packages services".split())
"""Folders that tell nothing of what is in them."""


def programs(
    project: Project, drafts: Sequence[Draft], root: str
) -> tuple[list[Draft], list[Aside]]:
    """Return what listens outside containers, and what listens where another service is."""
    packages = {_folder(path) for path in project.paths if path.rpartition("/")[2] in MANIFESTS}
    built = {path for path in project.paths if "dockerfile" in path.rpartition("/")[2].lower()}
    contained = {draft.home for draft in drafts if draft.home} | {_folder(one) for one in built}
    owned = {port.host: draft for draft in drafts for port in draft.published}
    names = {name for draft in drafts for name in (draft.name, *draft.aliases)}
    homes: dict[str, list[PortUse]] = defaultdict(list)
    for use in live(project):
        if listens(use) and not _inside(use.location.path, contained):
            homes[_home(use.location.path, packages)].append(use)
    found: list[Draft] = []
    asides: list[Aside] = []
    for home, uses in sorted(homes.items()):
        use = min(uses, key=lambda one: one.location)
        name = _name(home, root)
        if use.port in owned or len({one.port for one in uses}) > 1 or name in names or not name:
            asides += _explained(uses, owned)
            continue
        port = DraftPort(use.location, use.port, use.port, variable=use.default_of)
        names.add(name)
        owned[use.port] = Draft(
            use.location, name, "host", (port,), container=False, home=home,
            remarks=(f"It listens in {use.location.spot}.",),
        )  # fmt: skip
        found.append(owned[use.port])
    return found, asides


def listens(use: PortUse) -> bool:
    """Tell whether a program surely listens on a port."""
    if use.confidence is not Confidence.HIGH or use.port <= 0 or not in_program(use):
        return False
    own = use.role is Role.DECLARE and use.default_of in OWN_PORTS
    return own or (use.role is Role.LISTEN and bool(CALLS.search(use.text)))


def _explained(uses: Sequence[PortUse], owned: dict[int | None, Draft]) -> Iterator[Aside]:
    """Say what is not registered; where somebody has the port, it is most likely the same."""
    for use in uses:
        if use.port not in owned:
            reason = "it is not plain which service this is"
            yield Aside(use.location, f"listens on {use.port}", reason)


def _inside(path: str, folders: set[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:count]) in folders for count in range(1, len(parts)))


def _home(path: str, packages: set[str]) -> str:
    folder = _folder(path)
    while folder and folder not in packages:
        folder = _folder(folder)
    return folder


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(home: str, root: str) -> str:
    parts = [part for part in home.split("/") if part] or [root]
    telling = [part for part in parts if part.lower() not in PLAIN] or parts
    return "".join(sign if sign.isalnum() or sign in "._-" else "-" for sign in telling[-1]).strip(
        "._-"
    )
