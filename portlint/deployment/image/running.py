"""A service as its container runs: its own entry laid over what its image brings."""

from collections.abc import Mapping
from dataclasses import replace

from portlint.deployment.image.expansion import expand, named
from portlint.deployment.image.model import Image
from portlint.deployment.model import Command, Healthcheck, How, Origin, Service, Setting, Words

SHELLS = frozenset(("sh", "bash", "ash", "dash", "zsh"))


def running(service: Service, image: Image | None) -> Service:
    """Return a service with the environment, the command and the health check that it runs with.

    A service that sets its entrypoint loses the image's command, as Docker has it. Entrypoint and
    command are one command line, which stands in `command`.
    """
    environment = {**image.environment, **service.environment} if image else service.environment
    entrypoint, command = service.entrypoint, service.command
    if image:
        command = command or (None if entrypoint else image.command)
        entrypoint = entrypoint or image.entrypoint
    return replace(
        service,
        environment=environment,
        entrypoint=None,
        command=_run(_joined(entrypoint, command), environment),
        healthcheck=_asked(service.healthcheck, image, environment),
    )


def _joined(entrypoint: Command | None, command: Command | None) -> Command | None:
    """Return the one command line of a container; an entrypoint in shell form takes no words."""
    if entrypoint is None or not entrypoint.words or entrypoint.shell:
        return entrypoint if entrypoint and entrypoint.words else command
    if command is None:
        return entrypoint
    return replace(command, words=(*entrypoint.words, *command.words), shell=False)


def _asked(
    own: Healthcheck | None, image: Image | None, environment: Mapping[str, Setting]
) -> Healthcheck | None:
    """Return the health check in force; one that only sets times leaves the image's command."""
    inherited = image.healthcheck if image else None
    found = own if own and (own.command or own.disabled) else inherited or own
    if found is None or found.command is None:
        return found
    return replace(found, command=_run(found.command, environment))


def _run(command: Command | None, environment: Mapping[str, Setting]) -> Command | None:
    """Return a command with the variables put in that a shell puts in."""
    if command is None or not command.words:
        return command
    first = command.words[0].text.rpartition("/")[2]
    if not command.shell and first not in SHELLS:
        return command
    known = {name: one.words.text for name, one in environment.items() if one.words}
    return replace(command, words=tuple(_put(one, known, environment) for one in command.words))


def _put(word: Words, known: Mapping[str, str], environment: Mapping[str, Setting]) -> Words:
    used = sorted(named(word.text))
    if not used:
        return word
    text = expand(word.text, known)
    origins = tuple(
        Origin(name, How.FILE, environment[name].location if name in environment else None)
        for name in used
    )
    return replace(word, text=text, origins=(*word.origins, *origins))
