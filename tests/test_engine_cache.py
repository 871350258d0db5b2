"""What is remembered from one run to the next, and what may be wrong with it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from portlint.engine import cache
from portlint.engine.codec import decode, encode
from portlint.engine.discovery import discover
from portlint.engine.gather import gather
from portlint.plugins import load
from tests.reading import ALL, languages, ports, posix, read
from tests.system import facts_of, write


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


def change(own_cache: Path, statement: str, *values: str) -> None:
    [path] = own_cache.iterdir()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement, values)


@pytest.mark.parametrize("facts", ["{", "{}", '[["PortUse"]]', '[["Suppression",1,2]]', "7"])
def test_a_foreign_row_is_read_anew(root: Path, own_cache: Path, facts: str) -> None:
    cold = read(root, cached=True)
    change(own_cache, "UPDATE files SET facts = ?", facts)
    assert read(root, cached=True) == cold
    (root / "run").touch()
    change(own_cache, "UPDATE files SET facts = ?", facts)
    assert read(root, cached=True) == cold


def test_a_database_of_another_shape_is_made_anew(root: Path, own_cache: Path) -> None:
    cold = read(root, cached=True)
    change(own_cache, "ALTER TABLE files RENAME COLUMN digest TO hash")
    assert read(root, cached=True) == cold
    assert read(root, cached=True) == cold


def test_a_run_over_some_files_forgets_no_others(root: Path, own_cache: Path) -> None:
    read(root, cached=True)
    write(root, {"run": "#!/bin/sh\nredis-cli -p 6380\n"})
    listing = discover([root / "run"], root=root)
    gather(listing, languages(), languages, cached=True)
    [path] = own_cache.iterdir()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM files").fetchone() == (3,)


def test_another_run_at_work_keeps_its_cache(root: Path, own_cache: Path) -> None:
    cold = read(root, cached=True)
    [path] = own_cache.iterdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        (root / "run").touch()
        assert read(root, cached=True) == cold
    assert path.exists()


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
