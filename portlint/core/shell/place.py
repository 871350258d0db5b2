"""Ports given by place: `nc HOST PORT`, `ssh -L 80:host:80`, `kill-port 3000`, `lsof -i :80`."""

import re
from collections.abc import Callable, Iterator

from portlint.core.facts import Role
from portlint.core.grammar import Mention
from portlint.core.grammar.plausible import USER, plausible
from portlint.core.names import carries_port
from portlint.core.shell.call import Call
from portlint.core.shell.hints import Hints
from portlint.core.shell.number import groups, listed, published, value
from portlint.core.shell.programs import (
    CONTAINERS,
    DIALLERS,
    EXPOSERS,
    KILLERS,
    KNOWN,
    SEARCHES,
    TUNNELS,
    WATCHERS,
)
from portlint.core.shell.watch import allowed, filtered, killed, watched

DIALLED_WITH = frozenset("-w -q -i -G -W -O -s -x -X -e -c -g --wait --timeout".split())
FORWARD = re.compile(r"(?:-\w*[LR])?(?:(?:[\w.*\[\]-]+:)?(\d{2,5})|[^:\s]+):([^:\s]+):(\d{2,5})")
SOCAT = re.compile(
    r"(?i)\b(?:tcp|udp|openssl|ssl|sctp|dccp)[46]?(-l(?:isten)?|-\w+)?:(?:[^:,\s]*:)?(\d{2,5})(?!\d)"
)
DEVICE = re.compile(r"/dev/(?:tcp|udp)/[^/\s]+/(\d{2,5})(?!\d)")
MAPPED = re.compile(r"\b(?:https?|tcp|udp|grpc|wss?|tls):(\d{2,5}):(\d{2,5})(?![\w:.])")
"""A mapping with what is spoken: `http:80:5000`."""

ARITHMETIC = frozenset("+ - * / % < > <= >= -lt -gt -le -ge".split())
RESOLVE = re.compile(r"([\w.*-]+):(\d{2,5}):\S+")
DEBUGGER = re.compile(r"(?<![\w.-])address=(?:\*:|[\w.]+:)?(\d{4,5})(?!\d)")
ASKING = re.compile(r"(?i)(?:wait|check|test|is|ping|probe|await|verify|assert|ensure|health)")
HOST = re.compile(r"localhost|\d+\.\d+\.\d+\.\d+|[\"']?\$\{?\w*(?:HOST|host|IP|ip)\w*\}?[\"']?")
DOMAIN = re.compile(r"[\w${}-]+(?:\.[\w${}-]+)+")
NAME = re.compile(r"[\"']?(?:\$\{?\w+\}?|[A-Za-z$][\w.${}-]+)[\"']?")
Rule = Callable[[Call], Iterator[Mention]]

SERVERS = frozenset("http.server SimpleHTTPServer runserver http-server runserver_plus".split())


def places(call: Call, hinted: Hints) -> Iterator[Mention]:
    """Yield the ports that stand where the program wants one."""
    for program in set(call.programs):
        for rule in RULES.get(program, ()):
            yield from rule(call)
    yield from _served(call)
    yield from _written(call)
    if any(word.text[:1].isdigit() for word in call.words):
        yield from _paired(call)
        yield from _called(call, hinted)


def _dialled(call: Call) -> Iterator[Mention]:
    """`nc -z HOST PORT`, `telnet HOST PORT`."""
    before, listens = "", False
    for _, word in call.arguments(DIALLERS):
        listens = listens or re.match(r"-\w*l", word.text) is not None
        if before not in DIALLED_WITH:
            yield from listed(word, Role.LISTEN if listens else Role.CONNECT)
        before = word.text


def _tunnelled(call: Call) -> Iterator[Mention]:
    """`ssh -L 8080:db:5432`."""
    for _, word in call.arguments(TUNNELS):
        match = FORWARD.fullmatch(word.text)
        if match:
            yield from groups(word, match, (1, Role.LISTEN), (3, Role.CONNECT))


