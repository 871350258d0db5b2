"""Ports after a colon: `http://host:80`, `redis:6379`, `[::1]:80`, `:8080`, `${HOST}:80`."""

import re

from portlint.core.facts import Confidence, Role
from portlint.core.grammar.mention import Mention
from portlint.core.names import carries_port, measures, words

IP4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}\Z")
LABELS = re.compile(
    r"(?=.*[a-z])[a-z0-9_*]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)+\Z"
)
LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
SCHEME = re.compile(r"([A-Za-z][\w+.-]*)(?:://|:\\/\\/)[^/?#\s]*\Z")
RIGHT = re.compile(r"(?:@(?![\d\s]|sha256)|:\d|-\d+-|/\d+/\d)")
PAIRS = {"}": "{", "]": "[", ")": "(", ">": "<"}

LISTENED = frozenset(("0.0.0.0", "[::]", "*", "", "[::0]"))  # noqa: S104  (a name, not a bind)
TRANSPORTS = frozenset(
    ("tcp", "udp", "sctp", "http", "https", "ws", "wss", "grpc", "ssl", "tls", "ssh")
)
IMAGES = frozenset(
    ("docker", "oci", "containers-storage", "docker-daemon", "docker-image", "file")
)
FILES = frozenset(
    "c cc cfg clj conf cpp cs css csv ex exs go gradle h hpp hs htm html ini ipynb java js json "
    "jsx kt less log lua md mdx mjs mts php pl proto py r rb rs rst sass scala scss sh sql svelte "
    "swift tf toml ts tsx txt vue xml yaml yml zig lock sum mod".split()
)
NOT_HOSTS = frozenset(
    "line row col column char page code status errno uid gid user group id px em top left right "
    "bottom margin padding opacity index zindex level amount price qty chapter room issue pr ticket "
    "bug rfc cve iso utf sha md5 sha256 year date time day month epoch batch seed dim tokens token budget "
    "depth radius zoom scale rotate duration ttl wait sleep max min age image tag key value "
    "item step sequence seq number no ref article note section scene take build rev revision "
    "memory mem cpu volume score rank points cost balance quantity stock font border color "
    "background grid flex order z window buffer cache-size chunk block frame fps bitrate sample "
    "samples freq frequency hz quality at re fig figure table eq".split()
)
LOW = frozenset(
    (20, 21, 22, 23, 25, 43, 49, 53, 67, 68, 69, 70, 79, 80, 81, 82, 83, 84, 85, 88, 110, 111, 113, 119, 123,
     135, 137, 138, 139, 143, 161, 162, 179, 194, 389, 427, 443, 444, 445, 465, 500, 502, 512, 513,
     514, 515, 520, 546, 547, 548, 554, 563, 587, 591, 593, 601, 623, 631, 636, 646, 691, 749, 853, 873, 888,
     902, 953, 989, 990, 992, 993, 994, 995)
)  # fmt: skip
"""System ports (below 1024) that are met in practice, after IANA's registry."""


SURE_LOW = frozenset(
    (25, 53, 80, 81, 88, 110, 143, 389, 443, 445, 465, 587, 636, 853, 990, 993, 995)
)
"""Those that follow a bare name often enough to outweigh image tags (`node:20`)."""


def plausible(port: int) -> bool:
    """Tell whether a number could be a port where its surroundings alone do not prove it."""
    return port >= 1000 or port in LOW  # noqa: PLR2004  (below it, three digits mean anything)


def addressed(text: str, start: int, end: int, left: str) -> Mention | None:
    """Read the digits at `start` to `end`, which follow a colon; `left` ends with that colon."""
    port = int(text[start:end])
    if RIGHT.match(text, end):
        return None
    begin = _host_start(left, len(left) - 1)
    host = left[begin:-1]
    before = left[:begin]
    scheme = SCHEME.search(before)
    if scheme and (host or before.endswith("@")):
        if scheme[1].lower() in IMAGES:
            return None
        role = Role.LISTEN if host in LISTENED else Role.CONNECT
        return Mention(start, end, port, role, host=host, scheme=scheme[1].lower())
    judged = _judge(host, before, port, text[end : end + 1])
    if judged is None:
        return None
    role, confidence = judged
    if carries_port(host):
        return Mention(start, end, port, Role.DECLARE, name=host)
    if host.lower() in TRANSPORTS:
        return Mention(start, end, port, Role.CONNECT, scheme=host.lower(), confidence=confidence)
    return Mention(start, end, port, role, host=host, confidence=confidence)


