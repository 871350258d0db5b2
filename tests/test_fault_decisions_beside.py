"""What is decided of faults in files of proxies and scrapers, labels and Kubernetes manifests."""

from collections.abc import Mapping

import pytest

from tests.faults.kinds.every import every

COMPOSE = """\
services:
  watcher:
    image: prom/prometheus
    volumes: ["./prometheus.yml:/etc/prometheus/prometheus.yml"]
  store:
    image: oliver006/redis_exporter
    ports: ["19121:9121"]
"""
TARGETS = "scrape_configs:\n- job_name: store\n  static_configs:\n  - targets: ['store:9121']\n"
STACK = {"compose.yaml": COMPOSE, "prometheus.yml": TARGETS}
LABELLED = """\
services:
  proxy:
    image: traefik
  store:
    image: redis:7
    ports: ["16379:6379"]
    labels: ["traefik.http.services.store.loadbalancer.server.port=6379"]
"""
SHOP = """\
apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector: {app: shop}
  ports:
    - port: 80
      targetPort: 6379
    - port: 90
      targetPort: own
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop-pods}
spec:
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - image: redis:7
          env:
            - {name: SHOP, value: "shop:80"}
            - {name: MARKET, value: "shop.market:80"}
          ports:
            - {containerPort: 6379, name: own}
"""


def reasons(files: Mapping[str, str], kind: str) -> set[str]:
    return {one.undecided for one in every(files) if one.kind == kind}


def with_compose(old: str, new: str) -> dict[str, str]:
    assert old in COMPOSE
    return STACK | {"compose.yaml": COMPOSE.replace(old, new)}


@pytest.mark.parametrize(
    "kind", ["published port", "localhost", "port one off", "misspelt service"]
)
def test_an_address_is_decided_where_a_service_reads_the_file(kind: str) -> None:
    assert reasons(STACK, f"Prometheus: {kind}") == {""}
    alone = with_compose("./prometheus.yml:", "./other.yml:")
    assert reasons(alone, f"Prometheus: {kind}") == {"no service has the file"}
    handed = STACK | {
        "prometheus.yml": f"{TARGETS}  relabel_configs: [{{target_label: __address__}}]"
    }
    (said,) = reasons(handed, f"Prometheus: {kind}")
    assert said == "an exporter's target, which is handed on"
    hosted = with_compose("prom/prometheus", "prom/prometheus\n    network_mode: host")
    assert reasons(hosted, f"Prometheus: {kind}") == {"its reader has no network of its own"}


def test_a_folder_is_read_by_the_program_that_it_is_made_for() -> None:
    folder = with_compose("./prometheus.yml:/etc/prometheus/prometheus.yml", ".:/etc/prometheus")
    assert reasons(folder, "Prometheus: misspelt service") == {""}
    other = {
        "compose.yaml": folder["compose.yaml"].replace("prom/prometheus", "registry.example/x")
    }
    (said,) = reasons(STACK | other, "Prometheus: misspelt service")
    assert said == "a folder is mounted, and nothing says which file is read"


@pytest.mark.parametrize(
    ("kind", "files", "reason"),
    [
        ("misspelt service", with_compose("services:", "include: [x]\nservices:"), "an included"),
        (
            "misspelt service",
            STACK | {"compose.yaml": f"{COMPOSE}networks: {{default: {{external: true}}}}\n"},
            "an external network",
        ),
        (
            "localhost",
            with_compose("image: prom/prometheus", "image: registry.example/x"),
            "the reader's image may run more than one program",
        ),
        (
            "localhost",
            with_compose("prom/prometheus", "prom/prometheus\n    expose: [9121]"),
            "the reader listens there itself",
        ),
        (
            "port one off",
            with_compose("oliver006/redis_exporter", "registry.example/x"),
            "no documentation of its image",
        ),
        (
            "published port",
            with_compose("redis_exporter", "redis_exporter\n    expose: [19121]"),
            "something of the service names that number",
        ),
    ],
)
def test_an_address_fails_unless_a_reason_stands_against_it(
    kind: str, files: Mapping[str, str], reason: str
) -> None:
    (said,) = reasons(files, f"Prometheus: {kind}")
    assert reason in said
    assert said


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("set $up store:9121; proxy_pass http://$up;", ""),
        ("set $up store:9121; set $whole http://$up; proxy_pass $whole;", ""),
        (
            "set $up store:9121; proxy_set_header Host $up;",
            "a variable that nothing is sent on by",
        ),
    ],
)
def test_a_variable_of_nginx_is_an_address_where_something_is_sent_on_by_it(
    lines: str, reason: str
) -> None:
    proxy = COMPOSE.replace("prom/prometheus", "nginx:1.27").replace("prometheus", "conf.d/a")
    told = lines.replace("; ", ";\n")
    text = f"server {{\n{told}\nlocation / {{ proxy_pass http://other; }}\n}}\n"
    files = {"compose.yaml": proxy.replace(".yml", ".conf"), "conf.d/a.conf": text}
    assert reasons(files, "nginx: misspelt service") == {reason}


