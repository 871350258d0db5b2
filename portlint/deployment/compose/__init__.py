"""Compose, as its specification and Docker Compose have it: files to stacks of services."""

from portlint.deployment.compose.grouping import stacks

__all__ = ["stacks"]
