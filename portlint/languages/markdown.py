"""Markdown and MDX: prose, tables with a port column, and code fences by their language."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import replace

from portlint.core import Confidence, Context, Fact, Picks, Role
from portlint.core.grammar import Mention, mentions
from portlint.core.grammar.directive import directives
from portlint.core.grammar.mention import HIGHEST
from portlint.core.grammar.plausible import USER, plausible
from portlint.core.grammar.text import WINDOW
from portlint.core.shell import commented, picking
from portlint.core.shell import ports as shell_ports
from portlint.syntax import Source, language
from portlint.syntax.building import builds
from portlint.syntax.documents.markdown import Part, hidden, parts
from portlint.syntax.documents.table import named_rows, port_columns
from portlint.syntax.source import readable

SHELL = frozenset(
    "sh bash shell zsh fish console shell-session shellsession terminal powershell pwsh ps1 cmd "
    "bat batch command sh-session".split()
)
PLAIN = frozenset(("", "text", "txt", "plain", "plaintext", "output", "log"))
COMMAND = re.compile(
    r"^[ \t]*(?:\$ )?(?:sudo )?(?:docker|podman|npx|npm|yarn|pnpm|curl|wget|kubectl|ssh|nc|telnet|"
    r"psql|redis-cli|mysql|python3?|uvicorn|gunicorn|flask|php|node|lsof|ufw|netstat|ss|export|"
    r"\./\w|[A-Z_]+=)[ \w./]",
    re.MULTILINE,
)
"""What an unnamed fence holds where it holds commands."""

PROMPT = re.compile(r"^[ \t]*(?:[\w@:~/.\[\]-]*[$%] |PS [^\n>]*> )", re.MULTILINE)
INLINE = re.compile(r"`([^`\n]*(?:[A-Za-z-] [^`\n]*\d\d|[a-z]:\d\d+:\d\d)[^`\n]*)`")
"""Code in prose that is a command, or says `http:80:5000`."""

CODE = re.compile(r"`(\d{4,5})`")
MAPPED = re.compile(r"`[\"']?(\d{2,5}):(\d{2,5})(?:/\w+)?[\"']?`")
OWNERS = re.compile(r"(?i)\b(?:uid|gid|users?|groups?|owner|chown|permissions?)\b")
DIGITS = re.compile(r"\d\d")
HEADING = re.compile(r"^#{1,6}[ \t]+([^\n]{1,100})", re.MULTILINE)


@language("markdown", patterns=("*.md", "*.mdx", "*.markdown", "*.rst", "*.adoc", "*.mdown"))
def markdown(source: Source) -> Iterator[Fact]:
    """Yield every port of a document, which services its commands start and images they build."""
    yield from builds(source)
    for at, services in picking(source.text):
        yield Picks(source.place(at, at), services)
    concealed = hidden(source.text)
    found: dict[int, tuple[Mention, int]] = {}
    for part in parts(source.text):
        if DIGITS.search(source.text, part.start, part.end) is None:
            continue
        content = source.text[part.start : part.end]
        for mention in _fence(part, content) if part.fenced else _prose(content):
            found.setdefault(part.start + mention.start, (mention, part.start))
    known = {one.port for one, _ in found.values() if one.confidence is Confidence.HIGH}
    for mention in _named_again(source.text, known) if known else ():
        found.setdefault(mention.start, (mention, 0))
    headings = [(one.end(), one[1]) for one in HEADING.finditer(source.text)] if found else []
    for start in sorted(found):
        context = Context.COMMENT if start in concealed else None
        under = readable(_heading(headings, start))
        yield replace(source.mentioned(*found[start], context=context), when=under)


def _heading(headings: list[tuple[int, str]], start: int) -> str:
    """Return the heading that a place stands under, empty before the first."""
    at = bisect_right(headings, (start, ""))
    return headings[at - 1][1] if at else ""


def _named_again(text: str, known: Collection[int]) -> Iterator[Mention]:
    """Yield ports of the document where it sets them as code of their own: `` `5432` ``."""
    for code in CODE.finditer(text):
        port = int(code[1])
        if port in known and port >= USER:
            yield Mention(*code.span(1), port, Role.CONNECT, confidence=Confidence.MEDIUM)


def _prose(content: str) -> Iterator[Mention]:
    yield from mentions(content)
    yield from port_columns(content)
    yield from named_rows(content)
    for code in INLINE.finditer(content):
        for mention in shell_ports(code[1]):
            yield moved(mention, code.start(1))
    for pair in MAPPED.finditer(content):
        begin = max(0, pair.start() - WINDOW)
        line = content[max(begin, content.rfind("\n", begin, pair.start()) + 1) : pair.start()]
        if "port" in line.lower() and not OWNERS.search(line):
            yield from _sides(pair)


def _sides(pair: re.Match[str]) -> Iterator[Mention]:
    for group, role in ((1, Role.PUBLISH), (2, Role.CONTAINER)):
        if plausible(int(pair[group])) and int(pair[group]) <= HIGHEST:
            yield Mention(*pair.span(group), int(pair[group]), role)


def _fence(part: Part, content: str) -> Iterator[Mention]:
    if part.language in SHELL:
        commands, output = split_session(content)
        yield from shell_ports(commands)
        yield from commented(commands)
        yield from mentions(output)
        return
    if part.language in PLAIN and COMMAND.search(content):
        yield from shell_ports(content)
    yield from mentions(content)
    yield from directives(content)


def split_session(content: str) -> tuple[str, str]:
    """Return the commands and the output of a terminal session, each with the other blanked."""
    if PROMPT.search(content) is None:
        return content, ""
    commands: list[str] = []
    output: list[str] = []
    goes_on = False
    for line in content.splitlines(keepends=True):
        prompt = PROMPT.match(line)
        typed = goes_on or prompt is not None
        skipped = prompt.end() if prompt else 0
        blank = " " * (len(line) - 1) + line[-1:]
        commands.append(" " * skipped + line[skipped:] if typed else blank)
        output.append(blank if typed else line)
        goes_on = typed and line.rstrip().endswith("\\")
    return "".join(commands), "".join(output)


def moved(mention: Mention, by: int) -> Mention:
    """Return a mention of a piece as one of the whole."""
    return replace(mention, start=mention.start + by, end=mention.end + by)
