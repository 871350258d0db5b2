"""ConfigMaps and Secrets: values that pods read."""

from portlint.core import Location, Text
from portlint.deployment.kubernetes.model import Config, Object

FIELDS = {"ConfigMap": "data", "Secret": "stringData"}


def config(found: Object) -> Config | None:
    """Return what a ConfigMap or a Secret holds in clear, None for any other object."""
    held = FIELDS.get(found.kind)
    if held is None:
        return None
    values: dict[str, tuple[str, Location]] = {
        key.value: (value.value, value.location)
        for key, value in found.root.map(held).pairs
        if isinstance(value, Text)
    }
    return Config(found, values)
