"""Lines for `/etc/services`, from which ss and tcpdump show a service's name for its port."""

import re
from collections.abc import Iterator

from portlint.core import Artifact, Comment, Option, Order, generator
from portlint.core.addresses import Named, named, on_host
from portlint.core.quoting import one_line

OPTIONS = (Option("path", "config/ports/services", "where the lines are written"),)

NAME = re.compile(r"[^A-Za-z0-9._-]")
"""What a name in `/etc/services` cannot hold (services(5): no blank and no `#`), and more."""


@generator("services", options=OPTIONS)
def services(order: Order) -> Iterator[Artifact]:
    """Lines to append to `/etc/services`: the ports of the host, by name."""
    lines = "".join(map(_line, named(order.registry)))
    yield Artifact(order.text("path"), lines, Comment.HASH)


def _line(one: Named) -> str:
    """Return the line of a port: name, number/transport, aliases."""
    number = on_host(one.service, one.port)
    if not number:
        return ""
    suffix = f"-{one.port.name}" if one.port.name else ""
    names = [NAME.sub("_", f"{name}{suffix}") for name in (one.service.name, *one.service.aliases)]
    about = one_line(one.service.description, 80)
    aliases = "".join(f" {name}" for name in names[1:])
    comment = f"  # {about}" if about else ""
    return f"{names[0]:<31} {number}/{one.port.transport}{aliases}{comment}\n"