def _forwarded(call: Call) -> Iterator[Mention]:
    """`kubectl port-forward svc/x 8080:80`."""
    texts = [word.text for word in call.words]
    if "port-forward" in texts:
        for word in call.words[texts.index("port-forward") + 1 :]:
            if re.fullmatch(r"(?:[\w.${}-]*:)?\d{2,5}", word.text):
                yield from published(word, "port-forward")


def _relayed(call: Call) -> Iterator[Mention]:
    """`socat TCP-LISTEN:8080,fork TCP:db:5432`."""
    for _, word in call.arguments(frozenset(("socat",))):
        for match in SOCAT.finditer(word.text):
            listens = (match[1] or "").lower().startswith("-l")
            yield from groups(word, match, (2, Role.LISTEN if listens else Role.CONNECT))


def _exposed(call: Call) -> Iterator[Mention]:
    """`ngrok http 3000`."""
    for _, word in call.arguments(EXPOSERS):
        yield from listed(word, Role.CONNECT)


def _served(call: Call) -> Iterator[Mention]:
    """`python -m http.server 8000`, `manage.py runserver 0.0.0.0:8000`."""
    inside = False
    for word in call.words:
        if inside and not word.text.startswith("-"):
            yield from value(word, Role.LISTEN)
            return
        inside = inside or word.text in SERVERS


def _written(call: Call) -> Iterator[Mention]:
    """Read `/dev/tcp/h/80`, a debugger's address and `--resolve`, whatever the command."""
    for index, word in enumerate(call.words):
        for match in DEVICE.finditer(word.text):
            yield from groups(word, match, (1, Role.CONNECT))
        for match in MAPPED.finditer(word.text) if ":" in word.text else ():
            yield from groups(word, match, (1, Role.PUBLISH), (2, Role.CONTAINER))
        if "address=" in word.text:
            for match in DEBUGGER.finditer(word.text):
                yield from groups(word, match, (1, Role.LISTEN))
        if index and call.words[index - 1].text in ("--resolve", "--connect-to"):
            resolved = RESOLVE.match(word.text)
            yield from groups(word, resolved, (2, Role.CONNECT)) if resolved else ()


def _paired(call: Call) -> Iterator[Mention]:
    """`wait_for postgres 5432`, `probe localhost 6379`."""
    asks = ASKING.match(call.head) is not None
    for before, word in zip(call.words, call.words[1:], strict=False):
        sure = HOST.fullmatch(before.text) is not None
        if sure or (asks and before is not call.words[0] and NAME.fullmatch(before.text)):
            known = sure or DOMAIN.fullmatch(before.text) is not None
            found = listed(word, Role.CONNECT)
            yield from (m for m in found if m.port >= USER or (known and plausible(m.port)))


def _called(call: Call, hinted: Hints) -> Iterator[Mention]:
    """`check_port 3000`, and functions of the script whose parameter is a port."""
    head = call.head
    wanted = hinted.functions.get(head) if head not in KNOWN else None
    if wanted is None and (head.startswith("$") or not carries_port(head)):
        return
    begin = next((i for i, program in enumerate(call.programs) if program), 0)
    if any(word.text in ARITHMETIC for word in call.words[begin + 1 : begin + 3]):
        return
    for place, word in enumerate(call.words[begin + 1 :], 1):
        if wanted is None or place in wanted:
            for mention in listed(word, Role.CONNECT):
                if wanted is not None or plausible(mention.port):
                    yield mention


def _by_program(
    *rows: tuple[Rule, frozenset[str]],
) -> dict[str, tuple[Rule, ...]]:
    """Turn rules and their programs into the rules of each program."""
    programs = frozenset(program for _, names in rows for program in names)
    return {
        program: tuple(rule for rule, names in rows if program in names) for program in programs
    }


RULES = _by_program(
    (_dialled, DIALLERS),
    (_tunnelled, TUNNELS),
    (_forwarded, frozenset(("kubectl", "oc"))),
    (_relayed, frozenset(("socat",))),
    (watched, WATCHERS | SEARCHES),
    (filtered, CONTAINERS),
    (killed, KILLERS),
    (_exposed, EXPOSERS),
    (allowed, frozenset(("ufw", "nft", "semanage"))),
)
