"""`portlint health`: ask the live services of the registry."""

import http.client
import json
import os
import re
import socket
import ssl
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from portlint.cli.options import Sources, format_option, registry_options
from portlint.cli.sources import registry_of
from portlint.cli.terminal import fail, safe_line
from portlint.core.probe import Probe, State, moved, probes, settled

AT_ONCE = 64

SETTING = re.compile(
    r"^(?:export )?(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<quote>[\"']?)(?P<value>.*?)(?P=quote)"
    r"[ \t\r]*(?: #.*)?$",
    re.MULTILINE,
)
"""A line of a file that Compose reads."""

Seen = tuple[bool, str]
"""Whether a port answered as it should, and a clause that says what was seen."""


@click.command("health")
@click.argument("services", nargs=-1)
@click.option(
    "--path", type=click.Path(path_type=Path, exists=True), default=Path(), help="Where."
)
@click.option(
    "--timeout", type=click.FloatRange(0.1, 9999), default=3.0, help="Seconds a port has."
)
@click.option(
    "--env-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Where NAME_HOST_PORT moves a port; the environment goes before it.",
)
@format_option("text", "json")
@registry_options
def command(  # noqa: PLR0913, PLR0917  (one for each option)
    services: tuple[str, ...],
    path: Path,
    timeout: float,
    env_file: Path | None,
    output_format: str,
    sources: Sources,
) -> None:
    """Ask every published port of SERVICES, of all where none is named, on this host.

    A service with a health check must answer over HTTP with the status that the registry expects;
    any other must accept a connection. A port is where NAME_HOST_PORT says, in the environment
    or in --env-file. Exit status: 0 all are well, 1 some are not.
    """
    asked = probes(registry_of(path, sources))
    for name in services:
        if name not in {probe.service for probe in asked}:
            fail(f"no service with a published port is called {name}")
    wanted = tuple(one for one in asked if not services or one.service in services)
    try:
        chosen = moved(wanted, {**_settings(env_file), **os.environ})
    except (ValueError, OSError) as error:
        fail(str(error))
    seen = ask(chosen, timeout)
    states = settled(chosen, tuple(well for well, _ in seen))
    render = as_json if output_format == "json" else as_text
    click.echo(render(chosen, states, [clause for _, clause in seen]), nl=False)
    sys.exit(int(State.DOWN in states))


def _settings(path: Path | None) -> Mapping[str, str]:
    text = path.read_text("utf-8", "surrogateescape") if path else ""
    return {line["name"]: line["value"] for line in SETTING.finditer(text)}


def ask(asked: Sequence[Probe], timeout: float) -> list[Seen]:
    """Ask all ports at once, each with so many seconds to answer."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda probe: answer(probe, timeout), asked))


def answer(probe: Probe, timeout: float) -> Seen:
    """Ask one port; follow no redirect, use no proxy, and trust any certificate."""
    if not probe.path:
        return _connects(probe, timeout)
    try:
        status = _status(probe, timeout)
    except (OSError, http.client.HTTPException):
        return False, "no answer"
    if status == probe.expected:
        return True, f"HTTP {status}"
    return False, f"HTTP {status}, not {probe.expected}"


def _connects(probe: Probe, timeout: float) -> Seen:
    try:
        socket.create_connection((probe.host.strip("[]"), probe.port), timeout).close()
    except OSError:
        return False, "no connection"
    return True, "accepts connections"


def _status(probe: Probe, timeout: float) -> int:
    host = probe.host.strip("[]")
    link = http.client.HTTPConnection(host, probe.port, timeout=timeout)
    if probe.secure:
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE  # whether it answers is asked, not who it is
        link = http.client.HTTPSConnection(host, probe.port, timeout=timeout, context=trusting)
    try:
        link.request("GET", probe.path)
        return link.getresponse().status
    finally:
        link.close()


def as_text(asked: Sequence[Probe], states: Sequence[State], clauses: Sequence[str]) -> str:
    """Return a line for each port, and a count."""
    lines = [
        safe_line(f"{state.value:<5} {probe.title}  {probe.url}  {clause}")
        for probe, state, clause in zip(asked, states, clauses, strict=True)
    ]
    well = len(asked) - states.count(State.DOWN)
    return "\n".join([*lines, f"{well} of {len(asked)} ports are well"]) + "\n"


def as_json(asked: Sequence[Probe], states: Sequence[State], clauses: Sequence[str]) -> str:
    """Return what the generated script prints with `--json`."""
    found = [
        {
            "service": probe.service,
            "port": probe.port,
            "name": probe.port_name,
            "url": probe.url,
            "state": state.value,
            "seen": clause,
        }
        for probe, state, clause in zip(asked, states, clauses, strict=True)
    ]
    down = states.count(State.DOWN)
    return json.dumps({"version": 1, "probes": found, "asked": len(asked), "down": down}) + "\n"
