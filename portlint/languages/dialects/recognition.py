"""Which dialect a document is, by its shape."""

from collections.abc import Callable, Iterator

from portlint.core import Fact
from portlint.languages.dialects import compose, kubernetes
from portlint.syntax import Source
from portlint.syntax.documents import Mapping, Node, Sequence
from portlint.syntax.settings import Reading, Trail, read_node

Read = Callable[[Reading, Mapping], Iterator[Fact]]

READERS: dict[str, tuple[Callable[[Node], bool], Read]] = {
    "compose": (compose.recognise, compose.read),
    "kubernetes": (kubernetes.recognise, kubernetes.read),
}
"""Dialects that read in their own way; all others are told apart only by name."""


def dialect(root: Node, path: str) -> str:
    """Return the name of a document's dialect, `yaml` where it has none."""
    for name, (recognise, _) in READERS.items():
        if recognise(root):
            return name
    if isinstance(root, Sequence):
        return "ansible" if _is_playbook(root) else "yaml"
    keys = root.keys() if isinstance(root, Mapping) else frozenset()
    for name, telling in TELLING.items():
        if any(required <= keys for required in telling):
            return name
    if path.rsplit("/", 1)[-1].startswith("values") or "/charts/" in path:
        return "helm-values"
    if any(part in path for part in ("group_vars/", "host_vars/", "roles/")):
        return "ansible"
    return "yaml"


DEPLOYING = frozenset(("compose", "github-actions", "prometheus"))
"""Dialects all of whose documents are put together to a deployment."""

SATELLITES = {
    "grafana": frozenset(("datasources",)),
    "collector": frozenset(("service", "exporters")),
    "alertmanager": frozenset(("route", "receivers")),
    "traefik": frozenset(("http",)),
}
"""The top-level keys of configurations that say where their program calls."""

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml")


PATCH = "patch"
OPERATION = frozenset(("op", "path"))


def deployment(root: Node, path: str) -> str:
    """Return the dialect of a document that is put together with others, empty for any other."""
    if not isinstance(root, Mapping):
        return PATCH if _operates(root) else ""
    if path.rsplit("/", 1)[-1] in KUSTOMIZATIONS:
        return "kustomize"
    if root.text("apiVersion").startswith("skaffold/"):
        return "skaffold"
    name = dialect(root, path)
    if name == "kubernetes":
        return name if kubernetes.deploys(root) else ""
    if name in DEPLOYING:
        return name
    return next((name for name, keys in SATELLITES.items() if keys <= root.keys()), "")


def _operates(root: Node) -> bool:
    """Tell whether a document is a list of operations on another (RFC 6902)."""
    items = root.items if isinstance(root, Sequence) else ()
    held = [one for one in items if isinstance(one, Mapping) and one.keys() >= OPERATION]
    return bool(items) and len(held) == len(items)


TELLING = {
    "github-actions": (
        frozenset(("jobs", "on")),
        frozenset(("runs", "inputs")),
        frozenset(("runs", "name")),
    ),
    "gitlab-ci": (
        frozenset(("stages", "image")),
        frozenset(("stages", "before_script")),
        frozenset(("stages", "variables")),
    ),
    "prometheus": (
        frozenset(("scrape_configs",)),
        frozenset(("scrape_config_files",)),
        frozenset(("rule_files", "alerting")),
    ),
    "openapi": (
        frozenset(("openapi", "info")),
        frozenset(("swagger", "info")),
        frozenset(("asyncapi", "info")),
    ),
}
"""For each dialect the sets of top-level keys, any of which tells."""


def read_document(source: Source, root: Node | None, otherwise: str = "yaml") -> Iterator[Fact]:
    """Yield every port of a document, read as its dialect; `otherwise` names one that has none."""
    found = dialect(root, source.path) if root is not None else otherwise
    name = otherwise if found == "yaml" else found
    reading = Reading(source, name)
    if name in READERS and isinstance(root, Mapping):
        yield from READERS[name][1](reading, root)
    else:
        yield from read_node(reading, root, Trail())


def _is_playbook(root: Sequence) -> bool:
    return any(
        isinstance(item, Mapping) and item.keys() & {"hosts", "tasks", "roles"}
        for item in root.items
    )
