"""A rule's page for docs/rules: its docstring, its example laid out on disk, and what is said."""

import re
from collections.abc import Mapping
from pathlib import Path

from portlint.core import Report, Rule, Style
from portlint.engine.lines import source_lines
from portlint.plugins import load
from tests.system import findings_of, write

PLUGINS = load(installed=False)
FENCE = re.compile(r"^```\w+ (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FAMILIES = {
    "PRT0": ("What was not read", "files that could not be read whole"),
    "PRT1": ("Hard-coded ports", "URLs and defaults that break unseen when a service moves"),
    "PRT2": ("The registry", "entries that collide, or that the repository contradicts"),
    "PRT3": ("Published ports", "two containers on one host port, overrides that only add"),
    "PRT4": ("Who reaches whom", "`localhost` in a container, the host's port inside the network"),
    "PRT5": ("Images and health checks", "health checks that ask where nothing listens"),
    "PRT6": ("Kubernetes", "probes, Services and Ingresses whose port is nobody's"),
    "PRT7": ("Documents and generated files", "pages, `.env` and artifacts that are stale"),
    "PRT8": ("Around the services", "nginx, Caddy, Prometheus, CI jobs that call the wrong port"),
    "PRT9": (
        "Suppressions, reserved ports",
        "comments that silence nothing, ports browsers refuse",
    ),
}


def section(rule: Rule, heading: str) -> str:
    """Return the text below one heading of a rule's page."""
    below = re.compile(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    found = below.search(rule.doc)
    assert found, f"{rule.code}: {heading}"
    return found[1]


def example(rule: Rule) -> dict[str, str]:
    """Return the files of a rule's example."""
    return dict(FENCE.findall(section(rule, "Example")))


def mended(rule: Rule) -> dict[str, str]:
    """Return the example's files with those of `Use instead` in their place."""
    return example(rule) | dict(FENCE.findall(section(rule, "Use instead")))


def checked(rule: Rule, files: Mapping[str, str]) -> Report:
    """Run one rule over files in memory; one that judges the others' silence runs with them."""
    rules = [*PLUGINS.rules.values()] if rule.last else [rule]
    found = findings_of(files, PLUGINS, rules).findings
    return Report(tuple(one for one in found if one.code == rule.code))


def said(rule: Rule, folder: Path) -> str:
    """Return what portlint prints about a rule's example."""
    report = checked(rule, example(rule))
    lines = source_lines(write(folder, example(rule)), report.findings)
    shown = Report(report.findings, lines=lines)
    return PLUGINS.reporters["text"].rendered(shown, [rule], Style()).text.strip()


def page(rule: Rule, folder: Path) -> str:
    """Return a rule's page; what is printed about the example follows the example."""
    family = FAMILIES[rule.code[:4]][0].lower()
    facts = f"Family: {family}. Tier: {rule.tier.value}. Severity: {rule.severity.value}."
    output = f"portlint says:\n\n```text\n{said(rule, folder)}\n```\n\n"
    doc = re.sub(r"^(## .*)\n", r"\1\n\n", rule.doc, flags=re.MULTILINE)
    doc = doc.replace("```\n```", "```\n\n```")
    doc = doc.replace("\n## Use instead\n", f"\n{output}## Use instead\n", 1)
    return f"# {rule.code} {rule.name}\n\n{facts}\n\n{doc}\n\n[All rules](README.md)\n"


def index() -> str:
    """Return the list of all rules by family."""
    parts = ["# Rules\n\n", INTRODUCTION]
    for prefix, (title, _) in FAMILIES.items():
        mine = [rule for rule in PLUGINS.rules.values() if rule.code.startswith(prefix)]
        rows = [
            f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.doc.partition(chr(10))[0]} | "
            f"{rule.tier.value} | {rule.severity.value} |\n"
            for rule in mine
        ]
        head = "| code | name | | tier | severity |\n|---|---|---|---|---|\n"
        parts.append(f"\n## {title}\n\n{head}{''.join(rows)}")
    return "".join(parts)


INTRODUCTION = """\
*default* rules are on without being asked for; *registry* rules as soon as a registry is found;
*pedantic* ones with `--pedantic`. Each page is the rule's own docstring; a test runs its example,
prints what portlint says of it, and holds that what stands under "Use instead" is silent.
"""


def families() -> str:
    """Return the families alone, for the README."""
    head = "| family | rules | finds, for example |\n|---|---|---|\n"
    rows = []
    for prefix, (title, finds) in FAMILIES.items():
        codes = [code for code in PLUGINS.rules if code.startswith(prefix)]
        span = codes[0] if len(codes) == 1 else f"{codes[0]} to {codes[-1][-3:]}"
        anchor = title.lower().replace(",", "").replace(" ", "-")
        rows.append(f"| [{title}](docs/rules/README.md#{anchor}) | {span} | {finds} |\n")
    return head + "".join(rows)
