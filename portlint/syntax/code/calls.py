"""What a call says of the number that it is given."""

import re

import tree_sitter

from portlint.core import Confidence, Role
from portlint.core.grammar.plausible import plausible
from portlint.core.names import carries_port, measures, words
from portlint.syntax.code.shape import Shape, text_of
from portlint.syntax.code.slot import GO_ON, Slot, Step
from portlint.syntax.code.words import ANY, is_environment, is_host, quoted, trailing_name

SERVING = frozenset(
    "listen run serve bind server start httpserver tcpserver uvicorn preview".split()
)
PASSING = frozenset(
    "int str number parseint string integer cast field query option argument default coerce "
    "resolve usestate ref signal get_or getorelse unwrap_or literal const prefault catch freeze "
    "annotated final optional nullish describe value_or withdefault set tuple list "
    "frozenset array".split()
)
ASSERTING = re.compile(
    r"(?i)(?:assert\w*|expect\w*|equals?|same|is|eq|strictequal|deepequal|tobe\w*)\Z"
)
EXPECTED = re.compile(
    r"(?:expect|assert\w*|that)\(\s*(?:await\s+)?([^()]*(?:\([^()]*\))?[^()]*)\)"
)
QUEUES = frozenset(
    (10, 16, 20, 32, 50, 64, 100, 128, 200, 256, 500, 511, 512, 1000, 1024, 2048, 4096)
)
SETTING = re.compile(r"[A-Za-z][\w.-]*\Z")
FLAG = re.compile(r"-{1,2}([\w-]+)")


def callee(chain: list[tree_sitter.Node], depth: int, shape: Shape) -> str:
    """Return the text of what is called where `chain[depth]` is a call's arguments."""
    if depth < 1 or chain[depth - 1].type not in shape.calls:
        return ""
    call = chain[depth - 1]
    return text_of(call.child_by_field_name(shape.calls[call.type]))


def last_name(called: str) -> str:
    """Return `listen` of `app.listen`."""
    return called.rsplit(".", 1)[-1].strip()


def serves(called: str) -> bool:
    """Tell whether a call starts a server."""
    return not SERVING.isdisjoint(words(last_name(called)))


def beside_host(host: tree_sitter.Node, called: str) -> Slot:
    """Return the slot of a number that stands next to a host."""
    literal = quoted(host)
    listening = literal in ANY or serves(called)
    return Slot(Role.LISTEN if listening else Role.CONNECT, host=literal or "")


def after_flag(before: tree_sitter.Node | None, port: int) -> Slot | None:
    """Return the slot of a number that follows `"--port"` or `"Port:"` in a list of strings."""
    literal = quoted(before)
    if literal is None or not plausible(port):
        return None
    name = literal.strip("-: =")
    if not SETTING.match(name) or not carries_port(name):
        return None
    return Slot(Role.LISTEN if literal.startswith("-") else Role.DECLARE, name=name)


def argument(  # noqa: PLR0913  (the state of a climb)
    chain: list[tree_sitter.Node],
    depth: int,
    shape: Shape,
    port: int,
    positions: list[int],
    *,
    keyed: bool,
) -> Step:
    """Say what an argument of a call is: decided, passed on, or no port."""
    called = callee(chain, depth, shape)
    if not called:
        return None
    child = chain[depth + 1]
    arguments = [one for one in chain[depth].named_children[:30] if one.type != "comment"]
    position = next((i for i, one in enumerate(arguments) if one.id == child.id), -1)
    others = [one for one in arguments if one.id != child.id]
    name = last_name(called)
    if position > 0 and called in ("int", "parseInt", "Number.parseInt"):
        return None
    if name == "parametrize" or name.endswith("each"):
        return _column(arguments, positions)
    direct = not positions and not keyed and child.type not in ("keyword_argument", "object")
    decided = (
        _setting(called, others, port)
        or _asserted(called, name, others)
        or (_named_call(name, position, child, port) if not keyed else None)
        or (_served(name, position, port, shape) if direct else None)
        or (_neighbour(called, arguments, position, port) if direct else None)
    )
    if decided:
        return decided
    passes = name.lower() in PASSING or "Field" in name
    return GO_ON if passes and not (positions and measures(called)) else None


