"""What is said of an address in a configuration file that leads nowhere: PRT801 and PRT802."""

from collections.abc import Iterator

from portlint.core import Fix, Hit, Project
from portlint.core.finding import Applicability
from portlint.deployment.answer import Answer, Cause
from portlint.deployment.connections import connections, hit_of, other_address, other_port
from portlint.deployment.satellite.labels import mislabelled

SAID = {
    Cause.PUBLISHED_SIDE: "which is refused: ",
    Cause.LOOPBACK: "which is this container itself, where nothing listens: ",
    Cause.IN_BROWSER: "which a browser calls, and cannot resolve: ",
    Cause.NO_NETWORK: "a name that it cannot resolve: ",
    Cause.UNKNOWN_HOST: "an unknown host: ",
    Cause.WRONG_PORT: "which is refused: ",
    Cause.CONTAINER_SIDE: "which is refused: ",
}
LABELLED = "traefik"
PORT_ALONE = frozenset((Cause.PUBLISHED_SIDE, Cause.WRONG_PORT))


def misleading(project: Project, programs: frozenset[str]) -> Iterator[Hit]:
    """Yield a match for each address in the programs' files, or labels, that leads nowhere."""
    known = connections(project)
    for answer in known.misled(programs):
        yield _hit(answer)
    for answer in mislabelled(known.world) if LABELLED in programs else ():
        yield _hit(answer)


def _hit(answer: Answer) -> Hit:
    hit = hit_of(answer, _fix(answer))
    remedy = answer.remedy
    if answer.cause is Cause.UNKNOWN_HOST:
        hint = f"; did you mean `{remedy}`?"
    elif answer.cause is Cause.NO_NETWORK:
        hint = f"; {remedy}"
    else:
        hint = f"; use `{remedy}`" if remedy else ""
    said = SAID.get(answer.cause, "") if answer.cause else ""
    hit.values |= {
        "why": f"{said}{answer.why}", "hint": hint, "program": answer.reference.satellite,
        "outage": _outage(answer),
    }  # fmt: skip
    return hit


def _outage(answer: Answer) -> str:
    """Say what a proxy's users see: nginx looks names up as it starts, and goes without them.

    https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass: only what holds a
    variable is looked up later.
    """
    one = answer.reference
    early = one.satellite == "nginx" and (one.literal or not one.stated)
    unresolved = answer.cause in (Cause.NO_NETWORK, Cause.UNKNOWN_HOST)
    if one.satellite == "httpd" and not unresolved:
        return "answers 503 Service Unavailable"
    return "does not start" if early and unresolved else "answers 502 Bad Gateway"


def _fix(answer: Answer) -> Fix | None:
    if answer.cause in PORT_ALONE:
        return other_port(answer, Applicability.UNSAFE)
    if answer.cause is Cause.LOOPBACK:
        return other_address(answer, Applicability.UNSAFE)
    return None
