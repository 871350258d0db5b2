"""The command line, each command in a process of its own."""

import csv
import io
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from openpyxl import load_workbook

from portlint.cli import cli
from portlint.cli.progress import Progress
from portlint.cli.schemas import SHOW, WHO
from portlint.cli.terminal import safe
from tests.command import ROOT, portlint
from tests.system import write

REGISTRY = """\
ranges: {core: 4010-4013}
services:
  - {name: api, port: 4010, stack: core, owner: Core, depends_on: [db]}
  - {name: db, port: 5434, container_port: 5432, aliases: [pg]}
  - {name: bridge, port: 7700, container: false}
"""
FILES: dict[str, str | bytes] = {
    "compose.yaml": "services:\n  api: {image: x, ports: ['4011:4010']}\n",
    "src/client.js": 'fetch("http://localhost:4010/");\n',
    "tests/a.test.js": 'fetch("http://localhost:4010/");\n',
    "src/old.js": "// http://localhost:9999\nserver.listen(4012);\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "repo", FILES)


@pytest.fixture
def governed(root: Path) -> Path:
    return write(root, {"registry/registry.yaml": REGISTRY})


def codes(run: subprocess.CompletedProcess[str]) -> list[str]:
    return sorted(line.split()[1] for line in run.stdout.splitlines())


def test_without_a_registry_nothing_is_said_of_one(root: Path) -> None:
    run = portlint(root)
    assert (run.stdout, run.returncode) == ("", 0)
    assert "nothing found in 4 files" in run.stderr
    assert "no registry" in run.stderr


def test_a_path_means_check_and_a_registry_is_found(governed: Path) -> None:
    run = portlint("--output-format", "concise", ".", cwd=governed)
    found = ["PRT101", "PRT102", "PRT205", "PRT206", "PRT209", "PRT209"]
    assert codes(run) == found
    assert run.returncode == 1
    assert codes(portlint(governed / "compose.yaml", "--output-format=concise")) == [
        "PRT206", "PRT209", "PRT209",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--select", "PRT20", "--ignore", "PRT209"], ["PRT205", "PRT206"]),
        (["--select", "registry-mismatch"], ["PRT206"]),
        (["--ignore", "PRT2,PRT101"], ["PRT102"]),
        (["--select", "PRT305", "--extend-select", "PRT102"], ["PRT102"]),
        (["--select", "PRT102", "--ignore", "PRT102"], []),
        (["--select", "PRT102", "--ignore", "PRT1"], ["PRT102"]),
        (["--select", "ALL", "--ignore", "PRT20,PRT10,PRT30"], []),
        (["--per-file-ignores", "src/*:PRT1", "--per-file-ignores", "*.yaml:ALL"], ["PRT205"]),
        (["--min-severity", "error"], ["PRT206"]),
    ],
)
def test_rules_are_selected(governed: Path, options: list[str], expected: list[str]) -> None:
    assert codes(portlint(governed, "--output-format", "concise", *options)) == expected


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ([], 1),
        (["--exit-zero"], 0),
        (["--select", "PRT305"], 0),
        (["--fail-on", "error"], 1),
        (["--select", "PRT102", "--fail-on", "error"], 0),
    ],
)
@pytest.mark.parametrize("name", ["text", "concise", "json", "sarif"])
def test_status_is_the_same_in_every_format(
    governed: Path, name: str, options: list[str], status: int
) -> None:
    assert portlint(governed, "--output-format", name, *options).returncode == status


def test_several_formats_from_one_run(governed: Path, tmp_path: Path) -> None:
    log = tmp_path / "out.sarif"
    run = portlint(governed, "--output-format", f"sarif={log}", "--output-format", "concise")
    assert len(json.loads(log.read_text("utf-8"))["runs"][0]["results"]) == len(codes(run)) == 6


