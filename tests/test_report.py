"""The figures of governance, counted by hand on a small system."""

import json

import pytest
from jsonschema import validate

from portlint.cli.report import FORMATS
from portlint.cli.schemas import REPORT
from portlint.core.figures import Figure, figures
from portlint.plugins import load
from tests.system import findings_of, project_of

PLUGINS = load(installed=False)
FILES = {
    "registry/registry.yaml": """\
services:
  - {name: orders, port: 4010}
  - {name: db, port: 5434, container_port: 5432}
  - {name: old, port: 4011, deprecated: true, replacement: orders}
""",
    "compose.yaml": """\
services:
  orders: {image: orders, ports: ["4010:4010"]}
  db: {image: postgres, ports: ["5435:5432"]}
  cache: {image: redis, ports: ["6379:6379"]}
""",
    "web.js": 'fetch("http://localhost:4010/messages");\n',
    "README.md": "- **orders**: http://localhost:4010\n- **db**: localhost:5439\n",
    "CHANGELOG.md": "- **orders** runs on http://localhost:4999\n",
    "tests/compose.yaml": 'services: {fake: {image: x, ports: ["1234:1234"]}}\n',
}
EXPECTED = {
    "registered services": "3",
    "deprecated services": "1",
    "service coverage": "66.7 % (2 of 3)",
    "ports in use": "3",
    "port coverage": "33.3 % (1 of 3)",
    "conflicts": "0",
    "mismatches": "1",
    "hard-coded ports": "1",
    "broken connections": "0",
    "stale artifacts": "0",
    "drifted variables": "0",
    "docs accuracy": "50.0 % (1 of 2)",
}
WITHOUT_REGISTRY = {"ports in use": "3", "conflicts": "0", "broken connections": "0"}


def counted(files: dict[str, str]) -> tuple[Figure, ...]:
    found = findings_of(dict(files), PLUGINS, list(PLUGINS.rules.values()))
    return figures(project_of(dict(files), PLUGINS), found.findings)


def table(found: tuple[Figure, ...]) -> dict[str, str]:
    """Read the Markdown back."""
    rows = FORMATS["markdown"](found).splitlines()[2:]
    cells = ([cell.strip() for cell in row.split("|")] for row in rows)
    return {name: value for _, name, value, *_ in cells}


def test_every_figure_is_what_a_person_counts() -> None:
    assert table(counted(FILES)) == EXPECTED


def test_without_a_registry_nothing_is_claimed() -> None:
    files = {path: text for path, text in FILES.items() if path != "registry/registry.yaml"}
    said = {name: value for name, value in table(counted(files)).items() if value != "-"}
    assert said == WITHOUT_REGISTRY


@pytest.mark.parametrize("files", [FILES, {"a.py": "\n"}], ids=["system", "nothing"])
def test_json_is_as_its_schema_says(files: dict[str, str]) -> None:
    found = counted(files)
    read = json.loads(FORMATS["json"](found))
    validate(read, REPORT)
    assert [one["name"] for one in read["figures"]] == list(EXPECTED)
    text = FORMATS["text"](found)
    assert all(one.definition in text for one in found)
