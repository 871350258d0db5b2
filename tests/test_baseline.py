"""What is known and what is new: the baseline, its file, and how git merges it."""

import json
from collections import Counter
from pathlib import Path

import pytest

from portlint.engine.baseline import BadBaseline, parse, render
from portlint.engine.known import Key
from tests.baseline_runs import git, run
from tests.system import write

BAD = "services:\n" + "".join(
    f"  s{n}:\n    image: x\n    ports: ['{70000 + n}:80']\n" for n in range(40)
)
NAME = "portlint-baseline.json"


def found(*words: str | Path) -> list[str]:
    shown = run("--output-format", "concise", *words).stdout.splitlines()
    return [line.rsplit(" ", 1)[0].split(" ")[0] for line in shown]


@pytest.fixture
def adopted(tmp_path: Path) -> Path:
    root = write(tmp_path / "repo", {"a/compose.yaml": BAD, "b/compose.yaml": BAD})
    result = run(root, "--write-baseline")
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"80 known findings are in {root / NAME}" in result.stderr
    return root


def test_what_is_known_is_not_shown_and_does_not_fail(adopted: Path) -> None:
    result = run(adopted)
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"80 known to {NAME}" in result.stderr
    assert len(found(adopted, "--no-baseline")) == len(found(adopted, "--isolated")) == 80


def test_a_changed_line_brings_exactly_its_own_finding(adopted: Path) -> None:
    path = adopted / "a" / "compose.yaml"
    path.write_text(f"# moved down\n\n{BAD}".replace("'70010:80'", "'71010:80'"), "utf-8")
    assert found(adopted) == ["a/compose.yaml:36:14:"]
    path.write_text(BAD.replace("['70010:80']", "[ '70010:80' ]  # as before"), "utf-8")
    assert found(adopted) == []


def test_of_like_findings_the_one_on_a_new_line_is_new(tmp_path: Path) -> None:
    lines = ["app.listen(4010);", "server.listen(4010);", "io.server.listen(4010);"]
    root = write(tmp_path / "r", {"a.js": "\n".join(lines)})
    write(root, {"registry/registry.yaml": "services: [{name: a, port: 4010}]\n"})
    run(root, "--select", "PRT102", "--write-baseline")
    write(root, {"a.js": "\n".join([lines[0], "web.server.listen(4010);", *lines[1:]])})
    assert found(root, "--select", "PRT102") == ["a.js:2:19:"]
    write(root, {"a.js": "\n".join([lines[0], "edited.server.listen(4010);", lines[2]])})
    assert found(root, "--select", "PRT102") == []


def test_a_moved_file_stays_known(adopted: Path) -> None:
    (adopted / "c").mkdir()
    (adopted / "a" / "compose.yaml").rename(adopted / "c" / "compose.yaml")
    assert found(adopted) == []


def test_what_does_not_occur_any_more_is_said_and_pruned(adopted: Path) -> None:
    (adopted / "a" / "compose.yaml").unlink()
    result = run(adopted)
    assert result.exit_code == 0
    assert f"{NAME} knows 40 that do not occur any more; --prune-baseline drops" in result.stderr
    assert "and 35 others" in result.stderr
    assert "any more" not in run(adopted / "b").stderr
    assert "any more" not in run(adopted, "--select", "PRT102").stderr
    run(adopted, "--prune-baseline", "--select", "PRT102")
    assert parse((adopted / NAME).read_text("utf-8")).total() == 80
    run(adopted, "--prune-baseline")
    assert parse((adopted / NAME).read_text("utf-8")).total() == 40


def test_pruning_takes_nothing_new_for_known(adopted: Path) -> None:
    write(adopted, {"c/compose.yaml": BAD})
    assert run(adopted, "--prune-baseline").exit_code == 1
    assert parse((adopted / NAME).read_text("utf-8")).total() == 80


def test_the_configuration_names_another_file(adopted: Path) -> None:
    (adopted / NAME).rename(adopted / "known.json")
    write(adopted, {"portlint.toml": 'baseline = "known.json"\n'})
    assert found(adopted) == []
    assert found(adopted, "--isolated", "--baseline", adopted / "known.json") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("{\n<<<<<<< ours\n", "holds the marks of a merge conflict"),
        ("[]", "is no baseline of version 1"),
        ('{"version": 2, "findings": []}', "is no baseline of version 1"),
        ('{"version": 1, "findings": [{"path": 1}]}', 'holds {"path": 1}, which is no finding'),
        ('{"version": 1}', "holds null, which is no finding"),
    ],
)
def test_a_wrong_baseline_is_a_mistake(adopted: Path, text: str, said: str) -> None:
    write(adopted, {NAME: text})
    result = run(adopted)
    assert result.exit_code == 2
    assert said in result.stderr


def test_mistakes_are_said(adopted: Path, tmp_path: Path) -> None:
    assert "there is no baseline" in run(adopted, "--baseline", adopted / "no.json").stderr
    partly = run(adopted / "a", "--write-baseline", "--baseline", adopted / NAME)
    assert (partly.exit_code, "whole repository" in partly.stderr) == (0, False)
    assert run(adopted / "a/compose.yaml", "--write-baseline").exit_code == 2
    write(adopted, {"portlint.toml": f'baseline = "{tmp_path.as_posix()}/out.json"\n'})
    outside = run(adopted, "--write-baseline")
    assert (outside.exit_code, "lies outside" in outside.stderr) == (2, True)
    assert not (tmp_path / "out.json").exists()


def test_the_file_is_one_finding_a_line_without_line_numbers(adopted: Path) -> None:
    lines = (adopted / NAME).read_text("utf-8").splitlines()
    rows = [json.loads(line.rstrip(",")) for line in lines if line.startswith('{"path"')]
    assert len(rows) == 80
    assert rows == sorted(rows, key=lambda row: list(row.values()))
    assert set(rows[0]) == {"path", "rule", "subject", "text", "count"}


def test_what_is_read_is_what_was_written() -> None:
    known = Counter({Key("a\udcff\n.yaml", "PRT1", "é:\u202e", "0"): 2, Key("b", "P", "", ""): 1})
    assert parse(render(known)) == known
    assert parse(render(Counter())) == Counter()
    assert render(known).isascii() or "\u202e" not in render(known)
    with pytest.raises(BadBaseline):
        parse("null")


def test_two_branches_that_fix_and_add_merge_their_baselines(adopted: Path) -> None:
    git(adopted, "init", "-q", "-b", "main")
    write(adopted, {"c/compose.yaml": BAD})
    run(adopted, "--write-baseline")
    git(adopted, "add", ".")
    git(adopted, "commit", "-qm", "one")
    for branch, fixed, added in (("left", "70003", "72001"), ("right", "70005", "72002")):
        git(adopted, "checkout", "-q", "-b", branch, "main")
        folder = {"left": "a", "right": "b"}[branch]
        text = BAD.replace(fixed, "8080") + f"  new: {{image: x, ports: ['{added}:80']}}\n"
        write(adopted, {f"{folder}/compose.yaml": text})
        run(adopted, "--prune-baseline")
        run(adopted, "--write-baseline")
        git(adopted, "commit", "-qam", branch)
    git(adopted, "merge", "-q", "--no-edit", "left")
    result = run(adopted)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "any more" not in result.stderr
    assert parse((adopted / NAME).read_text("utf-8")).total() == 120
