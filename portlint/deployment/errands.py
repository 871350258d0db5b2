"""Containers that run clients of what their image is for, `mongosh` of `mongo`, and not that."""

import re

from portlint.core.shell.programs import CLIENTS
from portlint.core.tables import image_ports
from portlint.deployment.heard import Heard, Kind
from portlint.deployment.reference import Reference

BESIDE = re.compile(
    r"(?<![&>|])&(?![&>\d])|\bnohup\b|(?<!\S)--?(?:fork|daemon\w*)\b|\bstart\b"
    r"|\b(?:service|systemctl|supervisor\w*|pg_ctl\w*)\b"
)
"""What leaves a server running while a script goes on."""

TOOL = re.compile(r"(?:kafka|zookeeper)-(?!server)[\w-]+(?:\.sh)?|rpk|\w+-cli(?:ent)?")
"""Clients that come with the image of what they call."""

CONTINUED = re.compile(r"\\\n")
ENDING = re.compile(r"[;&|\n]+")
USUAL = frozenset((Kind.IMAGE, Kind.HINT))


def runs_clients(reference: Reference, own: Heard) -> bool:
    """Tell whether a script's client is given an address, and no server runs beside the script.

    All that is known of the port is that the image's program has it, which is not what runs.
    """
    service, port = reference.service, reference.port or 0
    usual = {one.port for one in image_ports(service.image.text)} if service.image else set()
    if reference.name != "command" or port not in usual or own.kinds[port] - USUAL:
        return False
    commands = [one for one in (service.entrypoint, service.command) if one]
    line = " ".join(word.text for one in commands for word in one.words)
    if BESIDE.search(line):
        return False
    address = rf"{re.escape(reference.host)}:{port}(?!\d)"
    given = re.compile(
        rf"\s(?:--?[\w.-]+[= ][\"']?|[\"']?(?=\w+://))(?:\w+://[^\s\"'(){{}}]*)?{address}"
    )
    parts = ENDING.split(CONTINUED.sub(" ", line))
    called = [one for one in parts if re.search(address, one)]
    told = [given.split(one)[0] for one in called if given.search(one)]
    return bool(told) and len(told) == len(called) and all(map(_is_client, told))


def _is_client(text: str) -> bool:
    """Tell whether a client stands before what it is given."""
    names = (word.strip("\"'(").rpartition("/")[2] for word in text.split())
    return any(name in CLIENTS or TOOL.fullmatch(name) for name in names)
