"""A Dockerfile: its final stage with what it inherits from the stages before."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

CONTINUED = re.compile(r"\\[ \t]*\n(?:[ \t]*#.*\n)*")
STEP = re.compile(r"^[ \t]*(?P<name>[A-Za-z]+)[ \t]+(?P<rest>.*)$", re.MULTILINE)
FROM = re.compile(r"(?:--\S+\s+)*(?P<base>\S+)(?:\s+AS\s+(?P<name>\S+))?", re.IGNORECASE)
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^{}]*))?\}|\$(?P<bare>\w+)")
SETTING = re.compile(r"(?P<name>\w+)=(?P<value>\"[^\"]*\"|'[^']*'|\S*)")


@dataclass
class Recipe:
    """What the final stage says; `exposed` is None where a number cannot be read."""

    base: str
    exposed: set[int] | None = field(default_factory=set)
    started: dict[str, str] = field(default_factory=dict)
    """What CMD and ENTRYPOINT say."""
    health: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    steps: list[tuple[str, str]] = field(default_factory=list)


def recipe_of(text: str, target: str = "", args: Mapping[str, str] | None = None) -> Recipe | None:
    """Read a Dockerfile up to a target, or its last stage; None where it has no stage."""
    stages: dict[str, Recipe] = {}
    now: Recipe | None = None
    told = dict(args or {})
    outer: dict[str, str] = {}
    for name, rest in steps(text):
        if name == "FROM" and (match := FROM.match(rest)):
            base = put_in(match["base"], outer) or match["base"]
            parent = stages.get(base.lower())
            now = inherited(parent) if parent else Recipe(base)
            stages[(match["name"] or str(len(stages))).lower()] = now
        elif now is None:
            outer |= {one: told.get(one, value) for one, value in settings(rest)}
        else:
            _learn(now, name, rest, told, outer)
    return stages.get(target.lower()) if target else now


def steps(text: str) -> Iterator[tuple[str, str]]:
    """Yield the instructions of a Dockerfile with what they say."""
    for one in STEP.finditer(CONTINUED.sub(" ", text)):
        yield one["name"].upper(), one["rest"].strip()


def inherited(one: Recipe) -> Recipe:
    """Return a stage that begins as another ends."""
    exposed = None if one.exposed is None else set(one.exposed)
    copies = {**one.started}, [*one.health], {**one.variables}, [*one.steps]
    return Recipe(one.base, exposed, *copies)


def settings(rest: str) -> Iterator[tuple[str, str]]:
    """Yield the variables of ENV and ARG."""
    if "=" not in rest.split(maxsplit=1)[0]:
        name, _, value = rest.partition(" ")
        yield name, value.strip().strip("\"'")
        return
    for one in SETTING.finditer(rest):
        yield one["name"], one["value"].strip("\"'")


def put_in(text: str, values: Mapping[str, str]) -> str | None:
    """Return a text with variables put in, None where one is not known."""
    unknown = False

    def put(match: re.Match[str]) -> str:
        nonlocal unknown
        value = values.get(match["name"] or match["bare"]) or match["default"]
        unknown |= not value
        return value or ""

    found = VARIABLE.sub(put, text)
    return None if unknown else found


def _learn(
    now: Recipe, name: str, rest: str, told: Mapping[str, str], outer: Mapping[str, str]
) -> None:
    now.steps.append((name, rest))
    if name in ("ENV", "ARG"):
        for key, value in settings(rest):
            given = value or outer.get(key, "")
            own = put_in(told.get(key, given) if name == "ARG" else given, now.variables)
            now.variables[key] = own or ""
    elif name in ("CMD", "ENTRYPOINT"):
        now.started[name] = rest
    elif name == "HEALTHCHECK":
        now.health.append(rest)
    elif name == "EXPOSE" and now.exposed is not None:
        ports = [exposed(word, now.variables) for word in rest.partition("#")[0].split()]
        now.exposed = None if None in ports else now.exposed.union(*filter(None, ports))


def exposed(word: str, values: Mapping[str, str]) -> set[int] | None:
    """Return the TCP ports of a word of EXPOSE, None where it cannot be read."""
    text = put_in(word, values)
    match = re.fullmatch(r"(\d+)(?:-(\d+))?(?:/(tcp|udp|sctp))?", (text or "").lower())
    if match is None:
        return None
    if match[3] in ("udp", "sctp"):
        return set()
    return set(range(int(match[1]), int(match[2] or match[1]) + 1))
