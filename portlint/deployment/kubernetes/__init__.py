"""Kubernetes: manifests joined as the cluster joins them."""

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
    "Cluster",
    "Container",
    "PortRef",
    "Probe",
    "Service",
    "ServicePort",
    "Workload",
    "cluster",
    "cluster_of",
    "listens_elsewhere",
    "may_listen",
]
