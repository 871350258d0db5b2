"""A call to a name that nobody has: misspelt, left behind by a rename, or somebody's elsewhere."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from portlint.core.names import words
from portlint.core.nearest import is_slip
from portlint.deployment.answer import Answer, Cause, declared
from portlint.deployment.corroboration import depends
from portlint.deployment.model import Service
from portlint.deployment.reference import Reference
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.world import Peer, Town, is_external

NEAR = 0.75
"""How alike two names are when one is the other misspelt."""

ENDING = re.compile(r"[-_.][a-z]+\Z")
"""A name's last word."""

APART = re.compile(r"[-_.]")
"""What stands between the words of a name."""

CALLED = frozenset((Viewpoint.CONTAINER, Viewpoint.PEOPLE))
"""From where an address is called that a service waits for."""

NOBODY = "no service of its stack has that name"


def unknown(town: Town, reference: Reference) -> Iterator[Answer]:
    """Say that no service has a name: of a stack that is complete, or one that is nearly named."""
    host, service = reference.host.lower(), reference.service
    near = _near(town, host)
    meant = next((one for one, _ in town.names.get(near, ())), None)
    slipped = meant is not None and _is_meant(town, reference, near, meant)
    plain = host.replace("-", "").replace("_", "").isalnum() and not host[:1].isdigit()
    dotted = slipped and near.count(".") == host.count(".") > 0
    open_ = any(is_external(town.stack, one.name) for one in service.networks)
    around = town.stack.around
    closed = (town.stack.complete or (around and host not in around)) and not open_
    if not (plain or dotted) or host == service.hostname.lower() or service.network_mode:
        return
    forgotten = None if reference.satellite else _renamed(town, reference)
    if reference.viewpoint is Viewpoint.CONTAINER and (closed or slipped):
        yield from _inside(town, reference, near, meant, slipped=slipped)
    elif reference.viewpoint is Viewpoint.PEOPLE and near and (closed or slipped):
        yield Answer(reference, Cause.UNKNOWN_HOST, NOBODY, near, _peer(town, meant))
    elif reference.viewpoint in CALLED and forgotten is not None:
        yield _misspelt(town, reference, forgotten, forgotten.name)


def _inside(
    town: Town, reference: Reference, near: str, meant: Service | None, *, slipped: bool
) -> Iterator[Answer]:
    """Judge a name that a container calls, by whom it nearly names."""
    numbered = _digits(near) != _digits(reference.host)
    if reference.satellite:
        yield from _of_satellite(town, reference, near, meant)
    elif meant is not None and slipped and not numbered:
        yield _misspelt(town, reference, meant, near)
    elif other := _renamed(town, reference):
        yield _misspelt(town, reference, other, other.name)
    else:
        yield Answer(reference, Cause.UNKNOWN_HOST, NOBODY, near, _peer(town, meant))


def _of_satellite(
    town: Town, reference: Reference, near: str, meant: Service | None
) -> Iterator[Answer]:
    """Judge a name in a configuration file: what is nearly named, or alone has the port."""
    if near:
        yield Answer(reference, Cause.UNKNOWN_HOST, NOBODY, near, _peer(town, meant))
        return
    port = reference.port or 0
    holders = [one for one in town.holders.get(port, ()) if port in town.heard[one.name].proven]
    if len(holders) == 1 and reference.stated and holders[0].name != reference.service.name:
        other = holders[0]
        why, remedy = f"{NOBODY}; {other.name} listens on {port}", f"{other.name}:{port}"
        peer = _peer(town, other)
        yield Answer(reference, Cause.UNKNOWN_HOST, why, remedy, peer, declared(other))


def _misspelt(town: Town, reference: Reference, other: Service, name: str) -> Answer:
    """Name the service that a misspelt name means."""
    port = reference.port
    has = port in town.heard[other.name].ports
    why = f"`{other.name}` listens on {port}" if has else f"it waits for `{other.name}`"
    remedy = f"{name}:{port}" if port is not None else name
    peer = _peer(town, other)
    return Answer(reference, Cause.MISSPELT, why, remedy, peer, declared(other))


def _near(town: Town, host: str) -> str:
    """Return the service's name that a host is misspelt for; two letters swapped are the same."""
    beside = () if town.stack.complete else sorted(town.stack.around)
    names = dict.fromkeys((*town.names, *beside))
    swapped = [one for one in names if len(host) > 2 and sorted(one) == sorted(host)]  # noqa: PLR2004
    near = get_close_matches(host, names, 3, NEAR)
    return next(iter(swapped or (one for one in near if _alike(host, one))), "")


def _alike(host: str, name: str) -> bool:
    """Tell whether two names are alike without a last word of both, such as `-service`."""
    ending = ENDING.search(host)
    if ending is None or not name.endswith(ending[0]):
        return True
    own, other = (one.removesuffix(ending[0]) for one in (host, name))
    return bool(get_close_matches(own, (other,), 1, NEAR))


def _is_meant(town: Town, reference: Reference, near: str, meant: Service) -> bool:
    """Tell whether a name is a service's with a slip, and that one is called: it has the port.

    Other services may be elsewhere. A caller that waits for it says so as well.
    """
    host = reference.host.lower()
    slip = sorted(near) == sorted(host) or APART.sub("", near) == APART.sub("", host)
    known = reference.port in town.heard[meant.name].ports
    called = known or depends(town.stack, reference.service, meant)
    return called and (slip or is_slip(host, near))


def _renamed(town: Town, reference: Reference) -> Service | None:
    """Return the service that a name has not followed: one that the caller waits for in vain.

    It has the port that is asked for, its name holds all words of the other or the other way
    round, and nothing else that the caller is told names it.
    """
    service, own = reference.service, {*words(reference.host)}
    told = " ".join(one.words.text for one in service.environment.values() if one.words)
    for name, _ in service.depends_on:
        other = town.stack.services.get(name)
        if other is None or reference.port not in town.heard[name].proven:
            continue
        theirs = {*words(name)}
        if (own <= theirs or theirs <= own) and name not in re.split(r"[^\w.-]+", told):
            return other
    return None


def _digits(name: str) -> str:
    return "".join(one for one in name if one.isdecimal())


def _peer(town: Town, service: Service | None) -> Peer | None:
    return Peer(town.stack, service, town.heard[service.name]) if service else None
