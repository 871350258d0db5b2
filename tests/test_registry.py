"""Reading a registry: what loads, what is reported, and where."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from portlint.core import Registry
from portlint.registry import checks, find, load, schema
from portlint.registry.schema import PORT_KEYS, RANGE_KEYS, SERVICE_KEYS, TOP_KEYS
from tests.effort import assert_linear
from tests.registries import REFERENCE, registries

ROOT = Path(__file__).parent.parent

SHORT = """\
version: "1.0.0"
lastUpdated: "2026-01-31"
ranges: {db-core: "5000-5499"}
services:
  - name: orders-db
    stack: db-core
    port: 5434
    container_port: 5432
    protocol: postgres
    owner: Data
    description: "Orders"
    container: true
    network: orders
    depends_on: []
    healthcheck: {endpoint: /health, expected: 204}
    exposure: gateway
    gatewayPath: /db
    deprecated: false
    replacement: null
    notes: ""
"""

FULL = """\
services:
  - name: broker
    aliases: [mq]
    networks: [a, b]
    paths: [services/broker]
    env: MQ_PORT
    alternatives: brokers
    external: true
    x-team: anything
    ports:
      - {name: amqp, container: 5672, host: 15672, host_ip: 127.0.0.1, transport: tcp}
      - {name: metrics, container: 9100, transport: udp, protocol: statsd, exposure: internal}
      - {host: 8080}
"""


def problems(text: str | bytes) -> list[tuple[str, int, int, str]]:
    registry = load(text, "r.yaml")
    return [
        (problem.check, problem.location.line, problem.location.column, problem.message)
        for _, found in checks(registry)
        for problem in found
    ]


def only(text: str | bytes) -> tuple[str, int, int, str]:
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def test_the_short_form() -> None:
    registry = load(SHORT, "r.yaml")
    (service,) = registry.services
    (port,) = service.ports
    assert (port.container, port.host, port.published) == (5432, 5434, 5434)
    assert (port.protocol, port.transport, port.exposure, port.path) == (
        "postgres",
        "tcp",
        "gateway",
        "/db",
    )
    assert service.healthcheck is not None
    assert service.healthcheck.expected == 204
    assert service.replacement is None
    assert [reference.name for reference in service.networks] == ["orders"]
    assert problems(SHORT) == []


def test_the_full_form() -> None:
    registry = load(FULL, "r.yaml")
    (service,) = registry.services
    amqp, metrics, web = service.ports
    assert (amqp.name, amqp.container, amqp.host, amqp.host_ip) == (
        "amqp",
        5672,
        15672,
        "127.0.0.1",
    )
    assert (metrics.host, metrics.transport, metrics.protocol) == (None, "udp", "statsd")
    assert (web.container, web.host) == (8080, 8080)
    assert service.names == {"broker", "mq"}
    assert registry.named("mq") is service
    assert registry.owners(9100) == ((service, metrics),)
    assert registry.owners(8080) == ((service, web),)
    assert problems(FULL) == []


def test_a_service_says_once_what_holds_for_all_its_ports() -> None:
    text = "services: [{name: a, host_ip: 127.0.0.1, transport: udp, ports: [{host: 53}]}]"
    (port,) = load(text, "r").services[0].ports
    assert (port.host_ip, port.transport) == ("127.0.0.1", "udp")


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_places_are_characters_in_columns_and_bytes_in_offsets(prefix: bytes, eol: str) -> None:
    text = "# \N{SNOWMAN}\nservices:\n  - {name: é, port: 8080}\n".replace("\n", eol)
    data = prefix + text.encode()
    (service,) = load(data, "r").services
    (port,) = service.ports
    assert data[port.location.start : port.location.end] == b"8080"
    assert (port.location.line, port.location.column, port.location.end_column) == (3, 21, 25)


def test_line_ends_that_only_yaml_knows_do_not_move_places() -> None:
    data = "# a\u2028# b\x85# c\nservices: [{name: a, port: 80}]\n".encode()
    place = load(data, "r").services[0].ports[0].location
    assert place.line == 2
    assert data[place.start : place.end] == b"80"


def test_merge_keys_and_aliases() -> None:
    text = """\
x-team: &team {owner: Data, transport: udp}
services:
  - &a {<<: *team, name: a, port: 1}
  - {<<: [*a, *team], name: b, port: 2, transport: tcp}