def test_statistics(governed: Path) -> None:
    run = portlint(governed, "--output-format", "json", "--statistics", "--select", "PRT205")
    assert "     1 PRT205 unregistered-port\n" in run.stderr
    assert json.loads(run.stdout)["summary"]["warning"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere: no such file or directory"),
        ([".", "--select", "PRT999"], "no rule is called PRT999; did you mean PRT"),
        ([".", "--select", "invalid-prot"], "did you mean invalid-port?"),
        ([".", "--output-format", "xml"], "no output format is called xml; known are checkstyle"),
        ([".", "--registry", "none.yaml"], "none.yaml: there is no registry"),
        ([".", "--output-format", "json=no/such/folder/x"], "cannot be written"),
        (["validate", "empty"], "no registry in empty"),
        (["show", "ap", "--registry", "registry/registry.yaml"], "did you mean api?"),
        (["free", "cor", "--registry", "registry/registry.yaml"], "known are core"),
        (["free", "9-1"], "does not run from a port up to another"),
        (["rule", "PRT3x"], "no rule is called PRT3x"),
        (["inventory", "empty"], "nothing to read in empty"),
        (["--nonsense"], "No such option"),
        ([".", "--per-file-ignores", "PRT1"], "takes GLOB:CODE"),
        ([".", "--registry", "src"], "there is no registry"),
    ],
)
def test_mistakes_get_a_sentence_and_status_two(
    governed: Path, words: list[str], said: str
) -> None:
    (governed / "empty").mkdir()
    run = portlint(*words, cwd=governed)
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert run.returncode == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("slect = ['PRT1']", "unknown key slect; did you mean select?"),
        ("jobs = 'two'", "jobs is 'two', but takes integer"),
        ("select = [1]", "takes a list of strings"),
        ("fail-on = 'always'", "takes one of error, warning, note"),
        ("[severity]\nPRT102 = 'high'", "severity.PRT102 is 'high'"),
        ("= 1", "cannot be read"),
        ("jobs = -1", "takes 0 or more"),
        ('projects = ["compose.yaml"]', "takes a list of lists of strings"),
        ("projects = [[]]", "takes a list of lists of strings, none of them empty"),
        ('projects = [["gone.yaml"]]', "has no such file"),
        ('projects = [["../other.yaml"]]', "has no such file"),
        ("registry = '../other.yaml'", "lies outside"),
        ("[severity]\nPRT999 = 'error'", "no rule is called PRT999"),
        ("a = " + "[" * 5000, "cannot be read"),
    ],
)
def test_a_wrong_configuration_is_an_error(governed: Path, text: str, said: str) -> None:
    write(governed, {"portlint.toml": text, "../other.yaml": REGISTRY})
    run = portlint(governed)
    assert said in run.stderr
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert portlint(governed, "--isolated").returncode == 1


@pytest.mark.parametrize("text", ["tool = 1", "[tool]\nportlint = 3"])
def test_another_tools_configuration_is_none_of_ours(governed: Path, text: str) -> None:
    write(governed, {"pyproject.toml": text})
    run = portlint(governed)
    assert "Traceback" not in run.stderr
    assert run.returncode == (2 if "portlint" in text else 1)


def test_a_typed_selection_sets_the_configured_one_aside(governed: Path) -> None:
    write(governed, {"portlint.toml": 'ignore = ["PRT102"]\nselect = ["PRT2"]\n'})
    assert codes(portlint(governed, "--select", "PRT102", "--output-format=concise")) == ["PRT102"]


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_repository_cannot_show_what_lies_outside_it(root: Path, tmp_path: Path) -> None:
    write(tmp_path, {"secret": "root:x:0:0\n"})
    (root / "registry").mkdir()
    (root / "registry" / "registry.yaml").symlink_to(tmp_path / "secret")
    assert "no registry" in portlint(root).stderr
    write(root, {"portlint.toml": "registry = 'registry/registry.yaml'\n"})
    for run in (portlint(root), portlint("validate", root), portlint("show", "a", root)):
        assert "lies outside" in run.stderr
        assert "root:x" not in run.stdout + run.stderr
        assert run.returncode == 2


