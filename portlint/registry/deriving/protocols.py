"""What is spoken on a container's port, as far as that is beyond doubt."""

from portlint.core.tables import image_ports

BY_IMAGE = {
    "postgres": "postgres", "timescale": "postgres", "pgvector": "postgres", "postgis": "postgres",
    "pgbouncer": "postgres", "mysql": "mysql", "mariadb": "mysql", "percona": "mysql",
    "redis": "redis", "valkey": "redis", "keydb": "redis", "mongo": "mongodb",
    "memcached": "memcached", "rabbitmq": "amqp", "kafka": "kafka", "nats": "nats",
    "mosquitto": "mqtt", "zookeeper": "zookeeper", "cp-server": "kafka",
}  # fmt: skip
"""Parts of images' names, each with its protocol."""

PORTS = {
    "postgres": (5432, 6432), "mysql": (3306,), "redis": (6379,), "mongodb": (27017,),
    "memcached": (11211,), "amqp": (5672,), "kafka": (9092, 29092, 9094), "nats": (4222,),
    "mqtt": (1883,), "zookeeper": (2181,),
}  # fmt: skip
"""The ports on which each is spoken; another port of the image may be its console."""

CONSOLES = frozenset((8080, 8161, 8222, 15672))
"""Container ports on which images of `BY_IMAGE` show their console."""

COMMON = frozenset((80, 3000, 8000, 8080))
"""Container ports on which unknown programs speak HTTP, by all convention."""

SITES = frozenset(
    (
        80,
        3000,
        3001,
        4200,
        5173,
        5601,
        8000,
        8080,
        8081,
        8888,
        9090,
        9093,
        9100,
        9200,
        15672,
        16686,
    )
)
"""Container ports that speak HTTP where the image is known to listen on them."""


def protocol(image: str, port: int, transport: str, *, asked: bool) -> str:
    """Return what is spoken, empty where that is not sure; `asked`: an HTTP check asks there."""
    if transport != "tcp":
        return ""
    if asked:
        return "http"
    base = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    known = next((spoken for name, spoken in BY_IMAGE.items() if name in base), "")
    if known:
        return known if port in PORTS[known] else "http" if port in CONSOLES else ""
    sites = SITES if any(one.port == port for one in image_ports(image)) else COMMON
    return "https" if port in {443, 8443} else "http" if port in sites else ""
