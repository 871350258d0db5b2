"""A Service whose selector is misspelt, so that it selects no pod: which label was meant."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from portlint.core import Text
from portlint.core.names import words
from portlint.deployment.kubernetes.cluster import Cluster
from portlint.deployment.kubernetes.model import Service, Workload

SHORT = 4
"""Letters of a word in which one letter may be another word: `test` and `text`."""

LEAST = 2
MOST = 100
"""Workloads with one key that are looked at; of what has more, nothing is said."""

IDLE = 2_000
"""Services without pods that are looked at; a repository with more is no one's to deploy."""

Keyed = Mapping[tuple[str, str], tuple[Workload, ...]]


@dataclass(frozen=True, slots=True)
class Misspelt:
    """The value of a selector as written, its key, and the workload whose label it means."""

    written: Text
    key: str
    meant: str
    workload: Workload


def misspelt(cluster: Cluster) -> Iterator[tuple[Service, Misspelt]]:
    """Yield every Service that selects nothing, and would but for some letters of one label.

    Its pods may be made by something that is not read: so the labels of one workload must be like
    its selector, the rest of the selector, the port or the name of the Service must be that
    workload's, and no workload of the repository may have the selector's own labels.
    """
    keyed = _keyed(cluster)
    idle = (one for one in cluster.services if cluster.selected(one) == ())
    for service in islice(idle, IDLE):
        found = next(_meant(cluster, keyed, service), None)
        if found and not any(_chosen(service, one) for one in cluster.workloads):
            yield service, found


def _keyed(cluster: Cluster) -> Keyed:
    found: dict[tuple[str, str], list[Workload]] = defaultdict(list)
    for one in cluster.workloads:
        for scope in cluster.scopes.of(one.object.path):
            for key in one.labels:
                found[scope, key].append(one)
    return {place: tuple(held) for place, held in found.items()}


def _chosen(service: Service, one: Workload) -> bool:
    return one.labels.items() >= service.selector.items()


def _meant(cluster: Cluster, keyed: Keyed, service: Service) -> Iterator[Misspelt]:
    path = service.object.path
    for key, written in service.object.root.map("spec", "selector").pairs:
        rest = {name: value for name, value in service.selector.items() if name != key.value}
        for scope in cluster.scopes.of(path):
            held = keyed.get((scope, key.value), ())
            for one in held if len(held) <= MOST and isinstance(written, Text) else ():
                meant = one.labels[key.value]
                fits = (
                    one.settled("labels")
                    and one.labels.items() >= rest.items()
                    and _agrees(service, one)
                )
                beside = one.object.beside(service.object.namespace)
                if fits and beside and isinstance(written, Text):
                    tied = _is_tied(service, meant, one)
                    if alike(written.value, meant) or (tied and slipped(written.value, meant)):
                        yield Misspelt(written, key.value, meant, one)


def _is_tied(service: Service, meant: str, one: Workload) -> bool:
    """Tell whether a Service's name has all words of a label, or of the workload in the label."""
    label, own, name = (
        {*each.split("-")} for each in (meant, one.object.name, service.object.name)
    )
    return label <= name or own <= name & label


def _agrees(service: Service, one: Workload) -> bool:
    """Tell whether something else than the label ties a workload to a Service."""
    if service.object.name in {one.object.name, *one.labels.values()} or len(service.selector) > 1:
        return True
    if service.object.name == one.object.root.text("spec", "serviceName"):
        return True
    if service.object.path == one.object.path:
        return True
    ports = [port for each in one.running for port in each.ports]
    names, numbers = {port.name for port in ports}, {port.port for port in ports}
    return any(
        port.target.number in numbers or (port.target.name or "-") in names
        for port in service.ports
    )


def alike(one: str, other: str) -> bool:
    """Tell whether two labels are one, misspelt: all words but one are equal, and that is near.

    Numbers and parts of names are told apart on purpose: `web-1` and `web-2`, `db` and `user-db`.
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    mine, theirs = words(one), words(other)
    if "".join(mine) == "".join(theirs):
        return True
    pairs = [(a, b) for a, b in zip(mine, theirs, strict=False) if a != b]
    return len(mine) == len(theirs) and len(pairs) == 1 and _near(*pairs[0])


def slipped(one: str, other: str) -> bool:
    """Tell whether two names of whichever length differ by two letters exchanged, or one doubled.

    Only where something else says that one means the other: digits may be doubled as well.
    """
    short, long = sorted((one, other), key=len)
    first = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), -1)
    if len(short) == len(long):
        swapped = sorted(short) == sorted(long) and short[first + 2 :] == long[first + 2 :]
        return swapped and short[first : first + 2].isalpha()
    at = first if first >= 0 else len(short)
    doubled = at > 0 and long[at - 1] == long[at]
    return len(long) - len(short) == 1 and doubled and short[at:] == long[at + 1 :]


def _near(one: str, other: str) -> bool:
    """Tell whether two words are a slip apart: letters exchanged, doubled, left out or wrong."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or _digits(one) != _digits(other):
        return False
    first = next(
        (i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    if len(short) == len(long):
        swapped = sorted(short) == sorted(long) and short[first + 2 :] == long[first + 2 :]
        return swapped or (len(short) > SHORT and short[first + 1 :] == long[first + 1 :])
    doubled = first > 0 and long[first - 1] == long[first]
    long_enough = len(short) > SHORT or (doubled and len(short) >= LEAST)
    return short[first:] == long[first + 1 :] and long_enough


def _digits(word: str) -> str:
    return "".join(one for one in word if one.isdigit())
