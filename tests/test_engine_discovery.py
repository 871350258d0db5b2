"""Which files a run reads, whatever a repository holds."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from portlint.engine.choice import Choice
from portlint.engine.discovery import NoInput, discover
from tests.reading import ALL, FILES, languages, notices, ports, posix, read
from tests.system import write


def test_files_are_found_without_git_and_with_it(root: Path) -> None:
    assert sorted(ports(read(root))) == ALL
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    assert sorted(ports(read(root))) == ALL
    assert discover([root / "src"]).root == root
    assert [entry.path for entry in discover([root / "src"]).files] == ["src/server.js"]
    assert [entry.path for entry in discover([root / "compose.yaml"]).files] == ["compose.yaml"]


@pytest.mark.parametrize("git", [True, False])
def test_ignored_and_vendored_files_are_left_out_and_counted(root: Path, *, git: bool) -> None:
    ignored = {"out/a.js": "app.listen(1234);", "node_modules/x/a.js": "app.listen(1235);"}
    write(root, {**ignored, ".gitignore": "out/\n", "package-lock.json": "{}", "a.min.js": "x"})
    if git:
        subprocess.run(["git", "init", "-q", str(root)], check=True)
    listing = discover([root], exclude=["src"])
    assert [entry.path for entry in listing.files] == [".gitignore", "compose.yaml", "run"]
    assert listing.left_out == {"vendored": 1, "lock file": 1, "minified": 1, "excluded": 1}


@posix
def test_git_runs_nothing_that_the_repository_names(root: Path) -> None:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    ran = root / "ran"
    hook = root / "hook.sh"
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)
    subprocess.run(["git", "-C", str(root), "config", "core.fsmonitor", str(hook)], check=True)
    discover([root])
    assert not ran.exists()


@posix
def test_links_out_of_the_root_pipes_and_loops_are_left_out(root: Path, tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.env": "PORT=9999\n"})
    (root / "link.env").symlink_to(outside / "secret.env")
    (root / "loop").symlink_to(root / "loop")
    (root / "folder").symlink_to(root)
    (root / "inside.js").symlink_to(root / "src" / "server.js")
    os.mkfifo(root / "pipe.yaml")
    assert sorted(ports(read(root))) == ALL
    assert discover([root]).left_out == {"link": 3, "pipe or device": 1}


@posix
@pytest.mark.parametrize("git", [True, False])
def test_a_link_is_read_where_its_end_is_not(root: Path, *, git: bool) -> None:
    write(root, {".gitignore": "own/\n", "own/server.js": "app.listen(3001);\n"})
    (root / "link.js").symlink_to(root / "own" / "server.js")
    if git:
        subprocess.run(["git", "init", "-q", str(root)], check=True)
    assert ("link.js", 3001) in ports(read(root))


@posix
def test_a_closed_folder_is_a_notice() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        root = write(Path(folder), FILES)
        (root / "src").chmod(0)
        with somebody_else():
            gathered = read(root)
        (root / "src").chmod(0o755)
    assert notices(gathered) == {"src": "cannot be opened, nor what lies below it"}


RULES: dict[str, str | bytes] = {
    ".gitignore": "*.env\n!/kept.env\n/build/\n",
    "kept.env": "",
    "lost.env": "",
    "build/a.js": "",
    "deep/.gitignore": "!back.env\nout\n",
    "deep/back.env": "",
    "deep/lost.env": "",
    "deep/out/a.js": "",
    "deep/build/a.js": "",
    "deep/er/back.env": "",
}


def test_gitignore_is_read_as_git_reads_it(tmp_path: Path) -> None:
    root = write(tmp_path / "rules", RULES)
    walked = [entry.path for entry in discover([root]).files]
    both = [entry.path for entry in discover([root, root / "deep"]).files]
    below = [entry.path for entry in discover([root / "deep" / "er"], root=root).files]
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    assert walked == both == [entry.path for entry in discover([root]).files]
    assert below == ["deep/er/back.env"]
    assert "deep/build/a.js" in walked


@posix
def test_a_gitignore_that_is_a_pipe_does_not_hang(root: Path) -> None:
    os.mkfifo(root / ".gitignore")
    assert sorted(ports(read(root))) == ALL


@pytest.mark.parametrize("git", [True, False])
def test_other_repositories_and_environments_are_left_out(root: Path, *, git: bool) -> None:
    write(root, {"py/pyvenv.cfg": "", "py/lib/a.py": "port = 1\n"})
    if git:
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        write(root, {"inner/a.js": "app.listen(1);\n"})
        subprocess.run(["git", "init", "-q", str(root / "inner")], check=True)
    assert sorted(ports(read(root))) == ALL
    assert discover([root]).left_out == {"vendored": 2} | ({"other repository": 1} if git else {})


def test_a_deleted_file_is_no_loss(root: Path) -> None:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "add", "."], check=True)
    (root / "run").unlink()
    assert not discover([root]).left_out


@pytest.mark.parametrize("git", [True, False])
def test_a_folder_is_named_and_not_a_pattern(root: Path, *, git: bool) -> None:
    write(root, {"app/[src]/a.js": "", "app/s/b.js": ""})
    if git:
        subprocess.run(["git", "init", "-q", str(root)], check=True)
    listing = discover([root / "app" / "[src]"], root=root)
    assert [entry.path for entry in listing.files] == ["app/[src]/a.js"]


def test_a_hook_of_another_repository_does_not_answer(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = write(tmp_path / "other", {"x.env": ""})
    for folder in (root, other):
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert discover([root]).root == root
    assert sorted(ports(read(root))) == ALL


def test_a_configuration_cannot_move_the_root(root: Path) -> None:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "config", "core.worktree", "/"], check=True)
    assert discover([root]).root == root
    assert sorted(ports(read(root))) == ALL


@contextmanager
def somebody_else() -> Iterator[None]:
    """Be nobody for a while where the tests run as root, whom no mode stops."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@posix
def test_a_file_that_may_not_be_read_is_a_notice() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        root = write(Path(folder), FILES)
        (root / "compose.yaml").chmod(0)
        with somebody_else():
            gathered = read(root)
    assert notices(gathered) == {"compose.yaml": "cannot be read: Permission denied"}


def test_what_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoInput, match="no such file"):
        discover([tmp_path / "nowhere"])


def test_git_is_not_needed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shutil.which("git")
    monkeypatch.setenv("PATH", "")
    assert sorted(ports(read(root))) == ALL


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/deploy.sh.j2", "shell"),
        ("a/compose.YAML", "yaml"),
        (".env.production.local", "env"),
        ("web.env.example", "env"),
        ("Dockerfile.dev", "dockerfile"),
        ("etc/nginx.conf", "nginx"),
        ("etc/redis.conf", "properties"),
        ("sites-enabled/web", None),
        ("etc/sites-enabled/web", "nginx"),
        ("a.unknown", None),
    ],
)
def test_the_longest_pattern_decides_who_reads_a_file(path: str, name: str | None) -> None:
    found = Choice(languages().values()).by_name(path)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b"#!/bin/sh\n", "shell"),
        (b"#!/usr/bin/env python3.12\n", "python"),
        (b"#!/usr/bin/env -S node --flag\n", "javascript"),
        (b"#! /usr/bin/perl\n", None),
        (b"\x7fELF", None),
    ],
)
def test_the_first_line_decides_where_the_name_says_nothing(line: bytes, name: str | None) -> None:
    found = Choice(languages().values()).by_interpreter(line)
    assert (found.name if found else None) == name
