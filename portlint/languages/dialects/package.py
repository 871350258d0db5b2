"""What a package.json says of where its code runs: in browsers, on a server, or both."""

import re
from collections.abc import Iterator

from portlint.core import Bundle, Location, Scripts
from portlint.syntax import Source

DEPENDENCY = re.compile(
    r'"((?:@[\w.-]+/)?[\w.-]+)"\s*:\s*"(?:[~^>=<v]*\d|workspace:|catalog:|latest|\*)'
)
SCRIPTS = re.compile(r'"scripts"\s*:\s*\{([^{}]{0,20000})\}')
SCRIPT = re.compile(r'"([\w:.-]{1,100})"\s*:\s*"((?:[^"\\]|\\.){0,1000})"')
BUNDLERS = frozenset(
    "next nuxt vite react-scripts @vue/cli-service @angular/core gatsby astro parcel "
    "@sveltejs/kit @remix-run/dev expo react-app-rewired @craco/craco".split()
)
SERVERS = frozenset(
    "express fastify koa hono h3 @nestjs/core @hapi/hapi electron @tauri-apps/cli ws restify "
    "http-server socket.io @trpc/server elysia polka next-connect".split()
)


def bundles(source: Source) -> Iterator[Bundle]:
    """Yield the bundlers that a package depends on, if there are any."""
    named = {match[1] for match in DEPENDENCY.finditer(source.text)}
    tools = sorted(named & BUNDLERS)
    if tools:
        yield Bundle(Location(source.path), tuple(tools), not named.isdisjoint(SERVERS))


def scripts(source: Source) -> Iterator[Scripts]:
    """Yield the commands that a package gives names to, if there are any."""
    block = SCRIPTS.search(source.text)
    found = tuple((match[1], match[2]) for match in SCRIPT.finditer(block[1])) if block else ()
    if found:
        yield Scripts(Location(source.path), found)
