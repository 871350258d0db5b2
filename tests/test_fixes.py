"""What a fix makes of a file."""

import pytest

from portlint.core import Applicability
from portlint.plugins import load
from tests.system import findings_of

PLUGINS = load(installed=False)
REGISTRY = """\
services:
  - {name: api, port: 4010}
  - {name: docs-legacy, port: 3004, deprecated: true, replacement: docs}
  - {name: docs, port: 3400}
  - {name: db, port: 5434, container_port: 5432}
"""


@pytest.mark.parametrize(
    ("code", "path", "before", "after"),
    [
        ("PRT102", "a.js", "app.listen(3000);", "app.listen(Number(process.env.PORT ?? 3000));"),
        ("PRT104", "a.js", "f(process.env.API_PORT || 4011)", "f(process.env.API_PORT || 4010)"),
        (
            "PRT206",
            "compose.yaml",
            "# \N{SNOWMAN}\nservices: {api: {image: x, ports: ['${P:-4011}:4010']}}",
            "# \N{SNOWMAN}\nservices: {api: {image: x, ports: ['${P:-4010}:4010']}}",
        ),
        ("PRT206", ".env", "API_PORT=4011", "API_PORT=4010"),
        ("PRT207", "a.js", "fetch('http://localhost:3004')", "fetch('http://localhost:3400')"),
    ],
)
def test_fix(code: str, path: str, before: str, after: str) -> None:
    assert fixed(code, path, before) == after


@pytest.mark.parametrize(
    ("code", "path", "text"),
    [
        ("PRT102", "a.py", "app.run(port=3000)"),
        ("PRT104", "a.js", "f(process.env.DB_PORT || 5433)"),
        ("PRT206", "compose.yaml", "services: {db: {image: x, ports: ['5434:5433']}}"),
        ("PRT207", "a.js", "fetch('http://docs-legacy:3004')"),
    ],
)
def test_no_fix(code: str, path: str, text: str) -> None:
    assert fixed(code, path, text) is None


def fixed(code: str, path: str, text: str) -> str | None:
    """Apply the fix of the one finding that a rule has in a file."""
    files: dict[str, str | bytes] = {"registry/registry.yaml": REGISTRY, path: text}
    found = findings_of(files, PLUGINS, [PLUGINS.rules[code]]).findings
    (finding,) = (one for one in found if one.location.path == path)
    if finding.fix is None:
        return None
    assert finding.fix.applicability is Applicability.UNSAFE
    data = text.encode()
    for edit in sorted(finding.fix.edits, reverse=True):
        data = data[: edit.location.start] + edit.text.encode() + data[edit.location.end :]
    return data.decode()
