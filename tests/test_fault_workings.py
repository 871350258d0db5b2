"""The edits that false alarms are measured with leave everything working, or are not made."""

from collections.abc import Mapping

import pytest
import yaml

from tests.faults.fault import Working, identified
from tests.faults.working.every import every

COMPOSE = """\
services:
  api:
    image: registry.example/api
    environment:
      DATABASE_URL: postgres://store:5432/app
      DATABASE_HOST: store
      DATABASE_PORT: 5432
    depends_on: [store]
  store:
    image: postgres:16
    container_name: the-store
    ports: ["15432:5432"]
    expose: [5432]
    volumes: ["store:/var/lib/postgresql/data"]
volumes:
  store: {}
"""
MANIFESTS = """\
apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector: {app: shop}
  ports:
    - port: 80
      targetPort: 8080
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: main
          image: registry.example/shop
          env:
            - name: OWN_URL
              value: http://shop:80/
            - name: OWN_HOST
              value: shop
          ports:
            - containerPort: 8080
              name: http
"""
FILES = {"compose.yaml": COMPOSE, "shop.yaml": MANIFESTS, "seen.sh": "echo api\n"}
EDITS = dict(identified("example/town", every(FILES)))


def kinds(files: Mapping[str, str]) -> set[str]:
    return {one.kind for one in every(files)}


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("Compose: one more network", ["networks: [default, more-of-both]", "more-of-both: {}"]),
        (
            "Compose: alias in place of the service",
            [
                "networks: {default: {aliases: [store-also]}}",
                "DATABASE_URL: postgres://store-also:5432/app",
            ],
        ),
        (
            "Compose: container_name in place of the service",
            ["DATABASE_URL: postgres://the-store:5432/app"],
        ),
        (
            "Compose: host.docker.internal that is told",
            [
                'extra_hosts: ["host.docker.internal:host-gateway"]',
                "DATABASE_URL: postgres://host.docker.internal:15432/app",
            ],
        ),
        (
            "Compose: service renamed",
            [
                "store-main:",
                "DATABASE_URL: postgres://store-main:5432/app",
                "DATABASE_HOST: store-main",
                "depends_on: [store-main]",
                'volumes: ["store:/var/lib/postgresql/data"]',
            ],
        ),
        ("Compose: published under another number", ['ports: ["23532:5432"]']),
        ("Compose: bound to 127.0.0.1", ['ports: ["127.0.0.1:15432:5432"]']),
        ("Compose: expose removed", ["x-expose: [5432]"]),
        ("Kubernetes: targetPort by name", ["targetPort: http"]),
        (
            "Kubernetes: Service renamed",
            ["metadata: {name: shop-main}", "value: http://shop-main:80/", "value: shop-main"],
        ),
    ],
)
def test_each_kind_writes_all_that_it_takes(kind: str, lines: list[str]) -> None:
    made = [one for one in EDITS.values() if one.kind == kind]
    texts = [[line.strip() for line in text.splitlines()] for text in written(made)]
    assert any(set(lines) <= set(text) for text in texts), texts


def written(made: list[Working]) -> list[str]:
    return ["\n".join(one.written.values()) for one in made]


def test_expose_is_added_where_there_is_none() -> None:
    files = {"compose.yaml": COMPOSE.replace("    expose: [5432]\n", "")}
    (made,) = (one for one in every(files) if one.kind == "Compose: expose added")
    assert 'expose: ["5432"]' in made.written["compose.yaml"]


@pytest.mark.parametrize("one", EDITS.values(), ids=EDITS)
def test_an_edit_leaves_a_file_that_can_be_read(one: Working) -> None:
    for path, text in one.written.items():
        assert text != FILES[path]
        assert all(yaml.safe_load_all(text))


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("Compose: service renamed", {"run.sh": "docker compose logs store\n"}),
        ("Compose: service renamed", {"compose.yaml": f"{COMPOSE}x-seen: {{by: store}}\n"}),
        ("Compose: published under another number", {"run.sh": "curl localhost:15432\n"}),
        ("Compose: published under another number", {"run.sh": "curl localhost:23532\n"}),
        ("Compose: bound to 127.0.0.1", {"run.sh": "curl http://build.example:15432\n"}),
        ("Compose: bound to 127.0.0.1", {"run.sh": "curl http://host.docker.internal:15432\n"}),
        (
            "Compose: host.docker.internal that is told",
            {"compose.yaml": COMPOSE.replace("15432:", "127.0.0.1:15432:")},
        ),
        (
            "Compose: host.docker.internal that is told",
            {"compose.yaml": f"{COMPOSE}networks: {{default: {{internal: true}}}}\n"},
        ),
        (
            "Compose: alias in place of the service",
            {"compose.yaml": COMPOSE.replace("DATABASE_", "PUBLIC_")},
        ),
        (
            "Compose: container_name in place of the service",
            {"compose.yaml": COMPOSE.replace("the-store", "store")},
        ),
        (
            "Kubernetes: targetPort by name",
            {"shop.yaml": MANIFESTS.replace("      name: http", "")},
        ),
        ("Kubernetes: Service renamed", {"run.sh": "curl http://shop/\n"}),
        (
            "Kubernetes: Service renamed",
            {"route.yaml": "kind: HTTPRoute\nmetadata: {name: x}\nspec: {to: [{name: shop}]}\n"},
        ),
        ("Kubernetes: Service renamed", {"main.go": 'os.Getenv("SHOP_SERVICE_HOST") // shop\n'}),
    ],
)
def test_an_edit_that_may_break_something_is_not_made(kind: str, files: Mapping[str, str]) -> None:
    assert kind in kinds(FILES)
    assert kind not in kinds({**FILES, **files})


def test_another_project_and_a_page_for_people_do_not_stand_against_a_name() -> None:
    other = {"other/compose.yaml": COMPOSE, "README.md": "Its store is the shop.\n"}
    assert {"Compose: service renamed", "Kubernetes: Service renamed"} <= kinds(FILES | other)
