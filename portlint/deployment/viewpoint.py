"""From where a value is read: its container, a browser, or somewhere that only people know."""

import re
from enum import StrEnum

from portlint.core.names import words

BUNDLED = re.compile(
    r"(?:NEXT_PUBLIC|VITE|REACT_APP|VUE_APP|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC|GATSBY|NG_APP)_"
)
"""Prefixes of variables that a bundler writes into what browsers run."""

SERVER_SIDE = frozenset(
    "internal proxy server ssr backend target upstream dev private rewrite docker".split()
)
"""Words that keep such a variable on the server after all."""

NOT_CALLED = frozenset(
    "cors origin origins advertised advertise advertize allowed allow trusted whitelist allowlist "
    "referer referrer csrf csp listener listeners listen bind announce announced broadcast "
    "exclude ignore no_proxy virtual jmx rmi".split()
)
"""Words of variables whose addresses are compared or announced, and called by nobody here.

A JMX host (`KAFKA_JMX_HOSTNAME`) becomes `java.rmi.server.hostname`, which a server announces.
"""

PEOPLE = frozenset(
    "public external redirect callback site domain domains hostname website webhook webhooks "
    "browser frontend client share published visible outside issuer issuers audience base root "
    "self own canonical web home login logout oauth sso invite link links swagger openapi "
    "display docs doc example console portal dashboard ui".split()
)
"""Words of variables whose value somebody outside reads: a browser, a peer, a mail's reader."""


MACHINES = frozenset(
    "otlp exporter collector telemetry pushgateway broker brokers peers nodes seeds bootstrap "
    "eureka tracing clusters schemaregistry zookeeper ollama llm vllm litellm".split()
)
"""Words of variables whose address is one that a program dials, and no person opens."""

FAINT = frozenset("base client root own self".split())
"""Words of PEOPLE that say nothing beside one of MACHINES: `EUREKA_CLIENT_SERVICEURL`."""

OUTSIDERS = frozenset(
    "public external published visible outside share example doc docs display invite".split()
)
"""Those that may be read outside by more than a browser: `EXTERNAL_DB_URL=postgres://…`."""

WEB = frozenset(("", "http", "https", "ws", "wss"))
"""Schemes that a browser speaks as well."""


class Viewpoint(StrEnum):
    """Where a reference is read; a name may only silence, so PEOPLE and NOBODY accuse nobody."""

    CONTAINER = "container"
    BROWSER = "browser"
    HOST = "host"
    PEOPLE = "people"
    NOBODY = "nobody"


def viewpoint(name: str, scheme: str = "") -> Viewpoint:
    """Return from where the value of a container's variable is read.

    `PUBLIC_` alone is a bundler's prefix only before an address that browsers speak: Temporal's
    `PUBLIC_FRONTEND_ADDRESS=temporal:7233` is its server's own. What no browser speaks is read by
    none, whatever `WEB_POSTGRES_URL` is called.
    """
    split = set(words(name))
    if BUNDLED.match(name) and (scheme or not name.startswith("PUBLIC_")):
        return Viewpoint.BROWSER if split.isdisjoint(SERVER_SIDE) else Viewpoint.PEOPLE
    if {"internal", "client"} <= split:
        return Viewpoint.CONTAINER
    if {"no", "proxy"} <= split or not split.isdisjoint(NOT_CALLED):
        return Viewpoint.NOBODY
    outside = PEOPLE if scheme in WEB else OUTSIDERS
    if not split.isdisjoint(MACHINES):
        outside -= FAINT
    return Viewpoint.CONTAINER if split.isdisjoint(outside) else Viewpoint.PEOPLE
