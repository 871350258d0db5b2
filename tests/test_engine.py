"""Discovery, cache, workers: what a repository may do to a run."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from portlint.core import Fact, PortUse, Unread
from portlint.engine import cache
from portlint.engine.codec import decode, encode
from portlint.engine.discovery import NoInput, discover
from portlint.engine.extract import unreadable
from portlint.engine.gather import Gathered, gather
from portlint.plugins import load
from portlint.syntax import Language, Source, language
from tests.system import facts_of, write

FILES: dict[str, str | bytes] = {
    "src/server.js": "app.listen(3000);\n",
    "compose.yaml": "services:\n  web: {image: x, ports: ['8080:80']}\n",
    "run": "#!/usr/bin/env bash\nredis-cli -p 6379\n",
}


posix = pytest.mark.skipif(os.name != "posix", reason="pipes, users, modes and signals of POSIX")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PORTLINT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "repo", FILES)


def languages() -> Mapping[str, Language]:
    return load(installed=False).languages


def read(root: Path, *, jobs: int = 1, cached: bool = False) -> Gathered:
    return gather(discover([root]), languages(), languages, jobs=jobs, cached=cached)


def ports(gathered: Gathered) -> list[tuple[str, int]]:
    return [(f.location.path, f.port) for f in gathered.facts if isinstance(f, PortUse)]


def notices(gathered: Gathered) -> dict[str, str]:
    return {f.location.path: f.reason for f in gathered.facts if isinstance(f, Unread)}


ALL = [("compose.yaml", 80), ("compose.yaml", 8080), ("run", 6379), ("src/server.js", 3000)]


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
    assert sorted(ports(read(root))) == sorted([*ALL, ("inside.js", 3000)])


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


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("services: {}\n".encode("utf-16"), "UTF-16"),
        (b"a: 80\0" * 30 + b"\0" * 99, "binary"),
        (b"x" * 50_000, "one long line"),
    ],
)
def test_what_is_no_text_is_a_notice(root: Path, data: bytes, reason: str) -> None:
    assert reason in unreadable(data)
    write(root, {"odd.yaml": data})
    assert reason in notices(read(root))["odd.yaml"]


def test_a_file_of_twenty_megabytes_is_a_notice(root: Path) -> None:
    write(root, {"bundle.js": b"f(3000);" * 2_500_000, "picture.png": b"\0" * 3_000_000})
    assert notices(read(root)) == {"bundle.js": "is larger than 2 MB"}


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b"# \xff\xfe\xe9\n", b"# \0\n"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_marks_odd_bytes_and_line_ends_do_not_matter(prefix: bytes, end: bytes) -> None:
    lines = [b"services:", b"  web:", b"    image: x", b"    ports:", b"      - '8080:80'", b""]
    found = facts_of({"compose.yaml": prefix + end.join(lines)}, load(installed=False))
    assert sorted(f.port for f in found if isinstance(f, PortUse)) == [80, 8080]


HOSTILE: dict[str, bytes] = {
    "never.tsx": b"port <a {{b:>c:d(e f) 8080",
    "lines.tsx": b"port 8080 [1" + b"\n" * 20 + b":",
    "quotes.js": b"port = 8080;" + b'"' * 100_000,
    "brackets.js": b"port = 8080;" + b"[" * 100_000,
    "brackets.py": b"port = 8080\n" + b"(" * 100_000,
    "dashes.yaml": b"- " * 300 + b"port: 8080",
    "marks.yaml": b"? " * 300 + b"port: 8080",
    "colons.yaml": b": " * 300 + b"port: 8080",
    "deep.yaml": b"".join(b" " * n + b"k%d:\n" % n for n in range(300)) + b" " * 300 + b"port: 80",
    "long.yaml": b"port: 8080\n" * 40_000,
    "flow.yaml": b"port: 8080\na: " + b"[" * 100_000,
    "bomb.yaml": b"a: &a [x, x]\n"
    + b"".join(b"b%d: &b%d [*%s, *%s]\n" % (n, n, p, p)
               for n in range(40) for p in [b"a" if n == 0 else b"b%d" % (n - 1)])
    + b"port: 8080\n",
    "blank.yaml": b"port 8080" + b"\n" * 300_000 + b"port: 8080",
    "double.yaml": b"port: 8080\nport: 8081\n",
    "flow.json": b'{"port": 8080, "a": ' + b"[" * 1_000_000,
    "flow.toml": b"port = 8080\na = " + b"[" * 100_000,
    "nul.sh": b"PORT=8080\n" + b"\0 " * 20_000,
    "quote.sh": b'PORT=8080\necho "' + b"$(" * 100_000,
    "heredoc.sh": b"PORT=8080\ncat <<EOF\n" + b"x\n" * 100_000,
    "Dockerfile": b"EXPOSE 8080\nRUN " + b"\\\n" * 50_000,
    "table.md": b"| port |\n|---|\n" + b"| 8080 |\n" * 20_000,
    "fence.md": b"port 8080\n" + b"```\n" * 50_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_and_lose_nothing_else(root: Path, name: str) -> None:
    """Each of these hung or killed a parser that was read without limits."""
    write(root, {name: HOSTILE[name]})
    gathered = read(root)
    assert not gathered.crashes
    assert set(ALL) <= set(ports(gathered))
    told = name in {path for path, _ in ports(gathered)} or name in notices(gathered)
    assert told, "neither its port nor a notice"


def test_any_number_of_processes_says_the_same(tmp_path: Path) -> None:
    files = {f"d{n % 7}/f{n}.js": f"app.listen({3000 + n});\n" for n in range(200)}
    root = write(tmp_path / "many", files)
    assert read(root, jobs=1) == read(root, jobs=2)
    assert len(ports(read(root, jobs=3))) == 200


def killed_languages() -> Mapping[str, Language]:
    def extract(source: Source) -> list[Fact]:
        if source.path == "f7.kill":
            os.kill(os.getpid(), signal.SIGKILL)
        return []

    return {"kill": language("kill", patterns=("*.kill",))(extract), **languages()}


@posix
def test_a_process_that_dies_loses_one_file(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"f{n}.kill": "8080" for n in range(100)}
    root = write(tmp_path / "kill", {**files, **FILES})
    gathered = gather(discover([root]), killed_languages(), killed_languages, jobs=2, cached=False)
    assert notices(gathered) == {"f7.kill": "ended the process that read it"}
    assert sorted(ports(gathered)) == ALL


def broken_languages() -> Mapping[str, Language]:
    def extract(source: Source) -> list[Fact]:
        raise ValueError(source.path)

    return {**languages(), "javascript": language("javascript", patterns=("*.js",))(extract)}


def slow_languages() -> Mapping[str, Language]:
    def extract(source: Source) -> list[Fact]:
        while source.path:
            pass
        return []

    return {**languages(), "javascript": language("javascript", patterns=("*.js",))(extract)}


@posix
def test_a_file_that_takes_too_long_is_a_notice(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portlint.engine.worker.SECONDS", 1)
    gathered = gather(discover([root]), slow_languages(), slow_languages, jobs=1, cached=False)
    assert notices(gathered) == {"src/server.js": "was not read within 1 s"}
    assert not gathered.crashes


def test_a_language_that_breaks_is_named_and_loses_one_file(root: Path) -> None:
    gathered = gather(discover([root]), broken_languages(), broken_languages, jobs=1, cached=False)
    assert len(gathered.crashes) == 1
    assert "language javascript failed on src/server.js" in gathered.crashes[0]
    assert "Traceback" in gathered.crashes[0]
    assert sorted(ports(gathered)) == ALL[:3]


def test_a_warm_run_reads_no_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = read(root, cached=True)

    def refuse(_path: Path) -> bytes:
        raise AssertionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert read(root, cached=True) == cold


def test_a_changed_file_is_read_again_and_a_touched_one_is_not_extracted(root: Path) -> None:
    read(root, cached=True)
    write(root, {"src/server.js": "app.listen(3001);\n"})
    (root / "run").touch()
    (root / "compose.yaml").unlink()
    assert sorted(ports(read(root, cached=True))) == [("run", 6379), ("src/server.js", 3001)]


def test_a_broken_cache_is_made_anew(root: Path, own_cache: Path) -> None:
    cold = read(root, cached=True)
    for database in own_cache.iterdir():
        database.write_bytes(b"no database at all" * 100)
    assert read(root, cached=True) == cold
    assert read(root, cached=True) == cold


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"file": "x"})
    monkeypatch.setenv("PORTLINT_CACHE_DIR", str(tmp_path / "file" / "below"))
    assert sorted(ports(read(root, cached=True))) == ALL


@posix
def test_the_cache_is_the_users_alone(root: Path, own_cache: Path) -> None:
    read(root, cached=True)
    [database] = own_cache.iterdir()
    assert database.stat().st_mode & 0o077 == 0
    assert not database.is_relative_to(root)


def test_facts_survive_being_written_down() -> None:
    files = {
        "compose.yaml": "services:\n  a: {image: x, ports: ['1-9:70000', '${P:-80}:80/udp']}\n",
        "a.js": "f(3000) // portlint: ignore[PRT101] until=2026-01-01 why\n",
        "b.yaml": "{{ x }}\nport: 80\n",
    }
    facts = facts_of(files, load(installed=False))
    assert len({type(fact) for fact in facts}) > 3
    for path in files:
        own = [fact for fact in facts if fact.location.path == path]
        assert decode(encode(own), path) == own


@pytest.mark.parametrize(
    "text", ['[["Nothing"]]', '[["PortUse", []]]', '[["PortUse"]]', "{}", "[1]"]
)
def test_foreign_rows_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a row"):
        decode(text, "x")


def test_cache_lies_where_caches_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PORTLINT_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert cache.folder() == tmp_path / "portlint"


def test_git_is_not_needed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shutil.which("git")
    monkeypatch.setenv("PATH", "")
    assert sorted(ports(read(root))) == ALL
