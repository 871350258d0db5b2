"""Drafts that mean one service become one; services of one name get names of their own."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from portlint.core.tables import repository
from portlint.registry.deriving.draft import Draft, DraftPort


def joined(drafts: Iterable[Draft]) -> list[Draft]:
    """Return each service once, under a name that is its own, in the order of the drafts."""
    by_name: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        group = by_name[draft.name]
        at = next((at for at, other in enumerate(group) if _same(other, draft)), None)
        if at is None:
            group.append(draft)
        else:
            group[at] = _merged(group[at], draft)
    return _renamed(by_name)


def _same(one: Draft, other: Draft) -> bool:
    """Tell whether two declarations of a name are one service: variants, or the same twice."""
    if one.family == other.family:
        return True
    if one.clustered and other.clustered:
        return bool({p.container for p in one.ports} & {p.container for p in other.ports})
    if one.container_name and one.container_name == other.container_name:
        return True
    both = {port.host for port in one.published} & {port.host for port in other.published}
    return bool(both) and _maker(one) == _maker(other)


def _maker(draft: Draft) -> str:
    return draft.home or repository(draft.image)[0]


def _merged(one: Draft, other: Draft) -> Draft:
    """Return the first declaration with what the second adds; another number is remarked."""
    apart = one.container != other.container
    base = one if one.published or apart or not other.published else other
    ports, remarks = list(base.ports), list(one.remarks)
    added = other if base is one else one
    for port in () if apart else added.published:
        at = _at(ports, port)
        if at is None:
            ports.append(port)
        elif ports[at].host in {None, port.host}:
            groups = (*ports[at].groups, *port.groups)
            ports[at] = replace(port, groups=tuple(dict.fromkeys(groups)))
        else:
            place = port.location
            remarks.append(f"{place.spot} publishes it on {port.host} instead.")
    return replace(
        base,
        location=one.location,
        family=one.family,
        ports=tuple(ports),
        optional=one.optional and other.optional,
        networks=tuple(dict.fromkeys((*one.networks, *other.networks))),
        aliases=tuple(dict.fromkeys((*one.aliases, *other.aliases))),
        depends_on=tuple(dict.fromkeys((*one.depends_on, *other.depends_on))),
        home=one.home or other.home,
        health=one.health or other.health,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _at(ports: list[DraftPort], port: DraftPort) -> int | None:
    same = (
        at
        for at, known in enumerate(ports)
        if (known.container, known.transport) == (port.container, port.transport)
    )
    return next(same, None)


def _renamed(by_name: dict[str, list[Draft]]) -> list[Draft]:
    """Give services of one name that of their container, or their stack's before it."""
    found: list[Draft] = []
    taken = {name for name, group in by_name.items() if len(group) == 1}
    for name, group in by_name.items():
        for draft in group:
            own = name if len(group) == 1 else _free(_own_name(draft, group), taken)
            taken.add(own)
            aliases = tuple(one for one in (draft.container_name, *draft.aliases) if one)
            found.append(replace(draft, name=own, declared=name, aliases=aliases))
    found.sort(key=_order)
    declared: dict[str, list[Draft]] = defaultdict(list)
    for one in found:
        declared[one.declared].append(one)
    return [replace(one, depends_on=_needed(one, declared)) for one in _aliased(found, taken)]


def _free(name: str, taken: set[str]) -> str:
    """Return a name that nobody has: the name itself, or one with a number behind it."""
    numbered = (f"{name}-{count}" for count in range(2, len(taken) + 3))
    return next(one for one in (name, *numbered) if one not in taken)


def _needed(draft: Draft, declared: Mapping[str, list[Draft]]) -> tuple[str, ...]:
    """Return the registered names of what a service depends on; what has no port is none."""
    found: dict[str, None] = {}
    for name in draft.depends_on:
        known = declared.get(name, [])
        near = [one for one in known if one.family == draft.family] or known
        if len(near) == 1 and near[0].name != draft.name:
            found[near[0].name] = None
    return tuple(found)


def _order(draft: Draft) -> tuple[str, int]:
    return (draft.location.path.rpartition(".")[0], draft.location.line)


def _own_name(draft: Draft, group: list[Draft]) -> str:
    told = [one.container_name for one in group]
    if all(told) and len(set(told)) == len(told):
        return draft.container_name
    starts = draft.name == draft.family or draft.name.startswith(f"{draft.family}-")
    return draft.name if starts else f"{draft.family}-{draft.name}"


def _aliased(drafts: list[Draft], names: set[str]) -> list[Draft]:
    """Keep the aliases that mean one service alone."""
    counts = Counter(alias for draft in drafts for alias in set(draft.aliases))
    names = names | {draft.declared for draft in drafts}
    return [
        replace(
            draft,
            aliases=tuple(
                dict.fromkeys(a for a in draft.aliases if counts[a] == 1 and a not in names)
            ),
        )
        for draft in drafts
    ]
