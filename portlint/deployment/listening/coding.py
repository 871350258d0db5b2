"""Where the code in a service's own folder listens, by what is parsed of it and what is not."""

import re
from collections.abc import Iterator

from portlint.core import PortUse
from portlint.deployment.heard import Evidence, Kind, Told, exposed
from portlint.deployment.image import Image
from portlint.deployment.listening.knowing import is_plain
from portlint.deployment.listening.sources import Sources
from portlint.deployment.model import Service

SERVING = re.compile(r"(?:listen|run|serve|bind)\s*\(")
"""What a line says on which a port is opened."""


def of_code(sources: Sources, service: Service, place: str, image: Image | None) -> Told:
    """Yield where the code of a place listens, after what the service's variables move.

    What only seems to be opened, and the default of a variable, is so where somebody else claims
    it too.
    """
    told = claimed(service, image)
    own = image is not None and is_plain(image.base)
    for use in sources.listening(place):
        if not (own and use.location.path in sources.watching):
            yield from _moved(service, use)
    for use in sources.moving(place):
        served = SERVING.search(use.text) is not None
        yield from (pair for pair in _moved(service, use) if served or pair[0] in told)
    for use in sources.served_to(place.rpartition("/")[2]):
        if use.port in told:
            clause = f"its settings name {use.port}"
            yield use.port, Evidence(use.location, clause, kind=Kind.SETTINGS)
    for one in sources.opened(place):
        if one.port in told or one.sure:
            clause = f"its code names {one.port}"
            yield one.port, Evidence(one.location, clause, kind=Kind.CODE)


def unknown(sources: Sources, service: Service, place: str, image: Image | None) -> bool:
    """Tell whether code may listen on a variable whose value nobody knows."""
    told = claimed(service, image)
    moving = sources.moving(place)
    may = [one for one in moving if one.port in told or SERVING.search(one.text)]
    return any(_is_hidden(service, use) for use in (*sources.listening(place), *may))


def _moved(service: Service, use: PortUse) -> Told:
    """Yield where code listens, by the variable that moves it where that is set."""
    moved = service.environment.get(use.default_of)
    if moved is None:
        if not _is_hidden(service, use):
            clause = f"its code listens on {use.port}"
            yield use.port, Evidence(use.location, clause, kind=Kind.CODE)
    elif moved.words and moved.words.known and moved.words.text.isdecimal():
        clause = f"its code listens on {use.default_of}, which is {moved.words.text}"
        yield int(moved.words.text[:9]), Evidence(moved.location, clause, kind=Kind.VARIABLE)


def _is_hidden(service: Service, use: PortUse) -> bool:
    moved = service.environment.get(use.default_of)
    if moved is None:
        return bool(use.default_of) and service.open_environment
    return moved.words is None or not (moved.words.known and moved.words.text.isdecimal())


def claimed(service: Service, image: Image | None) -> frozenset[int]:
    """Return the ports that people say a service listens on: EXPOSE, `expose` and `ports`.

    The host's side of `ports` is one of them, for it is mostly the same number.
    """
    return frozenset(_claims(service, image))


def _claims(service: Service, image: Image | None) -> Iterator[int]:
    told = [*exposed(service.expose, "", Kind.EXPOSED, proof=True)]
    told += exposed(image.exposed, "", Kind.CLAIMED, proof=True) if image else ()
    yield from (port for port, _ in told)
    for one in service.ports:
        if one.known and one.transport == "tcp":
            yield one.target[0]
            yield from () if one.published is None else (one.published[0],)
