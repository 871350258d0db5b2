"""The cluster of a project, computed once."""

from portlint.core import Project
from portlint.deployment.kubernetes.cluster import Cluster, cluster
from portlint.deployment.once import once


@once
def cluster_of(project: Project) -> Cluster:
    """Return what every manifest of a project runs."""
    return cluster(project.facts, project.paths)
