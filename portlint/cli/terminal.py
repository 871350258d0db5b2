"""What may reach a terminal, and how it looks there."""

import os
import re
import sys
import traceback
from typing import NoReturn, TextIO

import click

from portlint.core import Style
from portlint.core.quoting import UNSAFE

STEERING = re.compile(rf"{UNSAFE.pattern}|(?<=#)#(?=\w*\[)")
"""What a terminal obeys, and wherever it stands in a line the log of a CI service: `##[…]`,
`##vso[…]`."""

COMMAND = re.compile(r"^[ \t]*:(?=:)", re.MULTILINE)
"""What begins a line that GitHub Actions obeys: `::add-mask::`."""


def safe(text: str) -> str:
    """Return text in which nothing steers what shows it; line ends and tabs stay."""
    return STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def safe_line(text: str) -> str:
    """Return text that is safe and stays on its line: a path may hold a line end."""
    return safe(text).replace("\n", "\N{REPLACEMENT CHARACTER}")


def safe_path(text: str) -> str:
    """Return text that is safe on its line and may begin it."""
    return COMMAND.sub("\N{REPLACEMENT CHARACTER}", safe_line(text))


def style_of(stream: TextIO, color: str) -> Style:
    """Decide on colour and links: `always`, `never`, or `auto` by terminal and environment."""
    if color == "auto":
        if os.environ.get("NO_COLOR"):
            return Style()
        forced = os.environ.get("FORCE_COLOR", "") not in ("", "0")
        terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
        return Style(color=forced or terminal, links=terminal)
    return Style(color=color == "always", links=color == "always" and stream.isatty())


def say(message: str) -> None:
    """Write to standard error, where everything goes that is no result."""
    click.echo(COMMAND.sub("\N{REPLACEMENT CHARACTER}", safe(message)), err=True)


def fail(message: str) -> NoReturn:
    """End the run for a mistake of the user's: exit status 2."""
    say(f"portlint: {message}")
    sys.exit(2)


def fail_with_cause(error: Exception) -> NoReturn:
    """End the run for what broke in a plug-in, with the traceback of what it raised."""
    cause = error.__cause__
    shown = "".join(traceback.format_exception(cause)) if cause else ""
    fail(f"{error}\n{shown}".rstrip())
