"""Only what is new since a revision: with real git, in the work tree and in the index."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.baseline_runs import git, run
from tests.command import ROOT
from tests.system import write

SERVICE = "services:\n  api:\n    image: x\n    ports:\n"
OLD = SERVICE + "      - '70001:80'\n      - '4011:4010'\n"
REGISTRY = "services:\n  - name: api\n    port: {}\n    container_port: 4010\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = write(tmp_path / "repo", {"compose.yaml": OLD, "src/a.py": "x = 1\n"})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    return root


def new(root: Path, *words: str) -> list[str]:
    result = run(root, "--output-format", "concise", *words)
    assert result.exit_code in (0, 1), result.stderr
    return [" ".join(line.split()[:2]) for line in result.stdout.splitlines()]


def test_what_was_there_is_not_shown(repository: Path) -> None:
    assert new(repository) == ["compose.yaml:5:10: PRT305"]
    assert new(repository, "--new-from-rev", "HEAD") == []
    assert "1 known to HEAD" in run(repository, "--new-from-rev", "HEAD").stderr
    write(repository, {"compose.yaml": f"# moved\n{OLD}      - '70002:81'\n"})
    write(repository, {"b/compose.yaml": OLD})
    assert new(repository, "--new-from-rev", "HEAD") == [
        "b/compose.yaml:5:10: PRT305",
        "compose.yaml:8:10: PRT305",
    ]
    assert new(repository / "b", "--new-from-rev", "HEAD") == ["b/compose.yaml:5:10: PRT305"]


def test_the_work_tree_and_the_index_are_left_alone(repository: Path) -> None:
    write(repository, {"compose.yaml": OLD + "      - '70002:81'\n"})
    before = {p: p.read_bytes() for p in repository.rglob("*") if p.is_file()}
    new(repository, "--new-from-rev", "HEAD")
    new(repository, "--staged")
    assert {p: p.read_bytes() for p in repository.rglob("*") if p.is_file()} == before


def test_a_changed_registry_line_is_the_first_end_of_what_it_breaks(repository: Path) -> None:
    write(repository, {"registry/registry.yaml": REGISTRY.format(4011)})
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "two")
    assert new(repository, "--select", "PRT206") == []
    write(repository, {"registry/registry.yaml": REGISTRY.format(4010)})
    assert new(repository, "--select", "PRT206") == ["compose.yaml:6:10: PRT206"]
    shown = ["--select", "PRT206", "--new-from-rev", "HEAD", "--output-format", "json"]
    [finding] = json.loads(run(repository, *shown).stdout)["findings"]
    assert (finding["path"], finding["line"]) == ("registry/registry.yaml", 3)
    [related] = finding["related"]
    assert (related["path"], related["line"]) == ("compose.yaml", 6)
    git(repository, "commit", "-qam", "three")
    assert new(repository, "--select", "PRT206", "--new-from-rev", "HEAD") == []
    assert new(repository, "--select", "PRT206", "--new-from-rev", "HEAD~1") != []


def test_since_a_branch_was_left(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "work")
    write(repository, {"compose.yaml": OLD + "      - '70002:81'\n"})
    git(repository, "commit", "-qam", "work")
    git(repository, "checkout", "-q", "main")
    write(repository, {"compose.yaml": SERVICE})
    git(repository, "commit", "-qam", "main goes on")
    git(repository, "checkout", "-q", "work")
    assert new(repository, "--new-from-merge-base", "main") == ["compose.yaml:7:10: PRT305"]
    assert len(new(repository, "--new-from-rev", "main")) == 2


def test_what_is_staged_is_linted_and_not_what_lies_there(repository: Path) -> None:
    write(repository, {"compose.yaml": OLD + "      - '70002:81'\n"})
    assert new(repository, "--staged") == []
    git(repository, "add", ".")
    write(repository, {"compose.yaml": "not staged: 1\n", "b.env": "not: tracked\n"})
    assert new(repository, "--staged") == ["compose.yaml:7:10: PRT305"]
    assert "70002" in run(repository, "--staged").stdout
    write(repository, {"compose.yaml": OLD + "      - '70003:81'\n"})
    git(repository, "restore", "--staged", ".")
    assert new(repository, "--staged") == []


def test_the_first_commit_is_all_new(tmp_path: Path) -> None:
    root = write(tmp_path / "repo", {"compose.yaml": OLD})
    git(root, "init", "-q")
    git(root, "add", ".")
    assert new(root, "--staged") == ["compose.yaml:5:10: PRT305"]


@pytest.mark.skipif(os.name != "posix", reason="a hook of the shell")
@pytest.mark.parametrize("words", [["-am", "x"], ["-m", "x", "compose.yaml"]])
def test_a_hook_sees_what_is_committed(repository: Path, words: list[str]) -> None:
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    command = f"PYTHONPATH={ROOT} {sys.executable} -m portlint --staged --output-format concise"
    hook.write_text(f"#!/bin/sh\n{command} >&2\n")
    hook.chmod(0o755)
    write(repository, {"compose.yaml": OLD + "      - '70002:81'\n"})
    with pytest.raises(subprocess.CalledProcessError) as caught:
        git(repository, "commit", *words)
    assert "compose.yaml:7:10: PRT305" in caught.value.stderr
    assert "70001" not in caught.value.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--new-from-rev", "HEAD~9"], "git knows no revision HEAD~9; `git log --oneline`"),
        (["--new-from-rev", "--output=x"], "git knows no revision --output=x"),
        (["--new-from-merge-base", "far"], "did you mean origin/far?"),
        (["--new-from-merge-base", "alone"], "they share no history"),
        (["--new-from-rev", "HEAD", "--new-from-merge-base", "main"], "name one of the two"),
    ],
)
def test_a_revision_that_is_none(repository: Path, words: list[str], said: str) -> None:
    git(repository, "update-ref", "refs/remotes/origin/far", "HEAD")
    other = git(repository, "commit-tree", "-m", "x", "HEAD^{tree}").strip()
    git(repository, "branch", "alone", other)
    result = run(repository, *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_shallow_clone_is_told_to_fetch(repository: Path, tmp_path: Path) -> None:
    write(repository, {"b.env": "A=1\n"})
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "two")
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")
    for words in (("--new-from-rev", "HEAD~1"), ("--new-from-merge-base", "other")):
        result = run(tmp_path / "shallow", *words)
        assert result.exit_code == 2
        assert "`fetch-depth: 0` for actions/checkout" in result.stderr


def test_a_partial_clone_is_not_filled_by_us(repository: Path, tmp_path: Path) -> None:
    write(repository, {"compose.yaml": SERVICE})
    git(repository, "commit", "-qam", "two")
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", repository.as_uri(), "partial")
    result = run(tmp_path / "partial", "--new-from-rev", "HEAD~1")
    assert result.exit_code == 2
    assert "has not fetched compose.yaml: run `git fetch --refetch --no-filter`" in result.stderr


def test_where_there_is_no_git(tmp_path: Path) -> None:
    write(tmp_path, {"compose.yaml": OLD})
    result = run(tmp_path, "--new-from-rev", "HEAD")
    assert (result.exit_code, "is no git repository" in result.stderr) == (2, True)


@pytest.mark.skipif(os.name != "posix", reason="programs of the shell")
def test_nothing_that_the_repository_names_is_run(repository: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\ncat\n")
    trap.chmod(0o755)
    for key in ("filter.x.clean", "filter.x.smudge", "diff.x.textconv", "diff.external",
                "core.fsmonitor", "core.pager", "core.sshCommand"):  # fmt: skip
        git(repository, "config", key, str(trap))
    write(repository, {".gitattributes": "* filter=x diff=x\n", "compose.yaml": SERVICE})
    for words in (["--new-from-rev", "HEAD"], ["--staged"], ["--new-from-merge-base", "main"]):
        new(repository, *words)
    assert not (tmp_path / "sprung").exists()
    git(repository, "add", ".")
    assert (tmp_path / "sprung").exists(), "the trap itself must work"
