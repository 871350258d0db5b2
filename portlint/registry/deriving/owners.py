"""CODEOWNERS as GitHub reads it: of the lines that match a path, the last one counts.

https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

import re
from dataclasses import dataclass

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks for it; the first that is there counts."""

LARGEST = 3_000_000
"""Bytes beyond which GitHub does not load it."""

WORD = re.compile(r"(?:\\.|[^\s#\\])(?:\\.|[^\s\\])*")
OWNER = re.compile(r"@[\w.-]+(?:/[\w.-]+)?\Z|[^@\s]+@[^@\s]+\Z")
SIGN = re.compile(r"\\.|.", re.DOTALL)
STARS = 12
"""Wildcards in one pattern; nobody needs more, and each multiplies the work of matching."""


@dataclass(frozen=True, slots=True)
class Owners:
    """Patterns in the order of the file, each with whom it names; nobody is an answer too."""

    lines: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = ()

    def of(self, path: str) -> str:
        """Return who owns a POSIX path relative to the root, empty where nobody does."""
        for pattern, names in reversed(self.lines):
            if pattern.match(path):
                return ", ".join(names)
        return ""


def owners(text: str) -> Owners:
    """Read a CODEOWNERS file; lines that GitHub does not take are passed over."""
    lines = []
    for line in text.splitlines():
        found = [match[0] for match in WORD.finditer(line.partition(" #")[0])]
        if not found or line.lstrip().startswith("#"):
            continue
        pattern = _pattern(found[0])
        if pattern and all(OWNER.match(name) for name in found[1:]):
            lines.append((pattern, tuple(found[1:])))
    return Owners(tuple(lines))


def _pattern(glob: str) -> re.Pattern[str] | None:
    r"""Translate a pattern of gitignore without `!`, `[ ]` and `\#`, which GitHub does not have.

    `docs/*` matches the files of that folder alone; anything else that names a folder matches
    all that lies below it.
    """
    if glob.startswith(("!", "\\#")) or "[" in glob or glob.count("*") > STARS:
        return None
    anchored = "/" in glob.rstrip("/")
    body = glob.strip("/")
    parts = body.split("/") if body else ["**"]
    shallow = parts[-1] == "*" and len(parts) > 1
    written = "" if anchored else "(?:.*/)?"
    for at, part in enumerate(parts):
        last = at == len(parts) - 1
        if part == "**":
            written += ".*" if last else "(?:.*/)?"
        else:
            written += _segment(part) + ("" if last else "/")
    ending = "" if shallow else "/.*" if glob.endswith("/") else "(?:/.*)?"
    return re.compile(rf"{written}{ending}\Z", re.DOTALL)


def _segment(part: str) -> str:
    """Translate what stands between two slashes; between two stars, the first fit is enough."""
    first, *rest = _between_stars(part)
    inner = "".join(f"(?>[^/]*?{one})" for one in rest[:-1] if one)
    return f"{first}{inner}[^/]*{rest[-1]}" if rest else first


def _between_stars(part: str) -> list[str]:
    pieces = [""]
    for sign in SIGN.findall(part):
        if sign == "*":
            pieces.append("")
        else:
            pieces[-1] += "[^/]" if sign == "?" else re.escape(sign[-1])
    return pieces
