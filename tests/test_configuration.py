"""Where settings come from, what overrules what, and how that is shown."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portlint.cli import cli
from tests.system import write

FILES: dict[str, str | bytes] = {
    "compose.yaml": "services:\n  b: {image: x, ports: ['70000:80']}\n",
    "portlint.toml": 'fail-on = "note"\n[severity]\nPRT305 = "note"\n',
    "src/a.py": "x = 1\n",
}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, words)))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "repo", FILES)


def test_typed_keys_overrule_the_file_and_add_to_its_tables(root: Path) -> None:
    assert run(root).exit_code == 1
    assert run(root, "--config", 'fail-on = "warning"').exit_code == 0
    typed = ["--config", 'fail-on = "error"', "--config", 'severity.PRT305 = "error"']
    assert run(root, *typed).exit_code == 1
    assert run(root, "--config", 'severity.PRT101 = "error"', "--config", "pedantic = true")
    shown = run("show-settings", root, "--config", 'severity.PRT101 = "error"').stdout
    assert "severity = {'PRT305': 'note', 'PRT101': 'error'} (--config)" in shown


def test_a_typed_file_and_typed_keys_go_together(root: Path, tmp_path: Path) -> None:
    write(tmp_path, {"other.toml": 'ignore = ["PRT305"]\n'})
    assert run(root, "--config", tmp_path / "other.toml").exit_code == 0
    both = ["--config", str(tmp_path / "other.toml"), "--config", "ignore = []"]
    assert run(root, *both).exit_code == 1
    assert run(root, "--isolated", "--config", 'ignore = ["PRT305"]').exit_code == 0


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("none.toml", "there is no such file"),
        ("fail-on = error", "is no key and value of TOML, as in 'fail-on = \"error\"'"),
        ("fail-no = 'error'", "unknown key fail-no; did you mean fail-on?"),
        ("fail-on = 'always'", "takes one of error, warning, note"),
        ("ignore = ['PRT350']", "no rule is called PRT350; did you mean PRT"),
        ("ignore = ['invalid-prot']", "did you mean invalid-port?"),
        ("per-file-ignores = {x = ['PRT350']}", "no rule is called PRT350"),
        ("severity = {invalid-prot = 'note'}", "did you mean invalid-port?"),
    ],
)
def test_a_wrong_word_is_a_mistake(root: Path, word: str, said: str) -> None:
    result = run(root, "--config", word)
    assert result.exit_code == 2
    assert said in result.stderr


def test_settings_say_where_they_come_from(root: Path) -> None:
    lines = run("show-settings", root, "--config", "pedantic = true").stdout.splitlines()
    assert f"fail-on = 'note' ({root / 'portlint.toml'})" in lines
    assert "pedantic = True (--config)" in lines
    assert "jobs = 0 (default)" in lines


def test_settings_say_which_rules_are_on_and_why(root: Path) -> None:
    def rules(*words: str) -> dict[str, str]:
        shown = run("show-settings", root, *words).stdout.splitlines()
        rows = [line.split(" = ", 1) for line in shown if line.startswith("rule ")]
        return {name.split()[1]: why for name, why in rows}

    usual = rules("--config", 'ignore = ["PRT40"]')
    assert usual["PRT305"] == "on: default tier"
    assert usual["PRT401"] == "off: ignored"
    assert usual["PRT206"] == "off: registry tier, and there is no registry"
    assert usual["PRT408"] == "off: ignored"
    assert usual["PRT105"] == "off: pedantic tier"
    asked = rules("--config", 'select = ["PRT1"]')
    assert (asked["PRT105"], asked["PRT305"]) == ("on: selected", "off: not selected")


def test_settings_of_a_file_say_what_is_made_of_it(root: Path) -> None:
    write(root, {"portlint.toml": '[per-file-ignores]\n"src/*" = ["PRT1"]\n', "yarn.lock": ""})
    shown = run("show-settings", root / "src" / "a.py").stdout
    assert "file src/a.py = python\n" in shown or "file a.py = python\n" in shown
    assert "ignores PRT1 = per-file-ignores 'src/*'" in shown


def test_every_rule_is_explained() -> None:
    pages = run("rule", "--all").stdout
    codes = [one["code"] for one in json.loads(run("rule", "--output-format", "json").stdout)]
    assert [f"# {code} " in pages for code in codes] == [True] * len(codes)
    assert run("rule", "PRT305", "--output-format", "markdown").stdout.startswith("# PRT305 ")
    assert run("rule", "PRT35").exit_code == 2


def test_what_runs_by_configuration_is_no_example_of_anything(tmp_path: Path) -> None:
    repo = write(tmp_path, {
        "registry/registry.yaml": "services: [{name: api, port: 4010}]\n",
        "examples/shop/compose.yaml": "services: {api: {image: x, ports: ['4999:4010']}}\n",
        "examples/other/compose.yaml": "services: {api: {image: x, ports: ['4998:4010']}}\n",
    })  # fmt: skip
    before = json.loads(run(repo, "--output-format", "json").stdout)["findings"]
    assert [one["code"] for one in before] == ["PRT209"]
    (repo / "portlint.toml").write_text('projects = [["examples/shop/compose.yaml"]]\n', "utf-8")
    (found,) = json.loads(run(repo, "--output-format", "json").stdout)["findings"]
    assert (found["code"], found["path"]) == ("PRT206", "examples/shop/compose.yaml")


def test_what_is_generated_where_is_not_judged_without_the_configuration(tmp_path: Path) -> None:
    repo = write(tmp_path, {
        "registry/registry.yaml": "services: [{name: api, port: 4010}]\n",
        "compose.yaml": "services: {api: {image: x, ports: ['4010:4010']}}\n",
        "portlint.toml": 'generate = ["env"]\n[generators.env]\npath = "ports/.env.shared"\n',
    })  # fmt: skip
    assert run("sync", repo).exit_code == 0
    assert run(repo).exit_code == 0
    assert run(repo, "--isolated").exit_code == 0
