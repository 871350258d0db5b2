from collections.abc import Iterator

from portlint.core import Applicability, Edit, Fix, Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.connections import connections, hit_of


def _fix(answer: Answer) -> Fix | None:
    """Ask the variable in place of the number, where a shell reads the check."""
    reference = answer.reference
    check = reference.service.healthcheck
    command = check.command if check else None
    if command is None or not command.shell or any("'" in one.text for one in command.words):
        return None
    sign = "$" if reference.location.path.endswith("ockerfile") else "$$"
    text = f"{sign}{{{answer.remedy}:-{reference.port}}}"
    return Fix(Applicability.SAFE, (Edit(reference.location, text),))


@rule(
    code="PRT502",
    name="healthcheck-port-hardcoded",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "the health check of `{service}` asks the literal {port}, while {why}: who sets it to "
        "another number gets a container that is never healthy; ask `${{{remedy}:-{port}}}`"
    ),
)
def healthcheck_port_hardcoded(project: Project) -> Iterator[Hit]:
    """Finds a health check that asks a number, where the program takes its port from a variable.

    ## What it does
    Finds a literal port in a health check, where the command that starts the program, or the
    Compose file, takes the same port from a variable.

    ## Why is this bad?
    Platforms and colleagues set `PORT`, the program moves, and the check goes on asking the old
    number: `unhealthy`, with a service that answers.

    ## Example
    ```dockerfile Dockerfile
    FROM python:3.12
    ENV PORT=8000
    HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
    CMD uvicorn app:app --host 0.0.0.0 --port $PORT
    ```

    ## Use instead
    ```dockerfile Dockerfile
    FROM python:3.12
    ENV PORT=8000
    HEALTHCHECK CMD curl -f http://localhost:${PORT:-8000}/health || exit 1
    CMD uvicorn app:app --host 0.0.0.0 --port $PORT
    ```

    ## Fix safety
    The fix reads the variable and falls back to the number. It is safe: while nobody sets the
    variable, nothing changes. In exec form, which expands nothing, there is no fix.

    ## Known limits
    Only a variable that the command line names, or that the Compose file sets from a variable,
    counts: a bare `ENV PORT` may be read by nobody.
    """
    for answer in connections(project).broken(Cause.FIXED_CHECK):
        yield hit_of(answer, _fix(answer))
