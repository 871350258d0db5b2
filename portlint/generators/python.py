"""`ports.py`: typed constants in the place of numbers in Python code."""

from collections.abc import Iterator

from portlint.core import Artifact, Comment, Option, Order, generator
from portlint.core.addresses import Named, addresses, on_host
from portlint.core.constants import constants
from portlint.core.quoting import one_line, quoted

OPTIONS = (Option("path", "config/ports/ports.py", "where the constants are written"),)

TOP = '''"""Every port of every service."""

from __future__ import annotations

from typing import Final, NamedTuple


class Port(NamedTuple):
    """A port's two sides, and its URL as containers, the host and browsers reach it."""

    container: int
    host: int | None
    container_url: str
    host_url: str
    public_url: str

'''


@generator("python", options=OPTIONS)
def python(order: Order) -> Iterator[Artifact]:
    """Typed constants for Python: `from ports import API` in the place of 4010."""
    lines = "".join(_constant(name, one) for name, one in constants(order.registry))
    yield Artifact(order.text("path"), f"{TOP}{lines}", Comment.HASH)


def _constant(name: str, one: Named) -> str:
    urls = addresses(one.service, one.port)
    values = (
        str(one.port.container),
        str(on_host(one.service, one.port)),
        *map(quoted, (urls.container, urls.host, urls.public)),
    )
    rows = "".join(f"    {value},\n" for value in values)
    title = one_line(f"{one.service.name} {one.port.name}".strip())
    return f"\n# {title}\n{name}: Final = Port(\n{rows})\n"
