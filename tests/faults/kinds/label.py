"""Ways to break the port that a label of a Compose service gives to Traefik."""

import re
from collections.abc import Iterator

from tests.faults.composed import Service
from tests.faults.fault import Fault
from tests.faults.kinds.carried import base
from tests.faults.listening import named, unheard
from tests.faults.nodes import scalars
from tests.faults.text import Change, edited, line_of

LABEL = re.compile(r"traefik\.http\.services\.[\w-]+\.loadbalancer\.server\.port[=:]?\s*[\"']?")
PORT = re.compile(rf"{LABEL.pattern}(?P<port>\d{{2,5}})")


def labels(service: Service) -> Iterator[Fault]:
    """Move the port of a label: to the published one, and by one."""
    file, node = service.file, service.part("labels")
    if not any(LABEL.search(str(one.value)) for one in scalars(node)) or node is None:
        return
    match = PORT.search(file.text, node.start_mark.index, node.end_mark.index)
    if match is None:
        return
    number, line = int(match["port"]), line_of(file.text, match.start())

    def fault(kind: str, port: int, undecided: str) -> Fault:
        text = {file.path: edited(file.text, [Change(*match.span("port"), str(port))])}
        places = frozenset(((file.path, line),))
        return Fault(f"Traefik: {kind}", file.path, line, text, places, undecided)

    near = (one for each in (file, *file.others) for one in each.services.values())
    why = "" if any("traefik" in base(one) for one in near) else "no Traefik runs beside it"
    inner = {inside for _, inside in service.ports}
    for outer in sorted({out for out, inside in service.ports if inside == number} - inner)[:1]:
        yield fault("published port", outer, why or named(service, outer))
    yield fault("port one off", number + 1, why or unheard(service, number, number + 1))
