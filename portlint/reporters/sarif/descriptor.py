"""Rules as SARIF describes them: short, full, and a page of help."""

import re

from portlint.core import Rule, Severity, Tier
from portlint.reporters.sarif.place import Json

LONGEST = 1024
"""Characters that GitHub keeps of a description."""

TAGS = 20
"""Tags that GitHub keeps of a rule."""

PRECISION = {Tier.DEFAULT: "high", Tier.REGISTRY: "very-high", Tier.PEDANTIC: "medium"}
"""How often a rule is right, by what it stands on: a registry states what others infer."""

PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
FENCE = re.compile(r"^```(\S*)(?: +(\S+))?[^\n]*$", re.MULTILINE)
SECTION = re.compile(r"^## [^\n]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def descriptor(rule: Rule) -> Json:
    """Return the description of a rule."""
    page = rule.doc or rule.name
    tags = ["ports", rule.tier.value, *(["security"] if rule.security else [])]
    properties: Json = {
        "tags": tags[:TAGS],
        "precision": PRECISION[rule.tier],
        "problem.severity": PROBLEM[rule.severity],
    }
    if rule.security:
        properties["security-severity"] = rule.security
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": cut(page.partition("\n")[0])},
        "fullDescription": {"text": cut(_introduction(page))},
        "help": {"text": _plain(page), "markdown": page},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": properties,
    }


def cut(text: str, longest: int = LONGEST) -> str:
    """Return text of a bounded length, ended after a sentence where that keeps most of it."""
    if len(text) <= longest:
        return text
    stop = text.rfind(". ", longest // 2, longest)
    return text[: stop + 1] if stop > 0 else f"{text[: longest - 1]}…"


def _introduction(page: str) -> str:
    """Return what a rule does and why that is bad, as one paragraph."""
    sections = SECTION.findall(page)[:2] or [page]
    return " ".join(" ".join(_plain(part).split()) for part in sections)


def _plain(page: str) -> str:
    """Return a page without the marks of Markdown that say nothing as text."""
    return FENCE.sub(lambda found: found[2] or "", HEADING.sub(r"\1", page))