def test_only_what_is_left_out_is_no_mistake_of_a_hook(root: Path) -> None:
    write(root, {"yarn.lock": "", "locks/yarn.lock": ""})
    assert portlint(root / "yarn.lock").returncode == 0
    run = portlint(root / "locks")
    assert "nothing to read in" in run.stderr
    assert "left out: 1 lock file" in run.stderr
    assert run.returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="names of any bytes")
@pytest.mark.parametrize("name", [b"\xff\xfe.yaml", b"a\nb.yaml", "\u202eb.yaml".encode()])
def test_any_file_name_is_survived(tmp_path: Path, name: bytes) -> None:
    text = "services:\n  a: {image: x, ports: ['70000:80']}\n"
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(text)
    for output in ("text", "concise", "json", "sarif"):
        run = portlint(tmp_path, "--output-format", output, PORTLINT_CACHE_DIR=str(tmp_path / "c"))
        assert "PRT305" in run.stdout
        assert "\u202e" not in run.stdout
        assert run.returncode == 1
        assert "Traceback" not in run.stderr
    assert len(portlint(tmp_path, "--output-format", "concise").stdout.splitlines()) == 1
    assert json.loads(portlint("inventory", tmp_path, "--output-format", "json").stdout)


def test_what_is_written_is_whole_and_keeps_its_mode(governed: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.json"
    log.write_text("before")
    log.chmod(0o640)
    portlint(governed, "--output-format", f"json={log}")
    assert json.loads(log.read_text("utf-8"))["version"] == 1
    assert log.stat().st_mode & 0o777 == 0o640
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".portlint-")]


@pytest.mark.parametrize(
    ("name", "table"),
    [("portlint.toml", ""), (".portlint.toml", ""), ("pyproject.toml", "[tool.portlint]\n")],
)
def test_configuration_is_found_nearest_first(governed: Path, name: str, table: str) -> None:
    text = f'{table}select = ["PRT101", "PRT102"]\nexclude = ["src/old.js"]\n'
    write(governed, {name: text + 'severity = {PRT101 = "error"}\n'})
    run = portlint(governed / "src", "--output-format", "json")
    [finding] = json.loads(run.stdout)["findings"]
    assert (finding["code"], finding["severity"]) == ("PRT101", "error")


def test_inventory_in_every_format(governed: Path, tmp_path: Path) -> None:
    found = json.loads(portlint("inventory", governed, "--output-format", "json").stdout)
    schema = json.loads(portlint("schema", "inventory").stdout)
    jsonschema.Draft202012Validator(schema).validate(found)
    rows = list(
        csv.DictReader(io.StringIO(portlint("inventory", governed, "--output-format=csv").stdout))
    )
    assert [{**row, "port": int(row["port"])}["port"] for row in rows] == [
        one["port"] for one in found["occurrences"]
    ]
    book = tmp_path / "ports.xlsx"
    portlint("inventory", governed, "--output-format", "xlsx", "--output", book)
    sheet = load_workbook(book)["ports"]
    assert sheet.max_row == len(rows) + 1
    assert sheet["E2"].value == rows[0]["port"] or str(sheet["E2"].value) == rows[0]["port"]
    table = portlint("inventory", governed).stdout
    assert "4012  listen" in table
    assert table.endswith(f"{len(rows)} occurrences of 6 ports in 5 files\n")


@pytest.mark.parametrize(
    ("options", "places"),
    [
        (["--port", "4010", "--role", "connect"], ["src/client.js", "tests/a.test.js"]),
        (["--port", "4010", "--context", "test"], ["tests/a.test.js"]),
        (["--path", "src/*"], ["src/client.js", "src/old.js"]),
        (["--path", "src/*", "--comments"], ["src/client.js", "src/old.js", "src/old.js"]),
    ],
)
def test_inventory_is_filtered(governed: Path, options: list[str], places: list[str]) -> None:
    run = portlint("inventory", governed, "--output-format", "json", *options)
    assert [one["path"] for one in json.loads(run.stdout)["occurrences"]] == places


