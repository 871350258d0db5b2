"""Facts to a proposal: who is there, who they are, what they claim, and what is left to decide."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from portlint.core import Context, PortUse, Project
from portlint.core.judgement import live, runs
from portlint.deployment.model import Stack
from portlint.deployment.stacks import stacks_of
from portlint.registry.deriving.clustered import clustered
from portlint.registry.deriving.composed import composed
from portlint.registry.deriving.conflicts import settled
from portlint.registry.deriving.draft import Aside, Draft, DraftPort, Proposal
from portlint.registry.deriving.families import families
from portlint.registry.deriving.joining import joined
from portlint.registry.deriving.listening import Evidence
from portlint.registry.deriving.owners import Owners, owners
from portlint.registry.deriving.programs import listens, programs
from portlint.registry.deriving.ranges import ranges
from portlint.registry.deriving.scattered import scattered

APART = (Context.TEST, Context.EXAMPLE, Context.DOCS)


def derive(project: Project, root: str, codeowners: str = "") -> Proposal:
    """Return the registry that a repository calls for; `root` is what it is called."""
    outside = frozenset(
        use.location.path for use in project.facts.of(PortUse) if use.context in APART
    )
    stacks = sorted((one for one in stacks_of(project) if _runs(one, outside)), key=_order)
    called = families(stacks, root)
    told = _evidence(project)
    read = [composed(one, called, told) for one in stacks]
    known = frozenset(path for one in stacks_of(project) for path in one.files)
    drafts = [draft for each in read for draft in each.drafts]
    present = {draft.name for draft in drafts}
    rest = (one for one in scattered(project, known, root) if one.name not in present)
    found = joined([*drafts, *rest])
    names = {name for one in found for name in (one.name, one.declared)}
    found += joined(one for one in clustered(project, outside) if one.name not in names)
    own, asides = programs(project, found, root)
    apart, decisions = settled([*found, *own])
    who = owners(codeowners)
    final = tuple(
        replace(one, owner=_owner(one, who), paths=tuple(_paths(one, apart)))
        for one in _ordered(_straight(apart))
    )
    files: dict[str, dict[str, None]] = defaultdict(dict)
    for path, family in called.items():
        files[family][path] = None
    ports = [(one, port) for one in final for port in one.ports]
    return Proposal(
        final,
        ranges(final),
        {family: tuple(named) for family, named in files.items()},
        tuple(decisions),
        sum(port.assumed for _, port in ports),
        tuple(Aside(port.location, one.name, port.doubt) for one, port in ports if _unsure(port)),
        (*_named((aside for each in read for aside in each.left_out), final), *asides),
    )


def _order(stack: Stack) -> tuple[str, str]:
    """Order stacks by folder and name, `stack.yml` before `stack.gpu.yml`."""
    return stack.folder, stack.files[-1].rpartition(".")[0]


def _runs(stack: Stack, outside: frozenset[str]) -> bool:
    return all(path not in outside and runs(path) for path in stack.files)


def _unsure(port: DraftPort) -> bool:
    return bool(port.doubt) and not port.assumed and not port.doubt.startswith("DECIDE")


def _evidence(project: Project) -> Evidence:
    exposed: dict[str, dict[int, None]] = defaultdict(dict)
    opened: dict[str, list[PortUse]] = defaultdict(list)
    for use in live(project):
        path = use.location.path
        if use.format == "dockerfile" and use.name == "EXPOSE":
            exposed[path][use.port] = None
        elif listens(use):
            parts = path.split("/")
            for count in range(1, len(parts)):
                opened["/".join(parts[:count])].append(use)
    return Evidence(
        {path: tuple(ports) for path, ports in exposed.items()},
        {folder: tuple(uses) for folder, uses in opened.items()},
    )


def _owner(draft: Draft, who: Owners) -> str:
    """Return who owns a service's code, else the file that declares it."""
    home = who.of(f"{draft.home}/Dockerfile") if draft.home else ""
    return home or who.of(draft.location.path)


def _paths(draft: Draft, drafts: Sequence[Draft]) -> Iterator[str]:
    """Yield the folder of a service's code, if it is nobody else's and not called after it."""
    home = draft.home
    others = [one.home for one in drafts if one.name != draft.name]
    shared = any(other == home or other.startswith(f"{home}/") for other in others)
    if home and not shared and home.rpartition("/")[2] != draft.name:
        yield home


def _ordered(drafts: Iterable[Draft]) -> list[Draft]:
    """Keep the services of a stack together, the stacks in the order of their first one."""
    groups: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[draft.family].append(draft)
    return [draft for group in groups.values() for draft in group]


def _straight(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield drafts whose dependencies run in no circle: an edge that closes one is dropped."""
    needs: dict[str, list[str]] = {}
    for draft in drafts:
        kept = [name for name in draft.depends_on if not _leads(needs, name, draft.name)]
        needs[draft.name] = kept
        yield replace(draft, depends_on=tuple(kept))


def _leads(needs: dict[str, list[str]], start: str, end: str) -> bool:
    waiting, done = [start], set()
    while waiting:
        name = waiting.pop()
        if name == end:
            return True
        if name not in done:
            done.add(name)
            waiting.extend(needs.get(name, ()))
    return False


def _named(left_out: Iterable[Aside], drafts: Iterable[Draft]) -> Iterator[Aside]:
    """Yield what is left out, but for what another file gives a port."""
    known = {draft.declared for draft in drafts}
    seen: set[str] = set()
    for aside in left_out:
        if aside.subject not in known and aside.subject not in seen:
            seen.add(aside.subject)
            yield aside
