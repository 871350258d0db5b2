"""Where a well-known image listens, as the table of images has it and a service moves it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from portlint.core import Location
from portlint.core.roles import role_ports
from portlint.core.tables import ImagePort, image_ports, implied, repository
from portlint.deployment.image.binding import bound, given
from portlint.deployment.image.model import Image
from portlint.deployment.image.moving import (
    Covers,
    brings_settings,
    configured,
    moves_pools,
    nowhere,
    set_by,
    steered,
    unmoved,
    watched,
)
from portlint.deployment.image.starting import spoken_by, starts, texts_of
from portlint.deployment.model import Service, Words

NUMBER = re.compile(r"(?:\A|:)(\d{1,5})(?=\Z|[/,;\s])")

LISTENER = re.compile(r"://[\w.*\[\]-]*:(\d{2,5})(?!\d)")


@dataclass(frozen=True, slots=True)
class Shipped:
    """The ports of a known image, by number, with the transport; none where it is not known.

    `sure` are those that nothing moves as far as the files say, `local` those on which only the
    container itself is heard, with what says so. `certain` tells whether nothing else listens.
    `free` where files commonly say where it listens, `implied` what they open untold.
    """

    name: str
    ports: tuple[tuple[int, str], ...] = ()
    sure: frozenset[int] = frozenset()
    certain: bool = False
    local: Mapping[int, Location] = field(default_factory=dict)
    free: bool = False
    implied: frozenset[int] = frozenset()


def shipped(
    service: Service, reference: str, laid: Image | None = None, read: Covers = nowhere
) -> Shipped:
    """Return where the image of a running service listens; `laid` is what is built over it.

    `read` tells which places in the container hold settings of which all numbers are known.
    """
    spoken = spoken_by(service)
    rows = image_ports(reference) or role_ports(reference, spoken, texts_of(service))
    name = repository(reference)[0]
    if not rows:
        return Shipped(name)
    started = starts(spoken, name, rows, plain=laid is None)
    flagged = all(one.flagged for one in rows)
    free = any(one.configurable for one in rows)
    known = nowhere if free and implied(reference) is None else read
    moving = configured(service, spoken, known) or brings_settings(laid)
    whole = started and (flagged or not moving)
    listed = _listed(service, rows) if started else frozenset()
    if listed:
        named = tuple((port, "tcp") for port in sorted(listed))
        return Shipped(name, named, listed, whole and not watched(service))
    moved = [_moved(service, spoken, row) for row in rows]
    ports = {
        port: row.transport for row, heard in zip(rows, moved, strict=True) for port in heard or ()
    }
    options = {name for row in rows for name in row.options}
    others = [word for word in spoken if word.partition("=")[0] not in options or "=" not in word]
    heeded = unmoved(service, others, known) or any(one.optional and not one.port for one in rows)
    pools = (name == "php" and "fpm" in reference) and not moves_pools(service, laid)
    plain = pools or (laid is None and heeded and not steered(service))
    certain = (
        (whole or pools)
        and None not in moved
        and all(one.complete for one in rows)
        and (plain or not free)
    )
    if not certain:
        ports = {row.port: row.transport for row in rows if row.port} | ports
    open_ = free and not (whole or pools)
    sure = frozenset().union(*filter(None, moved)) if started and not open_ else frozenset()
    local = bound(service, spoken, reference, list(zip(rows, moved, strict=True)), started=started)
    untold = (implied(reference) or frozenset()) if free else frozenset()
    return Shipped(name, tuple(ports.items()), sure, certain, local, free, untold)


def _listed(service: Service, rows: tuple[ImagePort, ...]) -> frozenset[int]:
    """Return every port of a variable that lists all listeners: `PLAINTEXT://:9092,B://:9093`."""
    for row in rows:
        for variable in row.variables:
            setting = service.environment.get(variable)
            if setting is not None and variable.endswith("LISTENERS"):
                known = setting.words is not None and setting.words.known
                text = setting.words.text if setting.words and known else ""
                listed = frozenset(int(one) for one in LISTENER.findall(text))
                return listed and listed | _beside(rows)
    return frozenset()


def _beside(rows: tuple[ImagePort, ...]) -> frozenset[int]:
    """Return the ports of an image that its list of listeners does not move."""
    lists = (
        row.variables
        and "LISTENERS" in row.variables[0]
        and "HTTP_SERVER" not in row.variables[0]
        and "REST" not in row.variables[0]
        for row in rows
    )
    return frozenset(row.port for row, listed in zip(rows, lists, strict=True) if not listed)


def _moved(service: Service, spoken: list[str], row: ImagePort) -> frozenset[int] | None:
    """Return the ports of a row after what may move it, None where they cannot be told."""
    if row.optional:
        return _opened(service, spoken, row)
    for variable in row.variables:
        for value in set_by(service, variable):
            return _numbers(value, several=variable.endswith("LISTEN"))
    found = [value for option in row.options for value in given(spoken, option)]
    if found:
        return frozenset(int(one) for one in NUMBER.findall(found[-1])) or None
    unseen = service.open_environment and row.variables and not _led(service, row.port)
    return None if unseen or not row.port else frozenset((row.port,))


def _opened(service: Service, spoken: list[str], row: ImagePort) -> frozenset[int] | None:
    """Return the ports that are open only because a variable or an option says so."""
    values = [value for option in row.options for value in given(spoken, option)]
    set_ = [text for variable in row.variables for text in set_by(service, variable)]
    values += [one.text if one and one.known and "\n" not in one.text else "?" for one in set_]
    if service.open_environment and row.variables:
        return None
    numbers = [[int(one) for one in NUMBER.findall(value) if len(one) > 1] for value in values]
    told = frozenset(port for found in numbers for port in found)
    usual = any(not found for found in numbers)
    if usual and not row.port:
        return None
    return told | {row.port} if usual else told


def _led(service: Service, port: int) -> bool:
    """Tell whether `ports` or `expose` lead to a port: who moves it inside moves them too."""
    led = [one.target for one in service.ports if one.known and one.transport == "tcp"]
    led += [one.span for one in service.expose]
    return any(first <= port <= last for first, last in led)


def _numbers(value: Words | None, *, several: bool) -> frozenset[int] | None:
    """Return the port in a variable's value, or all of a list: `0.0.0.0:80, 0.0.0.0:443 ssl`."""
    if value is None or not value.known:
        return None
    found = frozenset(int(one) for one in NUMBER.findall(value.text))
    return found if found and (several or len(found) == 1) else None
