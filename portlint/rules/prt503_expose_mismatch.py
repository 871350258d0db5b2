from collections.abc import Iterator

from portlint.core import Hit, Project, Related, Severity, Tier, rule
from portlint.deployment.connections import connections
from portlint.deployment.heard import Heard, Kind
from portlint.deployment.image import Image

SAID = frozenset((Kind.COMMAND, Kind.VARIABLE))


def _heard_otherwise(image: Image, heard: Heard) -> list[int]:
    """Return where CMD and ENV say that the program listens, none where EXPOSE agrees on one."""
    exposed = {port for one in image.exposed for port in range(one.span[0], one.span[1] + 1)}
    said = {port for port, kinds in heard.kinds.items() if not SAID.isdisjoint(kinds)}
    return sorted(said) if exposed.isdisjoint(said) else []


@rule(
    code="PRT503",
    name="expose-mismatch",
    tier=Tier.PEDANTIC,
    severity=Severity.WARNING,
    message=(
        "the program listens on {said}, and EXPOSE says {port}: `docker run -P`, proxies and "
        "readers look where nobody answers; write EXPOSE {said}"
    ),
)
def expose_mismatch(project: Project) -> Iterator[Hit]:
    """Finds an EXPOSE that shares no port with what CMD and ENV say.

    ## What it does
    Finds a Dockerfile whose EXPOSE and whose command, or port variable, name different ports.

    ## Why is this bad?
    EXPOSE opens nothing, but `docker run -P`, Traefik, nginx-proxy and devcontainers believe it,
    and send their requests where nobody listens: `502 Bad Gateway`.

    ## Example
    ```dockerfile Dockerfile
    FROM python:3.12
    EXPOSE 8080
    CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ## Use instead
    ```dockerfile Dockerfile
    FROM python:3.12
    EXPOSE 8000
    CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ## Fix safety
    There is no fix: which of the two is right is not known.

    ## Known limits
    Speaks only where CMD, ENTRYPOINT or ENV names a port, and never of an EXPOSE that the base
    image brings.
    """
    hearing = connections(project).hearing
    for image in hearing.dockerfiles.alone:
        heard = hearing.alone(image).heard
        said = _heard_otherwise(image, heard) if image.exposed and image.whole else []
        if said:
            first = image.exposed[0]
            other = heard.ports.get(said[0]) or heard.local[said[0]]
            related = (Related(other.location, other.clause),)
            words = " ".join(map(str, said))
            yield Hit(first.location, port=first.span[0], related=related, said=words)
