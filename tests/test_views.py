"""What `who` and `show` are made of: the resolver's view of a port and of a service."""

from collections.abc import Mapping

import pytest

from portlint.cli import show, who
from portlint.core import Facts, Project
from portlint.deployment.views import End, Source, of_port, of_service
from portlint.plugins import load
from tests.system import facts_of, registry_of

PLUGINS = load(installed=False)
OUTAGE = {
    "compose.yaml": """\
services:
  gateway:
    image: gateway
    ports: ["14010:4010"]
    depends_on: [telegram-mtproto]
    environment:
      MTPROTO_URL: http://localhost:4007
      OLD_MTPROTO_URL: http://telegram-mtproto:14007
      NEW_MTPROTO_URL: http://telegram-mtproto:4007
      BILLING_URL: http://billing.example.com:4007
  telegram-mtproto:
    image: mtproto
    ports: ["14007:4007"]
""",
}
REGISTRY = """\
services:
  - {name: telegram-mtproto, port: 4007, owner: Telegram}
  - {name: bridge, port: 7700, container: false}
"""
CLUSTER = {
    "shop.yaml": """\
apiVersion: v1
kind: Service
metadata: {name: cart}
spec:
  type: NodePort
  selector: {app: cart}
  ports: [{port: 80, targetPort: 8080, nodePort: 30080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart}
spec:
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec:
      containers: [{name: cart, image: cart, ports: [{containerPort: 8080}]}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: web
          env:
            - {name: CART_URL, value: "http://cart:80"}
            - {name: OLD_CART_URL, value: "http://cart:8080"}
""",
}


def project(files: Mapping[str, str]) -> Project:
    return Project(Facts(facts_of(files, PLUGINS)), registry_of(files), frozenset(files))


def test_each_call_to_a_port_ends_somewhere() -> None:
    view = of_port(project(OUTAGE), 4007)
    assert [(one.name, one.end) for one in view.calls] == [
        ("MTPROTO_URL", End.FAILS),
        ("BILLING_URL", End.UNKNOWN),
        ("NEW_MTPROTO_URL", End.ARRIVES),
    ]
    failed = view.calls[0]
    assert (failed.remedy, failed.target) == ("telegram-mtproto:4007", "telegram-mtproto")
    assert [one.clause for one in view.listening] == ["`ports` of telegram-mtproto lead to it"]
    assert not view.published
    assert not view.owners


def test_the_published_side_is_another_port_than_the_one_inside() -> None:
    view = of_port(project(OUTAGE), 14007)
    assert [one.service for one in view.published] == ["telegram-mtproto"]
    assert not view.listening
    assert [(one.name, one.end) for one in view.calls] == [("OLD_MTPROTO_URL", End.FAILS)]


def test_addresses_show_both_sides_where_registry_and_deployment_differ() -> None:
    view = of_service(project({**OUTAGE, "registry/registry.yaml": REGISTRY}), "telegram-mtproto")
    assert view
    found = {(one.viewpoint.value, one.source, one.text) for one in view.addresses}
    assert found == {
        ("host", Source.REGISTRY, "localhost:4007"),
        ("host", Source.DEPLOYMENT, "localhost:14007"),
        ("container", Source.REGISTRY, "telegram-mtproto:4007"),
        ("container", Source.DEPLOYMENT, "telegram-mtproto:4007"),
        ("browser", Source.REGISTRY, "localhost:4007"),
        ("browser", Source.DEPLOYMENT, "localhost:14007"),
    }
    lines = list(show.words(view))
    assert sum("DIFFER" in line for line in lines) == 2
    assert sum("agree" in line for line in lines) == 1


def test_a_service_knows_its_callers_and_its_calls() -> None:
    files = project(OUTAGE)
    called, caller = of_service(files, "telegram-mtproto"), of_service(files, "GATEWAY")
    assert called
    assert caller
    assert [one.end for one in called.callers] == [End.FAILS, End.FAILS, End.ARRIVES]
    assert len(caller.calls) == 4
    assert of_service(files, "nobody") is None


@pytest.mark.parametrize("name", ["web", "cart"])
def test_a_cluster_is_seen_as_well(name: str) -> None:
    files = project(CLUSTER)
    view = of_service(files, name)
    assert view
    ends = [(one.name, one.end) for one in (*view.calls, *view.callers)]
    expected = [("OLD_CART_URL", End.FAILS), ("CART_URL", End.ARRIVES)]
    assert ends == (expected if name == "web" else expected[1:])
    assert [one.service for one in of_port(files, 30080).published] == ["cart"]


def test_what_backups_say_counts_only_if_asked_for() -> None:
    files = project({f"old/{path}": text for path, text in OUTAGE.items()})
    assert not of_port(files, 14007).published
    assert of_port(files, 14007, everything=True).published
    assert of_service(files, "gateway")


def test_one_line_says_what_the_night_needs() -> None:
    view = of_port(project(OUTAGE), 4007)
    assert next(iter(who.words(view, None))) == (
        "4007: no registry; published by no service; listened on by 1 service; "
        "3 calls: 1 fails, 1 unknown, 1 arrives"
    )


def test_a_line_for_many_services_is_one_call() -> None:
    services = "".join(f"  s{i}: {{image: x, env_file: [all.env]}}\n" for i in range(5))
    files = {"all.env": "API_URL=http://s0:4500\n", "compose.yaml": f"services:\n{services}"}
    lines = "\n".join(who.words(of_port(project(files), 4500), None))
    assert "s0, s1, s2 and 2 more call `s0:4500` in API_URL  (all.env:1)" in lines


def test_addresses_of_the_registry_are_those_that_generators_write() -> None:
    registry = """\
services:
  - {name: near, port: 5434, host_ip: 10.0.0.7}
  - {name: inner, port: 4000, exposure: internal}
  - {name: door, port: 4001, exposure: gateway, gatewayPath: /door}
  - {name: desk, container_port: 7700, container: false}
"""
    files = project({"registry/registry.yaml": registry})
    found = {
        name: {one.viewpoint.value: one.text for one in view.addresses}
        for name in ("near", "inner", "door", "desk")
        if (view := of_service(files, name))
    }
    assert found == {
        "near": {"host": "10.0.0.7:5434", "container": "near:5434", "browser": "10.0.0.7:5434"},
        "inner": {"host": "", "container": "inner:4000", "browser": ""},
        "door": {
            "host": "localhost:4001",
            "container": "door:4001",
            "browser": "the gateway's /door",
        },
        "desk": {
            "host": "localhost:7700",
            "container": "host.docker.internal:7700",
            "browser": "localhost:7700",
        },
    }
