"""What a name says of its number: `API_PORT` a port, `support` and `portTimeout` not."""

import re
from functools import lru_cache

WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")

GLUED = frozenset(
    "admin api app backend base bind bolt broker cache client cluster console container "
    "control custom d dash dashboard data db debug default dest destination dev dns dst "
    "expected external frontend ftp gateway grpc health host http https imap inner internal "
    "jmx kafka ldap listen listener local mail management master metrics mongo mongodb mqtt "
    "my mysql nats new node old outer pg pop postgres postgresql private prod prometheus "
    "proxy public queue rabbitmq redis remote rest rpc sentinel server service smtp socket "
    "s socks source sql src ssh ssl sub svc target tcp test tls tunnel udp ui upstream used "
    "vite vnc web websocket ws wss zmq".split()
)
"""What may stand before `port` without a separator: `dbport` yes, `viewport` and `import` no."""

OTHER_PORTS = frozenset(
    "audio com display gpio hdmi midi parallel physical serial switch usb video viewport".split()
)

MEASURES = frozenset(
    "age attempts bandwidth count counts days delay delta error errors height hours id ids "
    "idx increment index interval latency len length limit millis minutes ms mtu num offset "
    "per percent priority rate ratio retries retry seconds secs size speed step steps timeout "
    "timeouts total version weight width".split()
)

BOUNDS = frozenset("max min n nb total number".split())
"""Before `ports` they count: `MAX_PORTS` is an amount, `MAX_PORT` a port."""


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
    if not MEASURES.isdisjoint(split):
        return False
    if split[-1] == "ports" and not BOUNDS.isdisjoint(split):
        return False
    before = ("", *split)
    return any(
        _is_port(word) and other not in OTHER_PORTS
        for other, word in zip(before, split, strict=False)
    )


def _is_port(word: str) -> bool:
    if word in {"port", "ports", "portnum", "portno", "portnumber", "nodeport"}:
        return True
    stem = word.removesuffix("s")
    return stem.endswith("port") and stem.removesuffix("port") in GLUED


@lru_cache(maxsize=8192)
def measures(name: str) -> bool:
    """Tell whether a value of this name is an amount of something, whatever else it says."""
    return not MEASURES.isdisjoint(words(name))
