"""`check --watch`: run again whenever a file changes."""

from collections.abc import Callable, Sequence
from pathlib import Path

from portlint.cli.terminal import fail, say
from portlint.cli.writing import PREFIX

PAUSE = 200
"""Milliseconds for which changes are waited for at a time."""


def watch(paths: Sequence[Path], written: Sequence[Path], run: Callable[[], int]) -> None:
    """Run now and after each change below some paths, until Ctrl-C.

    What a run writes itself is no change. A run that a mistake ends is followed by the next.
    """
    try:
        from watchfiles import Change, DefaultFilter  # noqa: PLC0415  (an extra)
        from watchfiles import watch as changes_of  # noqa: PLC0415
    except ImportError:
        fail("--watch needs the extra `watch`: pip install 'portlint[watch]'")
    own = {str(path.resolve()) for path in written}
    usual = DefaultFilter()

    def relevant(change: Change, path: str) -> bool:
        temporary = Path(path).name.startswith(PREFIX)
        return usual(change, path) and path not in own and not temporary

    first = True
    for changes in changes_of(
        *paths,
        watch_filter=relevant,
        rust_timeout=PAUSE,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        if first or changes:
            first = False
            _run(run)
            say("portlint: watching; Ctrl-C ends it")


def _run(run: Callable[[], int]) -> None:
    try:
        run()
    except SystemExit:  # a mistake, which was said: the next change may mend it
        return