"""
    one, two = load(text, "r").services
    assert (one.owner, one.ports[0].transport) == ("Data", "udp")
    assert (two.name, two.owner, two.ports[0].transport) == ("b", "Data", "tcp")
    assert problems(text) == []


def test_a_merge_that_contains_itself_ends() -> None:
    assert problems("services: [&a {<<: *a, name: a, port: 1}]") == []


@pytest.mark.parametrize(
    ("text", "check", "line", "column", "words"),
    [
        ("", "syntax", 1, 1, "is empty"),
        ("# only words\n", "syntax", 1, 1, "is empty"),
        ("a: b: c", "syntax", 1, 5, "is not YAML"),
        ("services: []\n---\nservices: []", "syntax", 3, 1, "two documents"),
        ("services: *x", "syntax", 1, 11, "anchored as x"),
        (b"\xff\xfe", "syntax", 1, 1, "is not UTF-8"),
        (b"a\0", "syntax", 1, 1, "control characters"),
        ("\ud800", "syntax", 1, 1, "half a character"),
        ("[" * 900, "syntax", 1, 101, "nests deeper"),
        ("- " * 20_000, "syntax", 1, 201, "nests deeper"),
        ("[]", "types", 1, 1, "not a list"),
        ("just words", "types", 1, 1, "not `just words`"),
        ("ranges: {}", "keys", 1, 1, "no `services:`"),
        ("services: {}", "types", 1, 11, "services is a list"),
        ("servces: []\nservices: []", "keys", 1, 1, "did you mean services?"),
        ("services: [{nam: a, name: a, port: 1}]", "keys", 1, 13, "did you mean name?"),
        ("services: [{port: 1}]", "keys", 1, 12, "needs a name"),
        ("services: [{name: a}]", "keys", 1, 13, "needs a port"),
        ("services: [{name: a, port: 1, port: 2}]", "keys", 1, 31, "given twice"),
        ("services: [{name: a, port: 1, ports: [{host: 2}]}]", "keys", 1, 22, "keep ports"),
        ("services: [{name: a, ports: [{transport: tcp}]}]", "keys", 1, 30, "needs container"),
        ("services: [{name: a, ports: 80}]", "types", 1, 29, "ports is a list"),
        ("services: [{name: a b, port: 1}]", "types", 1, 19, "letters, digits"),
        ("services: [{name: a, env: 'A B', port: 1}]", "types", 1, 27, "letters, digits and _"),
        ("services: [{name: a, port: 22:22}]", "types", 1, 28, "not `22:22`"),
        ("services: [{name: a, port: 0o17}]", "types", 1, 28, "not `0o17`"),
        ("services: [{name: a, port: 8_0}]", "types", 1, 28, "not `8_0`"),
        ("services: [{name: a, port: [80]}]", "types", 1, 28, "not a list"),
        ("services: [{name: a, port: 0}]", "ports", 1, 28, "not between"),
        ("services: [{name: a, port: 65536}]", "ports", 1, 28, "not between"),
        ("services: [{name: a, port: 1, container: maybe}]", "types", 1, 42, "true or false"),
        ("services: [{name: a, port: 1, exposure: open}]", "types", 1, 41, "one of direct"),
        ("services: [{name: a, port: 1, depends_on: {b: c}}]", "types", 1, 43, "list of names"),
        ("services: [{name: a, port: 1, healthcheck: {expected: ok}}]", "types", 1, 55, "HTTP"),
        ("services: []\nranges: {a: x}", "ranges", 2, 13, "first-last"),
        ("services: []\nranges: {a: 9-1}", "ranges", 2, 13, "from 9 to 1"),
        ("services: []\nranges: {a: 1-99999}", "ranges", 2, 13, "65535"),
        ("services: []\nranges: {a: {within: b}}", "ranges", 2, 10, "needs ports"),
    ],
)
def test_what_reading_reports(
    text: str | bytes, check: str, line: int, column: int, words: str
) -> None:
    found = only(text)
    assert found[:3] == (check, line, column), found
    assert words in found[3]


def test_everything_wrong_is_said_at_once() -> None:
    found = problems("servces: 1\nservices: [{name: a, port: 0}, 3, {name: b, prt: 1, port: x}]")
    assert [(check, line) for check, line, *_ in found] == [
        ("keys", 1),
        ("keys", 2),
        ("types", 2),
        ("types", 2),
        ("ports", 2),
    ]


TWO = "services: [{{name: a, port: 80{}}}, {{name: b, port: 80{}}}]"


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ("", "", True),
        (", transport: udp", "", False),
        (", host_ip: 127.0.0.1", ", host_ip: 0.0.0.0", True),
        (", host_ip: 127.0.0.1", "", True),
        (", host_ip: 127.0.0.1", ", host_ip: localhost", True),
        (", host_ip: 127.0.0.1", ", host_ip: 127.0.0.2", False),
        (", host_ip: '::1'", ", host_ip: '[::1]'", True),
        (", alternatives: g", ", alternatives: g", False),
        (", alternatives: g", ", alternatives: h", True),
        (", external: true", "", False),
        (", exposure: internal", "", False),
        (", container: false", "", True),
    ],
)
def test_what_conflicts(first: str, second: str, *, clash: bool) -> None:
    found = problems(TWO.format(first, second))
    assert [check for check, *_ in found] == ["conflict"] * clash


def test_container_ports_never_conflict() -> None:
    text = (
        "services: [{name: a, port: 1, container_port: 8}, {name: b, port: 2, container_port: 8}]"
    )
    assert problems(text) == []


def test_one_service_may_not_publish_a_port_twice() -> None:
    text = "services: [{name: a, alternatives: g, ports: [{host: 1}, {host: 1, container: 2}]}]"
    assert "twice" in only(text)[3]


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ("{a: 1-9, b: 10-19}", ""),
        ("{a: 1-9, b: 9-19}", "share 9"),
        ("{a: 1-9, b: {ports: 2-3, within: a}}", ""),
        ("{a: 1-9, b: {ports: 2-5, within: a}, c: {ports: 3-4, within: b}}", ""),
        (
            "{a: 1-9, b: {ports: 2-3, within: a}, c: {ports: 3-4, within: a}}",
            "b (2-3) and c (3-4)",
        ),
        ("{a: 1-9, b: {ports: 5-12, within: a}}", "runs outside it"),
        ("{a: {ports: 1-9, within: b}, b: {ports: 1-9, within: a}}", ""),
        ("{a: 1-9, b: {ports: 12, within: c}}", "which is no range"),
    ],
)
def test_ranges(ranges: str, words: str) -> None:
    found = problems(f"services: []\nranges: {ranges}")
    assert len(found) == bool(words), found
    assert all(words in message for *_, message in found)


def test_a_port_outside_its_range() -> None:
    check, _, column, message = only(
        "ranges: {web: 3000-3099}\nservices: [{name: a, stack: web, port: 80}]"
    )
    assert (check, column) == ("outside-range", 40)
    assert "web (3000-3099)" in message


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("depends_on: [bb]", "did you mean bbb?"),
        ("depends_on: [b-alias]", ""),
        ("depends_on: [a]", "a -> a"),
        ("deprecated: true", "nothing says what to use"),
        ("deprecated: true, replacement: bbb", ""),
        ("replacement: zzz", "is replaced by zzz, which is not registered"),
        ("deprecated: true, replacement: old", "deprecated too"),
        ("network: anything", ""),
        ("stack: dta1", "did you mean data1?"),
        ("stack: somewhere", "which has no range"),
    ],
)
def test_references(rest: str, words: str) -> None:
    text = f"""\
