"""The figures that governance asks for, each with what it counts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portlint.core.documented import current, deployed_ports, told
from portlint.core.facts import DeclaredService, Role
from portlint.core.finding import Finding
from portlint.core.judgement import deployed, live
from portlint.core.registry import Registry
from portlint.core.rule import Project

COUNTED = {
    "conflicts": (
        ("PRT202", "PRT301"),
        "ports of the host that the registry, or one Compose project, gives to two services",
    ),
    "mismatches": (("PRT206",), "registered services that appear with another number"),
    "hard-coded ports": (
        ("PRT101", "PRT102"),
        "files with a literal URL of a registered service, and servers that listen on a literal",
    ),
    "broken connections": (
        ("PRT4", "PRT8"),
        "calls that cannot arrive, in deployments and in what stands around them",
    ),
    "stale artifacts": (("PRT703",), "generated files that are not what the registry renders"),
    "drifted variables": (("PRT702",), "variables of env files that the registry contradicts"),
}
"""What findings count towards, by code or its beginning, and what that means."""

REGISTRY_ALONE = frozenset(
    ("mismatches", "hard-coded ports", "stale artifacts", "drifted variables")
)
"""What cannot be counted without a registry."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `value` of `of` things, or a mere count where `of` is None.

    `value` is None where nothing can be said: no registry, or nothing to hold against it.
    """

    name: str
    value: int | None
    definition: str
    of: int | None = None

    @property
    def percent(self) -> float | None:
        """The share in per cent, to one decimal; None for a count, and for a share of nothing."""
        if self.value is None or not self.of:
            return None
        return round(100 * self.value / self.of, 1)


def figures(project: Project, findings: Iterable[Finding]) -> tuple[Figure, ...]:
    """Return every figure, given all that the rules find."""
    codes = Counter(finding.code for finding in findings)
    registry = project.registry
    return (
        *_services(project, registry),
        *_ports(project, registry),
        *_counts(codes, registered=registry is not None),
        _documents(project, registry),
    )


def _services(project: Project, registry: Registry | None) -> Iterator[Figure]:
    entries = registry.services if registry else ()
    yield Figure(
        "registered services",
        len(entries) if registry else None,
        "entries of the registry",
    )
    yield Figure(
        "deprecated services",
        sum(one.deprecated for one in entries) if registry else None,
        "entries that nothing new may use",
    )
    declared = {one.name: one for one in deployed(project, DeclaredService)}
    known = sum(
        any(registry.named(name) for name in (one.name, *one.aliases)) if registry else False
        for one in declared.values()
    )
    yield Figure(
        "service coverage",
        known if registry else None,
        "of the services that files here deploy, tests and examples left out, those registered",
        len(declared),
    )


def _ports(project: Project, registry: Registry | None) -> Iterator[Figure]:
    published = {
        (use.port, use.transport or "tcp") for use in live(project) if use.role is Role.PUBLISH
    }
    owned = {
        (port.published, port.transport)
        for service in (registry.services if registry else ())
        for port in service.ports
    }
    yield Figure("ports in use", len(published), "ports of the host that files here publish")
    yield Figure(
        "port coverage",
        len(published & owned) if registry else None,
        "of these, the ones that an entry owns",
        len(published),
    )


def _counts(codes: Counter[str], *, registered: bool) -> Iterator[Figure]:
    for name, (prefixes, definition) in COUNTED.items():
        count = sum(number for code, number in codes.items() if code.startswith(prefixes))
        sayable = registered or name not in REGISTRY_ALONE
        yield Figure(name, count if sayable else None, f"{definition} ({', '.join(prefixes)})")


def _documents(project: Project, registry: Registry | None) -> Figure:
    real = deployed_ports(project)
    named = tuple(told(project, registry)) if registry else ()
    return Figure(
        "docs accuracy",
        sum(current(one, real) for one in named) if registry else None,
        "of the ports that Markdown gives to registered services, those that are right;"
        " changelogs, decisions and archives left out",
        len(named),
    )
