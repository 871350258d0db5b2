"""Files that another one takes in: what Prometheus lists under `scrape_config_files`.

https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath

from portlint.core import Document, Text


def patterns(documents: Iterable[Document]) -> Mapping[str, tuple[str, ...]]:
    """Return the patterns of files that each file takes in, as they are written there."""
    return {
        document.location.path: tuple(one.value for one in listed if isinstance(one, Text))
        for document in documents
        if (listed := document.root.items("scrape_config_files"))
    }


def takes_in(holder: str, pattern: str, target: str) -> bool:
    """Tell whether a container's file that takes in a pattern, `./stack/*.yml`, has another."""
    whole = normpath(join(dirname(holder), pattern))
    return dirname(whole) == dirname(target) and fnmatchcase(target, whole)
