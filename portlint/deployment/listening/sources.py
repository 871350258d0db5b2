"""What the code beneath a folder says of ports: where it listens, and what else it may open."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from portlint.core import (
    Confidence,
    Context,
    Document,
    Facts,
    LeftOut,
    Numbers,
    Opened,
    PortUse,
    Role,
    Scripts,
    Unread,
)
from portlint.core.judgement import PROGRAMS, is_live, runs
from portlint.deployment.listening.by_place import ByPlace, any_below

SET = frozenset(("server.port", "quarkus.http.port", "micronaut.server.port"))
"""Settings by which frameworks are told where to listen."""

PACKED = (".jar", ".war", ".ear")
"""Endings of programs that are not text: where one stands, more may listen than is seen."""

WRAPPED = ("gradle-wrapper.jar", "maven-wrapper.jar")
"""Programs that build others, and are in no container."""

CODE = (
    ".go", ".rs", ".java", ".kt", ".kts", ".scala", ".rb", ".ru", ".php", ".cs", ".fs", ".vb",
    ".ex", ".exs", ".erl", ".c", ".cc", ".cpp", ".swift", ".dart", ".lua", ".pl", ".hs", ".clj",
    ".groovy",
)  # fmt: skip
"""Endings of code of which only the numbers are read."""

PARSED = (".py", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte")
"""Endings of code that is parsed."""

WATCHING = frozenset(("collector", "prometheus", "alertmanager", "grafana"))
"""Dialects of files that a program of that name reads, and no code of one's own."""

TOLD = frozenset((Role.LISTEN, Role.DECLARE))
DEPLOYING = frozenset(("compose", "dockerfile", "kubernetes", "helm-values", "github-actions"))

APART = frozenset(("nginx", "shell", "makefile"))
"""Formats of files that start or ask a program, and that it does not read."""

ITSELF = re.compile(r"(?:uvicorn|app|application)\.run\(")
"""How a Python program serves itself where it is started, and no server runs it."""


