"""What is decided of images that are named in one file and built by another of the repository."""

from collections.abc import Mapping

import pytest

from tests.faults.kinds.every import every

POD = """\
apiVersion: v1
kind: Service
metadata: {name: cart}
spec:
  selector: {app: cart}
  ports:
    - port: 80
      targetPort: 8000
---
apiVersion: v1
kind: Pod
metadata: {name: cart, labels: {app: cart}}
spec:
  containers:
    - image: ghcr.io/shop/cart:1.2
      ports:
        - {containerPort: 8000}
"""
DOCKERFILE = 'FROM python:3.12\nEXPOSE 8000\nCMD ["./run.sh", "--port", "8000", "cart:app"]\n'
MADE = {"k8s/cart.yaml": POD, "src/cart/Dockerfile": DOCKERFILE}
UNKNOWN = "no documentation of its image is at hand"
HIDDEN = "a variable that is set outside of the repository may move it"
SKAFFOLD = "apiVersion: skaffold/v4\nkind: Config\nbuild:\n  artifacts:\n"
BUILDING = "all:\n\tdocker build -t $(REGISTRY)/basket:$(TAG) --no-cache src/cart\n"
HERE = "docker build -t basket ."
ACTION = """\
on: push
jobs:
  push:
    steps:
      - uses: docker/build-push-action@v6
        with: {context: src/cart, tags: "ghcr.io/${{ github.actor }}/basket:latest"}
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cart}\ndata: {PORT: '8000'}\n"


def reasons(files: Mapping[str, str]) -> set[str]:
    return {one.undecided for one in every(files) if one.kind == "Kubernetes: targetPort moved"}


def with_pod(old: str, new: str) -> dict[str, str]:
    assert old in POD
    return MADE | {"k8s/cart.yaml": POD.replace(old, new)}


def told(more: str) -> dict[str, str]:
    return with_pod("cart:1.2\n", f"cart:1.2\n      {more}\n")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (MADE, ""),
        ({"k8s/cart.yaml": POD}, UNKNOWN),
        (with_pod("shop/cart", "shop/basket"), UNKNOWN),
        (MADE | {"old/cart/Dockerfile": DOCKERFILE}, UNKNOWN),
        (
            with_pod("shop/cart", "shop/mongo") | {"mongo/Dockerfile": DOCKERFILE},
            UNKNOWN,
        ),
        (
            MADE | {"src/cart/Dockerfile": DOCKERFILE.replace("8000", "9000")},
            "`ports` or `expose`",
        ),
        (
            with_pod("shop/cart", "shop/basket")
            | {"skaffold.yaml": f"{SKAFFOLD}    - {{image: basket, context: src/cart}}\n"},
            "",
        ),
        (with_pod("shop/cart", "shop/basket") | {"Makefile": BUILDING}, ""),
        (with_pod("shop/cart", "shop/basket") | {"src/cart/README.md": f"`{HERE}`"}, ""),
        (with_pod("shop/cart", "shop/basket") | {"b.sh": f"cd src/cart\n{HERE}\n"}, ""),
        (with_pod("shop/cart", "shop/basket") | {"b.sh": f"cd src/web\n{HERE}\n"}, UNKNOWN),
        (
            with_pod("shop/cart", "shop/basket")
            | {"Makefile": BUILDING, "x/Dockerfile": DOCKERFILE, "b.sh": f"cd x\n{HERE}\n"},
            UNKNOWN,
        ),
        (with_pod("shop/cart", "shop/basket") | {".github/workflows/a.yml": ACTION}, ""),
        (
            MADE | {"skaffold.yaml": f"{SKAFFOLD}    - {{image: cart, ko: {{}}}}\n"},
            UNKNOWN,
        ),
        (
            with_pod("shop/cart", "shop/basket")
            | {"compose.yaml": "services:\n  cart:\n    image: basket\n    build: src/cart\n"},
            "",
        ),
        (
            with_pod("shop/cart:1.2", "shop/the-cart")
            | {"x.yaml": "image: ghcr.io/shop/the-web", "src/web/Dockerfile": "FROM nginx\n"},
            "",
        ),
        (with_pod("shop/cart:1.2", "shop/the-cart"), UNKNOWN),
        (
            with_pod("shop/cart:1.2", "shop/the-redis")
            | {"x.yaml": "image: ghcr.io/shop/the-cart", "redis/Dockerfile": DOCKERFILE},
            UNKNOWN,
        ),
        (told("env: [{name: PORT, value: '8000'}]"), ""),
        (told("env: [{name: PORT, value: '9000'}]"), "one of its variables names another port"),
        (
            told("env: [{name: PORT, valueFrom: {secretKeyRef: {name: x, key: y}}}]"),
            "one of its variables names another port",
        ),
        (told("envFrom: [{configMapRef: {name: cart}}]"), HIDDEN),
        (told("envFrom: [{configMapRef: {name: cart}}]") | {"k8s/config.yaml": CONFIG}, ""),
        (
            told("envFrom: [{configMapRef: {name: cart}}]")
            | {"k8s/config.yaml": CONFIG.replace("8000", "9000")},
            "one of its variables names another port",
        ),
        (
            told(
                "env: [{name: PORT, valueFrom: {configMapKeyRef: {name: cart, key: PORT}}}]"
            )
            | {"k8s/config.yaml": CONFIG},
            "",
        ),
        (told("args: [./run.sh, cart:app]"), "nothing but EXPOSE says"),
        (told("volumeMounts: [{name: x, mountPath: /etc/cart}]"), "a mounted configuration may"),
        (MADE | {"src/cart/cart.py": "metrics(8001)\n"}, "something of the service names"),
    ],
)  # fmt: skip
def test_a_pod_is_known_by_what_makes_its_image_here(
    files: Mapping[str, str], reason: str
) -> None:
    (found,) = reasons(files)
    assert found.startswith(reason or "\n") or not (found or reason)


def test_a_service_is_known_by_what_makes_its_image_here() -> None:
    compose = """\
services:
  web:
    image: registry.example/web
    environment:
      CART: cart:8000
  cart:
    image: ghcr.io/shop/cart
"""
    files = {"deploy/compose.yaml": compose, "src/cart/Dockerfile": DOCKERFILE}
    found = {one.undecided for one in every(files) if one.kind == "Compose: port one off"}
    assert found == {""}
