"""Manifests as facts, and joined: which are kept, that it stays fast, that no shape breaks it."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portlint.core import Document, Facts, Project, Rule
from portlint.core.location import Location
from portlint.core.tree import Items, Map, Text, Value
from portlint.deployment.kubernetes import cluster
from portlint.engine.codec import decode, encode
from portlint.plugins import load
from tests.effort import assert_linear
from tests.system import facts_of, findings_of

PLUGINS = load(installed=False)
RULES = [rule for rule in PLUGINS.rules.values() if rule.code.startswith(("PRT4", "PRT6"))]
POD = "spec: {containers: [{name: a, image: a, ports: [{name: web, containerPort: 80}]}]}"
HERE = Location("a/x.yaml")


def documents(text: str, path: str = "a.yaml") -> list[Document]:
    return [one for one in facts_of({path: text}, PLUGINS) if isinstance(one, Document)]


def test_every_object_of_a_file_is_kept() -> None:
    one = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: %s}}\n{POD}\n"
    found = documents("---\n".join(one % name for name in "abc"))
    assert [each.root.text("metadata", "name") for each in found] == ["a", "b", "c"]
    assert decode(encode(found), "a.yaml") == found


@pytest.mark.parametrize("kind", ["List", "PodList"])
def test_a_list_is_read(kind: str) -> None:
    item = "{apiVersion: v1, kind: Pod, metadata: {name: %s}, " + POD + "}"
    text = f"apiVersion: v1\nkind: {kind}\nitems:\n  - {item % 'a'}\n  - {item % 'b'}\n  - 5\n"
    found = cluster(Facts(documents(text)))
    assert [one.object.name for one in found.workloads] == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {port: 80}\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  board.json: '" + "8080 " * 20_000 + "'\n",
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Node, port: 8080}\n",
        "apiVersion: v1\nkind: Service\nspec:\n{{ toYaml .Values.spec }}\n",
    ],
)
def test_what_is_of_no_use_is_not_kept(text: str) -> None:
    assert documents(text) == []


def test_a_kustomization_is_known_by_its_name() -> None:
    found = documents("resources: [a.yaml]\n", "x/kustomization.yml")
    assert [one.dialect for one in found] == ["kustomize"]


def service(number: int, name: str = "web") -> str:
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: s{number}}}\nspec:\n"
        f"  selector: {{app: a{number}, part-of: shop}}\n"
        f"  ports: [{{port: 80, targetPort: {name}}}]\n"
    )


def deployment(number: int) -> str:
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d{number}}}\nspec:\n"
        f"  template:\n    metadata: {{labels: {{app: a{number}, part-of: shop}}}}\n    {POD}\n"
    )


def judged(text: str) -> Callable[[], object]:
    """Return the work of judging a file, which finds nothing in it."""
    facts = Facts(facts_of({"all.yaml": text}, PLUGINS))

    def work() -> None:
        assert [hit for rule in RULES for hit in rule.findings(Project(facts))] == []

    return work


def test_joining_services_is_linear() -> None:
    def shop(size: int) -> Callable[[], object]:
        return judged("---\n".join(e for n in range(size) for e in (service(n), deployment(n))))

    assert_linear(shop, 500)


def test_one_label_on_everything_is_linear_and_silent() -> None:
    def alike(size: int) -> Callable[[], object]:
        pairs = ((service(n, "gone"), deployment(n)) for n in range(size))
        return judged(
            "---\n".join(e.replace(f"a{n}", "x") for n, p in enumerate(pairs) for e in p)
        )

    assert_linear(alike, 500)


def test_one_configmap_that_all_pods_read_is_linear() -> None:
    values = "".join(f"  K{n}: http://s{n}:7070\n" for n in range(200))
    config = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata:\n{values}"
    spec = "spec: {containers: [{name: a, image: a, envFrom: [{configMapRef: {name: c}}]}]}"
    pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p%s}\n" + spec + "\n"
    assert_linear(lambda size: judged(config + "".join(pod % n for n in range(size))), 300)


def test_kustomizations_that_take_in_one_another_end() -> None:
    def circle(size: int) -> Callable[[], object]:
        files = {
            f"k{n}/kustomization.yaml": "resources: [., ../k%s, ../k0, ../all.yaml]\n"
            % ((n + 1) % size)
            for n in range(size)
        }
        files["all.yaml"] = f"{service(1)}---\n{deployment(1)}"
        facts = Facts(facts_of(files, PLUGINS))
        return lambda: len(cluster(facts).services) == 1 or pytest.fail("two of one service")

    assert_linear(circle, 300)


KEYS = (
    "apiVersion kind metadata name namespace labels annotations spec template jobTemplate "
    "containers initContainers ports containerPort protocol env value valueFrom configMapKeyRef "
    "envFrom configMapRef key args command livenessProbe httpGet tcpSocket port lifecycle preStop "
    "selector targetPort nodePort type clusterIP rules http paths backend service number "
    "serviceName servicePort backendRefs volumes configMap data items resources patches target "
    "patch path app image"
).split()
TEXTS = (
    "v1 apps/v1 networking.k8s.io/v1 Service Deployment Pod Ingress ConfigMap HTTPRoute List 80 "
    "8080 http web NodePort a ../a http://web:80 localhost:80 ${X} None"
).split()
TEXT = st.sampled_from([*TEXTS, ""]).map(lambda text: Text(HERE, text))


def tree(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    pair = st.tuples(st.sampled_from(KEYS).map(lambda text: Text(HERE, text)), inner)
    maps = st.lists(pair, max_size=6).map(lambda pairs: Map(HERE, tuple(pairs)))
    return maps | st.lists(inner, max_size=3).map(lambda items: Items(HERE, tuple(items)))


@settings(
    deadline=None, max_examples=300, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(
    kind=st.sampled_from("Service Deployment Pod Ingress ConfigMap HTTPRoute List".split()),
    shape=st.recursive(TEXT, tree, max_leaves=40),
    other=st.recursive(TEXT, tree, max_leaves=20),
)
def test_no_shape_breaks_a_rule(kind: str, shape: Value, other: Value) -> None:
    head = [("apiVersion", "v1"), ("kind", kind)]
    pairs = [(Text(HERE, key), Text(HERE, value)) for key, value in head]
    root = Map(HERE, (*pairs, (Text(HERE, "spec"), shape), (Text(HERE, "metadata"), other)))
    bare = Map(HERE, ((Text(HERE, "resources"), shape), (Text(HERE, "patches"), other)))
    facts = Facts([Document(HERE, "kubernetes", root), Document(HERE, "kustomize", bare)])
    for rule in RULES:
        list(rule.findings(Project(facts)))


def test_the_rules_say_who_is_at_the_other_end() -> None:
    text = f"{service(1, 'gone')}---\n{deployment(1)}"
    rule: Rule = PLUGINS.rules["PRT602"]
    found = findings_of({"all.yaml": text}, PLUGINS, [rule]).findings
    assert [one.port for one in found] == [80]
    assert found[0].message == (
        "the Service `s1` sends port 80 to `gone` of its pods, and their ports are called `web`: "
        "the Service has no endpoint there, connection refused"
    )
    assert [one.message for one in found[0].related] == ["Deployment selected by the Service"]
