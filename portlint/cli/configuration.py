"""`portlint.toml`, `.portlint.toml` or `[tool.portlint]` in pyproject.toml, nearest first."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from portlint.core.nearest import hint

NAMES = ("portlint.toml", ".portlint.toml", "pyproject.toml")

LARGEST = 500_000
"""Bytes of a configuration."""

DOTTED = 500
"""Dots of a line; reading a key takes the square of its parts."""


TYPED = "--config"


class ConfigurationError(Exception):
    """A configuration file cannot be used; the message says where and why."""


def setting(default: Any, doc: str, schema: dict[str, Any]) -> Any:
    """Describe a key: its default, what it does, and the JSON Schema of its values."""
    metadata = {"doc": doc, "schema": schema}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


STRING = {"type": "string"}
STRINGS = {"type": "array", "items": STRING}
LISTS = {"type": "array", "items": {**STRINGS, "minItems": 1}}
LEVELS = {"enum": ["error", "warning", "note"]}


@dataclass(frozen=True)
class Settings:
    """Every key of the configuration."""

    registry: str = setting("", "path of the registry, relative to the configuration file", STRING)
    baseline: str = setting(
        "",
        "path of the baseline, where it is not `portlint-baseline.json` beside the file",
        STRING,
    )
    exclude: tuple[str, ...] = setting((), "globs of paths to leave out", STRINGS)
    select: tuple[str, ...] = setting((), "rules to run, instead of the default ones", STRINGS)
    ignore: tuple[str, ...] = setting((), "rules not to run", STRINGS)
    extend_select: tuple[str, ...] = setting((), "rules to run as well", STRINGS)
    per_file_ignores: Mapping[str, Any] = setting(
        dict, "globs of paths, each with the rules to ignore there",
        {"type": "object", "additionalProperties": STRINGS},
    )  # fmt: skip
    severity: Mapping[str, Any] = setting(
        dict, "rules, each with another severity",
        {"type": "object", "additionalProperties": LEVELS},
    )  # fmt: skip
    projects: tuple[tuple[str, ...], ...] = setting(
        (),
        "lists of Compose files that run together, where names do not say so; their folders are no"
        " examples, whatever they are called",
        LISTS,
    )
    generate: tuple[str, ...] | None = setting(
        None, "generators that `sync` runs, instead of the default ones", STRINGS
    )
    generators: Mapping[str, Any] = setting(
        dict, "options of generators, a table for each",
        {"type": "object", "additionalProperties": {"type": "object"}},
    )  # fmt: skip
    pedantic: bool = setting(bool, "run the pedantic rules too", {"type": "boolean"})
    min_severity: str = setting("note", "the least severity that is shown", LEVELS)
    fail_on: str = setting("warning", "the least severity that fails a run", LEVELS)
    jobs: int = setting(0, "processes; 0 for one on each core", {"type": "integer", "minimum": 0})
    source: str = field(default="", metadata={"hidden": True})
    typed: frozenset[str] = field(default=frozenset(), metadata={"hidden": True})
    given: frozenset[str] = field(default=frozenset(), metadata={"hidden": True})

    def origin(self, name: str) -> str:
        """Say where the value of a field comes from: typed, the file, or nowhere."""
        if name in self.typed:
            return TYPED
        return self.source if name in self.given else "default"

    def home(self, root: Path) -> Path:
        """Return the folder that paths in it are relative to: its own, else the root."""
        return Path(self.source).parent.resolve() if self.source else root


def load(start: Path, chosen: Path | None = None) -> Settings:
    """Return the settings for a directory, or those of the `chosen` file."""
    if chosen:
        return parse(chosen, _read(chosen))
    folders = (start, *start.parents)
    top = next((folder for folder in folders if (folder / ".git").exists()), None)
    for folder in folders:
        for name in NAMES:
            path = folder / name
            if path.is_file() and (table := _read(_inside(path, top or folder))) is not None:
                return parse(path, table)
        if folder == top:
            break
    return Settings()


def _inside(path: Path, top: Path) -> Path:
    """Return a path that no link leads out of a checkout: what a message quotes would be shown."""
    if not path.resolve().is_relative_to(top):
        message = f"{path}: leads out of {top}; name it with {TYPED} to use it all the same"
        raise ConfigurationError(message)
    return path


def split(words: Iterable[str]) -> tuple[Path | None, dict[str, Any]]:
    """Part what `--config` was given into the file and the keys; raise ConfigurationError."""
    file: Path | None = None
    table: dict[str, Any] = {}
    for word in words:
        if Path(word).is_file():
            file = Path(word)
            continue
        try:
            own = tomllib.loads(word) if "=" in word else None
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            example = "as in 'fail-on = \"error\"'"
            message = f"{TYPED} {word}: is no key and value of TOML, {example}: {error}"
            raise ConfigurationError(message) from error
        if own is None:
            message = f"{TYPED} {word}: there is no such file"
            raise ConfigurationError(message)
        table = _merged(table, own)
    return file, table


def overlaid(settings: Settings, table: dict[str, Any]) -> Settings:
    """Put keys over settings; a table adds to the one that is there."""
    own = parse(Path(TYPED), table)
    values = {name: getattr(own, name) for name in own.given}
    for name, value in values.items():
        before = getattr(settings, name)
        values[name] = {**before, **value} if isinstance(before, Mapping) else value
    return replace(settings, **values, typed=own.given)


def _merged(table: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    both = {k: {**table[k], **v} for k, v in other.items() if isinstance(v, dict) and k in table}
    return {**table, **other, **both}


def _read(path: Path) -> dict[str, Any] | None:
    """Return the table of a file, None where it is one of a project that says nothing here."""
    try:
        text = path.read_text("utf-8")
        if path.name == "pyproject.toml" and "portlint" not in text:
            return None
        if len(text) > LARGEST or any(line.count(".") > DOTTED for line in text.splitlines()):
            message = f"{path}: is larger than any configuration, or has keys that are"
            raise ConfigurationError(message)
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        message = f"{path}: cannot be read: {error}"
        raise ConfigurationError(message) from error
    if path.name != "pyproject.toml":
        return table
    tool = table.get("tool")
    own = tool.get("portlint") if isinstance(tool, dict) else None
    if own is not None and not isinstance(own, dict):
        message = f"{path}: tool.portlint is {own!r}, but takes a table"
        raise ConfigurationError(message)
    return own


def parse(path: Path, table: dict[str, Any] | None) -> Settings:
    """Turn a table into settings; raise ConfigurationError on an unknown key or a wrong value."""
    known = {one.name.replace("_", "-"): one for one in fields(Settings) if "doc" in one.metadata}
    values: dict[str, Any] = {}
    for key, value in (table or {}).items():
        if key.replace("_", "-") not in known:
            meant = hint(key, known, f"; known are {', '.join(known)}")
            message = f"{path}: unknown key {key}{meant}"
            raise ConfigurationError(message)
        one = known[key.replace("_", "-")]
        _conforms(path, key, value, one.metadata["schema"])
        values[one.name] = _frozen(value)
    return Settings(**values, source=str(path), given=frozenset(values))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _conforms(path: Path, key: str, value: Any, schema: dict[str, Any]) -> None:
    kinds = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict}
    if "enum" in schema:
        right, wanted = value in schema["enum"], f"one of {', '.join(schema['enum'])}"
    else:
        wanted = schema["type"]
        right = type(value) is kinds[wanted]
    if right and "minimum" in schema:
        right, wanted = value >= schema["minimum"], f"{schema['minimum']} or more"
    if right and "items" in schema:
        right, wanted = _listed(value, schema["items"])
    if right and "additionalProperties" in schema:
        for name, inner in value.items():
            _conforms(path, f"{key}.{name}", inner, schema["additionalProperties"])
    if not right:
        message = f"{path}: {key} is {value!r}, but takes {wanted}"
        raise ConfigurationError(message)


def _listed(value: list[Any], items: dict[str, Any]) -> tuple[bool, str]:
    """Tell whether all items are as they should be, and what that is."""
    if items["type"] == "string":
        return all(isinstance(item, str) for item in value), "a list of strings"
    right = all(isinstance(item, list) and item and _listed(item, STRING)[0] for item in value)
    return right, "a list of lists of strings, none of them empty"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a configuration file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "portlint configuration",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            one.name.replace("_", "-"): {
                "description": one.metadata["doc"],
                **one.metadata["schema"],
            }
            for one in fields(Settings)
            if "doc" in one.metadata
        },
    }
