"""Single values of a registry, each read from its own text."""

import re

import yaml

from portlint.core import Location, Range, Reference
from portlint.registry.document import Document, Table, is_null, kind

HIGHEST = 65535
INTEGER = re.compile(r"[0-9]+\Z")
SPAN = re.compile(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?\Z")
TRUE, FALSE = frozenset(("true", "yes", "on")), frozenset(("false", "no", "off"))


def port(document: Document, node: yaml.Node, what: str) -> int | None:
    """Read a port from its text: YAML 1.1 would make 1342 of `22:22` and 15 of `0o17`."""
    if not isinstance(node, yaml.ScalarNode) or not INTEGER.match(node.value):
        document.problem(node, "types", f"{what} is a port number, not {kind(node)}")
        return None
    if not 1 <= int(node.value[:9]) <= HIGHEST:
        document.problem(node, "ports", f"{what} {node.value[:9]} is not between 1 and {HIGHEST}")
        return None
    return int(node.value)


def text(document: Document, values: Table, key: str) -> str:
    """Read a text; empty where it is not given."""
    if key not in values:
        return ""
    node = values.values[key]
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    document.problem(node, "types", f"{key} is a text, not {kind(node)}")
    return ""


def flag(document: Document, values: Table, key: str, *, default: bool) -> bool:
    """Read true or false."""
    if key not in values:
        return default
    node = values.values[key]
    written = node.value.lower() if isinstance(node, yaml.ScalarNode) else ""
    if written not in TRUE | FALSE:
        document.problem(node, "types", f"{key} is true or false, not {kind(node)}")
        return default
    return written in TRUE


def choice(document: Document, values: Table, key: str, options: tuple[str, ...]) -> str:
    """Read one of some words; the first of them where it is not given."""
    written = text(document, values, key)
    if written and written not in options:
        document.problem(
            values.values[key], "types", f"{key} is one of {', '.join(options)}, not {written}"
        )
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
    if isinstance(node, yaml.ScalarNode):
        return (Reference(document.place(node), str(node.value)),)
    if not isinstance(node, yaml.SequenceNode):
        document.problem(node, "types", f"{key} is a list of names, not {kind(node)}")
        return ()
    found = []
    for item in node.value:
        if isinstance(item, yaml.ScalarNode) and not is_null(item):
            found.append(Reference(document.place(item), str(item.value)))
        else:
            document.problem(item, "types", f"{key} holds names, not {kind(item)}")
    return tuple(found)


def span(
    document: Document, name: str, node: yaml.Node, within: str, place: Location
) -> Range | None:
    """Read `4000-4099`, or one port."""
    match = SPAN.match(node.value) if isinstance(node, yaml.ScalarNode) else None
    if match is None:
        document.problem(
            node, "ranges", f"range {name} is written first-last, as 4000-4099, not {kind(node)}"
        )
        return None
    first, last = int(match[1][:9]), int((match[2] or match[1])[:9])
    if not 1 <= first <= last <= HIGHEST:
        document.problem(node, "ranges", f"range {name} does not run from a port up to another")
        return None
    return Range(place, name, first, last, within)
