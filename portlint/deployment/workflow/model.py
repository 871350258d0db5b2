"""What a workflow file says of jobs and of the service containers beside them."""

from collections.abc import Mapping
from dataclasses import dataclass

from portlint.core import Location, Map, Text


@dataclass(frozen=True, slots=True)
class Aid:
    """A service container of a job; `location` is its label.

    `published` gives for each container port the port of the runner, 0 where the engine picks
    one. `known` is False where an expression or an option decides which ports are published.
    `listens` are the ports that its image listens on, and those that it publishes.
    """

    label: str
    location: Location
    image: str
    published: Mapping[int, int]
    listens: frozenset[int]
    known: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `run` is its script, `uses` the action it calls."""

    run: Text | None
    uses: str
    env: Map


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a workflow; `container` is None where an expression decides whether it has one."""

    name: str
    location: Location
    container: bool | None
    hosted: bool
    """Whether it runs on a Linux machine of its own, as the label of its runner says."""

    aids: tuple[Aid, ...]
    steps: tuple[Step, ...]
    env: tuple[Map, ...]


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow file; `env` is what all of its jobs see."""

    path: str
    env: Map
    jobs: tuple[Job, ...]
