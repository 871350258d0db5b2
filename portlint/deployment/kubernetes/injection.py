"""Containers that something else adds to a pod: whose listeners are documented, and others."""

from collections.abc import Iterable

from portlint.core import Text, Value

INJECTED = ("inject", "sidecar", "dapr.io/")
"""Words of annotations and labels by which something adds containers to a pod."""

DOCUMENTED = (
    "sidecar.istio.io/",
    "traffic.sidecar.istio.io/",
    "linkerd.io/",
    "config.linkerd.io/",
    "dapr.io/",
    "vault.hashicorp.com/",
)
"""Beginnings of those whose sidecars listen where their pages say, or nowhere."""

OFF = frozenset(("false", "disabled", "no"))

ALWAYS = frozenset(
    map(
        int,
        "3500 4143 4190 4191 15000 15001 15004 15006 15008 15009 15020 15021 15053 15090 15443 "
        "20200 50001 50002".split(),
    )
)
"""Ports of sidecars that meshes and Dapr put into pods without a word in the manifest.

https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio
https://docs.dapr.io/reference/arguments-annotations-overview/
"""

OF_DAPR = frozenset((7777, 9090))
"""Ports of Dapr's profiles and metrics, which are many others' as well."""

Pairs = Iterable[tuple[Text, Value]]


def injected(marks: Pairs) -> bool:
    """Tell whether something adds containers of which nobody knows where they listen."""
    return any(
        any(word in key.value for word in INJECTED)
        and not key.value.startswith(DOCUMENTED)
        and not (isinstance(value, Text) and value.value.lower() in OFF)
        for key, value in marks
    )


def beside(marks: Pairs) -> frozenset[int]:
    """Return where the containers listen that meshes add to a pod."""
    dapr = any(key.value.startswith("dapr.io/") for key, _ in marks)
    return ALWAYS | OF_DAPR if dapr else ALWAYS
