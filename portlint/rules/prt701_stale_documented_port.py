from collections.abc import Iterator

from portlint.core import Applicability, Edit, Fix, Hit, Project, Related, Severity, Tier, rule
from portlint.core.documented import Told, current, deployed_ports, told
from portlint.core.judgement import more


@rule(
    code="PRT701",
    name="stale-documented-port",
    tier=Tier.REGISTRY,
    severity=Severity.NOTE,
    message=(
        "the page says {port} for {service}, which has {own}: who follows it gets "
        "ECONNREFUSED{rest}"
    ),
)
def stale_documented_port(project: Project) -> Iterator[Hit]:
    """Finds a document that gives a registered service a port that is not its own.

    ## What it does
    Finds a number in Markdown or MDX that a page gives to a registered service and that is
    neither the host's nor the container's side of any of its ports: in a URL whose host is the
    service (`http://api:4011`), right after its name (`**api**: port 4011`), in a row of a table
    that begins with it, or in its variable (`API_PORT=4011`).

    ## Why is this bad?
    Pages are what people and agents copy from. The port was moved and the page was not:
    `connect ECONNREFUSED 127.0.0.1:4011`.

    ## Example
    ```yaml registry/registry.yaml
    services:
      - {name: telegram-api, port: 4010}
    ```
    ```md README.md
    - **telegram-api**: http://localhost:4011
    ```

    ## Use instead
    ```md README.md
    - **telegram-api**: http://localhost:4010
    ```
    or a section that `portlint sync` keeps (`<!-- portlint:begin ports -->`).

    ## Fix safety
    The fix writes the registered number: the container's in a URL whose host is the service, the
    host's elsewhere. It is unsafe, since the sentence around it may tell of more.

    ## Known limits
    A line that names two services, tells of a change (`moved from 4011`) or says what is wrong is
    passed over, and so are changelogs, decisions, plans, reports, archives, dated and versioned
    pages: they were right when they were written. A name that is a plain word counts where it is
    set as code or in bold. What a Compose file or a workload really gives the service is right
    too: then the registry is what differs, which PRT206 says. One finding for each page, service
    and number.
    """
    if project.registry is None:
        return
    real = deployed_ports(project)
    wrong: dict[tuple[str, str, int], list[Told]] = {}
    for one in told(project, project.registry):
        if one.service.ports and not current(one, real):
            key = (one.use.location.path, one.service.name, one.use.port)
            wrong.setdefault(key, []).append(one)
    for found in wrong.values():
        first, *others = sorted(found, key=lambda one: one.use.location)
        entry = first.service.ports[0]
        own = ", ".join(dict.fromkeys(_own(first)))
        yield Hit(
            first.use.location,
            port=first.use.port,
            service=first.service.name,
            related=(Related(entry.location, f"the registry says {own}"),),
            fix=_fix(first),
            own=own,
            like=tuple(one.use.location for one in others),
            rest=more(others),
        )


def _own(one: Told) -> Iterator[str]:
    """Yield the numbers that would be right where it stands."""
    for port in one.service.ports:
        yield str(port.container if one.inside or not port.host else port.host)


def _fix(one: Told) -> Fix | None:
    own = list(dict.fromkeys(_own(one)))
    if len(own) != 1:
        return None
    return Fix(Applicability.UNSAFE, (Edit(one.use.location, own[0]),))
