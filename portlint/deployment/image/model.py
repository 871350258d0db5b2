"""An image as its Dockerfile makes it: what a container of it runs with, unless told otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portlint.core import Location
from portlint.deployment.model import Command, Exposed, Healthcheck, Setting


@dataclass(frozen=True, slots=True)
class Copy:
    """Files below the build's context that stand at `target`; `after` counts RUNs before it."""

    source: str
    target: str
    after: int = 0


@dataclass(frozen=True, slots=True)
class Image:
    """One stage of a Dockerfile with all that it inherits; `location` is its FROM.

    `base` is the image from outside that lies below it, empty where a variable hides its name.
    `path` is the Dockerfile's. Commands are as written: a shell puts variables in when it runs.
    `copies` are what comes from the build's context, `brought` where that goes which comes from
    other images, and `ran` its RUN instructions in order.
    `replaced` tells whether the Dockerfile says itself what runs, in place of the base image.
    """

    location: Location
    path: str
    base: str
    exposed: tuple[Exposed, ...] = ()
    environment: Mapping[str, Setting] = field(default_factory=dict)
    entrypoint: Command | None = None
    command: Command | None = None
    healthcheck: Healthcheck | None = None
    copies: tuple[Copy, ...] = ()
    brought: tuple[str, ...] = ()
    ran: tuple[str, ...] = ()
    whole: bool = True
    """Whether all of its EXPOSE instructions give numbers."""

    @property
    def replaced(self) -> bool:
        """Tell whether the Dockerfile says itself what runs."""
        return self.command is not None or self.entrypoint is not None
