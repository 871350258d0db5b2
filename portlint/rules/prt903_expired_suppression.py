from collections.abc import Iterator
from datetime import date

from portlint.core import Hit, Project, Severity, Suppression, Tier, rule


@rule(
    code="PRT903",
    name="expired-suppression",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "this comment {state}, and silences nothing any more: mend what it hid, or give it "
        "a new date and a reason"
    ),
)
def expired_suppression(project: Project) -> Iterator[Hit]:
    """Finds a suppression comment whose date is past.

    ## What it does
    Finds a suppression comment whose date is past.

    ## Why is this bad?
    It was meant to be mended by then. From that day on its finding is shown again.

    ## Example
    ```yaml compose.yaml
    ports: ["70000:80"]  # portlint: ignore[PRT305] until=2020-01-31 moving
    ```

    ## Use instead
    ```yaml compose.yaml
    ports: ["7000:80"]
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    The date is the last day on which the comment holds, in UTC. A date that cannot be read counts
    as past.
    """
    for comment in project.facts.of(Suppression):
        if comment.until == date.min:
            yield Hit(comment.location, state="has a date that is none (write until=2027-01-31)")
        elif comment.until is not None and comment.until < project.today:
            yield Hit(comment.location, state=f"expired on {comment.until.isoformat()}")
