import re
from collections.abc import Iterator

from portlint.core import (
    Applicability,
    Document,
    Fix,
    Hit,
    Map,
    Project,
    Severity,
    Text,
    Tier,
    Variable,
    rule,
)
from portlint.core.tree import texts
from portlint.deployment.entries import port_entries, quoted
from portlint.deployment.published import Claim, claims

SHORT = re.compile(r"(?P<before>(?:[^$]*:)?)(?P<host>\d+)(?P<after>:[\d-]+(?:/\w+)?)\Z")
USED = re.compile(r"\$\{?([A-Za-z_]\w*)")


def _taken(project: Project) -> set[str]:
    """Return the variables that the repository's Compose and environment files know."""
    known = {one.name for one in project.facts.of(Variable)}
    for document in project.facts.of(Document):
        if document.dialect == "compose":
            known.update(
                name for text in texts(document.root) for name in USED.findall(text.value)
            )
    return known


def _variable(claim: Claim, taken: set[str]) -> str:
    """Return a name for the port that nothing uses yet, empty where there is none."""
    service = re.sub(r"\W+", "_", claim.service.name).upper().strip("_")
    ports, mine = claim.service.ports, claim.publication
    if any(one.target == mine.target and one.published != mine.published for one in ports):
        return ""
    inner = mine.target[0]
    sole = len(ports) == 1
    names = [f"{service}_PORT"] if sole else [f"{service}_PORT_{inner}"]
    names.append(f"{service}_HOST_PORT" if sole else f"{service}_HOST_PORT_{inner}")
    usable = (one for one in names if one not in taken and one[0].isalpha())
    return next(usable, "")


def _fix(project: Project, claim: Claim, variable: str) -> Fix | None:
    entry = port_entries(project).get(claim.publication.location)
    value = entry.value if entry else None
    if isinstance(value, Map):
        value = value.get("published")
    if not isinstance(value, Text) or not variable:
        return None
    match = SHORT.match(value.value)
    if match:
        text = f"{match['before']}${{{variable}:-{match['host']}}}{match['after']}"
    elif value.value.isdecimal():
        text = f"${{{variable}:-{value.value}}}"
    else:
        return None
    return Fix(Applicability.SAFE, (quoted(value, text),))


@rule(
    code="PRT303",
    name="fixed-host-port",
    tier=Tier.PEDANTIC,
    severity=Severity.NOTE,
    message=(
        "`{service}` publishes {port} whatever else runs: a second checkout of this project gets "
        "`port is already allocated`; {remedy}"
    ),
)
def fixed_host_port(project: Project) -> Iterator[Hit]:
    """Finds a host port that no variable can move.

    ## What it does
    Finds a mapping whose host port is a literal.

    ## Why is this bad?
    Two checkouts, worktrees or CI jobs of one project cannot run on one machine:
    `Bind for 0.0.0.0:3000 failed: port is already allocated`.

    ## Example
    ```yaml compose.yaml
    services:
      web:
        image: web
        ports: ["3000:3000"]
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      web:
        image: web
        ports: ["${WEB_PORT:-3000}:3000"]
    ```

    ## Fix safety
    The fix is safe: the port stays what it is until somebody sets the variable, whose name nothing
    in the repository's Compose and environment files uses.

    ## Known limits
    Pedantic: most projects run once on a machine. There is no fix for ranges, and none where a
    service publishes one of its ports twice.
    """
    taken = _taken(project)
    for claim in claims(project):
        one = claim.publication
        if one.published and not claim.picks and all(words.literal for words in one.words):
            variable = _variable(claim, taken)
            default = f"${{{variable}:-{one.published[0]}}}" if variable else "a variable"
            yield Hit(
                one.location,
                port=one.published[0],
                service=claim.service.name,
                fix=_fix(project, claim, variable),
                remedy=f"write `{default}`" if variable else "put a variable in front of it",
            )