@pytest.mark.parametrize(
    ("group", "heads"),
    [
        ("file", ["compose.yaml (2)", "src/client.js (1)"]),
        ("port", ["4010 (3)", "4011 (1)", "4012 (1)"]),
        ("service", ["no service (1)", "api (4)"]),
    ],
)
def test_inventory_is_grouped(governed: Path, group: str, heads: list[str]) -> None:
    options = ["--group-by", group, "--path", "[cst]*"]
    lines = portlint("inventory", governed, *options).stdout.splitlines()
    shown = [line for line in lines if line.endswith(")") and not line.startswith(" ")]
    assert [line for line in shown if line in heads] == heads


def test_spreadsheets_run_no_formula(tmp_path: Path) -> None:
    write(tmp_path, {"a.env": "URL=http://x:8080\n", "=cmd.env": "PORT=8081\n"})
    rows = csv.DictReader(
        io.StringIO(portlint("inventory", tmp_path, "--output-format=csv").stdout)
    )
    assert next(rows)["path"] == "'=cmd.env"


def test_check_json_is_what_its_schema_says(governed: Path) -> None:
    found = json.loads(portlint(governed, "--output-format", "json").stdout)
    schema = json.loads(portlint("schema", "check").stdout)
    jsonschema.Draft202012Validator(schema).validate(found)


def test_schemas_accept_what_they_describe(governed: Path) -> None:
    registry = json.loads(portlint("schema", "registry").stdout)
    validator = jsonschema.Draft202012Validator(registry)
    for path in (governed / "registry/registry.yaml", ROOT / "registry/registry.yaml"):
        validator.validate(yaml.safe_load(path.read_text("utf-8")))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"services": [{"name": "a", "prot": 80}]})
    config = jsonschema.Draft202012Validator(json.loads(portlint("schema", "config").stdout))
    config.validate(tomllib.loads((ROOT / "portlint.toml").read_text("utf-8")))


def test_validate_names_every_check(governed: Path) -> None:
    run = portlint("validate", governed)
    assert run.returncode == 0
    assert run.stdout.count("passed") == 11
    write(governed, {"registry/registry.yaml": REGISTRY.replace("[db]", "[nobody]")})
    run = portlint("validate", governed / "registry/registry.yaml")
    assert "FAILED  references" in run.stdout
    assert "registry.yaml:3:68: api depends on nobody, which is not registered" in run.stdout
    assert run.returncode == 1


def test_who_says_who_owns_and_uses_a_port(governed: Path) -> None:
    lines = portlint("who", "4010", governed).stdout.splitlines()
    assert lines[0].startswith("4010: owned by api; published by no service; listened on by 1")
    assert "  api  on the host and in its container, Core  (registry/registry.yaml:3)" in lines
    assert "  called             src/client.js:1" in "\n".join(lines)
    assert lines[-1].startswith("1 more lines")
    known = portlint("who", "9", governed).stdout
    assert "no service of registry/registry.yaml owns it" in known
    said = json.loads(portlint("who", "4010", governed, "--output-format", "json").stdout)
    jsonschema.validate(said, WHO)
    assert said["listening"][0]["place"] == {"path": "compose.yaml", "line": 2}


def test_show_gives_three_addresses(governed: Path) -> None:
    shown = portlint("show", "pg", governed).stdout
    assert "from the host     localhost:5434  by the registry" in shown
    assert "from a container  db:5432  by the registry" in shown
    bridge = portlint("show", "bridge", governed).stdout
    assert "from a container  host.docker.internal:7700" in bridge
    said = json.loads(portlint("show", "api", governed, "--output-format", "json").stdout)
    jsonschema.validate(said, SHOW)
    assert [one["address"] for one in said["addresses"] if one["source"] == "deployment"] == [
        "api:4010", "localhost:4011", "localhost:4011",
    ]  # fmt: skip


