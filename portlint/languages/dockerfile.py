"""Dockerfiles: EXPOSE, ENV, ARG, CMD, HEALTHCHECK, RUN."""

import re
from collections.abc import Iterator

from portlint.core import Context, Fact, InvalidPort, Role
from portlint.core.grammar import Mention, mentions
from portlint.core.grammar.directive import directives
from portlint.core.grammar.mention import HIGHEST
from portlint.core.shell import argv_ports
from portlint.core.shell import ports as shell_ports
from portlint.languages.dialects.instructions import declared, spans
from portlint.syntax import Source, language
from portlint.syntax.documents import Scalar
from portlint.syntax.settings import Reading, Trail, read_scalar
from portlint.syntax.spans import spans_of

INSTRUCTION = re.compile(
    r"[ \t]*(?:ONBUILD[ \t]+)?(?P<word>[A-Za-z]+)(?=\s)[ \t]*(?P<rest>.*)\Z", re.DOTALL
)
COMMENT = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)
EXPOSED = re.compile(
    r"(?<![\w$])(\d+)(?:-(\d+))?(?:/(\w+))?(?=[\s\"']|\Z)|\$\{(?P<variable>\w+):?-(\d+)\}"
)
PAIR = re.compile(r"([A-Za-z_][\w.-]*)=(\"(?:[^\"\\]|\\.)*\"|'[^']*'|(?:\\.|[^\s\\])*)", re.DOTALL)
SPACED = re.compile(r"([A-Za-z_]\w*)[ \t]+([^\n]*)")
STRING = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")
OWNED = re.compile(r"--chown=\S*\Z")
FLAGS = re.compile(r"(?:--[\w-]+(?:=\S+)?\s+)*(?:CMD\b\s*)?")


@language(
    "dockerfile",
    patterns=(
        "Dockerfile", "Dockerfile.*", "*.dockerfile", "*.Dockerfile", "Containerfile",
        "Containerfile.*", "Dockerfile-*", "Dockerfile_*", "*_Dockerfile", "*-Dockerfile",
        "dockerfile",
    ),
)  # fmt: skip
def dockerfile(source: Source) -> Iterator[Fact]:
    """Yield every port of a Dockerfile, and its instructions."""
    yield from declared(source)
    comments = spans_of(COMMENT, source.text)
    for start, end in spans(source):
        for fact in _instruction(source, start, source.text[start:end]):
            if fact.location.start not in comments:
                yield fact
    for start, end in comments.pairs:
        for mention in mentions(source.text[start:end]):
            yield source.mentioned(mention, start, context=Context.COMMENT)


def _instruction(source: Source, start: int, text: str) -> Iterator[Fact]:
    match = INSTRUCTION.match(text)
    if match is None:
        return
    word, rest, base = match["word"].upper(), match["rest"], start + match.start("rest")
    reading = Reading(source, "dockerfile")
    if word == "EXPOSE":
        yield from _exposed(source, rest, base)
    elif word in ("ENV", "ARG", "LABEL"):
        yield from _variables(reading, rest, base)
    elif word in ("CMD", "ENTRYPOINT", "RUN", "HEALTHCHECK", "SHELL"):
        skipped = FLAGS.match(rest)
        lead = skipped.end() if skipped and word in ("HEALTHCHECK", "RUN") else 0
        yield from _command(source, rest[lead:], base + lead)
    elif word == "FROM":
        for mention in mentions(rest):
            if rest[mention.end : mention.end + 1] == "/":
                yield source.mentioned(mention, base)
    elif word in ("COPY", "ADD"):
        yield from (source.mentioned(mention, base) for mention in _copied(rest))


def _copied(rest: str) -> Iterator[Mention]:
    """Read what is added from an address, or written in a here-document."""
    yield from directives(rest)
    for mention in mentions(rest):
        if not OWNED.search(rest, 0, mention.end):
            yield mention


def _exposed(source: Source, rest: str, base: int) -> Iterator[Fact]:
    for match in EXPOSED.finditer(rest):
        for group in (1, 2, 5):
            if match[group] is None:
                continue
            start, end = base + match.start(group), base + match.end(group)
            if 0 < int(match[group][:9]) <= HIGHEST:
                yield source.use(
                    start,
                    end,
                    Role.CONTAINER,
                    name="EXPOSE",
                    default_of=match["variable"] or "",
                    transport=(match[3] or "").lower(),
                )
            else:
                place = source.place(start, end)
                yield InvalidPort(place, match[group][:9], f"is not between 1 and {HIGHEST}")


def _variables(reading: Reading, rest: str, base: int) -> Iterator[Fact]:
    pairs = list(PAIR.finditer(rest))
    spaced = None if pairs else SPACED.match(rest)
    for match in pairs or ([spaced] if spaced else []):
        written, start = match[2], base + match.start(2)
        if written[:1] in ("'", '"') and len(written) > 1:
            written, start = written[1:-1], start + 1
        value = Scalar(start, start + len(written), written)
        yield from read_scalar(reading, value, Trail((match[1],)))


def _command(source: Source, rest: str, base: int) -> Iterator[Fact]:
    if rest.lstrip().startswith("["):
        words = [(match[1], base + match.start(1)) for match in STRING.finditer(rest)]
        yield from (source.mentioned(mention, 0) for mention in argv_ports(words))
    else:
        yield from (source.mentioned(mention, base) for mention in shell_ports(rest))
