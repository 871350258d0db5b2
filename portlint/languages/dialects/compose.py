"""Compose: services with their ports, as the Compose specification has them."""

from collections.abc import Iterator

from portlint.core import DeclaredService, Fact, InvalidPort, PortMapping, Role
from portlint.core.grammar import mapping
from portlint.core.grammar.mention import HIGHEST
from portlint.core.grammar.value import Mapping as Written
from portlint.core.grammar.value import Side
from portlint.syntax.documents import Mapping, Node, Scalar, Sequence
from portlint.syntax.settings import Reading, Trail, read_node

SERVICE_KEYS = frozenset(
    "image build ports expose environment env_file volumes depends_on networks network_mode "
    "command entrypoint restart container_name healthcheck deploy labels extends profiles".split()
)
TOP_KEYS = frozenset("version name include networks volumes configs secrets".split())
NETWORK_KEYS = frozenset(
    "name driver driver_opts external internal attachable ipam labels enable_ipv6".split()
)
REACHING = frozenset("ports network_mode extends <<".split())
"""Keys through which a port may reach the host, here or in what is merged."""

TRANSPORTS = frozenset(("", "tcp", "udp", "sctp"))


def recognise(root: Node) -> bool:
    """Tell whether a document is a Compose file: JSON with a comment, like our index, is none."""
    if not isinstance(root, Mapping) or root.get("//") is not None:
        return False
    services = root.get("services")
    if services is None and isinstance(root.get("include"), Sequence):
        return root.keys() <= TOP_KEYS
    if services is None and root.keys() <= TOP_KEYS:
        return _only_networks(root.get("networks"))
    if not isinstance(services, Mapping):
        return False
    found = [pair.value for pair in services.pairs if isinstance(pair.value, Mapping)]
    telling = [one for one in found if len(one.keys() & SERVICE_KEYS) > 0]
    return bool(telling) and len(telling) * 2 >= len(found)


def _only_networks(networks: Node | None) -> bool:
    """Tell whether networks are declared, for the files that are laid over this one."""
    if not isinstance(networks, Mapping) or not networks.pairs:
        return False
    declared = [pair.value for pair in networks.pairs]
    return all(
        isinstance(one, Mapping) and one.keys() <= NETWORK_KEYS for one in declared if one
    ) and any(declared)


def judge(trail: Trail, role: Role) -> Role:
    """Say that a label's port is the container's: a proxy reads it inside the network."""
    return Role.CONTAINER if "labels" in trail.keys and role is Role.DECLARE else role


def read(reading: Reading, root: Mapping) -> Iterator[Fact]:
    """Yield every port of a Compose file."""
    for pair in root.pairs:
        if pair.key.text == "services" and isinstance(pair.value, Mapping):
            for service in pair.value.pairs:
                yield from _service(reading, service.key, service.value)
        else:
            yield from read_node(reading, pair.value, Trail((pair.key.text,)))


def _service(reading: Reading, key: Scalar, node: Node | None) -> Iterator[Fact]:
    if not isinstance(node, Mapping):
        return
    own = Reading(reading.source, reading.format, key.text, judge)
    place = reading.source.place(key.start, key.end)
    aliases = tuple(name for name in (node.text("container_name"), node.text("hostname")) if name)
    publishes = not REACHING.isdisjoint(node.keys())
    image = node.text("image")
    context = reading.source.context
    yield DeclaredService(place, key.text, reading.format, image, aliases, publishes, context)
    for pair in node.pairs:
        trail = Trail((pair.key.text,))
        if pair.key.text == "ports" and isinstance(pair.value, Sequence):
            for item in pair.value.items:
                yield from _entry(own, item, trail)
        else:
            yield from read_node(own, pair.value, trail)


def _entry(reading: Reading, item: Node, trail: Trail) -> Iterator[Fact]:
    if isinstance(item, Scalar):
        written = mapping(item.text)
        if written is None:
            yield from read_node(reading, item, trail)
            return
        yield from _short(reading, item, written, trail)
    elif isinstance(item, Mapping):
        yield from _long(reading, item, trail)


def _short(reading: Reading, item: Scalar, written: Written, trail: Trail) -> Iterator[Fact]:
    for side, role in ((written.host, Role.PUBLISH), (written.target, Role.CONTAINER)):
        yield from _side(reading, item.start, side, role, written.transport, trail)
    problem = _problem(written)
    place = reading.source.place(item.start, item.end)
    if problem:
        yield InvalidPort(place, item.text, problem)
    elif written.target.span:
        published = written.host.span if written.host else None
        yield PortMapping(
            place,
            reading.service,
            published,
            written.target.span,
            written.ip,
            written.transport or "tcp",
        )


def _side(  # noqa: PLR0913, PLR0917  (what one side of a mapping is)
    reading: Reading, base: int, side: Side | None, role: Role, transport: str, trail: Trail
) -> Iterator[Fact]:
    for start, end, port in side.ports if side else ():
        if side and 0 < port <= HIGHEST:
            yield reading.use(
                base + start, base + end, role, trail,
                default_of=side.variable, transport=transport,
            )  # fmt: skip


def _problem(written: Written) -> str:
    """Say what is wrong with a mapping, empty where nothing is."""
    sides = [side for side in (written.host, written.target) if side and side.span]
    for side in sides:
        first, last = side.span or (0, 0)
        if last > HIGHEST:
            return f"is above {HIGHEST}"
        if first > last:
            return "is a range that runs backwards"
    if written.target.span and written.target.span[0] < 1:
        return "is below 1"
    if written.transport.lower() not in TRANSPORTS:
        return f"names {written.transport}, which is no transport (tcp, udp, sctp)"
    if len(sides) == 2:  # noqa: PLR2004  (host and container)
        host, target = (side.span or (0, 0) for side in sides)
        if target[1] != target[0] and host[1] - host[0] != target[1] - target[0]:
            return "pairs two ranges of different length"
    return ""


def _long(reading: Reading, item: Mapping, trail: Trail) -> Iterator[Fact]:
    sides: dict[str, Side] = {}
    transport = item.text("protocol")
    for pair in item.pairs:
        role = {"published": Role.PUBLISH, "target": Role.CONTAINER}.get(pair.key.text)
        if role is None or not isinstance(pair.value, Scalar):
            continue
        written = mapping(pair.value.text)
        if written and written.host is None:
            sides[pair.key.text] = written.target
            own = trail.under(pair.key.text)
            yield from _side(reading, pair.value.start, written.target, role, transport, own)
    target = sides.get("target")
    place = reading.source.place(item.pairs[0].key.start, item.pairs[0].key.end)
    if target and target.span:
        whole = Written(target, sides.get("published"), item.text("host_ip"), transport)
        if problem := _problem(whole):
            yield InvalidPort(place, target.text, problem)
            return
        published = whole.host.span if whole.host else None
        yield PortMapping(
            place, reading.service, published, target.span, whole.ip, transport or "tcp"
        )
