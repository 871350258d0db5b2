"""Ports after a name: `PORT=3000`, `--port 3000`, `port: 80`, `${PORT:-80}`, `port 8080`."""

import re

from portlint.core.facts import Confidence, Role
from portlint.core.grammar.mention import Mention
from portlint.core.grammar.plausible import USER, plausible
from portlint.core.names import carries_port

NAME = re.compile(r"(-{0,2})([A-Za-z_][\w.-]*)\Z")
OPENERS = " \t\"'`[(\\*{"
CLOSERS = " \t\"'`])\\*"
BEFORE_COLON = re.compile(r"([\w.*-]*):\Z")
DEFAULT = re.compile(r"\$\{([A-Za-z_][\w.]*):?[-=]\Z")
FILTER = re.compile(r"([\w.]+)\s*\|\s*default(?:\(|\s)\s*[\"']?\Z")
HELM = re.compile(r"\b(?:default|ternary) \Z")
HELM_NAME = re.compile(r" \(?[.$](?P<name>[\w.]+)")
POSITIONAL = re.compile(r"([A-Za-z_]\w*)=[\"']?\$\{\d+:?-[\"']?\Z")
FALLBACK = re.compile(r"([A-Za-z_]\w*)[\"'\])]{0,4}\s*(?:\|\||\?\?|\bor\b|,)\s*[\"']?\Z")
PROSE = re.compile(
    r"\b(ports?|portas?|puertos?)(?:\W{1,4}(?:is|to|of|number|numbers|at|as|defaults?|default|was|be|should|must|set|"
    r"padr\S{1,3}o|number:))*[\s:`'\"*(=\[#]{1,5}\Z",
    re.IGNORECASE,
)
DEFAULTED = re.compile(
    r"\bports?\b[^.;]{0,60}\bdefaults?(?:\s+(?:to|is))?[\s:=(`'\"]{1,4}\Z", re.IGNORECASE
)
SPAN = re.compile(r"\bports?\b[^.;]{0,60}\(?\Z", re.IGNORECASE)
FAR_END = re.compile(r"\s?(?:-|\xe2\x80[\x93\x94])\s?(\d{4,5})(?!\w)")
NEAR_END = re.compile(r"(\d{4,5})\s?(?:-|\xe2\x80[\x93\x94])\s?\Z")
DIRECTIVE = re.compile(r"(?:\bEXPOSE\s+|\.listen\(\s*)\Z")
PUBLISH = re.compile(r"(?:\s|^)(?:-p|--publish)[ =]?[\"']?(?:[\d.]+:)?\Z")
LISTED = re.compile(r"\s*-\s+[\"']?(?:[\d.]+:)?\Z")
LISTED_TARGET = re.compile(r":(\d{2,5})(?:/\w+)?[\"']?(?:\s|\Z)")
QUOTES = "`'\"(: \\"
ENDS = frozenset((" on", " at", " to"))
LISTENING = re.compile(
    r"\b(?:listen(?:s|ing)?|running|runs|serv(?:e|es|ed|ing)|bound|binds|binding|published|"
    r"exposed|reachable|available|up) (?:on|at|to)\Z",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(
    r"[`'\"\\)]*(?:[.,;!]?(?:\s|\\n|\Z)[`'\"]?(?:\Z|\s|[A-Z(]|(?:in|and|but|with)\b)|[.,;!)`'\"])"
)
EQUALITY = frozenset(("==", "===", "!=", "!==", "=~"))
ASSIGNMENT = frozenset(("=", ":", "=>", ":=", "::=", "?=", "::"))
MEASURED = re.compile(
    r"\s*(?:%|ms\b|s\b|sec|seconds|minutes|hours|days|times|users|connections|bytes|kb|mb|px|x\b|items|requests)",
    re.IGNORECASE,
)


def named(left: str, start: int, end: int, port: int, after: str) -> Mention | None:
    """Read the digits at `start` to `end`, which follow `left` on their line."""
    if after[:1] == ":" and (found := published(left, start, end, port, after)):
        return found
    if left[-1:] in ("-", "=") and (found := _default(left, start, end, port)):
        return found
    if found := _helm(left, start, end, port, after):
        return found
    lowered = left.lower()
    if "port" in lowered or "puerto" in lowered:
        return (
            _fallback(left, start, end, port)
            or _assigned(left, start, end, port, after)
            or _spoken(left, start, end, port, after)
        )
    return _directed(left, start, end, port) or _heard(left, start, end, port, after)


def published(left: str, start: int, end: int, port: int, after: str) -> Mention | None:
    """`-p 8080:80`: the host's side of a mapping."""
    if PUBLISH.search(left) and re.match(r":\d", after):
        return Mention(start, end, port, Role.PUBLISH, name="-p")
    target = LISTED_TARGET.match(after)
    if LISTED.match(left) and target and plausible(port) and plausible(int(target[1])):
        return Mention(start, end, port, Role.PUBLISH, name="-p")
    return None


def _default(left: str, start: int, end: int, port: int) -> Mention | None:
    """`${PORT:-3000}`, `localhost:${X:-3000}`."""
    opened = DEFAULT.search(left)
    if opened is None:
        return None
    before = left[: opened.start()]
    host = BEFORE_COLON.search(before)
    if not carries_port(opened[1]) and host is None:
        return None
    found = host[1] if host else ""
    return Mention(start, end, port, Role.DECLARE, host=found, default_of=opened[1])


def _fallback(left: str, start: int, end: int, port: int) -> Mention | None:
    """`{{ port | default(80) }}`, `process.env.PORT || 3000`."""
    for pattern in (FILTER, POSITIONAL, FALLBACK):
        if (match := pattern.search(left)) and carries_port(match[1]):
            return Mention(start, end, port, Role.DECLARE, default_of=match[1], name=match[1])
    return None


def _heard(left: str, start: int, end: int, port: int, after: str) -> Mention | None:
    """Read `listening on 3000`, where the number ends the clause and is no year."""
    said = left.rstrip(QUOTES)
    if said[-3:] not in ENDS or port < USER or not LISTENING.search(said):
        return None
    year = left[len(said) :].isspace() and port // 100 in (19, 20)
    if year or not CLAUSE_END.match(after):
        return None
    return Mention(start, end, port, Role.LISTEN, confidence=Confidence.MEDIUM)


def _helm(left: str, start: int, end: int, port: int, after: str) -> Mention | None:
    """`{{ default 443 .Values.service.port }}`."""
    name = HELM_NAME.match(after) if left.endswith(("default ", "ternary ")) else None
    if name is None or not HELM.search(left) or not carries_port(name["name"]):
        return None
    return Mention(start, end, port, Role.DECLARE, name=name["name"], default_of=name["name"])


def _directed(left: str, start: int, end: int, port: int) -> Mention | None:
    """`EXPOSE 80`, `.listen(3000`."""
    directive = DIRECTIVE.search(left) if left[-1:] in (" ", "(") and plausible(port) else None
    if directive is None:
        return None
    role = Role.CONTAINER if "EXPOSE" in directive[0] else Role.LISTEN
    return Mention(start, end, port, role)


def _assigned(left: str, start: int, end: int, port: int, after: str) -> Mention | None:
    """`PORT=3000`, `"port": 3000`, `--http-port 3000`, `server.port = 80`, `port == 80`."""
    value = left.rstrip(OPENERS)
    key = value.rstrip(":=<>!~?+")
    operator = value[len(key) :]
    match = NAME.search(key.rstrip(CLOSERS))
    if match is None or not carries_port(match[2]) or after[:1] == "+":
        return None
    if match[2][-1] in "sS" and not plausible(port):
        return None
    role = _assigned_role(operator, match[1], match[2], spaced=left[-1:].isspace())
    return Mention(start, end, port, role, name=match[2]) if role else None


def _assigned_role(operator: str, dashes: str, name: str, *, spaced: bool) -> Role | None:
    if operator in EQUALITY:
        return Role.COMPARE
    if operator in ASSIGNMENT:
        return Role.LISTEN if dashes else Role.DECLARE
    if operator or not spaced:
        return None
    if dashes:
        return Role.LISTEN
    return Role.DECLARE if name.isupper() and "_" in name else None


def _spoken(left: str, start: int, end: int, port: int, after: str) -> Mention | None:
    """Read `listening on port 8080`, `ports 80 and 443`, a range in words."""
    if MEASURED.match(after) or not plausible(port):
        return None
    if match := PROSE.search(left):
        role = Role.LISTEN if "listen" in left.lower() else Role.CONNECT
        return Mention(start, end, port, role, name=match[1], confidence=Confidence.MEDIUM)
    if match := DEFAULTED.search(left):
        return Mention(start, end, port, Role.DECLARE, name="port", confidence=Confidence.MEDIUM)
    ranged = FAR_END.match(after) or NEAR_END.search(left)
    if ranged and SPAN.search(left):
        return Mention(start, end, port, Role.COMPARE, confidence=Confidence.MEDIUM)
    return None
