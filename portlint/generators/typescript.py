"""`ports.ts`: typed constants in the place of numbers in TypeScript code."""

from collections.abc import Iterator

from portlint.core import Artifact, Comment, Option, Order, generator
from portlint.core.addresses import Named, addresses, on_host
from portlint.core.constants import constants
from portlint.core.quoting import one_line, quoted

OPTIONS = (Option("path", "config/ports/ports.ts", "where the constants are written"),)

TOP = """
/** A port's two sides, and its URL as containers, the host and browsers reach it. */
export interface Port {
  readonly container: number;
  readonly host: number | null;
  readonly containerUrl: string;
  readonly hostUrl: string;
  readonly publicUrl: string;
}
"""


@generator("typescript", options=OPTIONS)
def typescript(order: Order) -> Iterator[Artifact]:
    """Typed constants for TypeScript: `import { API } from "./ports"` in the place of 4010."""
    lines = "".join(_constant(name, one) for name, one in constants(order.registry))
    yield Artifact(order.text("path"), f"{TOP}{lines}", Comment.SLASHES)


def _constant(name: str, one: Named) -> str:
    urls = addresses(one.service, one.port)
    host = on_host(one.service, one.port)
    title = one_line(f"{one.service.name} {one.port.name}".strip())
    return f"""
/** {title} */
export const {name}: Port = {{
  container: {one.port.container},
  host: {host or "null"},
  containerUrl: {quoted(urls.container)},
  hostUrl: {quoted(urls.host)},
  publicUrl: {quoted(urls.public)},
}};
"""
