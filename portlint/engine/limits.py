"""What one file may cost: a soft limit that Python can raise, a hard one that ends the process."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 10
"""Seconds of CPU that one file may take; a hostile one becomes a notice.

No wall time: a busy machine would say of a file what an idle one does not.
"""

HARD = 20
"""Seconds of CPU after which a worker is killed, where a parser written in C never comes back."""


class Late(BaseException):
    """A file took too long. No language catches it by accident, as it would an Exception."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise Late in the block after some seconds of CPU, where the platform can."""
    if (
        not hasattr(signal, "SIGVTALRM")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise Late

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def life_limit(seconds: float) -> Iterator[None]:
    """End this process after some seconds of CPU in the block; only a worker may do so."""
    if not hasattr(signal, "SIGPROF"):
        yield
        return
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
