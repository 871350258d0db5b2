"""How much work something is, counted and not timed: the same on every machine."""

import sys
from collections.abc import Callable
from types import FrameType

LINEAR = 2.5
"""Twice the input may be this many times the work."""


def effort(work: Callable[[], object]) -> int:
    """Count the calls of Python functions that a piece of work makes."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        del frame, argument
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def assert_linear(prepare: Callable[[int], Callable[[], object]], size: int) -> None:
    """Fail where twice the size is much more than twice the work; `prepare` is not counted."""
    once, twice = (effort(prepare(each)) for each in (size, 2 * size))
    assert twice <= LINEAR * once, f"{once} calls for {size}, {twice} for {2 * size}"
