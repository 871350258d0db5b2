import re
from collections.abc import Iterator

from portlint.core import (
    Applicability,
    Confidence,
    Edit,
    Fix,
    Hit,
    PortUse,
    Project,
    Role,
    Severity,
    Tier,
    rule,
)
from portlint.core.judgement import first_of_each, in_program, live, more
from portlint.core.names import carries_port


def _binds(use: PortUse) -> bool:
    name = use.name.rsplit(".", 1)[-1]
    sure = use.confidence is Confidence.HIGH
    return sure and (name.lower().endswith(("listen", "server")) or carries_port(name))


def _fix(use: PortUse) -> Fix | None:
    """Read PORT in place of a bare number that Node.js listens on."""
    bare = re.search(rf"\.listen\(\s*{use.port}\s*[,)]", use.text)
    if use.format == "python" or not bare or use.text.count(str(use.port)) > 1:
        return None
    edit = Edit(use.location, f"Number(process.env.PORT ?? {use.port})")
    return Fix(Applicability.UNSAFE, (edit,))


@rule(
    code="PRT102",
    name="hardcoded-listen-port",
    tier=Tier.REGISTRY,
    severity=Severity.WARNING,
    message=(
        "the server listens on the literal {port}: the platform cannot move it, and two "
        "copies cannot run side by side{rest}; read it from an environment variable"
    ),
)
def hardcoded_listen_port(project: Project) -> Iterator[Hit]:
    """Finds a server that listens on a bare number.

    ## What it does
    Finds a server that listens on a bare number.

    ## Why is this bad?
    Platforms hand a port over in `PORT` and wait for it; a server that listens elsewhere is
    killed with `failed to bind to $PORT within 60 seconds`. Two checkouts on one machine answer
    `EADDRINUSE`.

    ## Example
    ```js server.js
    app.listen(3000);
    ```

    ## Use instead
    ```js server.js
    app.listen(Number(process.env.PORT ?? 3000));
    ```

    ## Fix safety
    For Node.js the fix reads `PORT` and falls back to the number. It is unsafe: where `PORT` is
    set for another server, this one moves.

    ## Known limits
    Development servers, configuration files, scripts, tests and examples are exempt, and so is
    a literal that a variable can overrule.
    """
    uses = (
        (use.location.path, use)
        for use in live(project)
        if use.role is Role.LISTEN and in_program(use) and not use.default_of and _binds(use)
    )
    for use, others in first_of_each(uses):
        yield Hit(use.location, port=use.port, fix=_fix(use), like=others, rest=more(others))