ranges: {{data1: 1-9}}
services:
  - {{name: a, port: 11, {rest}}}
  - {{name: bbb, port: 12, aliases: [b-alias]}}
  - {{name: old, port: 13, deprecated: true, replacement: bbb}}
"""
    found = problems(text)
    assert len(found) == bool(words), found
    assert all(words in message for *_, message in found)


@pytest.mark.parametrize("networks", ["[front, back]", "{front: {}, back: {}}"])
def test_networks_count_where_they_are_listed(networks: str) -> None:
    text = f"networks: {networks}\nservices: [{{name: a, port: 1, network: frnt}}]"
    assert "did you mean front?" in only(text)[3]


def test_a_long_circle_is_found_once() -> None:
    text = "services:\n" + "".join(
        f"  - {{name: s{i}, port: {i + 1}, depends_on: [s{(i + 1) % 3000}]}}\n"
        for i in range(3000)
    )
    check, line, _, message = only(text)
    assert (check, line) == ("references", 3001)
    assert "…" in message


def test_a_name_is_registered_once() -> None:
    check, *_, message = only("services: [{name: a, port: 1, aliases: [b]}, {name: b, port: 2}]")
    assert check == "names"
    assert "b is registered twice" in message


def test_aliases_that_expand_without_end_are_refused() -> None:
    text = f"x-a: &a {{name: a, ports: [{'{host: 1},' * 2000}]}}\nservices: [{'*a,' * 200_000}]"
    assert "aliases" in only(text)[3]


def test_a_registry_beyond_all_measure_is_refused() -> None:
    assert "no more than" in only("#" * 9_000_000)[3]


def test_loading_is_linear() -> None:
    def loading(size: int) -> Callable[[], object]:
        text = "services:\n" + "".join(
            f"""\
  - name: service-{i}
    port: {i + 1}
    container_port: 8080
    owner: Team {i % 40}
    network: net-{i % 20}
    depends_on: [service-{max(0, i - 1)}x]
    healthcheck: {{endpoint: /health, expected: 200}}