def _host_start(left: str, stop: int) -> int:
    """Return where the host that ends before `stop` begins: names, `${VAR}`, `{{ x }}`, `[::1]`."""
    at = stop
    while at > 0:
        char = left[at - 1]
        if char.isalnum() or char in "_.-*":
            at -= 1
        elif char in "}])>":
            opened = _opening(left, at - 1, PAIRS[char], char)
            if opened < 0 or (char == ")" and left[opened - 1 : opened] != "$"):
                break
            at = opened
            if left[at - 1 : at] in ("$", "%", "#"):
                at -= 1
        elif char == "$" or (char == "%" and at < stop):
            return at - 1
        else:
            break
    while at < stop and left[at] in "-.":
        at += 1
    return at


def _opening(left: str, at: int, opener: str, closer: str) -> int:
    depth = 0
    for index in range(at, -1, -1):
        if left[index] == closer:
            depth += 1
        elif left[index] == opener:
            depth -= 1
            if depth == 0:
                return index
        elif left[index] in "\"'`" and closer in ")>":
            return -1
    return -1


def _judge(host: str, before: str, port: int, after: str) -> tuple[Role, Confidence] | None:
    """Say what `host:port` is, or None where it is something else (a time, a tag, a key)."""
    edge = before[-1:]
    if host in LISTENED:
        return _without_host(host, before, port)
    if IP4.match(host) or host.lower() == "localhost" or host.startswith("["):
        sure = host[0] != "[" or ":" in host
        return (Role.CONNECT, Confidence.HIGH) if sure and edge != "." else None
    if any(char in host for char in "{}$%<>()"):
        return _templated(host, port, edge)
    if host.isdigit() or edge in ("/", "\\", "#") and not before.endswith(("//", "\\/\\/")):
        return None
    if "." in host:
        return _dotted(host, port)
    return _single(host, before, port, after)


def _without_host(host: str, before: str, port: int) -> tuple[Role, Confidence] | None:
    if host:
        return Role.LISTEN, Confidence.HIGH
    if not plausible(port) or (before and before[-1] not in " \t\"'`=(,[>@/"):
        return None
    if before[-1:] in ("'", '"', "`") and before[-2:-1].isalnum():
        return None
    return Role.LISTEN, Confidence.MEDIUM if before.strip() else Confidence.HIGH


def _templated(host: str, port: int, edge: str) -> tuple[Role, Confidence] | None:
    if not plausible(port) or edge == "/":
        return None
    said = set(words(host))
    if said & NOT_HOSTS or measures(host):
        return None
    return Role.CONNECT, Confidence.MEDIUM


def _dotted(host: str, port: int) -> tuple[Role, Confidence] | None:
    last = host.rsplit(".", 1)[1]
    if not LABELS.match(host) or last in FILES or last.isdigit() or not plausible(port):
        return None
    return Role.CONNECT, Confidence.HIGH


def _single(host: str, before: str, port: int, after: str) -> tuple[Role, Confidence] | None:
    if not LABEL.match(host) or len(host) == 1 or after in ("=", "("):
        return None
    if carries_port(host) and plausible(port):
        return Role.DECLARE, Confidence.HIGH
    if port < 1000 and port not in SURE_LOW:  # noqa: PLR2004
        return None
    said = words(host)
    if measures(host) or not NOT_HOSTS.isdisjoint(said[-1:]) or host in NOT_HOSTS:
        return None
    edge = before[-1:]
    if edge == "@":
        return Role.CONNECT, Confidence.HIGH
    if edge and edge not in " \t\"'`=,([;|<-\\":
        return None
    if port < 1000 and edge and edge not in "\"'`=,":  # noqa: PLR2004
        return None
    sure = not before.strip() or edge in "\"'`=,"
    return Role.CONNECT, Confidence.HIGH if sure else Confidence.MEDIUM
