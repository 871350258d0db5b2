"""Ways to break an address in a file of a proxy, a scraper or a dashboard, or a label of Traefik.

A fault is decidable where a service of the checkout mounts or copies the file, and
- the published port: always, for the mapping says whose number it is;
- a misspelt name: where no network comes from outside, in which a name may come from;
- `localhost`: where the reader's image runs that program alone, and its files name the port
  nowhere but in addresses that are called;
- a port moved: where the other end's image has its ports in its documentation, and nothing that
  is said of it moves them; or where its Dockerfile exposes one port, and its command is told it.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

from portlint.core import Context
from portlint.engine.context import context_of
from tests.containers.fault_cluster import swapped
from tests.containers.fault_composed import ALONE, Entry, entries
from tests.containers.fault_trial import Trial, first, line_of, put

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
LABEL = re.compile(r"traefik\.http\.services\.[\w-]+\.loadbalancer\.server\.port[=:]\s*\"?(\d+)")
OPENED = re.compile(
    r"(?:listen|bind)\s+\S*?(\d{2,5})\b|^:?(\d{2,5})\s*\{|_port:?\s*(\d{2,5})", re.MULTILINE
)
JOB = re.compile(r"^\s*- job_name:", re.MULTILINE)
REMARKS = ("#", "//")


def satellite_trials(files: Mapping[str, str]) -> Iterator[Trial]:
    """Yield every fault of every such file of a checkout."""
    known = entries(files)
    for path, text in files.items():
        if context_of(path) is not Context.CODE or "{{" in text:
            continue
        for program, form in PROGRAMS.items():
            if FILES[program].search(path) and form.search(text):
                yield from _called(program, path, text, files, known)
    for entry in known:
        if context_of(entry.file) is Context.CODE:
            yield from _labelled(entry, files[entry.file], known)


def _readers(path: str, files: Mapping[str, str], known: list[Entry]) -> list[Entry]:
    """Return the services that have a file: by a mount, or by a COPY of their build."""
    return [one for one in known if _mounted(path, one) or _copied(path, one, files)]


def _mounted(path: str, one: Entry) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in one.mounts)


def _named(path: str, one: Entry, program: str) -> bool:
    """Tell whether a service has the file itself, or a folder that its program's image reads."""
    return path in one.mounts or bool(one.context) or program.lower() in one.base.lower()


def _copied(path: str, one: Entry, files: Mapping[str, str]) -> bool:
    if not one.context:
        return False
    recipe = files.get(posixpath.normpath(posixpath.join(one.context, "Dockerfile")), "")
    name = posixpath.basename(path)
    return path.startswith(f"{one.context}/") and bool(
        re.search(rf"^(?:COPY|ADD) .*\b{re.escape(name)}", recipe, re.MULTILINE)
    )


def _called(
    program: str, path: str, text: str, files: Mapping[str, str], known: list[Entry]
) -> Iterator[Trial]:
    readers = _readers(path, files, known)
    folders = {one.folder for one in readers} or {
        one.folder for one in known if path.startswith(one.folder)
    }
    others: dict[str, list[Entry]] = {}
    for one in known:
        if one.folder in folders:
            others.setdefault(one.name, []).append(one)
    names = "|".join(map(re.escape, sorted(others, key=len, reverse=True)))
    form = re.compile(rf"(?<![\w.-])(?P<host>{names}):(?P<port>\d{{2,5}})(?!\d)")
    for match in form.finditer(text) if names else ():
        begun = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        if begun.startswith(REMARKS) or " #" in begun:
            continue
        held = others[match["host"]]
        doubt = "" if readers else "no service has the file"
        if readers and not any(_named(path, one, program) for one in readers):
            doubt = "a folder is mounted, and nothing says which file is read"
        doubt = doubt or _relabelled(program, text, match.start())
        yield from _broken(program, path, text, match, readers, held, doubt, files)


def _relabelled(program: str, text: str, at: int) -> str:
    if program != "Prometheus":
        return ""
    jobs = [one.start() for one in JOB.finditer(text)]
    begin = max((one for one in jobs if one <= at), default=0)
    end = min((one for one in jobs if one > at), default=len(text))
    return "an exporter's target" if "__address__" in text[begin:end] else ""