class Sources:
    """The ports of a repository's code by folder; `paths` are all of its files."""

    def __init__(self, facts: Facts, paths: frozenset[str]) -> None:
        told = [one for one in facts.of(PortUse) if one.role in TOLD]
        self._uses = ByPlace(
            one for one in told if one.format not in DEPLOYING and not one.service
        )
        self._aside = ByPlace(
            one for one in facts.of(PortUse) if one.role is Role.CONNECT or ITSELF.match(one.text)
        )
        self.watching = frozenset(
            one.location.path for one in facts.of(Document) if one.dialect in WATCHING
        )
        self._served: dict[str, list[PortUse]] = defaultdict(list)
        for one in self._uses.below(""):
            if one.name in SET and _is_setting(one):
                self._served[one.location.path.rpartition("/")[2].partition(".")[0]].append(one)
        self.scripts = {one.location.path: dict(one.commands) for one in facts.of(Scripts)}
        self._numbers = ByPlace(facts.of(Numbers))
        self._opened = ByPlace(one for one in facts.of(Opened) if _ships(one.location.path))
        packed = (path for path in paths if path.endswith(PACKED) and not path.endswith(WRAPPED))
        dark = (one.location.path for kind in (LeftOut, Unread) for one in facts.of(kind))
        made = (one.location.path for one in facts.of(Numbers) if one.computed)
        unread = {*packed, *(path for path in dark if path.endswith(CODE)), *made}
        self._unread = sorted(path for path in unread if _ships(path))
        self._paths, self._sorted = paths, sorted(paths)
        ours = (*CODE, *PARSED)
        self._code = sorted(path for path in paths if path.endswith(ours) and _ships(path))
        self.listening = cache(self._listening)
        self.opened = cache(self._opening)
        self.moving = cache(self._moving)
        self.open_in = cache(self._open_in)
        self.rumours = cache(self._rumours)
        self.beside = cache(self._beside)
        self.spoken = cache(self._spoken)

    def _listening(self, place: str) -> tuple[PortUse, ...]:
        """Return where a file, or code below a folder, opens a port; no test's or example's."""
        return tuple(
            one
            for one in self._uses.within(place)
            if one.role is Role.LISTEN and one.confidence is Confidence.HIGH and is_live(one)
        )

    def told_in(self, path: str) -> list[PortUse]:
        """Return the ports that a file of settings names for its program, remarks left out."""
        kept = (Context.CODE, Context.EXAMPLE)
        return [one for one in self._uses.at(path) if one.context in kept]

    def heard_in(self, path: str) -> list[PortUse]:
        """Return the ports that a file of settings says its program listens on."""
        return [one for one in self.told_in(path) if one.role is Role.LISTEN]

    def _rumours(self, place: str) -> frozenset[int]:
        """Return every port that a file, or anything below a folder, may listen on."""
        kept = (Context.CODE, Context.EXAMPLE)
        told = {one.port for one in self._uses.within(place) if one.context in kept}
        return frozenset(told.union(*(one.every for one in self._numbers.within(place))))

    def _spoken(self, place: str) -> frozenset[int]:
        """Return every port that a line of a file has, or of anything below a folder."""
        told = {one.port for one in self._uses.within(place)}
        lines = ({*one.every} - {*one.untold} for one in self._numbers.within(place))
        return frozenset(told.union(*lines))

    def served_to(self, name: str) -> tuple[PortUse, ...]:
        """Return where a program listens by the files that a server of settings has for its name.

        https://docs.spring.io/spring-cloud-config/reference/server.html
        """
        return tuple(self._served.get(name, ()))

    def _beside(self, place: str) -> frozenset[int]:
        """Return every port that code may open beside what a server opens that runs it."""
        kept = (one for one in self._uses.within(place) if one.context is Context.CODE)
        told = {p.port for p in kept if p.format not in APART and not ITSELF.match(p.text)}
        for one in self._numbers.within(place):
            told.update({*one.every} - {use.port for use in self._aside.at(one.location.path)})
        return frozenset(told)

    def _open_in(self, place: str) -> frozenset[int]:
        """Return every port that a file, or code below a folder, seems to open."""
        told = (one.port for one in self._uses.within(place) if one.role is Role.LISTEN)
        return frozenset((*told, *(one.port for one in self._opened.within(place))))

    def _opening(self, place: str) -> tuple[Opened, ...]:
        """Return what code that is not parsed seems to open, each port once."""
        told = (one for one in self._uses.within(place) if _is_setting(one))
        set_ = (Opened(one.location, one.port) for one in told)
        found: dict[int, Opened] = {}
        for each in (*set_, *self._opened.within(place)):
            if each.port not in found or (each.sure and not found[each.port].sure):
                found[each.port] = each
        return tuple(found.values())

    def _moving(self, place: str) -> tuple[PortUse, ...]:
        """Return the ports that a program takes where a variable names none."""
        return tuple(
            one
            for one in self._uses.within(place)
            if one.role is Role.DECLARE
            and one.default_of
            and one.format in PROGRAMS
            and is_live(one)
        )

    def defaults(self, place: str, port: int) -> Iterator[str]:
        """Yield the variable whose default each mention of a port is, empty where it is none's."""
        return (
            one.default_of for one in self._uses.within(place) if one.port == port and is_live(one)
        )

    def has(self, place: str) -> bool:
        """Tell whether a file or folder is in the repository."""
        return place in self._paths or any_below(self._sorted, place)

    def ending(self, end: str) -> tuple[str, ...]:
        """Return the paths of the files that are called so, in whatever folder."""
        return tuple(one for one in self._sorted if f"/{one}".endswith(f"/{end}"))

    def has_code(self, place: str) -> bool:
        """Tell whether a file is a program's, or one stands below a folder."""
        return place.endswith((*CODE, *PARSED)) or any_below(self._code, place)

    def read_whole(self, place: str) -> bool:
        """Tell whether all code of a place is text, of which at least the numbers are read."""
        return place not in self._unread and not any_below(self._unread, place)


def _is_setting(use: PortUse) -> bool:
    """Tell whether a port stands in settings that run, as a program's own may."""
    return use.role is Role.DECLARE and use.format not in PROGRAMS and is_live(use)


def _ships(path: str) -> bool:
    return runs(path) and "test" not in path
