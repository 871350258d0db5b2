"""Ports after a colon: `http://host:80`, `redis:6379`, `[::1]:80`, `:8080`, `${HOST}:80`."""

import re

from portlint.core.facts import Confidence, Role
from portlint.core.grammar.authority import host_start
from portlint.core.grammar.mention import Mention
from portlint.core.grammar.plausible import USER, plausible, plausible_after_name
from portlint.core.names import carries_port, measures, words

IP4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}\Z")
LABELS = re.compile(
    r"(?=.*[a-z])[a-z0-9_*]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)+\.?\Z"
)
"""A name with dots; one at its end says that nothing is to be put behind it."""

LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_-]+\Z")
SCHEME = re.compile(r"([A-Za-z][\w+.-]*)(?:://|:\\/\\/)[^/?#\s]*\Z")
DISCOVERY = re.compile(r"\bdns(?:srv(?:noa)?)?\+\Z")
"""How Thanos, Mimir, Loki and Tempo say that a name stands for all its addresses."""

NOT_LAST = re.compile(r"(?:@(?![\d\s]|sha256)|:\d|-\d+-|/\d+/\d)")
"""What follows digits that are no port: a password's `@`, a time's or a mapping's next part."""

LISTENED = frozenset(("0.0.0.0", "[::]", "*", "", "[::0]"))  # noqa: S104  (names, not binds)
ALGORITHMS = frozenset("rsa dsa ec aes des dh dhparam ed25519 sha1 sha512".split())
TRANSPORTS = frozenset("tcp udp sctp http https ws wss grpc ssl tls ssh".split())
IMAGES = frozenset("docker oci containers-storage docker-daemon docker-image file".split())
FILES = frozenset(
    "c cc cfg clj conf cpp cs css csv ex exs go gradle h hpp hs htm html ini ipynb java js json "
    "jsx kt less lock log lua md mdx mjs mod mts php pl proto py r rb rs rst sass scala scss sh "
    "sql sum svelte swift tf toml ts tsx txt vue xml yaml yml zig".split()
)
NOT_HOSTS = frozenset(
    "age amount article at background balance batch bitrate block border bottom budget buffer "
    "bug build cache cache-size chapter char chunk code col color column cost cpu cve date day "
    "depth dim duration em epoch eq errno fig figure flex font fps frame freq frequency gid "
    "grid group hz id image index iso issue item key left level line margin max md5 mem memory "
    "min month no note number opacity order padding page points pr price px qty quality "
    "quantity radius rank re ref rev revision rfc right room rotate row sample samples scale "
    "scene score section seed seq sequence sha sha256 sleep status step stock table tag take "
    "ticket time token tokens top ttl uid user utf value volume wait window year z "
    "zindex zoom".split()
)
"""What stands before a colon and a number in prose, styles and logs, and is no host."""

YEARS = range(1900, 2100)
"""What follows a bare name more often as a date: `created:2020`."""

Judgement = tuple[Role, Confidence] | None


def addressed(text: str, start: int, end: int, left: str) -> Mention | None:
    """Read the digits at `start` to `end`, which follow a colon; `left` ends with that colon."""
    if NOT_LAST.match(text, end):
        return None
    port = int(text[start:end])
    begin = host_start(left, len(left) - 1)
    host, before = left[begin:-1], DISCOVERY.sub("", left[:begin])
    scheme = SCHEME.search(before)
    if scheme and (host or before.endswith("@")):
        role = Role.LISTEN if host in LISTENED else Role.CONNECT
        found = Mention(start, end, port, role, host=host, scheme=scheme[1].lower())
        return None if found.scheme in IMAGES else found
    judged = _judge(host, before, port, text[end : end + 1])
    if judged is None:
        return None
    role, confidence = judged
    if carries_port(host):
        return Mention(start, end, port, Role.DECLARE, name=host)
    if host.lower() in TRANSPORTS:
        scheme_only = host.lower()
        return Mention(start, end, port, role, scheme=scheme_only, confidence=confidence)
    return Mention(start, end, port, role, host=host, confidence=confidence)


def _judge(host: str, before: str, port: int, after: str) -> Judgement:
    """Say what `host:port` is, or None where it is something else (a time, a tag, a key)."""
    if host in LISTENED:
        return _without_host(host, before, port)
    if IP4.match(host) or host.lower() == "localhost" or host.startswith("["):
        sure = (host[0] != "[" or ":" in host) and not before.endswith(".")
        return (Role.CONNECT, Confidence.HIGH) if sure else None
    if any(char in host for char in "{}$%<>()"):
        return _templated(host, port, before)
    if host.isdecimal() or _in_path(before) or _names_image(before):
        return None
    return _dotted(host, port) if "." in host else _single(host, before, port, after)


def _in_path(before: str) -> bool:
    """Tell whether a name is the last part of a path, as an image's is: `quay.io/org/name:16`."""
    return before[-1:] in ("/", "\\", "#") and not before.endswith(("//", "\\/\\/"))


def _names_image(before: str) -> bool:
    """Tell whether what follows is an image and its tag: `image: web:2024`, `FROM web:2024`."""
    return before.rstrip(" \t\"':=")[-5:].lower() == "image" or before.endswith("FROM ")


def _without_host(host: str, before: str, port: int) -> Judgement:
    if host:
        return Role.LISTEN, Confidence.HIGH
    opened = not before or before[-1] in " \t\"'`=(,[>@/"
    closes_key = before[-1:] in ("'", '"', "`") and before.rstrip("'\"`\\")[-1:].isalnum()
    if not plausible(port) or not opened or closes_key:
        return None
    return Role.LISTEN, Confidence.MEDIUM if before.strip() else Confidence.HIGH


def _templated(host: str, port: int, before: str) -> Judgement:
    told = not NOT_HOSTS.isdisjoint(words(host)) or measures(host)
    if told or not plausible(port) or before.endswith("/"):
        return None
    return Role.CONNECT, Confidence.MEDIUM


def _dotted(host: str, port: int) -> Judgement:
    last = host.removesuffix(".").rpartition(".")[2]
    if not LABELS.match(host) or last in FILES or last.isdecimal() or not plausible(port):
        return None
    return Role.CONNECT, Confidence.HIGH


def _single(host: str, before: str, port: int, after: str) -> Judgement:
    if not LABEL.match(host) or after in ("=", "("):
        return None
    if carries_port(host) and plausible(port):
        return Role.DECLARE, Confidence.HIGH
    told = (
        host in NOT_HOSTS | ALGORITHMS
        or port in YEARS
        or not NOT_HOSTS.isdisjoint(words(host)[-1:])
        or measures(host)
    )
    if told or not plausible_after_name(port):
        return None
    edge = before[-1:]
    if edge not in "@ \t\"'`=,([;|<-\\" or (port < USER and edge not in "@\"'`=,"):
        return None
    sure = not before.strip() or edge in "@\"'`=,"
    return Role.CONNECT, Confidence.HIGH if sure else Confidence.MEDIUM
