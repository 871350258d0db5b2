"""Kubernetes: manifests joined as the cluster joins them."""

from portlint.deployment.kubernetes.answering import answers
from portlint.deployment.kubernetes.call import Call, calls
from portlint.deployment.kubernetes.cluster import Cluster, cluster
from portlint.deployment.kubernetes.clusters import cluster_of
from portlint.deployment.kubernetes.contained import contained
from portlint.deployment.kubernetes.listening import (
    INJECTED_NAMES,
    listens_elsewhere,
    may_listen,
)
from portlint.deployment.kubernetes.misspelling import Misspelt, misspelt
from portlint.deployment.kubernetes.model import (
    Backend,
    Container,
    PortRef,
    Probe,
    Service,
    ServicePort,
    Workload,
)
from portlint.deployment.kubernetes.target import Reached, only_port, reached_ports

__all__ = [
    "INJECTED_NAMES",
    "Backend",
    "Call",
    "Cluster",
    "Container",
    "Misspelt",
    "PortRef",
    "Probe",
    "Reached",
    "Service",
    "ServicePort",
    "Workload",
    "answers",
    "calls",
    "cluster",
    "cluster_of",
    "contained",
    "listens_elsewhere",
    "may_listen",
    "misspelt",
    "only_port",
    "reached_ports",
]
