"""Programs in languages that are not parsed: the numbers in them, and the ports that they open.

Enough to know that nothing in a program names a port. No port of theirs is counted.
"""

import re
from collections.abc import Iterator

from portlint.core import Fact, Opened
from portlint.syntax import Source, language
from portlint.syntax.numbers import TESTS, numbers, written

NUMBER = re.compile(r"(?<!\d)\d{2,5}(?!\d)")
OPENS = re.compile(
    r"[\"'](?:0\.0\.0\.0|\[::\]|\*)?:\Z"
    r"|(?:port|listen|bind|addr|serve|socket)\w*[\"')\]]*[^\n\d]{0,30}(?<![\w.])\Z",
    re.IGNORECASE,
)
"""What stands before the number of a port that is opened: `":`, `.listen(`, `Port = `."""

LISTENS = re.compile(
    r"(?:ListenAndServe(?:TLS)?|\.Listen|\.Run|\.Start|TcpListener::bind|\.bind|UseUrls|ListenAnyIP"
    r"|ServerSocket)\(\s*(?:[\w.]+,\s*)?\(?[\"']?[\w.:/*\[\], +{}\"]{0,30}\Z"
)
"""The same, where nothing else can be meant."""

NEAR = 60
"""Characters before a number that are looked at."""

SERVED = {
    "spring-boot-starter-web": (8080,), "springbootapplication": (8080,), "micronaut": (8080,),
    "quarkus": (8080,), "io.ktor": (8080,), "javalin": (8080,), "gin-gonic/gin": (8080,),
    "aspnetcore": (80, 8080), "sdk.web": (80, 8080), "webapplication": (80, 8080),
    "rocket": (8000,), "sinatra": (4567,), "sparkjava": (4567,), "rails": (3000,),
    "phoenix": (4000,), "playframework": (9000,), "laravel": (8000,), "symfony": (8000,),
    "swoole": (9501,), "dropwizard": (8080,), "helidon": (8080,),
}  # fmt: skip
"""Words by which a program names what serves it, in lower case, with where that listens untold."""

BROUGHT = {
    "dropwizard": (8081,), "grpc": (9090,), "quarkus": (5005, 8443, 9000), "hazelcast": (5701,),
    "akka": (2551, 8558, 25520), "jgroups": (7800,), "opentelemetry": (9464,), "pprof": (6060,),
    "aspnetcore": (443, 5000, 5001), "sdk.web": (443, 5000, 5001), "puma": (9292,),
    "webapplication": (443, 5000, 5001), "tomcat": (8080, 8005, 8009), "jetty": (8080,),
    "springframework": (8080,), "eureka": (8761,), "spring-cloud-config-server": (8888,),
    "rack": (9292,), "unicorn": (8080,), "roadrunner": (8080,), "illuminate": (8000,),
}  # fmt: skip
"""What may open ports besides, of its own accord."""


@language(
    "program",
    patterns=(
        "*.go", "*.rs", "*.java", "*.kt", "*.kts", "*.scala", "*.rb", "*.ru", "*.php", "*.cs",
        "*.fs", "*.vb", "*.ex", "*.exs", "*.erl", "*.c", "*.cc", "*.cpp", "*.swift", "*.dart",
        "*.lua", "*.pl", "*.hs", "*.clj", "*.groovy", "*.gradle", "*.csproj", "*.xml",
    ),
)  # fmt: skip
def program(source: Source) -> Iterator[Fact]:
    """Yield the numbers of a program that ships, and each port that it seems to open."""
    if source.path.endswith(".xml"):
        yield from written(source)
    if TESTS.search(source.path):
        return
    text = source.text
    named = dict(_named(text.lower()))
    for word, at in named.items():
        for port in SERVED.get(word, ()):
            yield Opened(source.place(at, at + len(word)), port)
    for match in NUMBER.finditer(text):
        if OPENS.search(text, max(0, match.start() - NEAR), match.start()):
            sure = LISTENS.search(text, max(0, match.start() - NEAR), match.start()) is not None
            yield Opened(source.place(*match.span()), int(match[0]), sure)
    brought = [port for word in named for port in (*SERVED.get(word, ()), *BROUGHT.get(word, ()))]
    yield from numbers(source, brought)


def _named(text: str) -> Iterator[tuple[str, int]]:
    """Yield what a program names that opens ports, with the offset of its first mention."""
    for word in {**SERVED, **BROUGHT}:
        at = text.find(word)
        if at >= 0:
            yield word, at
