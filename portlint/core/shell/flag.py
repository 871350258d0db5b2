"""Ports given to a flag: `--port 3000`, `-p 8080:80`, `-b :8000`, `--dport 22`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portlint.core.facts import Role
from portlint.core.grammar import Mention
from portlint.core.grammar.plausible import USER, plausible
from portlint.core.names import carries_port, words
from portlint.core.shell.call import Call
from portlint.core.shell.command import Word
from portlint.core.shell.number import listed, published, value
from portlint.core.shell.programs import CLIENTS, CONTAINERS, FLAGS, NOT_PORT

LONG = re.compile(r"\\?[\"']?-{1,2}([A-Za-z][\w.-]*)")
GLUED = re.compile(r"-([A-Za-z])=?(?=[\d:\"'\[$]\S*\Z)")
RUNNING = frozenset("run create up service cluster node edit".split())
PUBLISHING = frozenset("-p --publish --publish-add --expose --port-add --port".split())
ADDRESSES = frozenset(
    "listen bind addr address http https web inspect inspect-brk inspect-wait expose metrics "
    "grpc listener endpoint host url upstream target proxy".split()
)
BINDS = frozenset("listen bind listener".split())
INSPECTORS = frozenset(("inspect", "inspect-brk", "inspect-wait"))
"""Options that give the address of Node's debugger: `--inspect=127.0.0.1:9229`."""

OFFERED = frozenset("http https grpc web metrics admin debug status dev".split())
"""What a program offers at an address of its own: `--http-address=127.0.0.1:19090`."""

NAME = re.compile(r"(?!localhost\Z)[A-Za-z][\w.-]*\Z")
"""A host by name: `--reporter.host-port=jaeger:14250` calls it, for nobody listens on a name."""

SEEDS = frozenset(("configdb",))
"""Options whose value is a replica set with its members: `--configdb rs0/db1:27019,db2:27019`."""

PACKETS = frozenset("dport dports sport sports".split())


def flags(call: Call) -> Iterator[Mention]:
    """Yield the ports that flags carry."""
    running = _running(call)
    for index, word in enumerate(call.words):
        text = word.text
        if text[:1] not in "-\\\"'":
            continue
        program = call.programs[index]
        following = call.words[index + 1] if index + 1 < len(call.words) else None
        if index > running and program in CONTAINERS and (found := _publishing(word, following)):
            yield from found
        elif short := _short(word, program):
            yield from value(word, short[1], text[:2], skip=short[0])
        elif text in FLAGS.get(program, ()) and following:
            yield from value(following, FLAGS[program][text], text)
        elif text == "-p" and following:
            yield from _unknown(program, following)
        else:
            yield from _long(word, program, following)


def _running(call: Call) -> int:
    """Return where `run` stands in `docker run`; past the end where it does not."""
    found = (index for index, word in enumerate(call.words) if word.text in RUNNING)
    return next(found, len(call.words))


def _publishing(word: Word, following: Word | None) -> list[Mention]:
    """Read `-p 80:80`, `-p80:80`, `--publish=80:80`, `-dp 80:80`."""
    name, equals, inline = word.text.partition("=")
    if equals and name in PUBLISHING:
        return list(published(word, name, skip=len(name) + 1))
    if word.text.startswith("-p") and word.text[2:3].isdigit():
        return list(published(word, "-p", skip=2))
    combined = re.fullmatch(r"-[a-zA-Z]*[pP]", word.text) is not None
    if following and (name in PUBLISHING or combined) and not inline:
        return list(published(following, name))
    return []


def _short(word: Word, program: str) -> tuple[int, Role] | None:
    """Return where the value of a glued flag begins, and its role: `-P3306`, `-b:8000`."""
    match = GLUED.match(word.text)
    role = FLAGS.get(program, {}).get(f"-{match[1]}") if match else None
    return (match.end(), role) if match and role else None


def _long(word: Word, program: str, following: Word | None) -> Iterator[Mention]:
    match = LONG.match(word.text)
    if match is None:
        return
    name, inline = match[1], word.text[match.end() : match.end() + 1] == "="
    target, skip = (word, match.end() + 1) if inline else (following, 0)
    if target is None or (not inline and match.end() < len(word.text)):
        return
    role = Role.CONNECT if program in CLIENTS else Role.LISTEN
    if carries_port(name) or name in PACKETS or _own(name):
        binds = not BINDS.isdisjoint(words(name))
        for one in value(target, role, match[0], skip=skip):
            elsewhere = NAME.match(one.host) is not None and not binds
            if carries_port(name) or one.host or one.port >= USER:
                yield replace(one, role=Role.CONNECT) if elsewhere else one
    elif name in SEEDS:
        begin = target.text.find("/", skip) + 1 or skip
        yield from value(target, Role.CONNECT, match[0], skip=begin)
    elif len(name) > 1 and not ADDRESSES.isdisjoint(words(name)):
        yield from (m for m in listed(target, role, match[0], skip=skip) if m.port >= USER)


def _own(name: str) -> bool:
    """Tell whether an option says at which address a program is heard."""
    split = words(name)
    offered = split[-1:] in (("address",), ("addr",)) and {*split[:-1]} <= OFFERED
    return offered or name in INSPECTORS or not BINDS.isdisjoint(split)


def _unknown(program: str, following: Word) -> Iterator[Mention]:
    """Read `-p 3000` of a program that is not in the tables."""
    if program not in NOT_PORT and ":" in following.text:
        yield from published(following, "-p")
    elif program not in NOT_PORT and program not in CONTAINERS:
        found = list(listed(following, Role.LISTEN, "-p"))
        yield from (m for m in found if m.port >= USER or (len(found) > 1 and plausible(m.port)))
