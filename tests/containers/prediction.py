"""What portlint says of a system's references, for comparing with how they end."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.command import portlint
from tests.containers.system import System
from tests.system import write

FAMILIES = ("PRT4", "PRT5", "PRT6", "PRT8")
OF_STYLE = ("PRT408", "PRT502", "PRT503")
"""These say what could break one day; the others of the families, that a call does not reach."""
AT_THE_CAUSE = ("PRT406", "PRT407")
"""These are one for each service, or bind; the calls that it breaks are related."""

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Said:
    """One finding, with the lines (path and 1-based line) that it is about."""

    text: str
    places: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Lines whose reference is broken and not reported, and findings on lines that work."""

    missed: frozenset[Place]
    false: tuple[Said, ...]


def predicted(system: System, folder: Path) -> list[Said]:
    """Return what the command line reports about who reaches whom."""
    write(folder, system.files)
    return asked_of(folder)


def asked_of(folder: Path, cache: str = os.devnull) -> list[Said]:
    """Return what the command line reports about who reaches whom in a folder."""
    words = ("check", "--output-format", "json", "--pedantic", "--exit-zero")
    run = portlint(*words, folder, cwd=folder, PORTLINT_CACHE_DIR=cache)
    assert run.returncode == 0, run.stderr
    return [said(one) for one in json.loads(run.stdout)["findings"] if speaks_of_reach(one)]


def judge(system: System, findings: list[Said]) -> Verdict:
    """Hold findings against a system's marks: one on each broken line, and none elsewhere."""
    reported = {place for one in findings for place in one.places}
    false = (one for one in findings if not system.broken & one.places)
    return Verdict(system.broken - reported, tuple(false))


def speaks_of_reach(finding: Mapping[str, Any]) -> bool:
    return of_reach(finding["code"])


def of_reach(code: str) -> bool:
    return code.startswith(FAMILIES) and code not in OF_STYLE


def said(finding: Mapping[str, Any]) -> Said:
    spots = [finding, *(finding["related"] if finding["code"] in AT_THE_CAUSE else ())]
    text = f"{finding['path']}:{finding['line']} {finding['code']} {finding['message']}"
    return Said(text, frozenset((one["path"], one["line"]) for one in spots))
