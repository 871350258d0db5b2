"""Kubernetes: manifests joined as the cluster joins them."""

from portlint.deployment.kubernetes.answering import answers
from portlint.deployment.kubernetes.call import Call, calls
from portlint.deployment.kubernetes.cluster import Cluster, cluster
from portlint.deployment.kubernetes.clusters import cluster_of
from portlint.deployment.kubernetes.listening import (
    INJECTED_NAMES,
    listens_elsewhere,
    may_listen,
)
from portlint.deployment.kubernetes.model import (
    Backend,
    Container,
    PortRef,
    Probe,
    Service,
    ServicePort,
    Workload,
)

__all__ = [
    "INJECTED_NAMES",
    "Backend",
    "Call",
    "Cluster",
    "Container",
    "PortRef",
    "Probe",
    "Service",
    "ServicePort",
    "Workload",
    "answers",
    "calls",
    "cluster",
    "cluster_of",
    "listens_elsewhere",
    "may_listen",
]
