"""Single values of a registry, each read from its own text."""

import re
from collections.abc import Iterator

from portlint.core import Location, Range, Reference
from portlint.registry.document import Document, Table, kind, pairs, shown
from portlint.syntax.documents.composed import Mapping, Node, Scalar, Sequence

HIGHEST = 65535
INTEGER = re.compile(r"[0-9]+\Z")
SPAN = re.compile(r"\s*([0-9]+)\s*(?:-\s*([0-9]+)\s*)?\Z")
STATUS = re.compile(r"[1-5][0-9][0-9]\Z")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
TRUE, FALSE = frozenset(("true", "yes", "on")), frozenset(("false", "no", "off"))


def port(document: Document, node: Node, what: str) -> int | None:
    """Read a port from its text: YAML 1.1 would make 1342 of `22:22` and 15 of `0o17`."""
    if not isinstance(node, Scalar) or not INTEGER.match(node.text):
        document.problem(node, "types", f"{what} is a port number, not {kind(node)}")
        return None
    number = int(node.text.lstrip("0")[:9] or "0")
    if not 1 <= number <= HIGHEST:
        message = f"{what} {shown(node.text)} is not between 1 and {HIGHEST}"
        document.problem(node, "ports", message)
        return None
    return number


def text(document: Document, values: Table, key: str) -> str:
    """Read a text; empty where it is not given."""
    if key not in values:
        return ""
    node = values.values[key]
    if isinstance(node, Scalar):
        return node.text
    document.problem(node, "types", f"{key} is a text, not {kind(node)}")
    return ""


def name(document: Document, values: Table, key: str, pattern: re.Pattern[str] = NAME) -> str:
    """Read a text that other files will carry as a name: no space, quote or slash in it."""
    written = text(document, values, key)
    if written and not pattern.match(written):
        signs = "letters, digits and _" if pattern is VARIABLE else "letters, digits, . _ and -"
        message = f"{key} holds {signs} only, not `{shown(written)}`"
        document.problem(values.values[key], "types", message)
    return written


def flag(document: Document, values: Table, key: str, *, default: bool) -> bool:
    """Read true or false."""
    if key not in values:
        return default
    node = values.values[key]
    written = node.text.lower() if isinstance(node, Scalar) else ""
    if written not in TRUE | FALSE:
        document.problem(node, "types", f"{key} is true or false, not {kind(node)}")
        return default
    return written in TRUE


def choice(document: Document, values: Table, key: str, options: tuple[str, ...]) -> str:
    """Read one of some words; the first of them where it is not given."""
    written = text(document, values, key)
    if written and written not in options:
        message = f"{key} is one of {', '.join(options)}, not {shown(written)}"
        document.problem(values.values[key], "types", message)
    return written if written in options else options[0]


def reference(document: Document, values: Table, key: str) -> Reference | None:
    """Read a name that points elsewhere in the registry."""
    written = text(document, values, key)
    return Reference(document.place(values.values[key]), written) if written else None


def references(document: Document, values: Table, key: str) -> tuple[Reference, ...]:
    """Read a list of names; a single name is a list of one."""
    if key not in values:
        return ()
    node = values.values[key]
    if isinstance(node, Scalar):
        return (Reference(document.place(node), node.text),)
    if not isinstance(node, Sequence):
        document.problem(node, "types", f"{key} is a list of names, not {kind(node)}")
        return ()
    found = []
    for item in document.each(node.items):
        if isinstance(item, Scalar) and not item.empty:
            found.append(Reference(document.place(item), item.text))
        else:
            document.problem(item, "types", f"{key} holds names, not {kind(item)}")
    return tuple(found)


def networks(document: Document, values: Table) -> tuple[str, ...]:
    """Read the registry's own list of networks; a mapping, as Compose has it, names them too."""
    node = values.values.get("networks")
    if isinstance(node, Mapping):
        return tuple(name for name, *_ in pairs(document, node, "networks"))
    return tuple(one.name for one in references(document, values, "networks"))


def spans(
    document: Document, name: str, node: Node, within: str, place: Location
) -> Iterator[Range]:
    """Read `4000-4099`, one port, or several of these with commas between."""
    written = node.text if isinstance(node, Scalar) else ""
    for part in document.each(written.split(",")):
        match = SPAN.match(part)
        if match is None:
            message = f"range {shown(name)} is written first-last, as 4000-4099, not {kind(node)}"
            document.problem(node, "ranges", message)
            return
        first, last = int(match[1][:9]), int((match[2] or match[1])[:9])
        if 1 <= first <= last <= HIGHEST:
            yield Range(place, name, first, last, within)
        else:
            message = (
                f"range {shown(name)} runs from {first} to {last}, not up from 1 to {HIGHEST}"
            )
            document.problem(node, "ranges", message)
