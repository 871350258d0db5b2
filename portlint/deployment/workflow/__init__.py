"""GitHub Actions: jobs, their service containers, and what their steps call."""

from portlint.deployment.workflow.model import Aid, Job, Step, Workflow
from portlint.deployment.workflow.reading import workflow
from portlint.deployment.workflow.reference import Ports, Reference, references
from portlint.deployment.workflow.verdict import problem, scene

__all__ = [
    "Aid",
    "Job",
    "Ports",
    "Reference",
    "Step",
    "Workflow",
    "problem",
    "references",
    "scene",
    "workflow",
]
