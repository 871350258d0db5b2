"""Whether a number that a Service sends to its pods is known to be refused there."""

from portlint.deployment.kubernetes import (
    Reached,
    Service,
    ServicePort,
    Workload,
    may_listen,
    only_port,
)
from portlint.deployment.podded import Pods

WEB = frozenset((80, 443))
"""Ports that a Service is given for its callers' sake, and its pods seldom have; any other number
that the Service repeats may be one that its pods listen on without declaring it."""


def refused(
    pods: Pods,
    service: Service,
    one: ServicePort,
    selected: tuple[Workload, ...],
    reached: Reached,
) -> str:
    """Return a clause on where the pods listen instead, empty where they may be on the port."""
    number = one.target.number or 0
    lack = _elsewhere(pods, number, selected)
    if lack or any(may_listen(pods.cluster, workload, number) for workload in selected):
        return lack
    only = only_port(service, selected, reached)
    if only and number == one.port and number in WEB:
        return f"whose only port is {only}"
    if only and all(pods.told(each, each.containers[0]) == only for each in selected):
        return f"whose only port is {only}, on which they are told to listen"
    return ""


def _elsewhere(pods: Pods, number: int, selected: tuple[Workload, ...]) -> str:
    """Return where the images of all pods listen, empty where one of them is not known."""
    clauses = [pods.elsewhere(one, each, number) for one in selected for each in one.running]
    return f"and {clauses[0]}" if clauses and all(clauses) else ""
