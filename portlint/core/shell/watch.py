"""Ports that tools look for, free and let through: `lsof -i :80`, `ss | grep 80`, `ufw`."""

import re
from collections.abc import Iterator

from portlint.core.facts import Role
from portlint.core.grammar import Mention
from portlint.core.shell.call import Call
from portlint.core.shell.number import groups, listed, numbers, value
from portlint.core.shell.programs import CONTAINERS, KILLERS, SEARCHES, WATCHERS

SEARCHED_WITH = frozenset("-A -B -C -m --max-count".split())
OPENED = re.compile(r"(?:-[A-Za-z]*i)?[\w@.]*:(\d{2,5}(?:[-,]\d{2,5})*)")
WATCHING = re.compile(rf"\b(?:{'|'.join(sorted(WATCHERS))}|docker ps|podman ps|iptables)\b")
FILTER = re.compile(r"(?:publish|expose)=(\d{2,5})(?:/\w+)?")


def watched(call: Call) -> Iterator[Mention]:
    """`lsof -i :8080`, `ss -tln | grep 8080`."""
    for _, word in call.arguments(WATCHERS):
        if match := OPENED.fullmatch(word.text):
            skip = match.start(1)
            yield from listed(word, Role.COMPARE, skip=skip)
    if call.command.before and WATCHING.search(call.command.before):
        before = ""
        for _, word in call.arguments(SEARCHES):
            if before not in SEARCHED_WITH and not word.text.startswith("-"):
                yield from numbers(word, Role.COMPARE)
            before = word.text


def filtered(call: Call) -> Iterator[Mention]:
    """`docker ps --filter publish=8080`."""
    for _, word in call.arguments(CONTAINERS):
        if match := FILTER.fullmatch(word.text):
            yield from groups(word, match, (1, Role.COMPARE))


def killed(call: Call) -> Iterator[Mention]:
    """`kill-port 3000 3001`, `fuser -n tcp 80`."""
    for _, word in call.arguments(KILLERS):
        read = value if word.text.startswith(":") else listed
        yield from read(word, Role.COMPARE)


def allowed(call: Call) -> Iterator[Mention]:
    """`ufw allow 22/tcp`, `nft add rule … tcp dport { 80, 443 }`, `semanage port -a … 8080`."""
    inside = call.head == "ufw" or (call.head == "semanage" and "port" in _texts(call))
    for word in call.words[1:]:
        if inside:
            yield from listed(word, Role.LISTEN)
        elif call.head in ("nft", "semanage"):
            inside = word.text in ("dport", "sport", "{") or (inside and word.text != "}")


def _texts(call: Call) -> list[str]:
    return [word.text for word in call.words]
