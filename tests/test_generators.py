"""Every generator on every registry: the reference, none, a large one, and two that attack.

A new generator is held to all of it without being asked; `tests/test_generator_NAME.py` shows it
to its real reader. Golden files: `pytest tests/test_generators.py --update`.
"""

import ast
import json
import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml

from portlint.core import Artifact, Comment, GenerationError, Generator, Registry, Section
from portlint.core.artifact import HEAD, MARK, refusal
from portlint.core.marked import EDGE
from portlint.core.quoting import UNSAFE
from portlint.plugins import load
from portlint.registry import load as load_registry
from tests.registries import harmless, registries

GOLDEN = Path(__file__).parent / "golden" / "generators"
GENERATORS = list(load(installed=False).generators.values())
NAMES = [one.name for one in GENERATORS]

every_generator = pytest.mark.parametrize("generator", GENERATORS, ids=NAMES)
every_registry = pytest.mark.parametrize("name", list(registries()))


@cache
def rendered(generator: Generator, name: str) -> tuple[Artifact | Section, ...]:
    return made(generator, registries()[name])


def made(generator: Generator, registry: Registry) -> tuple[Artifact | Section, ...]:
    """Render, with a file for the sections of whoever has them."""
    has = "sections" in {option.name for option in generator.options}
    return tuple(
        generator.render(generator.order(registry, {"sections": ("PAGE",)} if has else {}))
    )


def whole(artifact: Artifact | Section, generator: Generator) -> str:
    if isinstance(artifact, Section):
        return f"{artifact.begin}\n{artifact.text}{artifact.end}\n"
    return artifact.marked(generator.name, "registry/registry.yaml")


@every_generator
def test_the_reference_is_rendered_as_it_was(generator: Generator, *, update: bool) -> None:
    folder = GOLDEN / generator.name
    found: dict[str, str] = {}
    for one in rendered(generator, "reference"):
        found[one.path] = found.get(one.path, "") + whole(one, generator)
    for path, text in found.items():
        place = folder / path
        if update:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8", newline="\n")
        assert text == place.read_text("utf-8"), f"{path}: run pytest --update"
    kept = {place.relative_to(folder).as_posix() for place in folder.rglob("*") if place.is_file()}
    assert kept <= found.keys(), "rendered no more"


@every_generator
@every_registry
def test_paths_marks_and_signs_are_sound(generator: Generator, name: str) -> None:
    parts = rendered(generator, name)
    assert parts == made(generator, registries()[name]), "the same registry, the same bytes"
    files = [one.path for one in parts if isinstance(one, Artifact)]
    assert len(files) == len({path.casefold() for path in files}), "two files at one path"
    for one in parts:
        assert not refusal(one.path), one.path
        text = whole(one, generator)
        assert one.text.endswith("\n") or not one.text
        clean = text if isinstance(one, Artifact) else one.text
        assert UNSAFE.search(clean) is None, "a control or bidirectional character"
        assert isinstance(one, Artifact) or not EDGE.search(one.text), "ends its own section"
        if isinstance(one, Artifact):
            found = MARK.search(text[:HEAD])
            assert found
            assert found["generator"] == generator.name
            assert len(MARK.findall(text)) == 1
            assert (one.executable) == text.startswith("#!")


@every_generator
@every_registry
def test_what_is_rendered_can_be_read(generator: Generator, name: str) -> None:
    for one in rendered(generator, name):
        if isinstance(one, Artifact):
            read = reader(one.path)
            if read:
                read(whole(one, generator))


@every_generator
def test_no_value_changes_the_shape(generator: Generator) -> None:
    """A free text may change leaves and nothing else: keys, nesting, statements stay."""
    hostile = [one for one in rendered(generator, "hostile-text") if isinstance(one, Artifact)]
    calm = made(generator, harmless())
    twins = {one.path: one for one in calm if isinstance(one, Artifact)}
    assert {one.path for one in hostile} == twins.keys()
    for one in hostile:
        read = reader(one.path)
        if read:
            shapes = (shape(read(whole(each, generator))) for each in (one, twins[one.path]))
            assert next(shapes) == next(shapes), one.path


def reader(path: str) -> Callable[[str], object] | None:
    """Return what parses a file of this name, if it has a strict format."""
    for ending, read in READERS.items():
        if path.endswith(ending):
            return read
    return None


def variables(text: str) -> list[str]:
    """Read a file of variables: comments, blank lines and `NAME=value` without need of quotes."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for line in lines:
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*=[A-Za-z0-9/._:@+,=%\[\]-]*", line), line
    return [line.partition("=")[0] for line in lines]


def script(text: str) -> list[str]:
    """Let bash parse a script; its length in lines is what may not change."""
    subprocess.run(["bash", "-n"], input=text.encode(), check=True, capture_output=True)
    return ["line" for _ in text.splitlines()]


READERS: dict[str, Callable[[str], object]] = {
    ".json": json.loads,
    ".yaml": lambda text: list(yaml.load_all(text, yaml.CSafeLoader)),
    ".yml": lambda text: list(yaml.load_all(text, yaml.CSafeLoader)),
    ".env.shared": variables,
    ".sh": script,
    ".py": ast.parse,
}


def shape(value: object) -> object:
    """Return the structure of what was parsed, without its texts and numbers."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    if isinstance(value, ast.Constant):
        return type(value.value).__name__
    if isinstance(value, ast.AST):
        return [type(value).__name__, *(shape(inner) for _, inner in ast.iter_fields(value))]
    return type(value).__name__


def test_a_mark_survives_every_path_and_names_it() -> None:
    for comment in Comment:
        body = '{\n  "a": 1\n}\n' if comment is Comment.KEY else "a\n"
        text = Artifact("a/b c.x", body, comment).marked("env", 'x */ --> ; ] "\n*/.yaml')
        found = MARK.search(text)
        assert found
        assert found["path"] == "a/b c.x"
        assert found["registry"] == "x _/ --_ _ _ ___/.yaml"


def test_what_must_come_first_stays_first() -> None:
    sh = Artifact("a.sh", "#!/bin/sh\ntrue\n", Comment.HASH, executable=True).marked("a", "r")
    assert re.fullmatch(r"#!/bin/sh\n# Generated by .*\ntrue\n", sh)
    page = Artifact("a.mdx", "---\ntitle: x\n---\n", Comment.HASH).marked("a", "r")
    assert re.fullmatch(r"---\n# Generated by .*\ntitle: x\n---\n", page)


@pytest.mark.parametrize(
    "path",
    ["../a", "a/../b", "/a", "a//b", "", "./a", "a/.", ".git/hooks/x", "a/.GIT/b", "a\\b", "C:a",
     "a\0", "a\nb", "a\u0085", "a|b"],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    assert refusal(path)


def test_two_ports_of_one_name_are_an_error_with_its_place() -> None:
    text = "services:\n  - {name: a, port: 1}\n  - {name: a-host, port: 2}\n"
    registry = load_registry(text, "r.yaml")
    env = load(installed=False).generators["env"]
    with pytest.raises(GenerationError, match=r"r.yaml:3:\d+: .* both be called A_HOST_PORT"):
        list(env.render(env.order(registry)))
