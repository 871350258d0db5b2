import re
from collections.abc import Iterator, Mapping

from portlint.core import (
    Bundle,
    Confidence,
    Hit,
    PortUse,
    Project,
    Related,
    Role,
    Severity,
    Tier,
    rule,
)
from portlint.core.judgement import ALLOWED, HEALTH, first_of_each, in_program, live, more, says

LOOPBACK = frozenset(("localhost", "127.0.0.1", "[::1]"))
SHIPPED = re.compile(
    r"(?:NEXT_PUBLIC|VITE|REACT_APP|VUE_APP|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|PUBLIC|NG_APP)_"
)
"""Prefixes of variables that a bundler writes into what browsers run."""

RENDERED = frozenset(("next", "nuxt", "astro", "gatsby", "@sveltejs/kit", "@remix-run/dev"))
"""Tools whose code runs on a server as well, so that a bare address may be read there."""

APART = re.compile(
    r"(?:^|/)(?:servers?|backend|node|ssr|electron|cli|mocks?|__mocks__|msw|e2e|cypress|playwright"
    r"|stories|emails?|seeds?|prisma|db|workers?|functions|lambda|middleware|mcp|dev"
    r"|(?:pages|app)/api)/"
    r"|\.(?:server|stories|story|mock|spec|test|dev|local)\.|(?:^|/)(?:server|middleware|setup)\w*\."
    r"|(?:^|/)environment\.(?!prod)"
)
"""Paths of code that runs elsewhere than in browsers, or only while people develop."""

GUARDED = re.compile(r"(?i)development|\bis_?dev|__dev__|\.DEV\b|\bdebug|hostname\s*===?|\btest")
SIDED = frozenset("internal server ssr proxy rewrite rewrites dev local default".split())


def _bundle(path: str, bundles: Mapping[str, Bundle]) -> Bundle | None:
    """Return the bundle that a file belongs to: that of the nearest package.json above it."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        if folder in bundles:
            return bundles[folder]
    return None


def _ships(use: PortUse, bundle: Bundle) -> bool:
    """Tell whether an address ends in what browsers run."""
    if use.host not in LOOPBACK or use.role is not Role.CONNECT:
        return False
    if GUARDED.search(use.text) or says(use, ALLOWED) or says(use, HEALTH):
        return False
    inner = use.location.path.removeprefix(bundle.location.path.removesuffix("package.json"))
    if APART.search(inner):
        return False
    if use.default_of:
        return SHIPPED.match(use.default_of) is not None
    bare = use.scheme in ("http", "https", "ws", "wss") and bundle.serves is False
    return bare and inner.startswith("src/") and RENDERED.isdisjoint(bundle.tools)


@rule(
    code="PRT103",
    name="browser-localhost-url",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "{what} ships to browsers, where localhost is the visitor's own machine: the page gets "
        "net::ERR_CONNECTION_REFUSED wherever {cause}{rest}; {remedy}"
    ),
)
def browser_localhost_url(project: Project) -> Iterator[Hit]:
    """Finds an address on localhost in code that ships to browsers.

    ## What it does
    Finds `http://localhost:PORT` in the code of a package that a bundler builds: as the default
    of a variable that is built in (`NEXT_PUBLIC_…`, `VITE_…`, `REACT_APP_…`), or bare in the
    sources of an application that runs in browsers alone. One finding for each variable, and for
    each address.

    ## Why is this bad?
    The bundle is built once, often where nobody sets the variable, and then `localhost` means
    the computer of whoever looks at the page: `net::ERR_CONNECTION_REFUSED`,
    `TypeError: Failed to fetch`. On the developer's machine it works.

    ## Example
    ```json package.json
    {"dependencies": {"next": "^14.0.0"}}
    ```
    ```ts src/api.ts
    const API = process.env.NEXT_PUBLIC_API_URL || "http://localhost:4000";
    ```

    ## Use instead
    ```json package.json
    {"dependencies": {"next": "^14.0.0"}}
    ```
    ```ts src/api.ts
    const API = process.env.NEXT_PUBLIC_API_URL || "/api";
    ```

    ## Fix safety
    There is no fix: a relative path needs a proxy, and a required variable a build that sets it.

    ## Known limits
    Needs a package.json that names a bundler, above the file. Silent for tests, stories, mocks,
    configuration of tools, code on a server, and lines that ask for development mode; and, where
    the framework renders on a server too, for bare addresses.
    """
    bundles = {one.location.path.rpartition("/")[0]: one for one in project.facts.of(Bundle)}
    uses = (
        ((bundle.location.path, use.default_of or f"{use.host}:{use.port}"), use)
        for use in (live(project) if bundles else ())
        if in_program(use)
        and use.confidence is Confidence.HIGH
        and (bundle := _bundle(use.location.path, bundles))
        and _ships(use, bundle)
    )
    for use, count in first_of_each(uses):
        bundle = _bundle(use.location.path, bundles)
        name = use.default_of
        related = (Related(bundle.location, f"built by {bundle.tools[0]}"),) if bundle else ()
        yield Hit(
            use.location, port=use.port, related=related, rest=more(count),
            what=f"the default of {name}" if name else f"`{use.host}:{use.port}`",
            cause=f"the build does not set {name}" if name else "the page is not opened on it",
            remedy="use a relative path, or fail the build without it" if name
            else "use a relative path, or a variable that the build must set",
        )  # fmt: skip
