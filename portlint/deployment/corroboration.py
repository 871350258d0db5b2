"""What must agree before an address on localhost is called wrong: names alone prove nothing."""

import re

from portlint.core.names import words
from portlint.core.tables import guarded
from portlint.deployment.model import Service, Stack
from portlint.deployment.reference import Reference
from portlint.deployment.viewpoint import MACHINES, WEB, Viewpoint, viewpoint

FRONT = frozenset(
    "frontend front web ui client dashboard app site www portal console admin spa webapp studio "
    "docs website landing next nuxt vite storybook".split()
)
"""Words of services whose settings may be handed on to a browser."""

IDLE = frozenset(
    "service server url uri host port api addr address endpoint base http https the my app db dsn "
    "connection string internal backend".split()
)
"""Words that tie no variable to a service."""

DRIVERS = frozenset(
    "playwright cypress e2e selenium test tests puppeteer webdriver chrome browser".split()
)
"""Words of services in which a browser runs."""

RUNNERS = frozenset("playwright cypress e2e puppeteer webdriver".split())
"""Those in which the browser itself reads what the service is told."""

SHORTEST = 5
"""Letters of a name that is cut short."""

DEEPEST = 200


def depends(stack: Stack, service: Service, other: Service) -> bool:
    """Tell whether a service waits for another, itself or through what it waits for."""
    seen, waiting = {service.name}, [service]
    while waiting and len(seen) < DEEPEST:
        for name, _ in waiting.pop().depends_on:
            below = stack.services.get(name)
            if name == other.name:
                return True
            if below and name not in seen:
                seen.add(name)
                waiting.append(below)
    return False


def named_after(reference: Reference, other: Service) -> bool:
    """Tell whether the variable of a reference, or its scheme, speaks of a service by name."""
    image = other.image.text.rpartition("/")[2].partition(":")[0] if other.image else ""
    theirs = {*words(other.name), *words(image)}
    own = {*words(reference.name), reference.scheme}
    shared = (own & theirs) - IDLE
    shared |= {one for one in own if any(_short(one, each) for each in theirs)}
    whole = "".join(words(other.name)) in "".join(words(reference.name))
    return bool(shared) or whole or not theirs.isdisjoint(KINDS.get(reference.scheme, ()))


def _short(word: str, name: str) -> bool:
    """Tell whether a word is a name cut short: `MEILI_HOST` speaks of meilisearch."""
    return len(word) >= SHORTEST and word not in IDLE and name.startswith(word)


POSTGRES = frozenset("postgres postgresql postgis timescaledb pgvector pgbouncer".split())
MYSQL = frozenset("mysql mariadb percona".split())
KINDS = {
    "postgresql": POSTGRES, "postgres": POSTGRES, "mysql": MYSQL, "mariadb": MYSQL,
    "mongodb": frozenset(("mongo", "mongodb")), "amqp": frozenset(("rabbitmq", "lavinmq")),
    "redis": frozenset("redis valkey keydb dragonfly".split()),
    "kafka": frozenset(("kafka", "redpanda")), "nats": frozenset(("nats",)),
}  # fmt: skip
"""For a scheme, words of the images that speak it."""


def is_store(service: Service) -> bool:
    """Tell whether a service is a well-known database or cache, which calls nobody."""
    return service.image is not None and guarded(service.image.text) in STORES


def is_foreign(reference: Reference) -> bool:
    """Tell whether a scheme is one that a service does not speak itself, by all of its names."""
    service = reference.service
    kinds = KINDS.get(reference.scheme, frozenset())
    names = (service.name, service.image.text if service.image else "")
    return bool(kinds) and all(kinds.isdisjoint(words(name)) for name in names)


def is_read_inside(reference: Reference, other: Service) -> bool:
    """Tell whether an address on localhost is read by the container, and by no browser.

    A browser on the host reaches what is published there, so such an address may well be meant
    for it; what no browser speaks, or what is not published, is meant for nobody else.
    """
    image = other.image.text if other.image else ""
    stores = guarded(image) in STORES and BROWSED.isdisjoint(words(image))
    split = words(reference.name)
    dialled = is_optional(reference) or (
        not reference.scheme
        and not DIALLED.isdisjoint(split[-1:])
        and (split[-1] != "endpoint" or SIGNING.isdisjoint(split))
    )
    if reference.scheme not in WEB or stores or dialled or not MACHINES.isdisjoint(split):
        return True
    if runs_browser(reference.service):
        return True
    own = {*words(reference.service.name)}
    published = any(
        one.published and one.published[0] <= (reference.port or 0) <= one.published[1]
        for one in other.ports
    )
    return not published or FRONT.isdisjoint((*own, *words(other.name)))


STORES = frozenset(("database", "cache"))
BROWSED = frozenset("meilisearch typesense neo4j surrealdb couchdb weaviate".split())
"""Stores to which pages speak as well, as their documentation has it."""

DIALLED = frozenset("addr address addresses servers brokers endpoint".split())
"""How variables end whose value without a scheme is what a program connects to."""

SIGNING = frozenset("s3 minio storage bucket public".split())
"""Words of endpoints that are written into links which a browser follows."""

UNBROWSED = frozenset(
    (1433, 1521, 2181, 3306, 4222, 5432, 5672, 6379, 9042, 9092, 11211, 26379, 27017, 29092)
)
"""Ports of stores and brokers, which no browser speaks to: by the table of conventional ports."""


PUSHED = re.compile(r"/(?:push|write|otlp|ingest|_?bulk|eureka|v1/(?:traces|metrics|logs))/?\Z")
"""Paths to which programs send, and that no page is read from."""


def is_dialled(reference: Reference, certain: bool) -> bool:  # noqa: FBT001
    """Tell whether a container itself must dial an address, whatever its variable is called.

    By a scheme or a port that no browser speaks; in a list of plain addresses; or by one in a
    program of which it is known where it listens, so that nothing of its own can be meant.
    """
    port = reference.port or 0
    if reference.scheme not in WEB or (not reference.scheme and port in UNBROWSED):
        return True
    if is_machines(reference) or PUSHED.search(reference.path):
        return True
    if reference.beside and not reference.scheme:
        return True
    own = {*words(reference.service.name)}
    return certain and reference.scheme == "" and own.isdisjoint(FRONT)


def is_machines(reference: Reference) -> bool:
    """Tell whether a variable holds an address that a program dials, and no person opens."""
    return not MACHINES.isdisjoint(words(reference.name))


def is_optional(reference: Reference) -> bool:
    """Tell whether an option of a command line is given an address that its program dials."""
    seen = viewpoint(reference.option, reference.scheme)
    return bool(reference.option) and seen is Viewpoint.CONTAINER


def drives_browser(service: Service) -> bool:
    """Tell whether a service runs a browser of its own, which knows the stack's names."""
    return not DRIVERS.isdisjoint(_spoken_of(service))


def runs_browser(service: Service) -> bool:
    """Tell whether a service's own browser reads its variables, so that localhost is itself."""
    return not RUNNERS.isdisjoint(_spoken_of(service))


def _spoken_of(service: Service) -> tuple[str, ...]:
    image = service.image.text if service.image else ""
    build = f"{service.build.dockerfile} {service.build.target}" if service.build else ""
    return (*words(service.name), *words(image), *words(build))
