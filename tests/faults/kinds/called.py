"""Ways to break the address of a Service where a container reads it."""

import re
from collections.abc import Iterator

from tests.faults.cluster import Cluster, headless
from tests.faults.fault import Fault
from tests.faults.manifest import WORKLOADS, Manifest, addresses, configs, each, said
from tests.faults.pods import unheard
from tests.faults.standing import OUTSIDE
from tests.faults.text import Change, misspelt


def called(cluster: Cluster, one: Manifest) -> Iterator[Fault]:
    """Break the addresses of Services of the same folder that an object holds."""
    services = cluster.services(one)
    names = "|".join(map(re.escape, sorted(services, key=len, reverse=True)))
    form = re.compile(
        rf"(?:(?<=://)|(?<![\w./-]))(?P<host>{names})(?P<rest>\.(?P<space>[\w-]+)[\w.-]*)?"
        r":(?P<port>\d{2,5})(?!\d)"
    )
    text = cluster.files[one.path]
    for key, node in addresses(one) if names else ():
        why = "a browser or a peer may read it" if OUTSIDE.search(key) else unread(cluster, one)
        for match in form.finditer(text, node.start_mark.index, node.end_mark.index):
            service = services[match["host"]]
            if match["port"] in {said(p, "port") for p in each(service.node, "spec", "ports")}:
                yield from broken(cluster, one, match, service, why)


def unread(cluster: Cluster, one: Manifest) -> str:
    """Say that no pod is seen to read a ConfigMap: it may be another program's, or nobody's."""
    held = [other for other in cluster.beside(one) if other.kind in WORKLOADS]
    seen = one.kind != "ConfigMap" or any(one.name in configs(other) for other in held)
    return "" if seen else "no pod is seen to read it"


def broken(
    cluster: Cluster, one: Manifest, match: re.Match[str], service: Manifest, why: str
) -> Iterator[Fault]:
    """Yield the faults of one address."""
    name, number, rest = match["host"], int(match["port"]), match["rest"] or ""
    doubt = why or cluster.doubt(one, service)

    def fault(kind: str, host: str, port: int, why: str) -> Fault:
        change = Change(match.start(), match.end(), f"{host}:{port}")
        return cluster.broken(kind, one, change, why)

    if str(number + 1) not in {said(p, "port") for p in each(service.node, "spec", "ports")}:
        reason = doubt
        if headless(service):
            reason = reason or unheard(cluster, cluster.pods(service), number, number + 1)
        yield fault("address with a wrong port", f"{name}{rest}", number + 1, reason)
    wrong = misspelt(name)
    if wrong != name and all(wrong != other.name for other in cluster.all):
        yield fault("address of a misspelt Service", f"{wrong}{rest}", number, doubt)
    if match["space"]:
        there = f"{name}.{misspelt(match['space'])}{rest[1 + len(match['space']) :]}"
        written = service.namespace == match["space"]
        reason = doubt or ("" if written else "its namespace is not written")
        yield fault("address in a wrong namespace", there, number, reason)
