"""What users install, installed for real: the pre-commit hooks and the Action's own step."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.actions import runner
from tests.command import ROOT
from tests.system import write

pytestmark = pytest.mark.installs
OPEN = {"compose.yaml": "services:\n  a: {image: x, ports: ['70000:80']}\n"}
CONFIG = """\
repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: {hook}
"""


@pytest.fixture(scope="module", autouse=True)
def index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip where pip reaches no package index."""
    place = tmp_path_factory.mktemp("index")
    words = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(place), "hatchling"]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"pip reaches no package index here: {done.stderr.strip()[-200:]}")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a git repository of this working tree, as pre-commit fetches one."""
    place = tmp_path_factory.mktemp("portlint")
    listed = git(ROOT, "ls-files", "-co", "--exclude-standard", "-z").split("\0")
    kept = [name for name in listed if name and (ROOT / name).is_file()]
    write(place, {name: (ROOT / name).read_bytes() for name in kept})
    git(place, "init", "--quiet")
    commit(place)
    return place


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one place for the environments that pre-commit builds."""
    return tmp_path_factory.mktemp("pre-commit")


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(root: Path) -> None:
    git(root, "add", ".")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    git(root, *who, "commit", "--quiet", "-m", "x")


def hooked(root: Path, source: Path, home: Path, hook: str, *words: str) -> tuple[int, str]:
    """Run one hook over a repository; return its exit status and all that it says."""
    rev = git(source, "rev-parse", "HEAD")
    write(root, {".pre-commit-config.yaml": CONFIG.format(repo=source, rev=rev, hook=hook)})
    git(root, "add", ".pre-commit-config.yaml")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color=never", *words],
        cwd=root, env=os.environ | {"PRE_COMMIT_HOME": str(home)},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_hook_for_the_whole_repository(tmp_path: Path, source: Path, home: Path) -> None:
    root = write(tmp_path / "repo", {"old.yaml": OPEN["compose.yaml"].replace("70000", "7000")})
    git(root, "init", "--quiet")
    write(root, {"compose.yaml": OPEN["compose.yaml"]})
    commit(root)
    status, said = hooked(root, source, home, "portlint", "--all-files")
    assert status == 1, said
    assert "error[PRT305]" in said
    git(root, "rm", "--quiet", "compose.yaml")
    assert hooked(root, source, home, "portlint", "--all-files")[0] == 0


def test_the_hook_for_what_is_staged(tmp_path: Path, source: Path, home: Path) -> None:
    root = write(tmp_path / "repo", {"old/compose.yaml": OPEN["compose.yaml"]})
    git(root, "init", "--quiet")
    commit(root)
    write(root, {"notes.txt": "hello\n"})
    git(root, "add", "notes.txt")
    status, said = hooked(root, source, home, "portlint-staged")
    assert status == 0, said
    write(root, {"new/compose.yaml": OPEN["compose.yaml"]})
    git(root, "add", "new")
    status, said = hooked(root, source, home, "portlint-staged")
    assert status == 1, said
    assert "new/compose.yaml" in said
    assert "old/compose.yaml" not in said


def test_the_action_installs_what_it_comes_with(tmp_path: Path, source: Path) -> None:
    job = runner(write(tmp_path / "repo", OPEN), tmp_path / "temp")
    job.values["github.action_path"] = str(source)
    assert job.step("install") == 0, job.log["install"]
    assert job.step("lint") == 0
    assert (job.output("findings"), job.output("status")) == ("1", "1")
