"""What a name says about the number it carries: `API_PORT` a port, `support` and `portTimeout` not."""

import re
from functools import lru_cache

WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")

GLUED = frozenset(
    "admin api app backend base bind bolt broker cache client cluster console container control custom dash "
    "dashboard data db debug default dest destination dev dns dst expected external frontend ftp "
    "gateway grpc health host http https imap inner internal jmx kafka ldap listen listener local "
    "mail management master metrics mongo mongodb mqtt mysql my nats new node old outer pg pop "
    "postgres postgresql private prod prometheus proxy public queue rabbitmq redis remote rest rpc "
    "sentinel server service smtp socket socks source sql src ssh ssl sub svc target tcp test tls "
    "tunnel udp ui upstream used vite vnc web websocket ws wss zmq".split()
)
"""What may stand before `port` without a separator: `dbport` yes, `viewport` and `import` no."""

OTHER_PORTS = frozenset(
    "usb serial com midi gpio physical switch viewport hdmi display audio video parallel".split()
)

MEASURES = frozenset(
    "count counts num timeout timeouts interval delay retries retry width height size length len "
    "index idx id ids speed weight priority limit total step steps seconds secs ms millis offset "
    "increment delta attempts age days hours minutes rate percent ratio version per mtu "
    "bandwidth latency error errors".split()
)

ADDRESSES = frozenset(
    "addr addrs address addresses api authority backend backends base bind bootstrap broker "
    "brokers callback connect connection dsn endpoint endpoints gateway host hosts hostname "
    "instance link links listen location node nodes origin origins peer peers proxy redirect remote server servers "
    "service site target targets uri uris upstream upstreams url urls".split()
)


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """Split `apiPort`, `API_PORT`, `api-port` and `api.port` into lower-case words."""
    return tuple(word.lower() for word in WORD.findall(name))


@lru_cache(maxsize=8192)
def carries_port(name: str) -> bool:
    """Tell whether a value of this name is a port number (or a list of them)."""
    if "ort" not in name and "ORT" not in name:
        return False
    split = words(name)
    if not MEASURES.isdisjoint(split) or not OTHER_PORTS.isdisjoint(split):
        return False
    return any(map(_is_port, split))


def _is_port(word: str) -> bool:
    if word in {"port", "ports", "portnum", "portno", "portnumber", "nodeport"}:
        return True
    stem = word.removesuffix("s")
    return stem.endswith("port") and stem.removesuffix("port") in GLUED


@lru_cache(maxsize=8192)
def carries_address(name: str) -> bool:
    """Tell whether a value of this name is a host, a `host:port` or a URL."""
    return not ADDRESSES.isdisjoint(words(name))


@lru_cache(maxsize=8192)
def measures(name: str) -> bool:
    """Tell whether a value of this name is an amount of something, whatever else it says."""
    return not MEASURES.isdisjoint(words(name))
