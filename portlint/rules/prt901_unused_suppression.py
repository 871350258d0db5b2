from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Tier, rule


@rule(
    code="PRT901",
    name="unused-suppression",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "this comment ignores {codes}, which nothing here reports: remove it, or it will "
        "hide the next one"
    ),
    last=True,
)
def unused_suppression(project: Project) -> Iterator[Hit]:
    """Finds a suppression comment that silences nothing.

    ## What it does
    Finds a suppression comment that silences nothing.

    ## Why is this bad?
    What it was written for is gone. It stays, and hides the next finding of its kind from
    everybody.

    ## Example
    ```yaml compose.yaml
    services: {}  # portlint: ignore[PRT305] not yet
    ```

    ## Use instead
    ```yaml compose.yaml
    services: {}
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    A comment for a rule that did not run is left alone.
    """
    for comment in project.unused:
        yield Hit(comment.location, codes=", ".join(comment.codes) or "nothing")
