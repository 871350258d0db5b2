from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.connections import connections, hit_of


def _hint(answer: Answer) -> str:
    return f"; did you mean `{answer.remedy}`?" if answer.remedy else ""


@rule(
    code="PRT405",
    name="unknown-host",
    tier=Tier.PEDANTIC,
    severity=Severity.NOTE,
    message="`{service}` calls `{address}`, and {why}: getaddrinfo ENOTFOUND{hint}",
)
def unknown_host(project: Project) -> Iterator[Hit]:
    """Finds a host of one word that is nobody's name.

    ## What it does
    Finds a reference to a host without a dot that is no service, alias, container name, link or
    extra host of a stack that was read whole.

    ## Why is this bad?
    `getaddrinfo ENOTFOUND mailer`: a name of another project, or of a service that was taken out.

    ## Example
    ```yaml compose.yaml
    services:
      api:
        image: api
        environment:
          MAIL_URL: smtp://mailer:1025
      database:
        image: postgres
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      api:
        image: api
        environment:
          MAIL_URL: smtp://mailer:1025
      mailer:
        image: axllent/mailpit
    ```

    ## Fix safety
    There is no fix.

    ## Known limits
    Pedantic, since a name may come from a hosts file, another project's network or a machine next
    door; what is a slip of a service's name is PRT413's. Silent where a service is in an external
    network or a file could not be read. In Kubernetes only a name that is nearly a Service's is
    reported: others may run in the cluster.
    """
    for answer in connections(project).broken(Cause.UNKNOWN_HOST):
        yield hit_of(answer, hint=_hint(answer))
