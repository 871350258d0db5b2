"""Names and literals as code writes them."""

import re

import tree_sitter

from portlint.core.names import words
from portlint.syntax.code.shape import text_of

TRAILING = re.compile(r"([A-Za-z_$][\w$-]*)[\"'`)\]!?\s]*\Z")
QUOTED = re.compile(r"[a-zA-Z]{0,2}([\"'`]{1,3})(.*?)\1\Z", re.DOTALL)
IP = re.compile(r"(\d{1,3}\.){3}\d{1,3}\Z")
DOMAIN = re.compile(r"[\w*-]+(\.[\w-]+)*\.[a-z]{2,}\Z")
ANY = frozenset(("", "0.0.0.0", "::", "[::]", "*"))  # noqa: S104  (names, not binds)
HOST_WORDS = frozenset("host hostname hosts addr address ip ipaddress domain fqdn".split())


def trailing_name(node: tree_sitter.Node | None) -> str:
    """Return the last name of an expression: `PORT` of `env.PORT` and of `environ["PORT"]`."""
    match = TRAILING.search(text_of(node))
    return match[1] if match else ""


def quoted(node: tree_sitter.Node | None) -> str | None:
    """Return the content of a string literal, None for anything else."""
    match = QUOTED.match(text_of(node)) if node is not None and "string" in node.type else None
    return match[2] if match else None


def is_host(node: tree_sitter.Node | None) -> bool:
    """Tell whether an expression is surely a host: a literal address, or a name that says so."""
    if node is None:
        return False
    literal = quoted(node)
    if literal is not None:
        known = literal in ANY or literal.lower() in ("localhost", "host", "hostname")
        return known or bool(IP.match(literal) or DOMAIN.match(literal))
    return not HOST_WORDS.isdisjoint(words(trailing_name(node).rstrip("0123456789_"))[-1:])


def is_environment(expression: str) -> bool:
    """Tell whether an expression reads an environment variable or a setting."""
    return "env" in expression.lower() or "config" in expression.lower()
