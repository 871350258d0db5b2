"""Plug-ins: found, frozen, and loud when they are broken."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from portlint.core import Hit, Project, Rule, Severity, Tier, rule
from portlint.hooks import Spec, hookimpl
from portlint.plugins import PluginError, load
from tests.command import ROOT, portlint
from tests.system import write

EXAMPLE = ROOT / "examples" / "plugin"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the example plug-in for real, into a folder of its own."""
    target = tmp_path_factory.mktemp("installed")
    options = [
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--target",
        str(target),
    ]
    command = [sys.executable, "-m", "pip", "install", *options, str(EXAMPLE)]
    subprocess.run(command, check=True, capture_output=True)
    return target


def test_an_installed_plugin_adds_one_of_everything(installed: Path, tmp_path: Path) -> None:
    root = write(tmp_path / "repo", {"monitrc": "set httpd port 9901\n"})
    shown = portlint("plugins", PYTHONPATH=str(installed)).stdout
    own = shown.partition("monit (portlint-monit 1.2.3)\n")[2].splitlines()
    assert [line.split() for line in own[:4]] == [
        ["rules", "PLT001"], ["languages", "monit"], ["reporters", "chat"],
        ["generators", "hosts"],
    ]  # fmt: skip
    assert "PLT001" not in shown.partition("monit (")[0]
    run = portlint(root, "--output-format", "chat", PYTHONPATH=str(installed))
    assert (run.stdout, run.returncode) == ("ports: 1 warning\n", 1)
    assert "no output format is called chat" in portlint(root, "--output-format", "chat").stderr


def test_the_plugin_passes_its_own_test(installed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=EXAMPLE, capture_output=True, encoding="utf-8", check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(installed), str(ROOT)])},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


MISSPELT = """\
from portlint.hooks import hookimpl
@hookimpl
def portlint_ruls(): return []
"""
TWICE = """\
from portlint.hooks import hookimpl
from portlint.rules.prt305_invalid_port import invalid_port
@hookimpl
def portlint_rules(): return [invalid_port]
"""
RAISING = """\
from portlint.hooks import hookimpl
@hookimpl
def portlint_rules(): raise KeyError('on purpose')
"""
WRONG = """\
from portlint.hooks import hookimpl
@hookimpl
def portlint_rules(): return ['a rule']
"""
NAMESAKE = """\
from dataclasses import replace
from portlint.hooks import hookimpl
from portlint.rules.prt305_invalid_port import invalid_port
@hookimpl
def portlint_rules(): return [replace(invalid_port, code='XX001')]
"""
CRASHING = """\
from portlint.core import rule, Tier, Severity
from portlint.hooks import hookimpl
@rule(code='BR001', name='b', tier=Tier.DEFAULT, severity=Severity.NOTE, message='')
def b(project): raise RuntimeError('on purpose')
@hookimpl
def portlint_rules(): return [b]
"""


def broken(tmp_path: Path, source: str) -> Path:
    """Lay out an installed distribution whose plug-in is this module."""
    metadata = {"METADATA": "Metadata-Version: 2.1\nName: broken\nVersion: 1\n"}
    metadata["entry_points.txt"] = "[portlint]\nbroken = broken\n"
    info = {f"broken-1.dist-info/{name}": text for name, text in metadata.items()}
    return write(tmp_path / "site", {"broken.py": source, **info})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import sys; sys.exit(0)", "plug-in broken (broken) does not load: SystemExit: 0"),
        (RAISING, "plug-in broken fails in portlint_rules: KeyError: 'on purpose'"),
        (WRONG, "plug-in broken gives 'a rule', which is no rule"),
        (NAMESAKE, "rules PRT305 and XX001 (plug-in broken) are both invalid-port"),
        ("import nothing_like_it", "plug-in broken (broken) does not load"),
        (MISSPELT, "a hook that portlint does not ask"),
        (TWICE, "rule PRT305 is defined twice: by"),
        (CRASHING, "rule BR001 (b) failed: RuntimeError: on purpose"),
    ],
)
def test_a_broken_plugin_is_named_and_fails_the_run(
    tmp_path: Path, source: str, said: str
) -> None:
    """A linter that silently checks nothing is the worst failure."""
    place = broken(tmp_path, source)
    root = write(tmp_path / "repo", {"a.env": "PORT=80\n"})
    run = portlint(root, PYTHONPATH=str(place))
    assert said in run.stderr
    assert run.returncode == 2
    assert not run.stdout
    assert ("Traceback" in run.stderr) == (source not in (TWICE, WRONG, NAMESAKE))


def test_a_crashing_rule_loses_only_its_own_findings(tmp_path: Path) -> None:
    place = broken(tmp_path, CRASHING)
    compose = "services:\n  a: {image: x, ports: ['70000:80']}\n"
    root = write(tmp_path / "repo", {"compose.yaml": compose})
    run = portlint(root, "--output-format", "concise", PYTHONPATH=str(place))
    assert "PRT305" in run.stdout
    assert "Traceback" in run.stderr
    assert "RuntimeError: on purpose" in run.stderr
    assert run.returncode == 2


def test_code_of_the_repository_is_never_imported(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    code = f"open({str(ran)!r}, 'w')\n"
    names = ("conftest.py", "portlint_local.py", "sitecustomize.py", "click.py", "yaml.py")
    root = write(tmp_path / "repo", dict.fromkeys(names, code))
    subprocess.run(
        [sys.executable, "-P", "-m", "portlint", "."], cwd=root, check=False, capture_output=True
    )
    assert not ran.exists()


@rule(code="T001", name="t", tier=Tier.DEFAULT, severity=Severity.NOTE, message="")
def sample(project: Project) -> Iterator[Hit]:
    """Do nothing."""
    del project
    yield from ()


class Extra:
    @hookimpl
    def portlint_rules(self) -> Iterable[Rule]:
        return [sample]


def test_a_plugin_object_is_loaded_and_the_result_is_frozen() -> None:
    plugins = load(installed=False, extra=[Extra()])
    assert plugins.rules["T001"] is sample
    with pytest.raises(TypeError):
        plugins.rules["T002"] = sample  # type: ignore[index]


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(PluginError, match="rule T001 is defined twice"):
        load(installed=False, extra=[Extra(), Extra()])


def test_every_hook_is_answered_by_the_example() -> None:
    hooks = {name for name in vars(Spec) if name.startswith("portlint_")}
    text = (EXAMPLE / "portlint_monit.py").read_text("utf-8")
    assert hooks == {name for name in hooks if f"def {name}(" in text}