def test_free_passes_over_what_is_registered_or_used(governed: Path) -> None:
    assert portlint("free", "core", governed).stdout.split() == ["4013"]
    assert portlint("free", "5998-6003", governed, "-n", "9").stdout.split() == [
        "5998", "5999", "6001", "6002", "6003",
    ]  # fmt: skip


def test_rule_explains() -> None:
    assert portlint("rule", "invalid-port").stdout.startswith("# PRT305 invalid-port\n")
    listed = portlint("rule").stdout.splitlines()
    assert len(listed) == len(json.loads(portlint("rule", "--output-format", "json").stdout))


def test_show_settings_says_what_is_in_force(governed: Path) -> None:
    write(governed, {"portlint.toml": 'ignore = ["PRT1"]\n'})
    shown = portlint("show-settings", governed).stdout
    assert "ignore = ('PRT1',)" in shown
    assert "registry in use = registry/registry.yaml" in shown


def test_show_settings_says_what_runs_together_and_why(tmp_path: Path) -> None:
    service = "services:\n  {}: {{image: x, ports: ['80:80']}}\n"
    write(tmp_path, {
        "deploy/portlint.toml": 'projects = [["a.yaml", "../b/compose.yaml"]]\n',
        "deploy/a.yaml": service.format("a"),
        "b/compose.yaml": service.format("b"),
        "deploy/compose.yaml": service.format("c"),
    })  # fmt: skip
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    shown = portlint("show-settings", tmp_path / "deploy", "--no-cache").stdout
    assert "projects = (('a.yaml', '../b/compose.yaml'),)" in shown
    assert "stack deploy = deploy/compose.yaml: compose.yaml is Compose's name (1 serv" in shown
    shown = portlint(
        "show-settings", tmp_path, "--config", tmp_path / "deploy" / "portlint.toml", "--no-cache"
    ).stdout
    assert (
        "stack deploy = deploy/a.yaml + b/compose.yaml: the configuration names them (2 services)"
        in shown
    )


def test_version_and_help_load_no_parser() -> None:
    code = (
        "import sys; from portlint.cli import cli\n"
        "try: cli(['--version'])\nexcept SystemExit: pass\n"
        "heavy = {'yaml', 'tree_sitter', 'sarif_om', 'pluggy', 'sqlite3', 'openpyxl'}\n"
        "sys.exit(f'{heavy & set(sys.modules)}' if heavy & set(sys.modules) else 0)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, text=True
    )
    assert (run.returncode, run.stdout) == (0, "portlint, version 0.1.0\n"), run.stderr


def test_nothing_of_a_repository_steers_the_terminal(tmp_path: Path) -> None:
    name = "services:\n  a: {image: x, ports: ['70000:80']} # \x1b[2J\u202e\x07\n"
    write(tmp_path, {"compose.yaml": name})
    run = portlint(tmp_path, FORCE_COLOR="1")
    assert "\x1b[2J" not in run.stdout
    assert "\u202e" not in run.stdout
    assert "\x1b[31;1m" in run.stdout
    assert "\x1b" not in portlint(tmp_path, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert safe("a\tb\nc") == "a\tb\nc"


def test_a_closed_pipe_is_no_error(governed: Path) -> None:
    command = f"{sys.executable} -m portlint inventory {governed} | head -c 1"
    run = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in run.stderr


def test_an_interrupted_run_has_neither_passed_nor_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("portlint.cli.plugins.load", interrupt)
    run = CliRunner().invoke(cli, ["plugins"])
    assert (run.exit_code, run.stderr) == (130, "portlint: interrupted\n")


def test_progress_is_shown_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress() as progress:
        progress(1, 2)
    assert not capsys.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("portlint.cli.progress.PATIENCE", 0.0)
    with Progress() as progress:
        progress(1, 2)
    assert "1 of 2 files read" in capsys.readouterr().err


def test_two_runs_write_the_same_bytes(governed: Path) -> None:
    first, second = (
        portlint(governed, "--output-format", "sarif", "--jobs", jobs).stdout
        for jobs in ("1", "2")
    )
    assert first == second
