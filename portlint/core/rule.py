"""A rule is a value: words plus one pure function over facts and registry."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from inspect import cleandoc

from portlint.core.artifact import Rendering
from portlint.core.facts import Facts, Suppression
from portlint.core.finding import Finding, Hit, Severity
from portlint.core.registry import Registry


class Tier(StrEnum):
    """When a rule is on without being asked for."""

    DEFAULT = "default"
    REGISTRY = "registry"
    PEDANTIC = "pedantic"


@dataclass(frozen=True, slots=True)
class Project:
    """All a rule may know.

    `paths` are the files of the repository, POSIX and relative to its root. `unused` holds the
    suppressions that silenced nothing, each with its idle codes alone, and is filled only for
    rules that run last; `known` are the codes and names of all rules there are; `today` decides
    whether a suppression has expired. `projects` are Compose files that run together by
    configuration; `desktop` says that containers run under Docker Desktop alone. `rendering` is
    what the registry renders, where any file says that portlint wrote it.
    """

    facts: Facts
    registry: Registry | None = None
    paths: frozenset[str] = frozenset()
    unused: tuple[Suppression, ...] = ()
    today: date = date.max
    known: frozenset[str] = frozenset()
    projects: tuple[tuple[str, ...], ...] = ()
    desktop: bool = False
    rendering: Rendering | None = None


Check = Callable[[Project], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check.

    `security` is a severity as CVSS counts it, `7.5`, for a rule that finds an exposure; empty for
    all others, since GitHub makes a security alert of every finding of a rule that has one.
    """

    code: str
    name: str
    tier: Tier
    severity: Severity
    message: str
    doc: str
    check: Check
    last: bool = False
    security: str = ""

    def findings(self, project: Project) -> Iterator[Finding]:
        """Run the check and word its hits."""
        for hit in self.check(project):
            words = {"port": hit.port, "service": hit.service, **hit.values}
            yield Finding(
                hit.location,
                self.code,
                self.name,
                self.message.format(**words),
                hit.severity or self.severity,
                hit.confidence,
                hit.service,
                hit.port,
                hit.related,
                hit.fix,
                hit.like,
                hit.flow,
            )


def rule(  # noqa: PLR0913  (each is named at every use)
    *,
    code: str,
    name: str,
    tier: Tier,
    severity: Severity,
    message: str,
    last: bool = False,
    security: str = "",
) -> Callable[[Check], Rule]:
    """Turn a check function into a Rule; its docstring is the rule's page.

    A rule that runs `last` sees which suppressions the others left unused.
    """

    def build(check: Check) -> Rule:
        page = cleandoc(check.__doc__ or "")
        return Rule(code, name, tier, severity, message, page, check, last, security)

    return build
