"""Ways to break an address in a file of a proxy, a scraper or a dashboard."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from portlint.core import Context
from portlint.engine.context import context_of
from tests.faults.composed import Repository, Service
from tests.faults.fault import Fault
from tests.faults.kinds.carried import carriers, made_for, named_for, opens, runs_alone
from tests.faults.listening import named, unheard
from tests.faults.loopback import own_ports
from tests.faults.standing import outer
from tests.faults.text import Change, commented, edited, line_of, misspelt

PROGRAMS = {
    "nginx": re.compile(r"proxy_pass|upstream\s|fastcgi_pass|uwsgi_pass"),
    "Caddy": re.compile(r"reverse_proxy|php_fastcgi"),
    "HAProxy": re.compile(r"^backend |^frontend ", re.MULTILINE),
    "Prometheus": re.compile(r"^scrape_configs:", re.MULTILINE),
    "Grafana": re.compile(r"^datasources:", re.MULTILINE),
}
FILES = {
    "nginx": re.compile(r"\.(?:conf|template|tmpl)\Z"),
    "Caddy": re.compile(r"(?:^|/)Caddyfile[^/]*\Z"),
    "HAProxy": re.compile(r"\.cfg\Z"),
    "Prometheus": re.compile(r"\.ya?ml\Z"),
    "Grafana": re.compile(r"\.ya?ml\Z"),
}
JOB = re.compile(r"^\s*- job_name:", re.MULTILINE)
SET = re.compile(r"\bset\s+\$(?P<name>\w+)\s+[\"']?(?:\w+://)?\Z")
"""What stands before an address that a variable of nginx holds."""


@dataclass(frozen=True)
class Address:
    """An address in a program's file, the services that have the file, and those it may mean."""

    program: str
    path: str
    text: str
    match: re.Match[str]
    readers: list[Service]
    held: list[Service]

    @property
    def number(self) -> int:
        """The port that is asked."""
        return int(self.match["port"])

    @cached_property
    def why(self) -> str:
        """Say why the address may not be asked at all."""
        if not self.readers:
            return "no service has the file"
        if not any(named_for(self.path, one, self.program) for one in self.readers):
            return "a folder is mounted, and nothing says which file is read"
        if any(one.hosted for one in self.readers):
            return "its reader has no network of its own"
        if self.program != "Prometheus":
            return "" if self._sent else "a variable that nothing is sent on by"
        jobs = [one.start() for one in JOB.finditer(self.text)]
        at = self.match.start()
        begin = max((one for one in jobs if one <= at), default=0)
        end = min((one for one in jobs if one > at), default=len(self.text))
        told = "__address__" in self.text[begin:end]
        return "an exporter's target, which is handed on" if told else ""

    @property
    def _sent(self) -> bool:
        """Tell whether a variable that holds it, if one does, is what something is sent on by."""
        begin = self.text.rfind("\n", 0, self.match.start()) + 1
        held = SET.search(self.text[begin : self.match.start()])
        if held is None:
            return True
        used = rf"(?:_pass|\bset\s+\S+|\bmap)\s[^;]*\$\{{?{held['name']}\b"
        return re.search(used, self.text) is not None

    def fault(self, kind: str, host: str, port: int, undecided: str) -> Fault:
        """Write another address in its place."""
        change = Change(self.match.start(), self.match.end(), f"{host}:{port}")
        line = line_of(self.text, self.match.start())
        text = {self.path: edited(self.text, [change])}
        places = frozenset(((self.path, line),))
        name = f"{self.program}: {kind}"
        return Fault(name, self.path, line, text, places, self.why or undecided)


def satellites(repository: Repository) -> Iterator[Fault]:
    """Yield every fault of every such file of a repository."""
    for one in addresses(repository):
        name = one.match["host"]
        inner = {inside for each in one.held for _, inside in each.ports}
        pairs = {pair for each in one.held for pair in each.ports}
        outside = {out for out, inside in pairs if inside == one.number} - inner
        for port in sorted(outside)[:1]:
            why = apart(one) or _first(named(each, port) for each in one.held)
            yield one.fault("published port", name, port, why)
        yield one.fault("localhost", "localhost", one.number, own(one, repository))
        wrong = one.number + 1
        why = _first(unheard(each, one.number, wrong) for each in one.held)
        yield one.fault("port one off", name, wrong, why)
        slip = misspelt(name)
        if slip != name and all(slip not in each.file.services for each in one.held):
            yield one.fault("misspelt service", slip, one.number, beyond(one))


def addresses(repository: Repository) -> Iterator[Address]:
    """Yield the addresses of services in files of programs."""
    everyone = [one for file in repository.composed.values() for one in file.services.values()]
    for path in repository.paths if everyone else ():
        kinds = [program for program, form in FILES.items() if form.search(path)]
        if not kinds or context_of(path) is not Context.CODE or "{{" in repository.files[path]:
            continue
        text = repository.files[path]
        readers = carriers(path, everyone)
        near = (one.file.folder for one in readers or everyone)
        folders = {one for one in near if readers or not one or path.startswith(f"{one}/")}
        others: dict[str, list[Service]] = {}
        for one in everyone:
            if one.file.folder in folders:
                others.setdefault(one.name, []).append(one)
        names = "|".join(map(re.escape, sorted(others, key=len, reverse=True)))
        form = re.compile(rf"(?<![\w.-])(?P<host>{names}):(?P<port>\d{{2,5}})(?!\d)")
        for program in kinds if names else ():
            for match in form.finditer(text) if PROGRAMS[program].search(text) else ():
                if not commented(text, match.start()):
                    yield Address(program, path, text, match, readers, others[match["host"]])


def apart(one: Address) -> str:
    """Say why a mapping may not be that of the service which is asked."""
    shared = {each.file.path for each in one.readers} & {each.file.path for each in one.held}
    return "" if shared else "the other end is in another file"


def own(one: Address, repository: Repository) -> str:
    """Say why something of the reader's own may listen on a port."""
    readers = made_for(one.readers, one.path, one.program)
    if not all(map(runs_alone, readers)):
        return "the reader's image may run more than one program"
    if opens(readers, one.number, repository.files):
        return "the reader listens there itself"
    heard = any(one.number in own_ports(each) for each in readers)
    return "the reader listens there itself" if heard else ""


def beyond(one: Address) -> str:
    """Say why a name may be known that no service has."""
    if any("include" in each.file.parts for each in one.readers):
        return "an included file may declare the name"
    external = any(outer(each) for each in one.readers)
    return "an external network may know the name" if external else ""


def _first(reasons: Iterator[str]) -> str:
    return next((one for one in reasons if one), "")