def _broken(  # noqa: PLR0913, PLR0917  (everything that a fault depends on)
    program: str, path: str, text: str, match: re.Match[str],
    readers: list[Entry], held: list[Entry], doubt: str, files: Mapping[str, str],
) -> Iterator[Trial]:  # fmt: skip
    name, number = match["host"], int(match["port"])
    inner = {inside for one in held for _, inside in one.ports}
    outer = {out for one in held for out, inside in one.ports if inside == number} - inner
    line = line_of(text, match.start())

    def trial(kind: str, host: str, port: int, *reasons: str) -> Trial:
        whole = put(text, match.start(), match.end(), f"{host}:{port}")
        return Trial(f"{program}: {kind}", path, line, whole, doubt or first(reasons))

    for port in sorted(outer)[:1]:
        yield trial("published port", name, port, _same(readers, held), _hosted(readers, held))
    yield trial("localhost", "localhost", number, _own(readers, number, files), _hosted(readers))
    moved = "" if all(_told(one, number, files) for one in held) else _unheard(held, number + 1)
    yield trial("port moved", name, number + 1, _hosted(held), moved)
    yield trial("misspelt name", swapped(name), number, _outer(readers), _hosted(readers))


def _same(readers: list[Entry], held: list[Entry]) -> str:
    shared = {one.file for one in readers} & {one.file for one in held}
    return "" if shared else "the other end is in another file"


def _hosted(*each: list[Entry]) -> str:
    hosted = any(one.host for some in each for one in some)
    return "the host's network" if hosted else ""


def _own(readers: list[Entry], number: int, files: Mapping[str, str]) -> str:
    """Say why something of the reader's own may listen on a port."""
    if not all(one.image and ALONE.search(one.base) for one in readers):
        return "the reader's image is built, or runs more than one program"
    for path, text in files.items():
        if any(_mounted(path, one) for one in readers):
            opened = {int(each) for found in OPENED.findall(text) for each in found if each}
            if number in opened:
                return "the reader listens there itself"
    if any(number in one.heard() or "traefik" in one.base for one in readers):
        return "the reader listens there itself"
    if any(number in {inside for _, inside in one.ports} for one in readers):
        return "the reader listens there itself"
    shared = any("service:" in one.text for one in readers)
    return "a network namespace is shared" if shared else ""


def _told(one: Entry, number: int, files: Mapping[str, str]) -> bool:
    """Tell whether a Dockerfile opens one port alone, and what it starts is told that port."""
    recipe = files.get(posixpath.normpath(posixpath.join(one.context, "Dockerfile")), "")
    opened = re.findall(r"^EXPOSE\s+(.*)$", recipe, re.MULTILINE)
    started = [*re.findall(r"^(?:CMD|ENTRYPOINT)\s+(.*)$", recipe, re.MULTILINE), one.command]
    said = any(re.search(rf"(?<!\d){number}(?!\d)", line) for line in started)
    return bool(one.context) and opened == [str(number)] and said


def _unheard(held: list[Entry], number: int) -> str:
    if not all(one.heard() for one in held):
        return "nothing documents all ports of the other end"
    return "it listens there" if any(number in one.heard() for one in held) else ""


def _outer(readers: list[Entry]) -> str:
    outer = any(one.outer for one in readers)
    return "an external network, or an include" if outer else ""


def _labelled(entry: Entry, text: str, known: list[Entry]) -> Iterator[Trial]:
    """Move the port that a label gives to Traefik: to the published one, and by one."""
    begun = re.search(rf"^\s+{re.escape(entry.name)}:\s*$", text, re.MULTILINE)
    if begun is None:
        return
    match = LABEL.search(text, begun.end())
    if match is None or match[0].split("=")[0].split(":")[0] not in entry.text:
        return
    number = int(match[1])
    inner = {inside for _, inside in entry.ports}
    proxied = any("traefik" in one.base for one in known if one.folder == entry.folder)
    doubt = "" if proxied else "no Traefik runs beside it"
    for outer in sorted({out for out, inside in entry.ports if inside == number} - inner)[:1]:
        whole = put(text, match.start(1), match.end(1), str(outer))
        yield Trial(
            "Traefik label: published port", entry.file, line_of(text, match.start()), whole, doubt
        )
    whole = put(text, match.start(1), match.end(1), str(number + 1))
    unheard = doubt or _unheard([entry], number + 1)
    yield Trial(
        "Traefik label: port moved", entry.file, line_of(text, match.start()), whole, unheard
    )
