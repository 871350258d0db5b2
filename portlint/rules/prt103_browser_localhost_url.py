import re
from collections.abc import Iterator, Mapping

from portlint.core import (
    Bundle,
    Confidence,
    Dockerfile,
    Document,
    Hit,
    PortUse,
    Project,
    Related,
    Role,
    Severity,
    Tier,
    Variable,
    keys,
    rule,
)
from portlint.core.judgement import ALLOWED, HEALTH, first_of_each, in_program, live, more, says
from portlint.core.names import words

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
    r"|agent|extension|desktop|companion|native"
    r"|(?:pages|app)/api)/"
    r"|\.(?:server|stories|story|mock|spec|test|dev|local)\.|(?:^|/)(?:server|middleware|setup)\w*\."
    r"|(?:^|/)environment\.(?!prod)"
)
"""Paths of code that runs elsewhere than in browsers, or only while people develop."""

LOCAL = re.compile(r"localhost|127\.0\.0\.1")
NAME = re.compile(r"[A-Za-z_]\w*")
GUARDED = re.compile(
    r"(?i)development|NODE_ENV|\bproduction\b|\bis_?dev|__dev__|\.DEV\b|\bdebug|hostname\s*===?|\btest"
)
SIDED = frozenset("internal server ssr proxy rewrite rewrites dev local default".split())
OWN = frozenset(
    "app webapp site base own self public web frontend url uri origin host name".split()
)
"""Words of variables that hold the page's own address, which is shown and not called."""

LISTED = ("[", "{", '"', "'", "`", ":", "?")
"""How a line begins that is an item of a list or a branch: it may be called by nobody."""

PROPERTY = re.compile(r"([A-Za-z_$][\w$]*)\s*:\s*[\"'`]")
CALLED = frozenset(
    "url uri base api backend endpoint endpoints gateway host server service socket ws websocket "
    "http href target address".split()
)
"""Words of properties that hold what is called; another's may be one of a table of examples."""

SERVING = frozenset((Role.LISTEN, Role.PUBLISH))


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
    if use.host not in LOOPBACK or use.role is not Role.CONNECT or not in_program(use):
        return False
    if use.confidence is not Confidence.HIGH:
        return False
    if GUARDED.search(f"{use.when} {use.text}") or says(use, ALLOWED) or says(use, HEALTH):
        return False
    inner = use.location.path.removeprefix(bundle.location.path.removesuffix("package.json"))
    if APART.search(inner):
        return False
    if name := use.default_of:
        handed = name in use.text and "env" not in use.text
        split = frozenset(words(SHIPPED.sub("", name, count=1)))
        sided = handed or split <= OWN or not split.isdisjoint(SIDED)
        return bool(SHIPPED.match(name)) and not sided
    called = use.scheme in ("http", "https", "ws", "wss") and not use.text.startswith(LISTED)
    key = PROPERTY.match(use.text)
    listed = key is not None and CALLED.isdisjoint(words(key[1]))
    bare = called and not listed and not bundle.serves
    return bare and inner.startswith("src/") and RENDERED.isdisjoint(bundle.tools)


def _serves(use: PortUse) -> bool:
    """Tell whether a port is one on which the repository's own programs are called."""
    return use.role in SERVING or (use.role is Role.DECLARE and use.name == "server.port")


def _set(project: Project) -> frozenset[str]:
    """Return the variables that a build or an env file of the repository sets."""
    told = {one.name for one in project.facts.of(Variable) if not LOCAL.search(one.value)}
    for file in project.facts.of(Dockerfile):
        for one in file.instructions:
            if one.keyword in ("ARG", "ENV"):
                told |= set(NAME.findall(one.text))
    for document in project.facts.of(Document):
        told |= {key.value for key in keys(document.root) if SHIPPED.match(key.value)}
    return frozenset(told)


def _found(project: Project) -> Iterator[tuple[str, PortUse, Bundle]]:
    """Yield each address under its symbol: the variable, or what is called."""
    bundles = {one.location.path.rpartition("/")[0]: one for one in project.facts.of(Bundle)}
    told = _set(project) if bundles else frozenset()
    served = {use.port for use in project.facts.of(PortUse) if _serves(use)}
    for use in live(project) if bundles else ():
        bundle = _bundle(use.location.path, bundles)
        if (
            bundle
            and in_program(use)
            and use.confidence is Confidence.HIGH
            and _ships(use, bundle)
        ):
            symbol = use.default_of or f"{use.host}:{use.port}"
            if symbol not in told and (use.default_of or use.port in served):
                yield f"{bundle.location.path} {symbol}", use, bundle


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
    sources of an application that runs in browsers alone, where the repository itself serves that
    port. One finding for each file; each variable or address counts once.

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
    configuration of tools, code on a server, and lines that ask for development mode; for
    variables that a Dockerfile, a workflow or an env file sets, or that hold the page's own
    address; for items of lists, branches of choices, and companions that run on the visitor's own
    machine; for properties whose key names no address; and, where the framework renders on a
    server too, for bare addresses. Of a component of Vue or Svelte the scripts are read, its
    template is not.
    """
    found = list(_found(project))
    built = {use.location: bundle for _, use, bundle in found}
    symbols = first_of_each((symbol, use) for symbol, use, _ in found)
    for use, count in first_of_each((use.location.path, use) for use, _ in symbols):
        name, bundle = use.default_of, built[use.location]
        yield Hit(
            use.location, port=use.port, rest=more(count),
            related=(Related(bundle.location, f"built by {bundle.tools[0]}"),),
            what=f"the default of {name}" if name else f"`{use.host}:{use.port}`",
            cause=f"the build does not set {name}" if name else "the page is not opened on it",
            remedy="use a relative path, or fail the build without it" if name
            else "use a relative path, or a variable that the build must set",
        )  # fmt: skip
