from collections.abc import Iterator

from portlint.core import (
    Applicability,
    Edit,
    Fix,
    Hit,
    Project,
    Related,
    Severity,
    Tier,
    rule,
)
from portlint.core.judgement import runs
from portlint.deployment.entries import behind_key, services_written
from portlint.deployment.model import Publication, Service, Stack
from portlint.deployment.published import BRIDGED
from portlint.deployment.stacks import stacks_of

Again = tuple[Publication, Publication]


def _again(stack: Stack, service: Service) -> Iterator[Again]:
    """Yield an entry with a later file's for the same port of the container."""
    known = [one for one in service.ports if one.known and runs(one.location.path)]
    for over in known:
        for base in known:
            same = (base.target, base.transport) == (over.target, over.transport)
            if same and _rank(stack, base) < _rank(stack, over) and _differ(base, over):
                yield base, over


def _rank(stack: Stack, one: Publication) -> int:
    """Return where a file stands in the order of reading; what is extended comes first."""
    path = one.location.path
    return stack.files.index(path) if path in stack.files else -1


def _differ(base: Publication, over: Publication) -> bool:
    """Tell whether two entries are two ports of the host, or two addresses that hold one."""
    if base.published is None:
        return False
    return base.published != over.published or _overlapping(base, over)


def _overlapping(base: Publication, over: Publication) -> bool:
    """Tell whether one of two addresses is every address, so that the other is taken by it."""
    return base.host_ip != over.host_ip and "" in {base.host_ip, over.host_ip}


def _fix(project: Project, service: Service, over: Publication) -> Fix | None:
    """Return the tag that makes the later list count alone, where it has all ports."""
    path = over.location.path
    written = services_written(project).get((path, service.name))
    mine = {one.target for one in service.ports if one.location.path == path}
    if written is None or not {one.target for one in service.ports} <= mine:
        return None
    place = behind_key(written, "ports")
    return Fix(Applicability.SAFE, (Edit(place, " !override"),)) if place else None


def _outcome(base: Publication, over: Publication) -> str:
    if base.published == over.published:
        return "adds one to the other, and the second gets `port is already allocated`"
    first = base.published[0] if base.published else 0
    other = f"both {first} and {over.published[0]}" if over.published else f"{first} and one more"
    return f"adds one to the other, and publishes {other}"


@rule(
    code="PRT302",
    name="override-appends-port",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "`{path}` lists port {port} of `{service}` again and replaces nothing: "
        "Compose {outcome}; {remedy}"
    ),
)
def override_appends_port(project: Project) -> Iterator[Hit]:
    """Finds a mapping in an override file that was meant to take another's place.

    ## What it does
    Finds a container port that a later file of a project maps again, to another host port or
    address.

    ## Why is this bad?
    Compose adds lists of `ports` to one another. The port of the base file stays open as well,
    and is taken where somebody else needs it: `port is already allocated`.

    ## Example
    ```yaml compose.yaml
    services:
      web:
        image: nginx
        ports: ["8080:80"]
    ```
    ```yaml compose.override.yaml
    services:
      web:
        ports: ["9090:80"]
    ```

    ## Use instead
    ```yaml compose.override.yaml
    services:
      web:
        ports: !override ["9090:80"]
    ```

    ## Fix safety
    The fix writes `!override`, which Compose knows since 2.24.4, and is safe: it is given only
    where the later file lists every port that the earlier ones do.

    ## Known limits
    A port that is to be published twice is named as well. A variable that no file sets is not
    judged.
    """
    seen = set()
    for stack in stacks_of(project):
        for service in stack.services.values():
            for base, over in _again(stack, service) if service.network_mode in BRIDGED else ():
                place = (service.name, over.location.path, base.location.path)
                if place not in seen:
                    seen.add(place)
                    yield _hit(project, service, base, over)


def _hit(project: Project, service: Service, base: Publication, over: Publication) -> Hit:
    fix = _fix(project, service, over)
    whole = "or keep the mapping out of the earlier file"
    remedy = "write `ports: !override`" if fix else "write `ports: !override` with all ports"
    return Hit(
        over.location,
        port=over.target[0],
        service=service.name,
        related=(Related(base.location, "the mapping that stays"),),
        fix=fix,
        path=over.location.path.rpartition("/")[2],
        outcome=_outcome(base, over),
        remedy=f"{remedy}, {whole}",
    )
