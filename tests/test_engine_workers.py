"""Several processes, processes that die, languages that break or never end."""

import os
import signal
from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path

import pytest

from portlint.core import Fact
from portlint.engine.discovery import discover
from portlint.engine.gather import gather
from portlint.engine.pool import Ground
from portlint.syntax import Language, Source, language
from tests.reading import ALL, FILES, languages, notices, ports, posix, read
from tests.system import write


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


def stuck_languages() -> Mapping[str, Language]:
    def extract(source: Source) -> list[Fact]:
        if source.path == "f7.stuck":
            sum(range(10**13))
        return []

    return {"stuck": language("stuck", patterns=("*.stuck",))(extract), **languages()}


@posix
def test_a_parser_that_never_comes_back_loses_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No exception can be raised inside code that is not Python."""
    monkeypatch.setattr("portlint.engine.worker.HARD", 0.5)
    files: dict[str, str | bytes] = {f"f{n}.stuck": "8080" for n in range(100)}
    root = write(tmp_path / "stuck", {**files, **FILES})
    gathered = gather(discover([root]), stuck_languages(), stuck_languages, jobs=2, cached=False)
    assert notices(gathered) == {"f7.stuck": "ended the process that read it"}
    assert sorted(ports(gathered)) == ALL


@posix
def test_a_process_that_dies_costs_a_few_others_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, str | bytes] = {f"f{n}.kill": "8080" for n in range(1000)}
    root = write(tmp_path / "kill", files)
    pools: list[int] = []
    plain = Ground.pool

    def counted(ground: Ground, jobs: int) -> Executor:
        pools.append(jobs)
        return plain(ground, jobs)

    monkeypatch.setattr(Ground, "pool", counted)
    gather(discover([root]), killed_languages(), killed_languages, jobs=2, cached=False)
    assert len(pools) <= 6


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
