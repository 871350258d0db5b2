"""The stages of a Dockerfile, each with what it inherits.

Source: https://docs.docker.com/reference/dockerfile/
"""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace

from portlint.core import Dockerfile, Instruction
from portlint.deployment.image.copying import copied
from portlint.deployment.image.expansion import expand
from portlint.deployment.image.model import Copy, Image
from portlint.deployment.model import Command, Exposed, Healthcheck, Setting, Words

OPTION = re.compile(r"--[\w-]+(?:=\S*)?\s+")
FROM = re.compile(r"(?P<base>\S+)(?:\s+AS\s+(?P<name>\S+))?\s*\Z", re.IGNORECASE)
EXPOSED = re.compile(r"(?P<first>\d{1,5})(?:-(?P<last>\d{1,5}))?(?:/(?P<transport>\w+))?\Z")
NAMED = re.compile(r"[A-Za-z_][\w.-]*\Z")
LARGEST = 2_000
"""Instructions of one file that are looked at; one with more is written to be endless."""

VARIABLES = 500
"""Variables of a stage, beyond which no more are taken in."""


def stage(file: Dockerfile, target: str, given: Mapping[str, str]) -> Image | None:
    """Return the stage that is built, the last one where no target is named.

    `given` are the build's own arguments, which hold over the defaults of ARG.
    """
    made = list(_stages(file, given))
    if target.isdecimal():
        number = int(target[:6])
        return made[number][1] if number < len(made) else None
    if target:
        return dict(made).get(target.lower())
    return made[-1][1] if made else None


def _stages(file: Dockerfile, given: Mapping[str, str]) -> Iterator[tuple[str, Image]]:
    """Yield each stage under its name in lower case, or its number."""
    outer: dict[str, str] = {}
    made: dict[str, _Stage] = {}
    current: _Stage | None = None
    key = ""
    for one in file.instructions[:LARGEST]:
        if one.keyword == "FROM":
            if current:
                yield key, current.image
            match = FROM.match(OPTION.sub("", one.text))
            current = _begun(one, match, outer, made)
            key = (match["name"] or "").lower() if match else ""
            made[str(len(made))] = made[key or str(len(made))] = current
            key = key or str(len(made) - 1)
        elif current:
            current.take(one, outer, given)
        elif one.keyword == "ARG":
            outer |= _arguments(one, outer, given)
    if current:
        yield key, current.image


def _begun(
    one: Instruction, match: re.Match[str] | None, outer: Mapping[str, str],
    made: "Mapping[str, _Stage]",
) -> "_Stage":  # fmt: skip
    base = expand(match["base"], outer) if match else ""
    below = made.get(base.lower())
    if below:
        return _Stage(replace(below.image, location=one.location), dict(below.arguments))
    path = one.location.path
    return _Stage(Image(one.location, path, "" if "$" in base else base), {})


def _arguments(
    one: Instruction, outer: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """Return what ARG declares: what the build gives, else its default, else the outer one's."""
    found: dict[str, str] = {}
    for word in _split(one.text):
        name, equals, default = word.partition("=")
        if name in given:
            found[name] = given[name]
        elif equals:
            found[name] = expand(default, {**outer, **found})
        elif name in outer:
            found[name] = outer[name]
    return found


class _Stage:
    """One stage while its instructions are read."""

    def __init__(self, image: Image, arguments: dict[str, str]) -> None:
        self.image = image
        self.arguments = arguments
        self._commanded = False

    def take(self, one: Instruction, outer: Mapping[str, str], given: Mapping[str, str]) -> None:
        """Take in one instruction."""
        image = self.image
        if one.keyword == "ARG":
            self.arguments |= _arguments(one, {**outer, **self._known()}, given)
        elif one.keyword == "ENV":
            told = _environment(one, self._known())
            if len(image.environment) < VARIABLES:
                self.image = replace(image, environment={**image.environment, **told})
        elif one.keyword == "EXPOSE":
            self._expose(one)
        elif one.keyword == "CMD":
            self._commanded = True
            self.image = replace(image, command=_command(one, one.text))
        elif one.keyword == "ENTRYPOINT":
            command = image.command if self._commanded else None
            self.image = replace(image, entrypoint=_command(one, one.text), command=command)
        elif one.keyword == "HEALTHCHECK":
            self.image = replace(image, healthcheck=_healthcheck(one))
        elif one.keyword == "RUN":
            self.image = replace(image, ran=(*image.ran, one.text))
        elif one.keyword in ("COPY", "ADD"):
            made = tuple(Copy(*pair, len(image.ran)) for pair in copied(one.text))
            target = one.text.split()[-1].strip("[]\"'") if one.text.split() and not made else ""
            brought = (*image.brought, target) if target else image.brought
            self.image = replace(image, copies=(*image.copies, *made), brought=brought)

    def _known(self) -> dict[str, str]:
        told = self.image.environment
        return self.arguments | {n: s.words.text for n, s in told.items() if s.words}

    def _expose(self, one: Instruction) -> None:
        exposed = list(self.image.exposed)
        whole = self.image.whole
        for word in expand(one.text, self._known()).split():
            match = EXPOSED.match(word.strip("\"'"))
            if match:
                first = int(match["first"])
                span = (first, int(match["last"] or first))
                exposed.append(Exposed(one.location, span, (match["transport"] or "tcp").lower()))
            whole = whole and match is not None
        self.image = replace(self.image, exposed=tuple(exposed), whole=whole)


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _environment(one: Instruction, known: Mapping[str, str]) -> dict[str, Setting]:
    words = _split(one.text)
    pairs = [word.partition("=")[::2] for word in words if "=" in word]
    if words and "=" not in words[0]:
        pairs = [(words[0], " ".join(words[1:]))]
    return {
        name: Setting(name, one.location, Words(expand(text, known), one.location, text))
        for name, text in pairs[:VARIABLES]
        if NAMED.match(name)
    }


def _command(one: Instruction, text: str) -> Command:
    """Return a command in exec form as its words, in shell form as one script."""
    given = text.strip()
    try:
        read = json.loads(given) if given.startswith("[") else None
    except (ValueError, RecursionError):
        read = None
    if isinstance(read, list) and all(isinstance(word, str) for word in read):
        return Command(one.location, tuple(Words(word, one.location, word) for word in read))
    return Command(one.location, (Words(given, one.location, given),), shell=True)  # noqa: S604


def _healthcheck(one: Instruction) -> Healthcheck | None:
    text = OPTION.sub("", f"{one.text} ").strip()
    word, _, rest = text.partition(" ")
    if word.upper() != "CMD":
        return Healthcheck(one.location, None, disabled=word.upper() == "NONE")
    return Healthcheck(one.location, _command(one, rest))
