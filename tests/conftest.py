from pathlib import Path

import pytest

from tests.reading import FILES
from tests.system import write


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite golden files and documents")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep tests and the user's cache apart."""
    place = tmp_path_factory.mktemp("cache") / "portlint"
    monkeypatch.setenv("PORTLINT_CACHE_DIR", str(place))
    return place


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Lay out a small repository without git."""
    return write(tmp_path / "repo", FILES)
