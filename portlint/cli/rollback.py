"""What the last sync replaced, kept in the user's cache folder, and put back from there."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from portlint.cli.applying import apply, sweep
from portlint.cli.terminal import fail, say
from portlint.engine.cache import digest, folder
from portlint.engine.plan import Change, Ground, Refused


def state(home: Path) -> Path:
    """Return the folder that belongs to a configuration's folder."""
    return folder() / "sync" / digest(str(home).encode("utf-8", "surrogateescape"))


def remember(home: Path, changes: Iterable[Change]) -> None:
    """Keep what is about to be replaced, before anything is."""
    rows = [
        {
            "path": change.path,
            "generator": change.generator,
            "mode": change.mode,
            "before": _packed(change.before),
            "after": "" if change.after is None else digest(change.after),
        }
        for change in changes
    ]
    place = state(home) / "last.json"
    data = json.dumps({"home": str(home), "files": rows}).encode("ascii")
    try:
        sweep(Ground(place.parent, place.parent), [place.name])
        apply(Ground(place.parent, place.parent), Change(place.name, "", None, data, 0o600))
    except (OSError, Refused) as error:
        say(f"portlint: --rollback will not be possible: {error}")


def roll_back(ground: Ground) -> tuple[Change, ...]:
    """Put back what the last sync replaced; end the run where a file has changed since."""
    place = state(ground.home) / "last.json"
    try:
        rows = json.loads(place.read_bytes())["files"]
        changes = tuple(change for row in rows if (change := _undone(ground, row)))
    except FileNotFoundError:
        fail(f"no sync of {ground.home} is left to roll back")
    except (OSError, ValueError, KeyError, TypeError) as error:
        fail(f"{place}: is not what a sync wrote ({error}); nothing was restored")
    except Refused as error:
        fail(f"{error}; nothing was restored")
    for change in changes:
        apply(ground, change)
    place.unlink()
    return changes


def _undone(ground: Ground, row: dict[str, Any]) -> Change | None:
    """Return the change that takes one back; None where the sync did not come so far."""
    path, before = row["path"], _unpacked(row["before"])
    content = ground.read(path)
    now = content[0] if content else None
    if now == before:
        return None
    if ("" if now is None else digest(now)) != row["after"]:
        message = f"{path}: was changed after the last sync"
        raise Refused(message)
    return Change(path, row["generator"], now, before, row["mode"])


def _packed(data: bytes | None) -> str | None:
    return None if data is None else b64encode(data).decode("ascii")


def _unpacked(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text, validate=True)
