from collections.abc import Iterator

from portlint.core import Hit, Project, Severity, Suppression, Tier, rule


@rule(
    code="PRT902",
    name="unexplained-suppression",
    tier=Tier.PEDANTIC,
    severity=Severity.NOTE,
    message=(
        "this comment ignores {codes} and does not say why: the next reader cannot tell "
        "whether it still holds"
    ),
)
def unexplained_suppression(project: Project) -> Iterator[Hit]:
    """Finds a suppression comment without a reason.

    ## What it does
    Finds a suppression comment without a reason.

    ## Why is this bad?
    Nobody dares to remove what nobody can explain.

    ## Example
    ```yaml compose.yaml
    ports: ["70000:80"]  # portlint: ignore[PRT305]
    ```

    ## Use instead
    ```yaml compose.yaml
    ports: ["70000:80"]  # portlint: ignore[PRT305] shows the error in class
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    Any words will do.
    """
    for comment in project.facts.of(Suppression):
        if not comment.reason:
            yield Hit(comment.location, codes=", ".join(comment.codes) or "nothing")
