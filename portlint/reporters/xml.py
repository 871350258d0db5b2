"""XML that holds any text: what the format cannot express is replaced, the rest escaped."""

import re
from xml.etree.ElementTree import Element, indent, tostring

IMPOSSIBLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may hold, escaped or not; and carriage returns."""


def element(tag: str, /, **attributes: object) -> Element:
    """Return an element whose attributes hold only what XML can."""
    return Element(tag, {key: possible(str(value)) for key, value in attributes.items()})


def possible(text: str) -> str:
    """Return text with what XML cannot express replaced."""
    return IMPOSSIBLE.sub("\N{REPLACEMENT CHARACTER}", text)


def document(root: Element) -> str:
    """Return a whole document, indented."""
    indent(root)
    body = tostring(root, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
