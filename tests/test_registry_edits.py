"""Edits of a registry: what they change, what they keep, and what they refuse."""

import difflib

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from portlint.core import Registry
from portlint.core.checks import results
from portlint.registry import load
from portlint.registry.editing import Refused, add, move, rename, retire
from portlint.registry.editing.checked import plain
from portlint.registry.quoting import scalar

REGISTRY = """\
# the head
ranges: {core: "4000-4099", data: "5400-5499"}   # ranges

services:
  # the api
  - name: api  # called by all
    stack: core
    port: 4010      # the host
    owner: "Core: Team"
    depends_on: [db, "cache"]

  - {name: db, stack: data, port: 5434, container_port: 5432}  # one line

  - name: cache
    stack: data
    ports:
      # two of them
      - {name: main, host: 5440, container: 6379}
      - host: 5441
        name: console
    x-note: |
      keep
      this
    # port: 1

  - name: web
    stack: core
    port: 4020
    container: false
    depends_on:
      - api
# the tail
"""


def loaded(data: bytes) -> Registry:
    found = load(data, "registry.yaml")
    assert [bad for _, bad in results(found) if bad] == []
    return found


def changed(before: str, after: bytes) -> list[str]:
    """Return the lines that differ, `-` or `+` before each."""
    rows = difflib.ndiff(before.splitlines(), after.decode().splitlines())
    return [row for row in rows if row[0] in "-+"]


def test_move_changes_one_line_and_keeps_the_containers_side() -> None:
    registry = loaded(REGISTRY.encode())
    api = registry.by_name["api"]
    edited = move(REGISTRY.encode(), "r", api, api.ports[0], 4011)
    assert changed(REGISTRY, edited.data) == [
        "-     port: 4010      # the host",
        "+     port: 4011      # the host",
        "+     container_port: 4010",
    ]
    web = registry.by_name["web"]
    assert changed(REGISTRY, move(REGISTRY.encode(), "r", web, web.ports[0], 4021).data) == [
        "-     port: 4020",
        "+     port: 4021",
    ]


def test_move_in_flow_style_and_in_the_full_form() -> None:
    registry = loaded(REGISTRY.encode())
    db, cache = registry.by_name["db"], registry.by_name["cache"]
    assert "port: 5435, container_port: 5432}  # one line" in (
        move(REGISTRY.encode(), "r", db, db.ports[0], 5435).data.decode()
    )
    first = move(REGISTRY.encode(), "r", cache, cache.ports[0], 5442)
    assert len(changed(REGISTRY, first.data)) == 2
    second = move(REGISTRY.encode(), "r", cache, cache.ports[1], 5443)
    port = second.registry.by_name["cache"].ports[1]
    assert (port.host, port.container) == (5443, 5441)


def test_rename_follows_every_reference() -> None:
    edited = rename(REGISTRY.encode(), "r", "cache", "redis")
    assert changed(REGISTRY, edited.data) == [
        '-     depends_on: [db, "cache"]',
        "+     depends_on: [db, redis]",
        "-   - name: cache",
        "+   - name: redis",
    ]


def test_retire_adds_two_lines_before_what_follows() -> None:
    edited = retire(REGISTRY.encode(), "r", "web", "api")
    assert changed(REGISTRY, edited.data) == ["+     deprecated: true", "+     replacement: api"]
    assert edited.data.decode().endswith("replacement: api\n# the tail\n")


def test_add_goes_behind_its_stack_in_the_style_of_its_neighbour() -> None:
    pairs = [("name", "queue"), ("stack", "data"), ("port", "5450")]
    edited = add(REGISTRY.encode(), "r", pairs)
    assert (
        "    # port: 1\n\n  - name: queue\n    stack: data\n    port: 5450\n\n  - name: web"
        in (edited.data.decode())
    )
    flow = b"services:\n- {name: a, port: 1}\n- {name: b, port: 2}\n"
    assert add(flow, "r", [("name", "c"), ("port", "3")]).data == flow + b"- {name: c, port: 3}\n"


@pytest.mark.parametrize(
    "text",
    [
        '{"services": [{"name": "a", "port": 1}]}',
        "services: [\n  {name: a, port: 1}\n]\n",
        "services:\n- name: a\n  port: 1",
        "services:\r\n  -   name: a\r\n      port: 1\r\n",
        "\ufeffservices:\n  - name: a\n    port: 1\n",
        "services: []\n",
        "services:\n",
        "services:\n  - &one\n    name: a\n    port: 1\n# end\n",
        "services:\n  - name: a\n    port: 1\nx-more: 1\n",
    ],
)
def test_a_service_is_added_to_whatever_is_there(text: str) -> None:
    edited = add(text.encode(), "r", [("name", "b"), ("port", "2")])
    assert edited.registry.by_name["b"].ports[0].host == 2
    kept = text.replace(" []", "").encode()
    assert all(line in edited.data for line in kept.split(b"}]}")[0].split(b"\n"))
    if b"\r\n" in kept:
        assert edited.data.count(b"\n") == edited.data.count(b"\r\n")