def test_a_mapping_is_that_of_a_service_of_the_same_file() -> None:
    apart = {
        "compose.yaml": COMPOSE.partition("  store:")[0],
        "compose.b.yaml": "services:\n  store:" + COMPOSE.partition("  store:")[2],
    }
    said = reasons(STACK | apart, "Prometheus: published port")
    assert said == {"the other end is in another file"}


def test_a_proxy_that_hears_a_number_itself_may_call_it() -> None:
    conf = "server { listen 9121;\n location / { proxy_pass http://store:9121; }\n}\n"
    files = {
        "compose.yaml": COMPOSE.replace("prom/prometheus", "nginx").replace(
            "prometheus.yml", "n.conf"
        ),
        "n.conf": conf,
    }
    assert reasons(files, "nginx: localhost") == {"the reader listens there itself"}
    files["n.conf"] = conf.replace("listen 9121", "listen 80")
    assert reasons(files, "nginx: localhost") == {""}


def test_a_label_is_read_by_a_traefik_beside_it() -> None:
    for kind in ("published port", "port one off"):
        assert reasons({"compose.yaml": LABELLED}, f"Traefik: {kind}") == {""}
        alone = {"compose.yaml": LABELLED.replace("image: traefik", "image: nginx")}
        assert reasons(alone, f"Traefik: {kind}") == {"no Traefik runs beside it"}
    unknown = {"compose.yaml": LABELLED.replace("redis:7", "registry.example/x")}
    assert reasons(unknown, "Traefik: port one off") == {
        "no documentation of its image is at hand"
    }


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("redis:7", "redis:7", ""),
        ("redis:7", "registry.example/x", "no documentation of its image"),
        ("redis:7", "redis:7\n          args: [--port, $(PORT)]", "what moves its port"),
        ("redis:7", "redis:7\n          command: [serve]", "starts something else"),
        (
            "redis:7",
            "redis:7\n          envFrom: [{configMapRef: {name: x}}]",
            "a variable that is set outside",
        ),
        (
            "redis:7",
            "redis:7\n          volumeMounts: [{name: x, mountPath: /etc/redis}]",
            "a mounted configuration",
        ),
        (
            "own}",
            "own}\n        - image: registry.example/sidecar",
            "no documentation of its image",
        ),
        (
            "labels: {app: shop}",
            "labels: {app: shop, sidecar-inject: yes}",
            "a sidecar is injected",
        ),
        ("labels: {app: shop}", "labels: {app: shop, sidecar.istio.io/inject: on}", ""),
        ("labels: {app: shop}", "labels: {app: shop, sidecar-inject: disabled}", ""),
        (
            "redis:7",
            "redis:7\n          env: [{name: ZONE, value: '${ZONE}'}]",
            "",
        ),
        ("targetPort: 6379", "targetPort: 6400", "does not have the port that is asked"),
        ("own}", "own}\n            - {containerPort: 6380}", "something of the pod names"),
        ("      containers", "      hostNetwork: true\n      containers", "the machine's network"),
    ],
)
def test_a_number_of_a_pod_is_decided_by_its_images(old: str, new: str, reason: str) -> None:
    assert old in SHOP
    said = reasons({"shop.yaml": SHOP.replace(old, new)}, "Kubernetes: targetPort moved")
    assert len(said) == 1
    assert any(reason in one and bool(one) == bool(reason) for one in said), said


