from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Suppression, Tier, rule


@rule(
    code="PRT901",
    name="unused-suppression",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message="this comment silences nothing: {reason}",
    last=True,
)
def unused_suppression(project: Project) -> Iterator[Hit]:
    """Finds a suppression comment that silences nothing.

    ## What it does
    Finds a suppression comment that silences nothing: what it names is not reported there, or it
    names a rule that does not exist, or none at all.

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
        yield Hit(comment.location, reason=_reason(comment, project.known))


def _reason(comment: Suppression, known: frozenset[str]) -> str:
    if not comment.codes:
        return "it names no rule, as in `portlint: ignore[PRT305] why`"
    unknown = [code for code in comment.codes if known and code not in known]
    if unknown:
        return f"no rule is called {', '.join(unknown)}"
    codes = ", ".join(comment.codes)
    return f"nothing here reports {codes}, so remove it before it hides the next one"
