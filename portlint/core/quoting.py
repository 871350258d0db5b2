"""How free text is written into other formats, so that no value ends what it stands in."""

import json
import re
from collections.abc import Mapping

UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff]"
)
"""Control characters and bidirectional overrides, which could repaint what is already shown, and
the halves of characters that file names of another encoding are made of."""

MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~$&]")
"""What means something in Markdown, in MDX (where `{` and `<` are code), in Mermaid, or in what
makes links of bare addresses."""

ESCAPED = re.compile(rf"[{{}}$%<>&\ufeff\ufffe\uffff]|{UNSAFE.pattern}")
"""What means something to templates (`{{ }}`, `{%`), interpolation (`${ }`) and HTML, and what is
not to be seen. Signs beyond U+FFFF stay: as pairs of surrogates, only JSON would read them."""


def one_line(text: str, longest: int = 200) -> str:
    """Return free text as one line that is fit for a comment of any format.

    Ends of comments are taken apart, and so are the marks of sections; it is cut to `longest`
    characters.
    """
    flat = " ".join(UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text).split())
    for end, apart in (("*/", "* /"), ("-->", "-- >"), ("portlint:", "portlint :")):
        flat = flat.replace(end, apart)
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def quoted(text: str) -> str:
    r"""Return a double-quoted string that JSON, YAML, TypeScript and Python read back as `text`.

    What could end a script or start a template is written as `\u003c`: the text is the same to
    whoever parses it, and nothing to whoever does not.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    written = json.dumps(whole, ensure_ascii=False)
    return ESCAPED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", written)


def placed(template: str, values: Mapping[str, str]) -> str:
    """Return a template with each `<name>` in it replaced by a value, as a quoted string.

    No value can hold a place of its own: `quoted` leaves no angle bracket.
    """
    for name, value in values.items():
        template = template.replace(f"<{name}>", quoted(value))
    return template


def shell(text: str) -> str:
    """Return one word of a POSIX shell that stands for `text`, without its NULs."""
    safe = text.replace("\0", "").replace("'", "'\\''")
    return f"'{safe}'"


def markdown(text: str, longest: int = 400) -> str:
    """Return free text for Markdown or MDX, in a cell of a table or after other text of its line.

    Every sign that could be markup becomes a character reference, which both render as the sign.
    """
    flat = " ".join(UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text).split())
    cut = flat if len(flat) <= longest else flat[: longest - 1] + "…"
    return MARKUP.sub(lambda sign: f"&#{ord(sign[0])};", cut)
