"""What a run would find, were some files other than they are."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from portlint.cli.choices import Choices
from portlint.cli.session import Session
from portlint.cli.terminal import say
from portlint.cli.writing import write
from portlint.core import Facts, Finding
from portlint.engine.check import check
from portlint.engine.gather import Gathered
from portlint.engine.known import Lines
from portlint.engine.lines import source_lines
from portlint.engine.snapshot import overlaid


@dataclass(frozen=True, slots=True)
class Linted:
    """A run before it reports: all that was found, and what of it is asked for and new."""

    session: Session
    gathered: Gathered
    choices: Choices
    everything: tuple[Finding, ...]
    new: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """All findings of a trial, with their lines and all facts."""

    session: Session
    gathered: Gathered
    findings: tuple[Finding, ...]
    lines: Lines


@contextmanager
def tried(linted: Linted, contents: Mapping[str, bytes]) -> Iterator[Tried]:
    """Lint the work tree as if files held other bytes; nothing of it is written."""
    session = linted.session
    same = session.listing.paths - contents.keys()
    with overlaid(
        session.listing, linted.gathered, same, contents.items(), session.gather
    ) as snapshot:
        registry = session.registry
        if registry and registry.path in contents:
            from portlint.registry import load  # noqa: PLC0415  (YAML is not needed to start)

            registry = load(contents[registry.path], registry.path)
        view = replace(session, listing=snapshot.listing, layer=snapshot.layer, registry=registry)
        project = view.project(Facts(snapshot.gathered.facts))
        findings = check(project, linted.choices.rules).findings
        yield Tried(view, snapshot.gathered, findings, source_lines(snapshot.layer, findings))


class Originals:
    """The bytes of files as they were when they were linted."""

    def __init__(self, session: Session) -> None:
        self._root = session.root
        self._entries = {entry.path: entry for entry in session.listing.files}
        self._read: dict[str, bytes] = {}

    def get(self, path: str) -> bytes | None:
        """Return the bytes of a file; None where it is none of the run's, or changed since."""
        if path not in self._read and (data := self._stable(path)) is not None:
            self._read[path] = data
        return self._read.get(path)

    def _stable(self, path: str) -> bytes | None:
        entry, place = self._entries.get(path), self._root / path
        try:
            data, status = place.read_bytes(), place.stat()
        except OSError:
            return None
        now = (status.st_size, status.st_mtime_ns)
        return data if entry and now == (entry.size, entry.mtime_ns) else None

    def write(self, contents: Mapping[str, bytes]) -> list[str]:
        """Write files that are still what they were, each whole or not at all; return which."""
        written = []
        for path, data in sorted(contents.items()):
            place = self._root / path
            if self._unchanged(place, path):
                write(place, data)
                written.append(path)
            else:
                say(f"portlint: {path}: changed in between, and was left alone; run again")
        return written

    def _unchanged(self, place: Path, path: str) -> bool:
        try:
            return place.resolve().is_relative_to(self._root) and (
                place.read_bytes() == self._read[path]
            )
        except OSError:
            return False
