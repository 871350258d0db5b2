"""The faults that recall is measured with are what they say, by files made for them."""

import pytest
import yaml

from tests.faults.fault import Fault, identified
from tests.faults.kinds.every import every

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
    labels:
      traefik.http.services.api.loadbalancer.server.port: "3000"
    healthcheck:
      test: curl http://localhost:3000/
  database:
    image: postgres:16
    ports: ["15432:5432"]
  odd:
    image: registry.example/odd
    environment:
      API: api:3000
  front:
    image: nginx:1
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]
  watcher:
    image: prom/prometheus
    volumes: ["./prometheus.yml:/etc/prometheus/prometheus.yml"]
"""
MANIFESTS = """\
apiVersion: v1
kind: Service
metadata: {name: shop, namespace: market}
spec:
  selector: {app: shop}
  ports:
    - port: 80
      targetPort: 6379
    - port: 8443
      targetPort: http
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: market}
spec:
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: shop
          image: redis:7
          env:
            - name: OWN_URL
              value: http://shop.market:80/
          ports:
            - containerPort: 6379
              name: http
          readinessProbe:
            tcpSocket: {port: 6379}
          livenessProbe:
            tcpSocket: {port: http}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: shop, port: {number: 80}}}
"""
FILES = {
    "compose.yaml": COMPOSE,
    "nginx.conf": "server {\n  location / {\n    proxy_pass http://api:3000;\n  }\n}\n",
    "prometheus.yml": "scrape_configs:\n- static_configs:\n  - targets: ['database:5432']\n",
    "shop.yaml": MANIFESTS,
}
FAULTS = dict(identified("example/town", every(FILES)))


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("Compose: published port", "DATABASE_URL: postgres://database:15432/app"),
        ("Compose: localhost for the service", "DATABASE_URL: postgres://localhost:5432/app"),
        ("Compose: port one off", "DATABASE_URL: postgres://database:5433/app"),
        ("Compose: port off by 1000", "DATABASE_URL: postgres://database:6432/app"),
        ("Compose: misspelt service", "DATABASE_URL: postgres://databasee:5432/app"),
        ("Compose: host.docker.internal untold", "API: host.docker.internal:8000"),
        ("Compose: service renamed", "database-v2:"),
        ("Compose: caller out of the network", "networks: [set-apart]"),
        ("Compose: callee out of the network", "networks: [set-apart]"),
        ("Compose: network_mode: host", "network_mode: host"),
        ("Compose: container port moved in ports", 'ports: ["15432:5433"]'),
        ("Compose: health check: published port", "test: curl http://localhost:8000/"),
        ("Compose: health check: port one off", "test: curl http://localhost:3001/"),
        ("Compose: loopback bind", "command: postgres -c listen_addresses=127.0.0.1"),
        ("Compose: browser: service's name", "VITE_API_URL: http://api:3000"),
        ("Compose: extra_hosts removed", 'x-extra_hosts: ["host.docker.internal:host-gateway"]'),
        ("Traefik: published port", 'traefik.http.services.api.loadbalancer.server.port: "8000"'),
        ("Traefik: port one off", 'traefik.http.services.api.loadbalancer.server.port: "3001"'),
        ("nginx: published port", "proxy_pass http://api:8000;"),
        ("nginx: localhost", "proxy_pass http://localhost:3000;"),
        ("nginx: port one off", "proxy_pass http://api:3001;"),
        ("nginx: misspelt service", "proxy_pass http://aip:3000;"),
        ("Prometheus: port one off", "- targets: ['database:5433']"),
        ("Kubernetes: targetPort moved", "targetPort: 6380"),
        ("Kubernetes: targetPort renamed", "targetPort: httpx"),
        ("Kubernetes: Service port moved", "- port: 81"),
        ("Kubernetes: selector matches no pod", "selector: {app: shpo}"),
        ("Kubernetes: probe port moved", "tcpSocket: {port: 6380}"),
        ("Kubernetes: probe port renamed", "tcpSocket: {port: httpx}"),
        ("Kubernetes: container port renamed", "name: httpx"),
        (
            "Kubernetes: Ingress port changed",
            "backend: {service: {name: shop, port: {number: 81}}}",
        ),
        ("Kubernetes: address with a wrong port", "value: http://shop.market:81/"),
        ("Kubernetes: address of a misspelt Service", "value: http://shpo.market:80/"),
        ("Kubernetes: address in a wrong namespace", "value: http://shop.markte:80/"),
    ],
)
def test_each_kind_writes_what_it_says(kind: str, line: str) -> None:
    made = [one for one in FAULTS.values() if one.kind == kind]
    texts = [text for one in made for text in one.written.values()]
    assert any(line in map(str.strip, text.splitlines()) for text in texts), texts


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_in_a_file_that_can_be_read(fault: Fault) -> None:
    ((path, text),) = fault.written.items()
    assert text != FILES[path]
    if path.endswith("ml"):
        assert all(yaml.safe_load_all(text))
    for place, line in fault.places:
        assert 1 <= line <= fault.written.get(place, FILES[place]).count("\n")


def test_a_name_stays_the_same_whatever_else_is_broken() -> None:
    fewer = dict(identified("example/town", every({"compose.yaml": COMPOSE})))
    assert len(FAULTS) > len(fewer)
    assert fewer.keys() <= FAULTS.keys()
