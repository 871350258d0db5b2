"""What labels tell Traefik of a service, held against where the service listens and is.

https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from posixpath import basename

from portlint.core import Location, Related, Severity
from portlint.core.tables import repository
from portlint.deployment.answer import Answer, Cause, declared
from portlint.deployment.heard import Heard
from portlint.deployment.model import Publication, Service, Words
from portlint.deployment.reference import Reference
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.world import Peer, Town, World, engine_name, is_external

PORT = re.compile(
    r"traefik\.(?:(?:http|tcp)\.services\.[^.]+\.loadbalancer\.server\.port|(?:[\w-]+\.)?port)\Z",
    re.IGNORECASE,
)
NETWORK = frozenset(("traefik.docker.network", "traefik.swarm.network"))
SHOWN = 3
PROGRAM = "traefik"

Judge = Callable[[Town, Service, str, Words], Answer | None]


def mislabelled(world: World) -> Iterator[Answer]:
    """Yield what labels say that cannot be, once for each place, if it holds in every stack."""
    found: dict[Location, list[Answer | None]] = defaultdict(list)
    for town in world.towns:
        for service in town.stack.services.values():
            if service.networked and service.network_mode != "host":
                for name, value in service.labels:
                    for judge in JUDGES:
                        found[value.location].append(judge(town, service, name, value))
    for readings in found.values():
        told = [one for one in readings if one]
        if told and len(told) * len(JUDGES) == len(readings):
            yield told[0]


def _port(town: Town, service: Service, name: str, value: Words) -> Answer | None:
    """Judge the port to which Traefik sends on: the container's own, and none of the host's."""
    if PORT.match(name) is None or not value.known or not value.text.isdecimal():
        return None
    port, heard = int(value.text[:6]), town.heard[service.name]
    known = {each for each, why in heard.ports.items() if why.location != value.location}
    if port in known:
        return None
    asked = Answer(_reference(town, service, value, port), peer=Peer(town.stack, service, heard))
    mapped = [one for one in service.ports if one.offers(port)]
    inside = {one.behind(port) for one in mapped}
    if len(inside) == 1 and all(one.known for one in mapped):
        return _outside(asked, mapped[0], inside.pop())
    proven = [each for each in heard.proven if each in known]
    return _elsewhere(asked, heard, proven) if heard.certain and proven else None


def _outside(asked: Answer, mapped: Publication, right: int) -> Answer:
    port = asked.reference.port
    return replace(
        asked,
        cause=Cause.PUBLISHED_SIDE,
        why=f"{port} is where the host finds it; inside, it listens on {right}",
        remedy=str(right),
        related=(Related(mapped.location, "published here"),),
        inside=right,
    )


def _elsewhere(asked: Answer, heard: Heard, proven: list[int]) -> Answer:
    shown = proven[:SHOWN]
    evidence = [heard.ports[each] for each in shown]
    return replace(
        asked,
        cause=Cause.WRONG_PORT,
        why=f"{asked.reference.host} listens on {_listed(map(str, shown))}",
        remedy=" or ".join(map(str, shown)),
        related=tuple(Related(one.location, one.clause) for one in evidence),
        inside=proven[0] if len(proven) == 1 else None,
    )


def _network(town: Town, service: Service, name: str, value: Words) -> Answer | None:
    """Judge the network in which Traefik looks for a service; it takes any other if it must."""
    if name.lower() not in NETWORK or not value.known or not value.text:
        return None
    keys = [one.name for one in service.networks]
    wanted = value.text
    if any(_is_called(town, key, wanted) for key in keys):
        return None
    proxy = _proxy(town)
    elsewhere = any(_is_called(town, key, wanted) for key in town.stack.networks)
    if proxy is not None and {one.name for one in proxy.networks} >= set(keys):
        return None
    if len(keys) < 2 and not elsewhere:  # noqa: PLR2004  (of two it may take the wrong one)
        return None
    reference = _reference(town, service, value, None)
    why = f"{service.name} is not in {wanted}, but in {' and '.join(keys)}"
    return Answer(reference, Cause.NO_NETWORK, why, f"put it into {wanted}")


def _apart(town: Town, service: Service, name: str, value: Words) -> Answer | None:
    """Judge whether Traefik and a service that it is to serve have a network in common."""
    proxy = _proxy(town)
    enabled = name.lower() == "traefik.enable" and value.text.lower() == "true"
    if proxy is None or not enabled or proxy.network_mode or proxy is service:
        return None
    mine, theirs = ({one.name for one in each.networks} for each in (service, proxy))
    if mine & theirs or service.network_mode:
        return None
    why = f"{service.name} is in {_listed(mine)}, {proxy.name} in {_listed(theirs)}"
    outer = any(is_external(town.stack, key) for key in mine | theirs)
    return Answer(
        _reference(town, service, value, None), Cause.NO_NETWORK, why, "put both into one network",
        related=declared(proxy), severity=Severity.NOTE if outer else None,
    )  # fmt: skip


JUDGES: tuple[Judge, ...] = (_port, _network, _apart)


def _listed(names: Iterable[str]) -> str:
    return " and ".join(sorted(names)) or "no network"


def _is_called(town: Town, key: str, name: str) -> bool:
    """Tell whether a network goes by a name; what stands before it may be any project's name."""
    own = engine_name(town.stack, key)
    external = is_external(town.stack, key)
    return name in {own, key} or (not external and name.endswith(f"_{key}"))


def _proxy(town: Town) -> Service | None:
    """Return the one service that runs Traefik."""
    found = [
        one
        for one in town.stack.services.values()
        if one.image and basename(repository(one.image.text)[0]) == PROGRAM
    ]
    return found[0] if len(found) == 1 else None


def _reference(town: Town, service: Service, value: Words, port: int | None) -> Reference:
    return Reference(
        value.location, service.name, port, "label", town.stack, service,
        Viewpoint.CONTAINER, literal=value.literal, satellite=PROGRAM,
    )  # fmt: skip
