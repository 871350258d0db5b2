"""Reading a registry: nothing raises, and everything wrong is said at once, with its place."""

from pathlib import Path

import pytest

from portlint.core.checks import results
from portlint.registry import find, load, schema
from portlint.registry.schema import HEALTHCHECK_KEYS, PORT_KEYS, SERVICE_KEYS, TOP_KEYS
from tests.command import ROOT
from tests.system import write


def said(data: bytes | str) -> list[str]:
    return [f"{p.location.line}:{p.location.column} {p.message}" for p in load(data, "r").problems]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", ["1:1 is empty; it needs `services:`"]),
        ("- a", ["1:1 a registry is `services:` and more, not a list"]),
        ("a", ["1:1 a registry is `services:` and more, not `a`"]),
        ("services: {a: b}", ["1:11 services is a list, each with `- name:`, not a mapping"]),
        ("services: [a]", ["1:12 a service is `key: value` pairs, not `a`"]),
        ("services:\n- port: 80", ["2:3 a service needs a name"]),
        ("services:\n- {name: a}", ["2:10 a needs a port, or ports"]),
        ("a: [", ["1:1 is no YAML: did not find expected node content"]),
        (b"\xff\xfea", ["1:1 is not UTF-8: byte 0 is invalid start byte"]),
        ("[" * 30_000, ["1:101 nests deeper than 100 levels"]),
        (
            "version: a\nversion: b\nservices: []",
            ["2:1 version is given twice; the first is on line 1"],
        ),
        (
            "services: []\nranges: {a: x}",
            ["2:13 range a is written first-last, as 4000-4099, not `x`"],
        ),
        (
            "services: []\nranges: {a: 9-1}",
            ["2:13 range a does not run from a port up to another"],
        ),
    ],
)
def test_what_is_no_registry_is_said_with_its_place(
    data: bytes | str, expected: list[str]
) -> None:
    assert said(data) == expected


def test_all_problems_at_once_with_the_nearest_key() -> None:
    text = """\
servces: []
services:
  - name: a
    prot: 80
    port: 22:22
  - name: b
    port: 0
    transport: quic
    ports: [{conatiner: 80}]
"""
    assert said(text) == [
        "1:1 a registry has no key servces; did you mean services?",
        "4:5 a service has no key prot; did you mean port?",
        "5:11 port is a port number, not `22:22`",
        "7:5 b has both port and ports; keep ports",
        "9:14 a port has no key conatiner; did you mean container?",
    ]


def test_numbers_are_read_from_their_text() -> None:
    """YAML 1.1 makes 1342 of 22:22, 15 of 0o17 and 8 of 010."""
    assert said("services: [{name: a, port: 0o17}]") == ["1:28 port is a port number, not `0o17`"]
    [service] = load('services: [{name: a, port: "4010"}]', "r").services
    assert service.ports[0].host == 4010


def test_places_are_bytes_and_characters() -> None:
    text = "services:\n  - {description: é, name: a, port: 4010}\n"
    [service] = load(text, "r").services
    place = service.ports[0].location
    assert text.encode()[place.start : place.end] == b"4010"
    assert text.splitlines()[1][place.column - 1 : place.end_column - 1] == "4010"


def test_the_short_form_and_the_long_form() -> None:
    text = """\
services:
  - {name: db, port: 5434, container_port: 5432, protocol: postgres}
  - {name: inside, container_port: 5432}
  - name: broker
    ports:
      - {name: amqp, container: 5672, host: 15673}
      - {name: admin, container: 15672}
"""
    db, inside, broker = load(text, "r").services
    assert [(p.host, p.container, p.protocol) for p in db.ports] == [(5434, 5432, "postgres")]
    assert [(p.host, p.container) for p in inside.ports] == [(None, 5432)]
    assert [(p.name, p.host, p.container) for p in broker.ports] == [
        ("amqp", 15673, 5672),
        ("admin", None, 15672),
    ]


def test_aliases_and_yaml_bombs() -> None:
    lines = ["a: &a [x, x]"] + [
        f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *a]" for n in range(50)
    ]
    problems = said("\n".join([*lines, "services: []"]))
    assert len(problems) == 51


def test_ten_thousand_services_are_read() -> None:
    text = "services:\n" + "".join(
        f"  - name: s{n}\n    port: {n + 1}\n    depends_on: [s{(n + 1) % 10_000}]\n"
        for n in range(10_000)
    )
    registry = load(text, "r")
    assert len(registry.services) == 10_000
    [(_, circle)] = [(name, problems) for name, problems in results(registry) if problems]
    assert len(circle) == 1


def test_the_reference_registry_is_right() -> None:
    registry = load((ROOT / "registry" / "registry.yaml").read_bytes(), "registry/registry.yaml")
    assert len(registry.services) > 30
    assert [problem for _, problems in results(registry) for problem in problems] == []


def test_a_registry_is_found_where_registries_lie(tmp_path: Path) -> None:
    assert find(tmp_path) is None
    write(tmp_path, {".portlint/registry.yaml": "", "config/ports/registry.yaml": ""})
    assert find(tmp_path) == tmp_path / "config/ports/registry.yaml"


def test_every_key_is_described() -> None:
    for keys in (TOP_KEYS, SERVICE_KEYS, PORT_KEYS, HEALTHCHECK_KEYS):
        assert all(key["description"] for key in keys.values())
    assert schema()["properties"] == TOP_KEYS
