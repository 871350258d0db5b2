"""The whole pipeline over files in memory."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from portlint.core import Fact, Facts, Marked, Project, Registry, Rendering, Report, Rule
from portlint.engine.artifacts import render, rendering
from portlint.engine.check import check
from portlint.engine.choice import Choice
from portlint.engine.context import context_of
from portlint.engine.extract import extract
from portlint.plugins import Plugins
from portlint.registry import load
from portlint.registry.loading import PLACES

TODAY = date(2026, 1, 1)


def facts_of(files: Mapping[str, str | bytes], plugins: Plugins) -> list[Fact]:
    choice = Choice(plugins.languages.values())
    facts: list[Fact] = []
    for path, text in files.items():
        data = text if isinstance(text, bytes) else text.encode()
        language = choice.by_name(path) or choice.by_interpreter(data[:128])
        if language:
            facts += extract(path, data, language, context_of(path))
    return facts


def registry_of(files: Mapping[str, str | bytes]) -> Registry | None:
    found = next((place for place in PLACES if place in files), None)
    return load(files[found], found) if found else None


def rendering_of(files: Mapping[str, str | bytes], plugins: Plugins) -> Rendering | None:
    registry = registry_of(files)
    if registry is None:
        return None
    default = (one for one in plugins.generators.values() if one.default)
    return rendering(render(default, registry, {}), registry.path, "")


def project_of(files: Mapping[str, str | bytes], plugins: Plugins) -> Project:
    facts = Facts(facts_of(files, plugins))
    known = frozenset(name for one in plugins.rules.values() for name in (one.code, one.name))
    return Project(
        facts, registry_of(files), frozenset(files), today=TODAY, known=known,
        rendering=rendering_of(files, plugins) if facts.of(Marked) else None,
    )  # fmt: skip


def findings_of(
    files: Mapping[str, str | bytes], plugins: Plugins, rules: Sequence[Rule]
) -> Report:
    checked = check(project_of(files, plugins), rules)
    assert not checked.crashes, checked.crashes[0]
    return Report(checked.findings, files=len(files), suppressed=len(checked.silenced))


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Lay files out below a folder, and return it."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root
