"""Commands that build images, as facts of whatever file they stand in."""

from collections.abc import Iterator

from portlint.core import Builds
from portlint.core.shell import building
from portlint.syntax.source import Source


def builds(source: Source) -> Iterator[Builds]:
    """Yield the images that commands of a file build."""
    if " build " in source.text or " build\t" in source.text:
        for one in building(source.text):
            place = source.place(one.at, one.at)
            for image in one.images:
                yield Builds(place, image, one.context, one.file, one.target, one.folder)
