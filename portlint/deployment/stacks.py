"""The stacks of a project, computed once."""

from portlint.core import Project
from portlint.deployment.compose import stacks
from portlint.deployment.model import Stack
from portlint.deployment.once import once


@once
def stacks_of(project: Project) -> tuple[Stack, ...]:
    """Return what runs together, by every Compose file of a project."""
    return stacks(project.facts, project.paths, project.projects)
