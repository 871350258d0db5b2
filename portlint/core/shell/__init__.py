"""Ports in shell text: scripts, `run:` blocks, Dockerfile instructions, package scripts, argv."""

from portlint.core.shell.building import building
from portlint.core.shell.reading import argv_ports, commented, ports
from portlint.core.shell.starting import picking, starting

__all__ = ["argv_ports", "building", "commented", "picking", "ports", "starting"]
