import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers.podman import CannotRunError, Podman


@pytest.fixture(scope="session")
def engine() -> Iterator[Podman]:
    """Podman for the whole session; its paths are short because sockets lie below them."""
    with tempfile.TemporaryDirectory(prefix="truth-", ignore_cleanup_errors=True) as root:
        try:
            started = Podman.start(Path(root))
        except CannotRunError as error:
            pytest.skip(str(error))
        try:
            yield started
        finally:
            started.stop()