@pytest.mark.parametrize(
    "kind",
    [
        "targetPort renamed",
        "selector matches no pod",
        "container port renamed",
        "Service port moved",
        "address with a wrong port",
        "address of a misspelt Service",
    ],
)
def test_a_name_is_decided_unless_a_patch_may_change_it(kind: str) -> None:
    assert reasons({"shop.yaml": SHOP}, f"Kubernetes: {kind}") == {""}
    patch = {
        "kustomization.yaml": "resources: [shop.yaml]\npatches:\n- target: {name: shop-pods}\n"
    }
    patched = {"shop.yaml": SHOP, **patch}
    assert reasons(patched, f"Kubernetes: {kind}") == {"a patch may change it"}


def test_a_pod_may_listen_on_the_next_number_as_well() -> None:
    shop = SHOP.replace("redis:7", "typesense/typesense").replace("6379", "8107")
    files = {"shop.yaml": shop}
    assert reasons(files, "Kubernetes: targetPort moved") == {"it listens there as well"}


def test_what_sets_the_variables_of_a_pod_may_stand_beside_it() -> None:
    told = SHOP.replace("redis:7", "redis:7\n          envFrom: [{configMapRef: {name: told}}]")
    held = "\n---\nkind: ConfigMap\nmetadata: {name: told}\ndata: {COLOUR: blue}\n"
    assert reasons({"shop.yaml": told + held}, "Kubernetes: targetPort moved") == {""}
    moved = {"shop.yaml": told + held.replace("COLOUR", "REDIS_ARGS")}
    (said,) = reasons(moved, "Kubernetes: targetPort moved")
    assert said == "a variable that is set outside of the repository may move it"


def test_a_template_is_filled_in_before() -> None:
    files = {"shop.yaml": SHOP.replace("port: 80\n", "port: ${PORT:-80}\n")}
    kind = "Kubernetes: selector matches no pod"
    assert reasons(files, kind) == {"a template, which something fills in before"}


def test_a_headless_service_has_the_ports_of_its_pods() -> None:
    files = {
        "shop.yaml": SHOP.replace("spec:\n  selector", "spec:\n  clusterIP: None\n  selector")
    }
    kind = "Kubernetes: address with a wrong port"
    assert reasons(files, kind) == {"what is known of it does not have the port that is asked"}
    asked = {"shop.yaml": files["shop.yaml"].replace("port: 80", "port: 6379")}
    asked["shop.yaml"] = asked["shop.yaml"].replace(":80", ":6379")
    assert reasons(asked, kind) == {""}
    assert reasons(files, "Kubernetes: targetPort moved") == {"a headless Service"}
    assert not reasons(files, "Kubernetes: Service port moved")
    assert not reasons(files, "Kubernetes: container port renamed")


def test_an_address_that_a_peer_reads_is_not_decided() -> None:
    files = {"shop.yaml": SHOP.replace("{name: SHOP,", "{name: ADVERTISED_SHOP,")}
    kind = "Kubernetes: address of a misspelt Service"
    assert reasons(files, kind) == {"", "a browser or a peer may read it"}


def test_a_namespace_is_decided_where_it_is_written() -> None:
    kind = "Kubernetes: address in a wrong namespace"
    assert reasons({"shop.yaml": SHOP}, kind) == {"its namespace is not written"}
    files = {"shop.yaml": SHOP.replace("{name: shop}", "{name: shop, namespace: market}")}
    assert reasons(files, kind) == {""}


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ('CMD ["nginx", "-g", "daemon off;"]', ""),
        ('ENTRYPOINT ["nginx", "-c", "/etc/nginx/nginx.conf"]', ""),
        ('CMD ["sh", "-c", "node server.js & nginx"]', "may run more than one program"),
        ('CMD ["supervisord"]', "may run more than one program"),
    ],
)
def test_a_build_whose_command_is_a_proxy_alone_runs_nothing_else(
    command: str, reason: str
) -> None:
    files = {
        "compose.yaml": "services:\n  web:\n    build: web\n  api:\n    image: redis:7\n",
        "web/Dockerfile": f"FROM nginx:1.27\nCOPY n.conf /etc/nginx/nginx.conf\n{command}\n",
        "web/n.conf": "server {\n listen 80;\n location / { proxy_pass http://api:6379; }\n}\n",
    }
    (said,) = reasons(files, "nginx: localhost")
    assert bool(said) == bool(reason)
    assert reason in said


def test_who_has_the_whole_repository_is_no_reader_of_a_scraper_s_file() -> None:
    more = "  tools:\n    image: registry.example/tools\n    volumes: ['.:/work']\n"
    assert reasons(STACK | {"compose.yaml": COMPOSE + more}, "Prometheus: localhost") == {""}
