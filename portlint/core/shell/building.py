"""Commands that build an image: `docker build -t shop/cart:1.2 -f cart/Dockerfile .`."""

import re
import shlex
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

COMMAND = re.compile(
    r"\b(?:docker|podman|nerdctl)[ \t]+(?:(?:buildx|image|builder)[ \t]+)?build[ \t]+"
    r"(?P<told>(?:[^\n\\;|&`<>]|\\\r?\n|\\.){1,1000})"
)
PLACE = re.compile(
    r"(?:(?<![\w-])(?:cd|pushd)[ \t]+|working-directory:[ \t]*)[\"']?(?P<folder>[\w./-]+)"
)
"""Where a script, or a step of a workflow, goes before it builds."""

PUT_IN = re.compile(r"\$\$?\([^()\n]*\)|\$\{\{[^{}\n]*\}\}|\$\{[^{}\n]*\}|\$\w+")
UNKNOWN = "$"
"""What stands in the place of whatever is put in."""

SINGLE = frozenset(
    "--load --push --no-cache --pull --quiet -q --rm --force-rm --squash --compress --help "
    "--no-rm --check".split()
)
"""Options of `docker build` that take no value."""

NAMES = {"-t": "--tag", "-f": "--file"}


@dataclass(slots=True)
class Building:
    """What one command says; `folder` is where a script went before, empty for nowhere."""

    at: int
    images: list[str] = field(default_factory=list)
    context: str = ""
    file: str = ""
    target: str = ""
    folder: str = ""


def building(text: str) -> Iterator[Building]:
    """Yield each command that builds an image of a name from a folder that are both known."""
    gone = list(PLACE.finditer(text))
    ends = [one.end() for one in gone]
    for command in COMMAND.finditer(text):
        found = _read(command.start(), PUT_IN.sub(UNKNOWN, command["told"]))
        last = bisect_right(ends, command.start()) - 1
        found.folder = gone[last]["folder"] if last >= 0 else ""
        if found.images and found.context and UNKNOWN not in found.context + found.file:
            yield found


def _read(at: int, told: str) -> Building:
    found = Building(at)
    words = iter(_words(told))
    for word in words:
        name, equals, value = word.partition("=")
        name = NAMES.get(name, name)
        if not word.startswith("-") or word == "-":
            found.context = found.context or word
        elif name not in SINGLE:
            _take(found, name, value if equals else next(words, ""))
    return found


def _take(found: Building, name: str, value: str) -> None:
    if name == "--tag" and (image := _named(value)):
        found.images.append(image)
    elif name == "--file":
        found.file = value
    elif name == "--target":
        found.target = value


def _named(tag: str) -> str:
    """Return an image's name without its tag, empty where its own last part is not known."""
    before, slash, last = tag.rpartition("/")
    last = last.partition("@")[0].partition(":")[0]
    if not last or UNKNOWN in last:
        return ""
    return last if UNKNOWN in before else f"{before}{slash}{last}"


def _words(told: str) -> list[str]:
    """Return the words of a command; one that stands in quotes of its own may end with one."""
    line = told.replace("\\\r\n", " ").replace("\\\n", " ")
    try:
        return shlex.split(line)
    except ValueError:
        return [word.strip("\"')") for word in line.split()]
