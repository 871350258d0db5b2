"""What a job's environment and scripts call: hosts with ports, each with its place."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from portlint.core import Context, Location, PortUse, Role, Text, Value
from portlint.core.judgement import TOLD
from portlint.deployment.workflow.model import Job, Workflow

URL = re.compile(r"(?P<scheme>[a-z][\w+]*)://(?:[^@/\s]*@)?(?P<host>[A-Za-z][\w.-]*)(?=[/?\s]|\Z)")
"""A URL that leaves its port to its scheme."""

SCHEMES = {
    "postgres": 5432, "postgresql": 5432, "postgis": 5432, "mysql": 3306, "mysql2": 3306,
    "redis": 6379, "mongodb": 27017, "amqp": 5672, "memcached": 11211, "nats": 4222,
}  # fmt: skip
"""The port that a client takes where a URL names none."""

HOST = re.compile(r"(?P<before>.*_|)(?P<word>HOST|HOSTNAME|host|hostname)\Z")
NUMBER = re.compile(r"\d{1,5}\Z")
NAME = re.compile(r"[A-Za-z][\w.-]*\Z|127\.0\.0\.1\Z")
ASKED = re.compile(r"(?:^|\s)(?:-h|--host)[= ]\s*[\"']?([\w.-]+)")
SET = re.compile(r"(?<![\w$])([A-Za-z_]\w*)=")
INSIDE = re.compile(r"\b(?:docker|podman|nerdctl|kubectl|ssh|job\.services)\b")
"""A line that runs what it says in another place."""

Layer = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Reference:
    """A host and port that a job calls; `port` is 0 where only the host is written.

    `variable` is the environment variable that holds it, empty in a script.
    """

    location: Location
    host: str
    port: int
    variable: str = ""


class Ports:
    """The ports of one file, asked for by place."""

    def __init__(self, uses: Iterable[PortUse]) -> None:
        live = (use for use in uses if use.context is Context.CODE)
        self._uses = sorted(live, key=lambda use: use.location.start)
        self._starts = [use.location.start for use in self._uses]

    def within(self, place: Location) -> Sequence[PortUse]:
        """Return those that stand inside a place."""
        first, last = (bisect_left(self._starts, at) for at in (place.start, place.end))
        return self._uses[first:last]


def references(workflow: Workflow, job: Job, ports: Ports) -> Iterator[Reference]:
    """Yield what a job calls; what a script, or a step, sets anew is left out."""
    outer = [_named(one.pairs) for one in (workflow.env, *job.env)]
    inner = [_named(step.env.pairs) for step in job.steps if step.run]
    scripts = [step.run for step in job.steps if step.run]
    anew = {name for script in scripts for name in SET.findall(script.value)}
    for layer in reversed(inner):
        yield from _of_environment(layer, anew, [layer, *reversed(outer)], ports)
    anew |= {name for layer in inner for name in layer}
    for layer in reversed(outer):
        yield from _of_environment(layer, anew, [*reversed(outer)], ports)
        anew |= layer.keys()
    for script in scripts:
        yield from _of_script(script, ports)


def _named(pairs: Iterable[tuple[Text, Value]]) -> Layer:
    return {key.value: value for key, value in pairs}


def _of_environment(
    env: Layer, anew: set[str], layers: list[Layer], ports: Ports
) -> Iterator[Reference]:
    for name, value in env.items():
        if name in anew or not isinstance(value, Text):
            continue
        for use in ports.within(value.location):
            if use.role is Role.CONNECT and use.host:
                yield Reference(use.location, use.host, use.port, name)
        for url in URL.finditer(value.value):
            if port := SCHEMES.get(url["scheme"].partition("+")[0]):
                yield Reference(value.location, url["host"], port, name)
        if (match := HOST.match(name)) and NAME.match(value.value):
            yield from _paired(match, value, layers)


def _paired(match: re.Match[str], host: Text, layers: Iterable[Layer]) -> Iterator[Reference]:
    """Yield the host of a variable with the port of its twin: `DB_HOST` and `DB_PORT`."""
    twin = match["before"] + ("port" if match["word"].islower() else "PORT")
    found = next((layer[twin] for layer in layers if twin in layer), None)
    if isinstance(found, Text) and NUMBER.match(found.value):
        yield Reference(found.location, host.value, int(found.value), match[0])
    else:
        yield Reference(host.location, host.value, 0, match[0])


def _of_script(script: Text, ports: Ports) -> Iterator[Reference]:
    for use in ports.within(script.location):
        if use.role is not Role.CONNECT or INSIDE.search(use.text):
            continue
        if TOLD.match(use.text) and "GITHUB_ENV" not in use.text:
            continue
        asked = ASKED.search(use.text)
        host = use.host or (asked[1] if asked else "")
        if host:
            yield Reference(use.location, host, use.port)
