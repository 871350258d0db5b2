"""Text as a YAML scalar that every reader takes for that very text, 1.1 and 1.2 alike."""

import json
import re

PLAIN = re.compile(r"[A-Za-z_/][\w./@+-]*(?: [\w./@+()-]+)*\Z", re.ASCII)
"""What needs no quotes wherever it stands, but for the words of `TOLD`."""

TOLD = re.compile(r"(?:y|yes|n|no|true|false|on|off|null|none|nan|inf)\Z", re.IGNORECASE)
"""Words that some reader takes for something else than text."""

UNPRINTABLE = re.compile(
    r"[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""What JSON writes as it is, and YAML readers refuse or editors do not show."""


def scalar(text: str) -> str:
    """Return a text as a scalar on one line: plain where that is safe, else in double quotes.

    Plain text of these forms holds no `: `, ` #` or sign of flow style, and begins with no
    indicator. Double quotes are JSON's, which YAML contains; numbers such as `0x10`, `22:22` and
    `1_000` do not begin with a letter, and so are quoted.
    """
    if PLAIN.match(text) and not TOLD.match(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def flow(items: tuple[str, ...]) -> str:
    """Return texts as a list on one line."""
    return f"[{', '.join(map(scalar, items))}]"
