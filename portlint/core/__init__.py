"""The vocabulary every plug-in speaks. Standard library only, no I/O."""

from portlint.core.artifact import Artifact, Generator, generator
from portlint.core.declared import Bundle, Dockerfile, Document, Instruction, Starts, Variable
from portlint.core.facts import (
    Confidence,
    Context,
    DeclaredService,
    Fact,
    Facts,
    Generated,
    InvalidPort,
    LeftOut,
    PortMapping,
    PortUse,
    Role,
    Scope,
    Suppression,
    Unread,
)
from portlint.core.finding import Applicability, Edit, Finding, Fix, Hit, Related, Severity
from portlint.core.location import Location
from portlint.core.registry import Port, Problem, Range, Reference, Registry, Service
from portlint.core.report import Report, Reporter, Style, reporter
from portlint.core.rule import Project, Rule, Tier, rule
from portlint.core.tree import Items, Map, Text, Value, texts

__all__ = [
    "Applicability",
    "Artifact",
    "Bundle",
    "Confidence",
    "Context",
    "DeclaredService",
    "Dockerfile",
    "Document",
    "Edit",
    "Fact",
    "Facts",
    "Finding",
    "Fix",
    "Generated",
    "Generator",
    "Hit",
    "Instruction",
    "InvalidPort",
    "Items",
    "LeftOut",
    "Location",
    "Map",
    "Port",
    "PortMapping",
    "PortUse",
    "Problem",
    "Project",
    "Range",
    "Reference",
    "Registry",
    "Related",
    "Report",
    "Reporter",
    "Role",
    "Rule",
    "Scope",
    "Service",
    "Severity",
    "Starts",
    "Style",
    "Suppression",
    "Text",
    "Tier",
    "Unread",
    "Value",
    "Variable",
    "generator",
    "reporter",
    "rule",
    "texts",
]
