"""`.env.shared`: every port and its three addresses as variables."""

from collections.abc import Iterator

from portlint.core import Artifact, Comment, Option, Order, generator
from portlint.core.addresses import Named, addresses, named, on_host
from portlint.core.quoting import one_line

OPTIONS = (Option("path", ".env.shared", "where the variables are written"),)


@generator("env", options=OPTIONS, default=True)
def env(order: Order) -> Iterator[Artifact]:
    """Every port, the host's port, and three URLs, as variables for shells, dotenv and Compose."""
    blocks = (_block(one) for one in named(order.registry))
    yield Artifact(order.text("path"), "".join(blocks), Comment.HASH)


def _block(one: Named) -> str:
    """Return the variables of one port. Their values need no quotes in any reader."""
    found = addresses(one.service, one.port)
    number = on_host(one.service, one.port)
    rows = [
        (one.variable, str(one.port.container)),
        (one.host_port, str(number or "")),
        (one.url("container"), found.container),
        (one.url("host"), found.host),
        (one.url("public"), found.public),
    ]
    lines = "".join(f"{name}={value}\n" for name, value in rows if value)
    return f"\n# {_title(one)}\n{lines}"


def _title(one: Named) -> str:
    title = " ".join(filter(None, (one.service.name, one.port.name)))
    rest = ", ".join(filter(None, (one.service.description, one.service.owner)))
    return one_line(f"{title}: {rest}" if rest else title)
