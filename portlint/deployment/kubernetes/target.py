"""Which ports of pods the Services of a cluster lead to, and which one is left over."""

from portlint.deployment.kubernetes.cluster import Cluster
from portlint.deployment.kubernetes.model import TCP, Service, Workload

Reached = dict[int, set[int]]
"""The ports that Services send to each workload, by its identity."""


def reached_ports(cluster: Cluster) -> Reached:
    """Return what every Service of a cluster leads to."""
    found: Reached = {}
    for service in cluster.services:
        for workload in cluster.selected(service) or ():
            for one in service.ports:
                found.setdefault(id(workload), set()).update(cluster.numbers(one, [workload]))
    return found


def only_port(service: Service, selected: tuple[Workload, ...], reached: Reached) -> int | None:
    """Return the one port that pods have, where a Service has one, and none leads to theirs."""
    declared = {
        port.port
        for one in selected
        for each in one.containers
        for port in each.ports
        if port.protocol == TCP
    }
    single = all(len(one.containers) == 1 for one in selected)
    if len(service.ports) != 1 or len(declared) != 1 or not single:
        return None
    only = declared.pop()
    taken = any(only in reached.get(id(one), ()) for one in selected)
    return None if taken else only
