"""The faults that recall is measured with are what they say, by a Compose file made for them."""

import pytest
import yaml

from tests.containers.composed import Checked, services_of
from tests.containers.fault import Fault
from tests.containers.fault_kinds import faults

COMPOSE = """\
services:
  api:
    image: registry.example/api
    environment:
      DATABASE_URL: postgres://database:5432/app
      VITE_API_URL: http://localhost:8000
    extra_hosts: ["host.docker.internal:host-gateway"]
    command: ["serve", "--tell", "host.docker.internal:9000"]
    ports: ["8000:3000"]
    healthcheck:
      test: curl http://localhost:3000/
  database:
    image: postgres:16
    ports: ["15432:5432"]
  odd:
    image: registry.example/odd
    environment:
      API: api:3000
"""
FILE = Checked(
    "compose.yaml",
    COMPOSE,
    {one.name: one for one in services_of(COMPOSE)},
    {"compose.yaml": COMPOSE},
)
FAULTS = list(faults(FILE))


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("published port", "DATABASE_URL: postgres://database:15432/app"),
        ("localhost for the service", "DATABASE_URL: postgres://localhost:5432/app"),
        ("port one off", "DATABASE_URL: postgres://database:5433/app"),
        ("port off by 1000", "DATABASE_URL: postgres://database:6432/app"),
        ("misspelt service", "DATABASE_URL: postgres://databasee:5432/app"),
        ("host.docker.internal untold", "API: host.docker.internal:8000"),
        ("service renamed", "database-v2:"),
        ("caller out of the network", "networks: [set-apart]"),
        ("network_mode: host", "network_mode: host"),
        ("container port moved in ports", 'ports: ["15432:5433"]'),
        ("health check: published port", "test: curl http://localhost:8000/"),
        ("health check: port one off", "test: curl http://localhost:3001/"),
        ("loopback bind", "command: postgres -c listen_addresses=127.0.0.1"),
        ("browser: service's name", "VITE_API_URL: http://api:3000"),
        ("extra_hosts removed", 'x-extra_hosts: ["host.docker.internal:host-gateway"]'),
    ],
)
def test_each_kind_writes_what_it_says(kind: str, line: str) -> None:
    made = [one for one in FAULTS if one.kind == kind]
    assert any(line in map(str.strip, one.text.splitlines()) for one in made), made


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.kind)
def test_a_fault_is_one_in_a_file_that_can_be_read(fault: Fault) -> None:
    assert yaml.safe_load(fault.text)["services"]
    assert fault.text != COMPOSE
    path, line = min(fault.places)
    assert path == "compose.yaml"
    assert 1 <= line <= fault.text.count("\n")


def test_what_nobody_can_tell_is_said() -> None:
    unsure = {one.kind: one.undecided for one in FAULTS if one.undecided}
    assert unsure["container port moved in ports"] == "nothing but `ports` says where it listens"
    known = [one for one in FAULTS if "database" in one.text.splitlines()[one.line - 1]]
    assert not any(one.undecided for one in known if one.kind == "port one off")
