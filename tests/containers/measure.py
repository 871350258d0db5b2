"""Ask with curl, from where a reference is read, and say how it ended."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.containers.podman import PREFIX, Container, Podman
from tests.containers.system import HOST, Call, Outcome, System
from tests.system import write

PATIENCE = 15.0  # seconds that a service may take to listen
LISTENING = "0A"  # a state in /proc/net/tcp
MEETING = re.compile(rf"external: true, name: ({PREFIX}[\w-]+)")
COMPOSE = re.compile(r"(?:^|/)(?:docker-)?compose\.ya?ml$")
ENDS = {0: Outcome.REACHED, 7: Outcome.REFUSED, 6: Outcome.UNKNOWN, 28: Outcome.SILENT}
ASK = """
ask() {
  place="${1#*://}"; place="${place#*@}"; place="${place%%/*}"
  curl --silent --output /dev/null --max-time 5 $2 "http://$place/"
  echo "$? $place"
}
"""


@contextmanager
def running(engine: Podman, system: System, folder: Path) -> Iterator[dict[str, Container]]:
    """Start a system, wait until each container listens, and remove it whatever happens.

    Each folder with a Compose file is a project; the networks of others are there before it.
    """
    project = re.sub(r"[^a-z0-9]+", "-", system.name.lower()).strip("-")[:32]
    files = {p: t.replace("host-gateway", engine.gateway) for p, t in system.files.items()}
    write(folder, files)
    try:
        for network in sorted({name for text in files.values() for name in MEETING.findall(text)}):
            engine.run("network", "create", network)
        containers = []
        for place in sorted({Path(path).parent for path in files if COMPOSE.search(path)}):
            name = f"{project}-{place.name}".rstrip("-")
            engine.compose(name, folder / place, "up", "--detach")
            containers += engine.containers(name)
        until(lambda: all(listens(one) for one in containers))
        yield {one.service: one for one in containers}
    finally:
        engine.sweep()


def measure(
    engine: Podman, system: System, folder: Path, containers: dict[str, Container]
) -> dict[Call, Outcome]:
    """Ask every call from its place."""
    outcomes: dict[Call, Outcome] = {}
    for place in dict.fromkeys(call.place for call in system.calls):
        calls = [call for call in system.calls if call.place == place]
        outcomes |= zip(calls, asked(engine, calls, folder, containers), strict=True)
    return outcomes


def asked(
    engine: Podman, calls: Sequence[Call], folder: Path, containers: dict[str, Container]
) -> list[Outcome]:
    script = ASK + "".join(f'ask "{call.target}" "{again(call)}"\n' for call in calls)
    if calls[0].place == HOST:
        said = subprocess.run(
            ["sh", "-s"], input=script, cwd=folder, capture_output=True, text=True, check=True
        ).stdout
    else:
        name = containers[calls[0].place].name
        said = engine.run("exec", "--interactive", name, "sh", "-s", data=script.encode())
    return [ENDS[int(line.split()[0])] for line in said.splitlines()]


def again(call: Call) -> str:
    """Only what must reach is asked again: a second process of its container may still wake."""
    return "--retry-connrefused --retry 3" if call.outcome is Outcome.REACHED else ""


def listens(container: Container) -> bool:
    """Tell whether a process of the container's network waits for connections."""
    tables = (Path(f"/proc/{container.pid}/net/{name}") for name in ("tcp", "tcp6"))
    return any(
        line.split()[3] == LISTENING for table in tables for line in table.read_text().splitlines()
    )


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
