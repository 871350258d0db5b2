"""Write a random town down as a Compose project, every reference with its mark.

Each reference is made on purpose in one way (`Kind`), right or wrong; its mark is what the town
says of it, never what portlint does.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from tests.containers.system import HOST, Call, Outcome, System, system
from tests.containers.town import LOOPBACKS, MACHINE, STORES, House, Town, town

SERVER = """\
import http.server
import os

place = ("0.0.0.0", int(os.environ["PORT"]))
http.server.HTTPServer(place, http.server.SimpleHTTPRequestHandler).serve_forever()
"""
START = ("#!/bin/sh", "docker compose up --detach --wait")
BEFORE = ("", "", "PRIMARY_", "LEGACY_", "BACKUP_", "SECOND_", "OLD_", "OTHER_")


class Kind(StrEnum):
    """The way in which a reference is meant."""

    INSIDE = "service and its container port"
    ALIAS = "alias or container name"
    OUTSIDE = "service and its published port"
    NEIGHBOUR = "localhost for a neighbour"
    SELF = "localhost for itself"
    MISSPELT = "misspelt service"
    ODD = "service and a port nearby"
    MACHINE = "the machine, published port"
    MACHINE_INSIDE = "the machine, container port"
    APART = "service of another network"
    HEALTH = "health check"
    FROM_HOST = "script on the machine"


MEANT = {
    Kind.INSIDE: 30, Kind.ALIAS: 8, Kind.OUTSIDE: 10, Kind.NEIGHBOUR: 10, Kind.SELF: 5,
    Kind.MISSPELT: 6, Kind.ODD: 8, Kind.MACHINE: 6, Kind.MACHINE_INSIDE: 4,
}  # fmt: skip


@dataclass
class Draft:
    """Files while they grow, and the kind of each call by place and target."""

    random: Random
    town: Town
    files: dict[str, str] = field(default_factory=dict)
    kinds: dict[tuple[str, str], Kind] = field(default_factory=dict)

    def mark(self, kind: Kind, place: str, target: str, outcome: Outcome) -> str:
        self.kinds[place, target] = kind
        return f"  # call: {place} {target} {outcome}"

    def add(self, path: str, line: str) -> None:
        self.files[path] = self.files.get(path, "") + line + "\n"


@dataclass(frozen=True, slots=True)
class Made:
    """A system with the kind of each of its calls."""

    system: System
    kinds: Mapping[Call, Kind]


def made(seed: int) -> Made:
    """Make the system of a seed."""
    random = Random(seed)  # noqa: S311  (the same on every machine is what is wanted)
    draft = Draft(random, town(random))
    draft.add("compose.yaml", "services:")
    for one in draft.town.houses:
        for line in service(draft, one):
            draft.add("compose.yaml", line)
    if draft.town.networks:
        draft.add("compose.yaml", "networks:")
        for name in draft.town.networks:
            draft.add("compose.yaml", f"  {name}: {{}}")
    script(draft)
    marked = system(f"generated {seed}", draft.files)
    return Made(marked, {c: draft.kinds[c.place, c.target] for c in marked.calls})


def service(draft: Draft, one: House) -> Iterator[str]:
    """Yield the lines of a service."""
    yield f"  {one.name}:"
    yield from process(draft, one)
    if one.container_name:
        yield f"    container_name: {one.container_name}"
    if one.told:
        yield f'    extra_hosts: ["{MACHINE}:host-gateway"]'
    if one.published:
        address = f"{one.host_ip}:" if one.host_ip else ""
        yield f'    ports: ["{address}{one.published}:{one.port}"]'
    if one.networks:
        yield "    networks:"
        for name in one.networks:
            alias = one.alias if name == one.networks[0] else ""
            yield f"      {name}: {{aliases: [{alias}]}}" if alias else f"      {name}: {{}}"
    yield from healthcheck(draft, one)
    yield from environment(draft, one)


def process(draft: Draft, one: House) -> Iterator[str]:
    """Yield what makes a service listen."""
    if one.how == "image":
        yield f"    image: {STORES[one.name.rpartition('-')[2]][0]}"
    elif one.how == "built":
        yield f"    build: ./{one.name}"
        command = f'["python3", "-m", "http.server", "{one.port}"]'
        text = f"FROM python:3.12-slim\nEXPOSE {one.port}\nCMD {command}"
        draft.add(f"{one.name}/Dockerfile", text)
    elif one.how == "variable":
        draft.files["server.py"] = SERVER
        yield "    image: python:3.12-slim"
        yield '    volumes: ["./server.py:/server.py:ro"]'
        yield "    command: python3 /server.py"
    else:
        yield "    image: python:3.12-slim"
        yield f"    command: python3 -m http.server {one.port}"


def healthcheck(draft: Draft, one: House) -> Iterator[str]:
    chance = draft.random.random()
    if one.how == "image" or chance > 0.4:
        return
    port = one.port if chance < 0.25 else draft.random.choice((one.published or 9999, 9999))
    url = f"http://localhost:{port}/"
    mark = draft.mark(Kind.HEALTH, one.name, url, draft.town.outcome(one, "localhost", port))
    yield "    healthcheck:"
    yield f'      test: ["CMD", "curl", "-f", "{url}"]{mark}'


def environment(draft: Draft, one: House) -> Iterator[str]:
    """Yield the variables of a service, each a reference but for its own port."""
    count = 0 if one.how == "image" else draft.random.randint(1, 4)
    used: Counter[str] = Counter()
    kinds = draft.random.choices(list(MEANT), list(MEANT.values()), k=count)
    lines = [line for kind in kinds for line in variable(draft, one, kind, used)]
    if lines and draft.random.random() < 0.2:
        yield f"    env_file: {one.name}.env"
        for line in lines:
            draft.add(f"{one.name}.env", line.strip().replace(": ", "=", 1))
        lines = []
    if one.how == "variable":
        lines.insert(0, f'      PORT: "{one.port}"')
    if lines:
        yield "    environment:"
        yield from lines


def variable(draft: Draft, one: House, kind: Kind, used: Counter[str]) -> Iterator[str]:
    """Yield the line of one reference, named after whom it means."""
    random = draft.random
    others = [other for other in draft.town.houses if other is not one]
    if kind in (Kind.INSIDE, Kind.ALIAS) and random.random() < 0.75:
        others = [other for other in others if not draft.town.apart(one, other)] or others
    other = one if kind is Kind.SELF else random.choice(others)
    host, port = address(random, kind, other)
    if host == MACHINE and not draft.town.elsewhere(port):
        return
    outcome = draft.town.outcome(one, host, port)
    if outcome is Outcome.UNKNOWN and draft.town.apart(one, other) and host in other.names(""):
        kind = Kind.APART
    before = [word for word in BEFORE if not used[word + other.name]] or [f"N{len(used)}_"]
    used[(first := random.choice(before)) + other.name] += 1
    stem = f"{first}{other.name.upper().replace('-', '_')}"
    form = random.choices(("url", "pair", "address", "dsn"), (70, 12, 10, 8))[0]
    meant = (kind, one.name, outcome)
    if form == "pair":
        yield f"      {stem}_HOST: {host}"
        target = f"http://${stem}_HOST:${stem}_PORT"
        yield f"      {stem}_PORT: {port}{draft.mark(kind, one.name, target, outcome)}"
    elif form == "address":
        mark = draft.mark(kind, one.name, f"${stem}_ADDR", outcome)
        yield f"      {stem}_ADDR: {host}:{port}{mark}"
    elif form == "dsn" and scheme(other) == "postgres":
        yield written(draft, f"{stem}_DSN", f"postgresql+asyncpg://a:b@{host}:{port}/app", meant)
    else:
        yield written(draft, f"{stem}_URL", f"{scheme(other)}://{host}:{port}", meant)


def address(random: Random, kind: Kind, other: House) -> tuple[str, int]:
    """Return host and port of a reference that is meant in one way."""
    outer = other.published or other.port
    nearby = other.port + random.choice((-1, 1, 10))
    wrong = other.name[:-2] + other.name[-1] + other.name[-2]
    return {
        Kind.ALIAS: (other.alias or other.container_name or other.name, other.port),
        Kind.OUTSIDE: (other.name, outer),
        Kind.NEIGHBOUR: (random.choice(LOOPBACKS), other.port),
        Kind.SELF: ("localhost", other.port),
        Kind.MISSPELT: (wrong, other.port),
        Kind.ODD: (other.name, nearby),
        Kind.MACHINE: (MACHINE, outer),
        Kind.MACHINE_INSIDE: (MACHINE, other.port),
    }.get(kind, (other.name, other.port))


def scheme(other: House) -> str:
    return other.name.rpartition("-")[2] if other.how == "image" else "http"


def written(draft: Draft, name: str, url: str, meant: tuple[Kind, str, Outcome]) -> str:
    """Return the line, the value as it is or out of a default."""
    kind, place, outcome = meant
    value = f"${{{place.upper().replace('-', '_')}_{name}:-{url}}}"
    text = value if draft.random.random() < 0.15 else url
    return f"      {name}: {text}{draft.mark(kind, place, f'${name}', outcome)}"


def script(draft: Draft) -> None:
    """Write a script of the machine that asks what is published, or what is inside."""
    lines = []
    for port in {p: None for o in draft.town.houses for p in (o.port, o.published) if p}:
        if draft.random.random() < 0.3:
            url = f"http://localhost:{port}/"
            outcome = draft.town.outcome(None, "localhost", port)
            if outcome is not Outcome.REACHED and not draft.town.elsewhere(port):
                continue
            lines.append(f"curl -fsS {url}{draft.mark(Kind.FROM_HOST, HOST, url, outcome)}")
    if lines:
        draft.files["scripts/ask.sh"] = "\n".join([*START, *lines, ""])
