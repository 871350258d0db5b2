"""What commands mean by their numbers: `redis-cli -p 6379`, `nc db 5432`, `run -p 80:80`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from portlint.core.facts import Role
from portlint.core.grammar import Mention, mapping, mentions
from portlint.core.grammar.mention import HIGHEST
from portlint.core.grammar.plausible import plausible
from portlint.core.names import carries_port
from portlint.core.shell.words import Command, Word

CLIENTS = frozenset(
    "redis-cli redis-benchmark psql pg_isready pg_dump pg_dumpall pg_restore createdb dropdb "
    "createuser pgbench ssh ssh-keyscan ssh-copy-id mosquitto_pub mosquitto_sub nmap iperf3 "
    "vncviewer mongo mongosh valkey-cli keydb-cli wait-port pgcli rabbitmqadmin".split()
)
SERVERS = frozenset(
    "redis-server valkey-server memcached mosquitto nats-server postgres pg_ctl vite next astro "
    "serve http-server gatsby nuxt nuxi ng parcel live-server json-server flask rails puma thin "
    "rackup unicorn python python3 sshd gunicorn hypercorn granian php jekyll hugo mkdocs "
    "storybook start-storybook webpack-dev-server caddy locust email remix vitepress".split()
)
CAPITAL = frozenset("mysql mysqldump mysqladmin mariadb mysqlimport scp sftp".split())
"""Those that spell it `-P`."""
ENGINES = frozenset("docker podman nerdctl docker-compose podman-compose finch".split())
REACHING = frozenset(
    "nc ncat netcat telnet wait-for-it wait-for wait-for-it.sh wait-for.sh".split()
)
BARE = frozenset("kill-port fkill http.server runserver ngrok tcp-port-used wait-port".split())
"""Those (or their subcommands) that take a port as a plain word."""
WRAPPERS = frozenset(
    "sudo env exec command time if while until then do elif else ! nohup npx bunx pnpx uv run "
    "poetry pipenv xargs timeout yarn pnpm bun dlx -- eval cross-env dotenv doas gosu su-exec "
    "tini".split()
)
DECLARING = frozenset("export local declare readonly typeset set".split())
ASSIGNED = re.compile(r"(?:-e)?([A-Za-z_]\w*)\+?=")
DEVICE = re.compile(r"/dev/(tcp|udp)/([^/\s]+)/(\d{1,5})(?!\d)")
NUMBER = re.compile(r"\d{2,5}\Z")
RANGE = re.compile(r"(\d{2,5})[:-](\d{2,5})\Z")
TESTS = frozenset(("-eq", "-ne", "=", "==", "!="))
PUBLISHING = frozenset(("-p", "--publish", "--expose"))


def argv_ports(words: Sequence[tuple[str, int]]) -> Iterator[Mention]:
    """Read a command line that is already split: each word with its offset."""
    found: dict[int, Mention] = {}
    for text, start in words:
        for mention in mentions(text):
            moved = replace(mention, start=start + mention.start, end=start + mention.end)
            found[moved.start] = moved
    command = Command([Word(text, start) for text, start in words])
    for mention in command_ports(command):
        found[mention.start] = mention
    yield from (found[start] for start in sorted(found))


def command_ports(command: Command) -> Iterator[Mention]:
    """Yield the ports that a command means."""
    words = command.words
    at = 0
    while at < len(words) and _passed(words[at]):
        at += 1
    if at == len(words):
        return
    if words[at].text.startswith("-"):
        yield from _flags("", words[at:])
        return
    name = words[at].text.rsplit("/", 1)[-1]
    rest = words[at + 1 :]
    if name == "for" and len(rest) > 1 and rest[1].text == "in":
        yield from listed_ports(rest[2:], rest[0].text)
        return
    for word in rest:
        yield from _device(word)
    yield from _flags(name, rest)
    yield from _positional(name, rest)


def _passed(word: Word) -> bool:
    return word.text in WRAPPERS or word.text in DECLARING or bool(ASSIGNED.match(word.text))


def listed_ports(words: Sequence[Word], name: str) -> Iterator[Mention]:
    """`PORTS=(3000 [api]=3001 "3002:web")`, `for port in 3000 3001`."""
    if not carries_port(name):
        return
    for word in words:
        begin = word.text.find("]=") + 2 if word.text.startswith("[") else 0
        digits = re.match(r"[\"']?(\d{2,5})(?!\w)", word.text[max(begin, 0) :])
        if digits and plausible(int(digits[1])) and int(digits[1]) <= HIGHEST:
            yield _mention(word, begin + digits.start(1), digits[1], Role.DECLARE, name)


def _device(word: Word) -> Iterator[Mention]:
    for match in DEVICE.finditer(word.text):
        if 0 < int(match[3]) <= HIGHEST:
            start = word.start + match.start(3)
            yield Mention(
                start, start + len(match[3]), int(match[3]), Role.CONNECT, host=match[2],
                transport=match[1],
            )  # fmt: skip


def _flags(name: str, rest: Sequence[Word]) -> Iterator[Mention]:
    engine = name in ENGINES
    role = Role.CONNECT if name in CLIENTS | CAPITAL | REACHING else Role.LISTEN
    for index, word in enumerate(rest):
        following = rest[index + 1] if index + 1 < len(rest) else None
        flag, equals, value = word.text.partition("=")
        if equals and flag.startswith("-"):
            given: Word | None = Word(value, word.start + len(flag) + 1)
        else:
            given = following
        if word.text in TESTS and following and index and _says_port(rest[index - 1].text):
            yield from _number(following, Role.COMPARE, rest[index - 1].text.strip('"$@{}'))
        elif given is None:
            continue
        elif engine and flag in PUBLISHING:
            yield from _published(given)
        elif name == "ssh" and flag in ("-L", "-R", "-D"):
            yield from _forwarded(given)
        elif _takes_port(name, flag, rest[: min(index, 3)]):
            yield from _number(given, role, flag.lstrip("-"))
        elif flag.startswith("-p") and flag[2:].isdigit() and name in CLIENTS:
            yield from _number(Word(flag[2:], word.start + 2), role, "p")


def _says_port(text: str) -> bool:
    return "$" in text and carries_port(text)


def _takes_port(name: str, flag: str, before: Sequence[Word]) -> bool:
    """Tell whether what follows a flag is a port."""
    if flag.startswith("--") or (flag.startswith("-") and len(flag) > 2):  # noqa: PLR2004
        return carries_port(flag.strip("-"))
    programs = {name, *(word.text for word in before)}
    if flag == "-p":
        return not name or (name not in ENGINES and not programs.isdisjoint(CLIENTS | SERVERS))
    if flag == "-P":
        return not programs.isdisjoint(CAPITAL | {"locust"})
    return flag == "-l" and "serve" in programs


def _published(word: Word) -> Iterator[Mention]:
    pair = mapping(word.text)
    sides = ((pair.host, Role.PUBLISH), (pair.target, Role.CONTAINER)) if pair else ()
    for side, role in sides:
        for start, end, port in side.ports if side else ():
            if 0 < port <= HIGHEST:
                variable = side.variable if side else ""
                yield Mention(
                    word.start + start,
                    word.start + end,
                    port,
                    role,
                    default_of=variable,
                    name="-p",
                )


def _forwarded(word: Word) -> Iterator[Mention]:
    """`-L 8080:localhost:80`, `-D 1080`: the end that ssh listens on; the other is `host:port`."""
    match = re.match(r"(?:[\w.*]+:)?(\d{2,5})(?=:[\w.\[-]|\Z)", word.text)
    if match and int(match[1]) <= HIGHEST:
        yield _mention(word, match.start(1), match[1], Role.LISTEN, "")


def _positional(name: str, rest: Sequence[Word]) -> Iterator[Mention]:
    plain = [word for word in rest if not word.text.startswith("-")]
    texts = [word.text for word in plain[:4]]
    if name in REACHING and len(plain) > 1:
        yield from _reached(plain)
    elif name in ("kubectl", "oc", "k", "minikube") and "port-forward" in texts:
        for word in plain:
            yield from _pair(word)
    elif name in ("ufw", "firewall-cmd") and {"allow", "deny", "limit", "delete"} & set(texts):
        for word in plain:
            yield from _number(word, Role.DECLARE, name)
    elif bare := next((word for word in (name, *texts) if word in BARE), ""):
        for word in plain:
            yield from _number(word, Role.COMPARE if "port" in bare else Role.LISTEN, bare)
    elif carries_port(name) and "(" not in name:
        for word in plain[:3]:
            yield from _number(word, Role.COMPARE, name, sure=False)


def _reached(plain: Sequence[Word]) -> Iterator[Mention]:
    """`nc -z host 5432`: the first number after a host."""
    for host, word in pairwise(plain):
        if NUMBER.match(word.text) and not NUMBER.match(host.text):
            start = word.start
            yield Mention(
                start, start + len(word.text), int(word.text), Role.CONNECT, host=host.text
            )
            return


def _pair(word: Word) -> Iterator[Mention]:
    match = RANGE.match(word.text)
    if match and ":" in word.text:
        yield _mention(word, match.start(1), match[1], Role.LISTEN, "port-forward")
        yield _mention(word, match.start(2), match[2], Role.CONNECT, "port-forward")
    else:
        yield from _number(word, Role.CONNECT, "port-forward")


def _number(word: Word, role: Role, name: str, *, sure: bool = True) -> Iterator[Mention]:
    text = word.text.strip("\"'")
    begin = word.text.find(text)
    if not NUMBER.match(text) or not 0 < int(text) <= HIGHEST:
        return
    if sure or plausible(int(text)):
        yield _mention(word, begin, text, role, name)


def _mention(word: Word, begin: int, digits: str, role: Role, name: str) -> Mention:
    start = word.start + begin
    return Mention(start, start + len(digits), int(digits), role, name=name)
