"""JSON Schemas of the outputs."""

from typing import Any

from portlint.core import Confidence, Context, Role, Severity
from portlint.deployment.viewpoint import Viewpoint
from portlint.deployment.views import End, Source

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT: dict[str, Any] = {"type": "string"}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
PLACE: dict[str, Any] = {
    "path": {"type": "string", "description": "POSIX, relative to the repository root"},
    "line": {"type": "integer", "minimum": 1},
    "column": {"type": "integer", "minimum": 1, "description": "in characters"},
}


def one_of(values: type) -> dict[str, Any]:
    """Return the schema of an enumeration."""
    return {"enum": [member.value for member in values]}  # type: ignore[attr-defined]


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has exactly these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def listed(items: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


OCCURRENCE = closed(
    {
        **PLACE,
        "end_column": {"type": "integer", "minimum": 1, "description": "one past the last digit"},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535},
        "role": one_of(Role),
        "host": TEXT,
        "scheme": TEXT,
        "name": TEXT,
        "default_of": TEXT,
        "context": one_of(Context),
        "confidence": one_of(Confidence),
        "service": TEXT,
        "text": TEXT,
    }
)
END = {
    "end_line": {"type": "integer", "minimum": 1},
    "end_column": {"type": "integer", "minimum": 1},
}
FIX = closed(
    {
        "applicability": {"enum": ["safe", "unsafe"]},
        "edits": listed(closed({**PLACE, **END, "text": TEXT})),
    }
)
FINDING = closed(
    {
        "code": {"type": "string", "pattern": r"^[A-Z]+\d+$"},
        "name": TEXT,
        "severity": one_of(Severity),
        "confidence": one_of(Confidence),
        "message": TEXT,
        **PLACE,
        **END,
        "service": TEXT,
        "port": {"type": ["integer", "null"]},
        "related": listed(closed({**PLACE, "message": TEXT})),
        "fix": {"anyOf": [FIX, {"type": "null"}]},
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    }
)
SUMMARY = closed(
    {
        "error": COUNT,
        "warning": COUNT,
        "note": COUNT,
        "suppressed": COUNT,
        "files": COUNT,
        "unread": listed(closed({"path": TEXT, "reason": TEXT})),
        "left_out": {"type": "object", "additionalProperties": COUNT},
        "registry": {"type": ["string", "null"]},
    }
)
INVENTORY = {
    "$schema": DRAFT,
    "title": "portlint inventory",
    **closed({"version": {"const": 1}, "occurrences": listed(OCCURRENCE)}),
}
CHECK = {
    "$schema": DRAFT,
    "title": "portlint check",
    **closed({"version": {"const": 1}, "findings": listed(FINDING), "summary": SUMMARY}),
}
SPOT = closed({"path": PLACE["path"], "line": PLACE["line"]})
CLAIM = closed({"service": TEXT, "stack": TEXT, "clause": TEXT, "place": SPOT})
CALL = closed(
    {
        "caller": TEXT,
        "stack": TEXT,
        "address": TEXT,
        "port": {"type": ["integer", "null"]},
        "name": TEXT,
        "viewpoint": one_of(Viewpoint),
        "end": one_of(End),
        "target": TEXT,
        "clause": TEXT,
        "remedy": TEXT,
        "place": SPOT,
        "evidence": {"anyOf": [SPOT, {"type": "null"}]},
    }
)
WHO = {
    "$schema": DRAFT,
    "title": "portlint who",
    **closed(
        {
            "version": {"const": 1},
            "port": {"type": "integer", "minimum": 1, "maximum": 65535},
            "owners": listed(CLAIM),
            "published": listed(CLAIM),
            "listening": listed(CLAIM),
            "calls": listed(CALL),
            "elsewhere": listed(
                closed({**SPOT["properties"], "role": one_of(Role), "text": TEXT})
            ),
        }
    ),
}
ADDRESS = closed(
    {
        "viewpoint": one_of(Viewpoint),
        "address": {"type": "string", "description": "empty where it is not reached from there"},
        "source": one_of(Source),
        "clause": TEXT,
        "place": SPOT,
    }
)
SHOW = {
    "$schema": DRAFT,
    "title": "portlint show",
    **closed(
        {
            "version": {"const": 1},
            "service": TEXT,
            "registered": {"anyOf": [SPOT, {"type": "null"}]},
            "owner": TEXT,
            "deployed": listed(CLAIM),
            "addresses": listed(ADDRESS),
            "callers": listed(CALL),
            "calls": listed(CALL),
        }
    ),
}
FIGURE = closed(
    {
        "name": TEXT,
        "value": {"type": ["integer", "null"], "minimum": 0},
        "of": {"type": ["integer", "null"], "minimum": 0},
        "percent": {"type": ["number", "null"], "minimum": 0, "maximum": 100},
        "definition": TEXT,
    }
)
REPORT = {
    "$schema": DRAFT,
    "title": "portlint report",
    **closed({"version": {"const": 1}, "figures": listed(FIGURE)}),
}
