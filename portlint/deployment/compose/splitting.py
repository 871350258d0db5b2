"""A command line in one text, split into words as Compose splits it: by go-shellwords' rules."""

from collections.abc import Iterator

SPACE = " \t\r\n"
CONTROL = ";&|<>"
"""Compose reads no further than the first of these outside quotes: it starts no shell."""

QUOTES = {"'": "'", '"': '"', "`": "`"}
ESCAPED = {"t": "\t", "n": "\n"}


def split(text: str) -> tuple[str, ...]:
    """Return the words of a command line; of quotes that do not close, what they hold is one."""
    return tuple(_words(text))


def _words(text: str) -> Iterator[str]:
    word: list[str] = []
    begun = escaped = False
    closer = ""
    for char in text:
        if escaped:
            word.append(ESCAPED.get(char, char))
            begun, escaped = True, False
        elif char == "\\" and closer != "'":
            escaped = True
        elif closer:
            closer = "" if char == closer else closer
            word.extend([char] if closer or char in "`)" else [])
        elif char in SPACE:
            yield from ["".join(word)] if begun else []
            word, begun = [], False
        elif char in CONTROL:
            begun = begun and not (char == ">" and "".join(word[:1]).isdecimal())
            break
        else:
            begun = True
            closer = _closer(char, word)
            word.extend([char] if char not in "'\"" else [])
    yield from ["".join(word)] if begun else []


def _closer(char: str, word: list[str]) -> str:
    """Return what ends the quotation that a character begins, empty where it begins none."""
    if char == "(" and word and word[-1] == "$":
        return ")"
    return QUOTES.get(char, "")