def _setting(called: str, others: list[tree_sitter.Node], port: int) -> Slot | None:
    """`getenv("PORT", 80)`, `add_argument("--port", default=80)`, `app.set("port", 80)`."""
    for other in others:
        literal = quoted(other)
        if literal is None:
            continue
        flag = FLAG.findall(literal)
        names = [
            name for name in (flag or [literal]) if SETTING.match(name) and carries_port(name)
        ]
        if names and (plausible(port) or is_environment(called)):
            variable = names[0] if names[0].isupper() else ""
            return Slot(Role.DECLARE, name=names[0], default_of=variable)
    return None


def _asserted(called: str, name: str, others: list[tree_sitter.Node]) -> Slot | None:
    """`expect(config.port).toBe(80)`, `assertEqual(url.port, 80)`."""
    expected = EXPECTED.search(called)
    if expected and carries_port(
        expected[1].strip(" \"'`)]").rsplit(".", 1)[-1].rsplit("[", 1)[-1].strip("\"'")
    ):
        return Slot(Role.COMPARE, name=expected[1])
    if ASSERTING.search(name) or "assert" in called:
        for other in others:
            if quoted(other) is None and carries_port(trailing_name(other)):
                return Slot(Role.COMPARE, name=trailing_name(other))
    return None


def _named_call(name: str, position: int, child: tree_sitter.Node, port: int) -> Slot | None:
    """`setPort(80)`, `isPortFree(host, 80)`, `port({default: 80})`."""
    if not carries_port(name) or not plausible(port) or position > 2:  # noqa: PLR2004
        return None
    first = words(name)[0]
    declares = first in {"set", "with", "use", "port"} or child.type in (
        "object",
        "keyword_argument",
    )
    return Slot(Role.DECLARE if declares else Role.COMPARE, name=name)


def _served(name: str, position: int, port: int, shape: Shape) -> Slot | None:
    """`app.listen(80)`, where it is not the length of a queue; `createServer(8080)`."""
    if position == 0 and words(name)[-1:] == ("server",) and port >= 1000:  # noqa: PLR2004
        return Slot(Role.LISTEN, name=name, confidence=Confidence.MEDIUM)
    if words(name)[:1] != ("listen",) or position != 0:
        return None
    if shape.backlog and (port in QUEUES or not plausible(port)):
        return None
    return Slot(Role.LISTEN, name=name)


def _neighbour(
    called: str, arguments: list[tree_sitter.Node], position: int, port: int
) -> Slot | None:
    """`connect("localhost", 80)`, `createConnection(80, "localhost")`."""
    before = arguments[position - 1] if position > 0 else None
    if is_host(before) and plausible(port):
        return beside_host(before, called) if before else None
    after = arguments[position + 1] if 0 <= position < len(arguments) - 1 else None
    if (
        after is not None
        and position == 0
        and quoted(after)
        and is_host(after)
        and plausible(port)
    ):
        return beside_host(after, called)
    return None


def _column(arguments: list[tree_sitter.Node], positions: list[int]) -> Slot | None:
    """`parametrize("host, port", [("a", 80)])`: the number's column names it."""
    literal = quoted(arguments[0]) if arguments else None
    if literal is None:
        literal = text_of(arguments[0]).strip("[]()") if arguments else ""
    names = [name.strip(" \"'\n") for name in literal.split(",")]
    if not positions:
        return None
    column = positions[0] if len(positions) > 1 else 0
    if column < len(names) and carries_port(names[column]):
        return Slot(Role.DECLARE, name=names[column])
    return None