"""
            for i in range(size)
        )

        def work() -> None:
            assert len(dict(checks(load(text, "r")))["references"]) == size

        return work

    assert_linear(loading, 500)


def test_a_number_may_be_quoted() -> None:
    (service,) = load('services: [{name: a, port: "4010"}]', "r").services
    assert service.ports[0].host == 4010


def test_nested_aliases_cost_nothing() -> None:
    lines = ["x-a: &a [x, x]", "x-b0: &b0 [*a, *a]"]
    lines += [f"x-b{n}: &b{n} [*b{n - 1}, *b{n - 1}]" for n in range(1, 60)]
    assert problems("\n".join([*lines, "services: [*b59]"]))[0][0] == "types"


def test_where_a_registry_is_found(tmp_path: Path) -> None:
    assert find(tmp_path) is None
    for place in (".portlint", "ports", "config/ports", "registry"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "registry.yaml").write_text("services: []")
        assert find(tmp_path) == tmp_path / place / "registry.yaml", "later places come first"


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("services: []")
    (tmp_path / "root/registry").mkdir(parents=True)
    (tmp_path / "root/registry/registry.yaml").symlink_to(tmp_path / "outside.yaml")
    assert find(tmp_path / "root") is None


def keys(part: dict[str, Any]) -> set[str]:
    return set(part["properties"])


def test_the_schema_knows_the_keys_that_the_loader_knows() -> None:
    whole = schema()
    service = whole["properties"]["services"]["items"]
    span = whole["properties"]["ranges"]["additionalProperties"]["anyOf"][1]
    assert keys(whole) == set(TOP_KEYS)
    assert keys(service) == set(SERVICE_KEYS)
    assert keys(service["properties"]["ports"]["items"]) == set(PORT_KEYS)
    assert keys(span) == set(RANGE_KEYS)
    assert all(part["description"] for part in SERVICE_KEYS.values())


@pytest.mark.parametrize("text", [SHORT, FULL])
def test_what_loads_is_valid_by_the_schema(text: str) -> None:
    jsonschema.validate(yaml.safe_load(text), schema())


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{services: {}}",
        "{services: [{name: a b}]}",
        "{services: [{name: a, port: 70000}]}",
        "{services: [{name: a, prt: 7}]}",
        "{services: [], ranges: {a: x}}",
    ],
)
def test_what_does_not_load_is_not_valid_either(text: str) -> None:
    assert problems(text)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(text), schema())


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    json.dumps(schema())


def reference() -> Registry:
    return registries()["reference"]


def test_the_reference_registry_is_without_a_problem() -> None:
    registry = reference()
    assert [problem for _, found in checks(registry) for problem in found] == []
    assert len(registry.services) >= 30
    assert all(service.owner and service.description for service in registry.services)


def test_the_reference_registry_is_valid_by_the_schema() -> None:
    text = REFERENCE.read_text("utf-8")
    jsonschema.validate(yaml.safe_load(text), schema())


def test_a_hundred_thousand_brackets_end() -> None:
    """Newer libyaml gives up at 1,000 levels by itself, in other words."""
    [problem] = load("[" * 100_000, "r").problems
    assert problem.check == "syntax"
    assert "nest" in problem.message


def test_the_example_of_the_docs_is_without_a_problem() -> None:
    page = (ROOT / "docs" / "registry.md").read_text("utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    assert problems(example) == []
    jsonschema.validate(yaml.safe_load(example), schema())


def test_who_depends_on_another_shares_a_network_with_it() -> None:
    registry = reference()
    for service in registry.services:
        for needed in service.depends_on:
            other = registry.named(needed.name)
            assert other is not None
            shared = {one.name for one in service.networks} & {one.name for one in other.networks}
            assert shared or not other.container, f"{service.name} cannot reach {other.name}"
