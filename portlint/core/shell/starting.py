"""How a Compose project is started: by a script that calls it from the host, or in parts."""

import re
from collections.abc import Iterator

UP = re.compile(
    r"^[^#\n]{0,200}?\b(?:docker[ -]|podman-)compose\b[^#\n]{0,200}?\s(?:up|start)\b", re.MULTILINE
)
NAMING = re.compile(
    r"\b(?:docker[ -]|podman-)compose\b[^#\n]{0,200}?\s(?:up|start)\b"
    r"((?:[ \t]+[\w.-]+){1,20})[ \t]*$",
    re.MULTILINE,
)
"""A command that starts some services by name, and its options and names."""

ELSEWHERE = re.compile(
    r"\b(?:exec|ssh|kubectl|nsenter|chroot|vagrant|tunnel|port-forward)\b"
    r"|\b(?:docker|podman|compose) run\b|<<"
)
"""What takes some of a script's commands into a container, or to another machine."""

SERVES = re.compile(
    r"\b(?:npm|npx|yarn|pnpm|bun|deno|node|python3?|uvicorn|gunicorn|flask|rails|go run|cargo)\b"
    r"|\b(?:java|mvnw?|gradlew?|dotnet|php|make|nohup|serve|socat)\b|(?<![&>])&(?![&>\d])"
)
"""What may listen on the host itself, on ports that no file tells."""


def starting(script: str) -> int | None:
    """Return the offset of the line that starts a Compose project, if all else is the host's.

    None where the script enters a container or another machine, or may start a server itself:
    then a port of localhost in it may be anybody's.
    """
    up = UP.search(script)
    if up is None or ELSEWHERE.search(script) or SERVES.search(script):
        return None
    return up.start()


def picking(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the offset of each command that starts services by name, with their names."""
    for command in NAMING.finditer(text):
        told = tuple(word for word in command[1].split() if not word.startswith("-"))
        if told:
            yield command.start(), told
