"""Programs in languages that are not parsed: the numbers in them, and the ports that they open.

Enough to know that nothing in a program names a port. No port of theirs is counted.
"""

import re
from collections.abc import Iterator

from portlint.core import Fact, Location, Numbers, Opened
from portlint.syntax import Source, language

NUMBER = re.compile(r"(?<!\d)\d[\d_]{1,6}(?!\d)")
OPENS = re.compile(
    r"[\"'](?:0\.0\.0\.0|\[::\]|\*)?:\Z"
    r"|(?:port|listen|bind|addr|serve|socket)\w*[\"')\]]*[^\n\d]{0,30}(?<![\w.])\Z",
    re.IGNORECASE,
)
"""What stands before the number of a port that is opened: `":`, `.listen(`, `Port = `."""

ADDED = re.compile(r"\+(?:[+=]|\s*(?:\d|[A-Za-z_]))")
SUMMAND = re.compile(
    r"(?:(?:(?<![A-Za-z])p|P)(?:ort|ORT)s?(?![a-z])\w*[\])}]*|(?<![\d.])(?:[2-9]\d{3}|\d{5}))\s*\Z"
)
"""What stands before a plus where a port is made of another: `port + 1`, `8000 + index`."""

NEAR = 60
"""Characters before a number, or a plus, that are looked at."""

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

HIGHEST = 65_535


@language(
    "program",
    patterns=(
        "*.go", "*.rs", "*.java", "*.kt", "*.kts", "*.scala", "*.rb", "*.ru", "*.php", "*.cs",
        "*.fs", "*.vb", "*.ex", "*.exs", "*.erl", "*.c", "*.cc", "*.cpp", "*.swift", "*.dart",
        "*.lua", "*.pl", "*.hs", "*.clj", "*.groovy", "*.gradle", "*.csproj", "*.xml",
    ),
)  # fmt: skip
def program(source: Source) -> Iterator[Fact]:
    """Yield the numbers of a program, and each port that it seems to open."""
    text = source.text
    found: set[int] = set()
    for word, at in _named(text.lower()):
        found.update(SERVED.get(word, ()), BROUGHT.get(word, ()))
        for port in SERVED.get(word, ()):
            yield Opened(source.place(at, at + len(word)), port)
    for match in NUMBER.finditer(text):
        number = int(match[0].replace("_", ""))
        found.add(number)
        if number <= HIGHEST and OPENS.search(text, max(0, match.start() - NEAR), match.start()):
            yield Opened(source.place(*match.span()), number)
    computed = any(
        SUMMAND.search(text, max(0, match.start() - NEAR), match.start())
        for match in ADDED.finditer(text)
    )
    numbers = tuple(sorted(one for one in found if one <= HIGHEST))
    if numbers or computed:
        yield Numbers(Location(source.path), numbers, computed)


def _named(text: str) -> Iterator[tuple[str, int]]:
    """Yield what a program names that opens ports, with the offset of its first mention."""
    for word in {**SERVED, **BROUGHT}:
        at = text.find(word)
        if at >= 0:
            yield word, at
