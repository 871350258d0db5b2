"""PHP's own images of FPM, which listen on 9000 unless something touches their pools."""

import re

from tests.faults.composed import Service
from tests.faults.mounted import mounts
from tests.faults.nodes import words
from tests.faults.witnesses import Build

POOLED = re.compile(r"(?:(?:docker\.io/)?library/|docker\.io/)?php:[\w.-]*fpm[\w.-]*\Z")
BEGUN = re.compile(r"\W*php-fpm\b")
ABOVE = re.compile(r"(?:/|/usr|/usr/local|/usr/local/etc)/?\Z")
"""Folders above those that FPM reads: what is put there may bring pools."""

PORT = 9000
"""Where it listens by https://hub.docker.com/_/php."""


def pooled(service: Service, build: Build) -> bool:
    """Tell whether a service is FPM as its image has it, whatever else is built over it."""
    recipe = build.recipe
    begun = [*words(service.told("command")), recipe.started.get("CMD", ""), "php-fpm"]
    whole = "ENTRYPOINT" in recipe.started or "entrypoint" in service.whole
    if not POOLED.match(recipe.base) or whole or not BEGUN.match(next(filter(None, begun))):
        return False
    put = [rest for name, rest in recipe.steps if name in ("COPY", "ADD")]
    targets = [*(one.target for one in mounts(service)), *(one.split()[-1] for one in put)]
    told = [*targets, *put, *(rest for name, rest in recipe.steps if name == "RUN")]
    return not any(map(ABOVE.match, targets)) and not any("fpm" in one for one in told)
