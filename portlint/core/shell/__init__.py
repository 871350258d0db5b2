"""Ports in shell text: scripts, `run:` blocks, RUN lines, npm scripts, and split command lines."""

from portlint.core.shell.commands import argv_ports
from portlint.core.shell.script import commented, ports

__all__ = ["argv_ports", "commented", "ports"]
