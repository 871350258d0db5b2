"""What is decided of faults in manifests: by patches that are read, and by variants of a file."""

import pytest

from tests.test_fault_decisions_beside import SHOP, reasons

PATCHED = "Kubernetes: Service port moved"
MAY = "a patch may change it"
MERGE = """\
resources: [shop.yaml]
patches:
- patch: |-
    kind: Deployment
    metadata: {name: shop-pods}
    spec: {template: {spec: {containers: [%s]}}}
"""
STEPS = """\
resources: [shop.yaml]
patches:
- target: {kind: %s, name: %s}
  patch: |-
    %s
"""
NAMED = SHOP.replace("image: redis:7", "image: redis:7\n          name: shop")


@pytest.mark.parametrize(
    ("patch", "reason"),
    [
        (MERGE % "{name: shop, resources: {}}", ""),
        (MERGE % "{name: shop, env: [{name: TRACE, value: 'on'}]}", ""),
        (MERGE % "{name: shop, env: [{name: SHOP, value: 'shop:81'}]}", MAY),
        (MERGE % "{name: shop, env: [{name: HTTP_PORT, value: '81'}]}", MAY),
        (MERGE % "{name: shop, args: [-p, '81']}", MAY),
        (MERGE % "{name: other, image: nginx}", MAY),
        (
            STEPS % ("Deployment", "shop-pods", "- {op: replace, path: /spec/replicas, value: 2}"),
            "",
        ),
        (
            STEPS
            % ("Deployment", "shop-pods", "- {op: replace, path: /spec/template, value: {}}"),
            MAY,
        ),
        (STEPS % ("Service", "shop", "- {op: replace, path: /spec/ports/0/port, value: 81}"), MAY),
        (STEPS % ("Service", "other", "- {op: replace, path: /spec/ports/0/port, value: 81}"), ""),
        ("resources: [shop.yaml]\npatches: [{path: gone.yaml}]\n", MAY),
        ("resources: [shop.yaml]\npatches: [{path: scale.yaml}]\n", ""),
        ("resources: [shop.yaml]\nreplacements: [{path: other.yaml}]\n", MAY),
    ],
)
def test_a_patch_is_read(patch: str, reason: str) -> None:
    scale = "kind: Deployment\nmetadata: {name: shop-pods}\nspec: {replicas: 2}\n"
    files = {"shop.yaml": NAMED, "scale.yaml": scale, "kustomization.yaml": patch}
    assert reasons(files, PATCHED) == {reason}


def test_what_an_overlay_patches_runs_as_written_in_another() -> None:
    patch = STEPS % ("Service", "shop", "- {op: replace, path: /spec/ports/0/port, value: 81}")
    base = {"a/shop.yaml": NAMED, "a/kustomization.yaml": "resources: [shop.yaml]\n"}
    over = base | {"b/kustomization.yaml": patch.replace("shop.yaml", "../a")}
    assert reasons(base, PATCHED) == {""}
    assert reasons(over, PATCHED) == {MAY}
    plain = over | {"c/kustomization.yaml": "resources: [../a]\n"}
    assert reasons(plain, PATCHED) == {""}


def test_a_service_is_called_by_its_own_file_and_not_by_a_variant() -> None:
    quiet = SHOP.replace("shop:80", "other:80").replace("shop.market:80", "other:80")
    assert len(reasons({"one.yaml": SHOP}, PATCHED)) == 1
    assert not reasons({"one.yaml": quiet, "two.yaml": quiet}, PATCHED)
    both = {"one.yaml": SHOP, "two.yaml": quiet}
    assert reasons(both, PATCHED) == {""}


def test_a_port_that_another_protocol_has_as_well_is_left_alone() -> None:
    both = SHOP.replace("    - port: 90\n", "    - port: 80\n      protocol: UDP\n")
    assert not reasons({"shop.yaml": both}, PATCHED)


def test_a_number_of_a_documented_sidecar_is_undecided() -> None:
    near = SHOP.replace("redis:7", "louislam/uptime-kuma:1").replace(
        "image", "env: [{name: UPTIME_KUMA_PORT, value: '15019'}]\n          image"
    )
    (said,) = reasons({"shop.yaml": near.replace("6379", "15019")}, "Kubernetes: targetPort moved")
    assert said == "a sidecar may be injected that listens there"
    assert not reasons(
        {"shop.yaml": SHOP.replace("port: 80\n", "port: 80\n      protocol: UDP\n")},
        "Kubernetes: targetPort moved",
    )


def test_a_configmap_is_read_by_a_pod() -> None:
    config = "\n---\nkind: ConfigMap\nmetadata: {name: told}\ndata: {API: 'shop:80'}\n"
    kind = "Kubernetes: address of a misspelt Service"
    assert reasons({"shop.yaml": SHOP + config}, kind) == {"", "no pod is seen to read it"}
    for reading in (
        "envFrom: [{configMapRef: {name: told}}]",
        "env: [{name: A, valueFrom: {configMapKeyRef: {name: told, key: API}}}]",
    ):
        read = SHOP.replace("image: redis:7", f"image: redis:7\n          {reading}") + config
        assert reasons({"shop.yaml": read}, kind) == {""}


def test_a_name_that_other_pods_have_as_well_keeps_a_service_alive() -> None:
    pod = SHOP.partition("---\n")[2].replace("shop-pods", "more-pods")
    kind = "Kubernetes: container port renamed"
    assert reasons({"shop.yaml": SHOP}, kind) == {""}
    assert not reasons({"shop.yaml": f"{SHOP}---\n{pod}"}, kind)
