"""Whether a script starts a Compose project, and calls what it started from the host."""

import re

UP = re.compile(
    r"^[^#\n]{0,200}?\b(?:docker[ -]|podman-)compose\b[^#\n]{0,200}?\s(?:up|start)\b", re.MULTILINE
)
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