def test_what_comes_through_an_anchor_is_overridden_or_refused() -> None:
    text = (
        "x-d: &d {port: &p 1, container_port: 80}\nservices:\n  - {name: a, <<: *d}\n"
        "  - name: b\n    port: *p\n    host_ip: 127.0.0.1\n"
        "  - name: c\n    port: &q 7\n  - {name: d, container_port: *q}\n"
    )
    registry = load(text, "r")
    one, two, three = (registry.by_name[name] for name in "abc")
    assert move(text.encode(), "r", one, one.ports[0], 2).registry.by_name["a"].ports[0].host == 2
    assert "port: 3\n" in move(text.encode(), "r", two, two.ports[0], 3).data.decode()
    with pytest.raises(Refused):
        move(text.encode(), "r", three, three.ports[0], 8)


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        ([("name", "api"), ("port", "4030")], "registered twice"),
        ([("name", "x"), ("port", "4010")], "both publish 4010/tcp"),
        ([("name", "x"), ("stack", "core"), ("port", "4200")], "outside its stack's"),
        ([("name", "x"), ("port", "1"), ("depends_on", "[nobody]")], "which is not registered"),
        ([("name", "x y"), ("port", "1")], "letters, digits"),
    ],
)
def test_a_worse_registry_is_refused(pairs: list[tuple[str, str]], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        add(REGISTRY.encode(), "r", pairs)


HOSTILE = [
    '"', "'", "#", "a # b", "a: b", "a\nb", "{{ x }}", "ü😀", "- a", "-", "yes", "No", "0x10",
    "22:22", "null", "~", "", " a ", "@x/y", "*a", "&a", "!t", "%", "`", "|", ">", "[a", "a]",
    "a, b", "\u202e", "\x85", "\ufeff", "a\tb", "\\", "</script>", "$(x)", "../x", "1_000", "1e3",
    ".5", "=",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_read_back_the_same(text: str) -> None:
    for style in (b"services:\n  - name: a\n    port: 1\n", b"services: [{name: a, port: 1}]\n"):
        pairs = [("name", "b"), ("port", "2"), ("description", scalar(text))]
        edited = add(style, "r", pairs)
        assert edited.registry.by_name["b"].description == text
        assert yaml.safe_load(edited.data)["services"][1]["description"] == text


@given(st.text())
def test_any_text_is_a_scalar_that_reads_back(text: str) -> None:
    assume(not any("\ud800" <= sign <= "\udfff" for sign in text))
    assert yaml.safe_load(f"[{scalar(text)}, x]")[0] == text
    assert yaml.safe_load(f"a: {scalar(text)}  # x\n")["a"] == text


NAMES = ["api", "db", "0x10", "yes", "a.b", "22"]
TEXT = st.sampled_from(["x", '"q: #"', "'it''s'", "|\n{pad}  block\n{pad}  text", "[a, b]"])


@st.composite
def registries(draw: st.DrawFn) -> str:
    """Return a registry in mixed styles, with comments in odd places."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    indent = draw(st.sampled_from(["", "  ", "    "]))
    lines = ["# head", "services:"]
    for at, name in enumerate(draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))):
        shown, host = draw(st.sampled_from([f'"{name}"', f"'{name}'"])), 1000 + at * 10
        ports = draw(st.sampled_from(["port", "both", "inner", "full"]))
        pad = indent + "  "
        if draw(st.booleans()) and ports != "full":
            both = ", container_port: 80" if ports == "both" else ""
            key = "container_port" if ports == "inner" else "port"
            lines.append(f"{indent}- {{name: {shown}, {key}: {host}{both}}}  # {name}")
            continue
        lines.append(f"{indent}- name: {shown}{draw(st.sampled_from(['', '  # c']))}")
        if draw(st.booleans()):
            value = draw(TEXT).format(pad=pad)
            key = "x-d" if value.startswith("[") else "description"
            lines += f"{pad}{key}: {value}".split("\n")
        if ports == "full":
            lines += [f"{pad}ports:", f"{pad}  - {{host: {host}, container: 80}}"]
            lines += [f"{pad}  # c", f"{pad}  - host: {host + 1}"]
        else:
            key = "container_port" if ports == "inner" else "port"
            lines.append(f"{pad}{key}: {host}{draw(st.sampled_from(['', ' # p']))}")
            lines += [f"{pad}container_port: 80"] if ports == "both" else []
        lines += draw(st.sampled_from([[], [""], [f"{pad}# deep"], ["# shallow"]]))
    return newline.join(lines) + draw(st.sampled_from(["", newline, newline * 2]))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(registries(), st.data())
def test_an_edit_touches_its_entry_and_nothing_else(text: str, data: st.DataObject) -> None:
    before = load(text, "r")
    assume(not before.problems)
    service = data.draw(st.sampled_from(before.services))
    what = data.draw(st.sampled_from(["add", "rename", "move", "retire"]))
    name = service.name
    if what == "add":
        edited = add(text.encode(), "r", [("name", "new"), ("port", "9")])
        assert edited.registry.by_name["new"].ports[0].host == 9
    elif what == "rename":
        edited = rename(text.encode(), "r", name, "new")
        assert plain(edited.registry.by_name["new"], {}) == plain(service, {}) | {"name": "new"}
    elif what == "retire":
        other = next((one.name for one in before.services if one is not service), "")
        assume(other)
        edited = retire(text.encode(), "r", name, other)
        found = edited.registry.by_name[name]
        assert found.deprecated
        assert found.replacement is not None
        assert found.replacement.name == other
    else:
        at = data.draw(st.sampled_from(range(len(service.ports))))
        edited = move(text.encode(), "r", service, service.ports[at], 9)
        moved = edited.registry.by_name[name].ports
        assert (moved[at].host, moved[at].container) == (9, service.ports[at].container)
        assert plain(moved[:at] + moved[at + 1 :], {}) == plain(
            service.ports[:at] + service.ports[at + 1 :], {}
        )
    assert [
        plain(one, {}) for one in edited.registry.services if one.name not in {name, "new"}
    ] == [plain(one, {}) for one in before.services if one is not service]
    rows = list(
        difflib.ndiff(
            text.splitlines(keepends=True), edited.data.decode().splitlines(keepends=True)
        )
    )
    assert sum(row[0] == "-" for row in rows) <= 2
    assert sum(row[0] == "+" for row in rows) <= 4
    if "\r\n" in text:
        assert "\n" not in edited.data.decode().replace("\r\n", "")
