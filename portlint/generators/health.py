"""`ports-health.sh`: asks every published port whether it is well, with bash and curl alone."""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files

from portlint.core import Artifact, Comment, Option, Order, generator
from portlint.core.probe import Probe, probes
from portlint.core.quoting import one_line, shell

OPTIONS = (
    Option("path", "scripts/maintenance/ports-health.sh", "where the script is written"),
    Option("timeout", 3, "seconds that one port has to answer, unless the call says otherwise"),
)
HERE = "# What is asked stands here.\n"
SECONDS = "DEFAULT_TIMEOUT=3\n"


@generator("health", options=OPTIONS, default=True)
def health(order: Order) -> Iterator[Artifact]:
    """Health of every published port, asked over HTTP or TCP by a script of bash and curl."""
    asked = probes(order.registry)
    groups = _numbered(asked)
    lines = "".join(_line(probe, groups) for probe in asked)
    template = files("portlint.generators").joinpath("health.sh").read_text("utf-8")
    timed = template.replace(SECONDS, f"DEFAULT_TIMEOUT={max(1, order.number('timeout'))}\n", 1)
    yield Artifact(
        order.text("path"), timed.replace(HERE, lines, 1), Comment.HASH, executable=True
    )


def _numbered(asked: Sequence[Probe]) -> dict[str, int]:
    """Return a number for each group of alternatives, from 1; 0 is no group."""
    names = dict.fromkeys(probe.group for probe in asked if probe.group)
    return {"": 0, **{name: number for number, name in enumerate(names, 1)}}


def _line(probe: Probe, groups: dict[str, int]) -> str:
    """Return the call that registers a probe; every word stands in single quotes.

    The last two are JSON strings, for the probe's object.
    """
    service, name = one_line(probe.service), one_line(probe.port_name)
    words = [
        service,
        one_line(probe.title),
        probe.scheme,
        probe.host,
        probe.variable,
        str(probe.port),
        probe.path,
        str(probe.expected),
        str(groups[probe.group]),
        json.dumps(service),
        json.dumps(name),
    ]
    return f"ask {' '.join(map(shell, words))}\n"
