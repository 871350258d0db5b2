"""Documents that come from the code are what the code says."""

import json
import re
import subprocess
from dataclasses import fields
from pathlib import Path

from portlint.cli import COMMANDS
from portlint.cli.configuration import Settings
from portlint.core import Generator
from portlint.core.artifact import Choice
from portlint.plugins import load
from tests.actions import ACTION
from tests.command import ROOT, portlint
from tests.pages import families


def keys_table() -> str:
    rows = [
        f"| `{one.name.replace('_', '-')}` | {one.metadata['doc']} |\n"
        for one in fields(Settings)
        if "doc" in one.metadata
    ]
    return "| key | what it does |\n|---|---|\n" + "".join(rows)


def generators_table() -> str:
    rows = [
        f"| `{one.name}` | {'yes' if one.default else ''} | {one.doc} | {_options(one)} |\n"
        for one in load(installed=False).generators.values()
    ]
    head = "| generator | default | what it writes | options |\n|---|---|---|---|\n"
    return head + "".join(rows)


def _options(generator: Generator) -> str:
    return "; ".join(
        f"`{one.name}`: {one.doc} (`{toml(one.default)}`)" for one in generator.options
    )


def toml(value: Choice) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value)


def compare(path: Path, mark: str, table: str, *, update: bool) -> None:
    block = re.compile(rf"(?<=<!-- {mark} -->\n).*?(?=<!-- /{mark} -->)", re.DOTALL)
    if update:
        path.write_text(block.sub(lambda _: table, path.read_text("utf-8")), "utf-8")
    found = block.search(path.read_text("utf-8"))
    assert found
    assert found[0] == table, "run pytest --update"


def test_readme_lists_every_family(*, update: bool) -> None:
    compare(ROOT / "README.md", "rules", families(), update=update)


def test_every_setting_is_documented(*, update: bool) -> None:
    compare(ROOT / "docs" / "configuration.md", "keys", keys_table(), update=update)


def outputs_table() -> str:
    rows = [
        f"| `{one.name}` | {one.doc.rstrip('.').replace('|', chr(92) + '|')} |\n"
        for one in load(installed=False).reporters.values()
    ]
    return "| format | what it is |\n|---|---|\n" + "".join(rows)


def test_every_output_is_documented(*, update: bool) -> None:
    compare(ROOT / "docs" / "outputs.md", "outputs", outputs_table(), update=update)


def test_every_generator_is_documented(*, update: bool) -> None:
    path = ROOT / "docs" / "generators.md"
    compare(path, "generators", generators_table(), update=update)


def action_table() -> str:
    rows = [
        f"| `{name}` | {one['description']} | {one['default'] and '`' + one['default'] + '`'} |\n"
        for name, one in ACTION["inputs"].items()
    ]
    given = [f"| `{name}` | {one['description']} |\n" for name, one in ACTION["outputs"].items()]
    head = "| input | what it is | default |\n|---|---|---|\n"
    return head + "".join(rows) + "\n| output | what it is |\n|---|---|\n" + "".join(given)


def test_every_input_of_the_action_is_documented(*, update: bool) -> None:
    path = ROOT / "docs" / "integrations.md"
    compare(path, "action", action_table(), update=update)


def test_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for name in COMMANDS:
        assert name in text


def test_links_lead_somewhere() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.md"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    for name in listed.stdout.split():
        if name.startswith("tests/corpus/"):
            continue
        text = (ROOT / name).read_text("utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / name).parent.joinpath(target).exists(), f"{name}: {target}"


def test_readme_shows_what_the_demo_prints() -> None:
    shown = portlint("check", "--isolated", ".", cwd=ROOT / "examples" / "outage").stdout
    text = (ROOT / "README.md").read_text("utf-8")
    for line in re.findall(r"^(?:error|warning)\[PRT\d+\] [^…\n]+", text, re.MULTILINE):
        assert line.rstrip() in shown


def test_the_project_is_clean_by_its_own_word() -> None:
    run = portlint(".", cwd=ROOT)
    assert run.returncode == 0, run.stdout
