"""Who may be meant by localhost where no file proves that a service has the port."""

from collections import Counter
from collections.abc import Iterator

from portlint.core.grammar import mentions
from portlint.core.names import words
from portlint.deployment.advertising import Listener, listeners
from portlint.deployment.corroboration import FRONT, IDLE, KINDS, depends, is_store, named_after
from portlint.deployment.heard import Kind
from portlint.deployment.model import Service
from portlint.deployment.reference import Reference
from portlint.deployment.viewpoint import MACHINES, WEB
from portlint.deployment.world import Town

FEW = 2
"""Variables that begin alike without that being a program's habit."""


def likely(town: Town, reference: Reference) -> Iterator[Service]:
    """Yield the services that a reference speaks of, on a port that they have by all accounts.

    `postgres://localhost:5432` beside a postgres whose env file is not there, `ALERTMANAGER_URL`
    beside an alertmanager of which only a label for a proxy names the port, or a Kafka that
    announces itself there; a namenode that is told its own `hdfs://namenode:8020`.
    """
    told = _told(reference)
    for service in town.stack.services.values():
        if reference.port in town.heard[service.name].ports:
            spoken = reference.scheme not in WEB and named_after(reference, service)
            meant = spoken or _is_told(service, told)
        else:
            sent = any(one.port == reference.port for one in _announced(service))
            meant = sent or (reference.scheme not in WEB and _names_itself(service, reference))
        if meant:
            yield service


def is_for_others(town: Town, reference: Reference) -> bool:
    """Tell whether a variable of a file is not the service's that is given the whole file.

    A store calls nobody, and what another service sets anew is that one's own.
    """
    own = [one.environment.get(reference.name) for one in town.stack.services.values()]
    anew = any(one is not None and not one.file for one in own)
    service = reference.service
    return anew or (is_store(service) and not named_after(reference, service))


def left_out(town: Town, reference: Reference) -> Service | None:
    """Return the one service of a kind that a list names all others of, `a:9092,localhost:9092`.

    None where the list is read by one of that kind, which may mean itself.
    """
    listed = {
        peer.service.name: peer.service
        for host, port in reference.beside
        if port == reference.port
        for peer in town.peers(reference.service, host.lower())
    }
    kinds = {_kind(one) for one in listed.values() if any(_kind(one))}
    same = [one for one in town.stack.services.values() if _kind(one) in kinds]
    rest = [one for one in same if one.name not in listed]
    return rest[0] if len(rest) == 1 and rest[0] is not reference.service else None


def only_inside(town: Town, holders: list[Service], port: int) -> bool:
    """Tell whether a port is a well-known image's alone, which nobody runs outside of containers.

    What the repository builds may be started by hand as well, and answer on the host itself.
    """
    image = [one for one in holders if Kind.IMAGE in town.heard[one.name].kinds.get(port, ())]
    return len(holders) == 1 == len(image) and holders[0].build is None


def spoken_of(town: Town, reference: Reference) -> Service | None:
    """Return the one service that a variable is named after, where nobody knows of its port.

    Its own port may be anyone's guess, but it runs in a container of its own. The word with which
    most variables of the reader begin is the reader's, whoever is called so.
    """
    told = _told(reference)
    services = [one for one in town.stack.services.values() if one is not reference.service]
    found = [one for one in services if _is_told(one, told)]
    found = found or [one for one in services if _begins(town, reference, one)]
    found = found or [one for one in services if _is_spoken_to(reference, one)]
    known = any(town.heard[one.name].certain for one in found)
    return found[0] if len(found) == 1 and not known else None


def _told(reference: Reference) -> frozenset[str]:
    """Return the words of a variable that may tell whom it means."""
    reader = reference.service
    own = _telling(reader.name) | _telling(_image(reader)) | _prefix(reader)
    return _telling(reference.name) - own


def _is_told(service: Service, told: frozenset[str]) -> bool:
    name = _telling(service.name)
    return bool(name) and name <= told


def _begins(town: Town, reference: Reference, service: Service) -> bool:
    """Tell whether a variable begins with the name of a service that its reader waits for."""
    own, name = words(reference.name), words(service.name)
    whole = bool(name) and len(own) > len(name) and own[: len(name)] == name
    return whole and depends(town.stack, reference.service, service)


def _is_spoken_to(reference: Reference, service: Service) -> bool:
    """Tell whether a service is called after a store that a scheme is for, and its reader not.

    An exporter is called after what it watches.
    """
    kinds = KINDS.get(reference.scheme, frozenset())
    reader = reference.service
    names = {*words(reader.name), *words(_image(reader))}
    foreign = kinds.isdisjoint(names) or "exporter" in names
    return (
        foreign
        and not kinds.isdisjoint(words(service.name))
        and "exporter" not in words(service.name)
    )


def _prefix(service: Service) -> frozenset[str]:
    """Return the word with which most of a service's variables begin, nothing where none does."""
    begun = Counter(words(name)[:1] for name in service.environment)
    often = begun.most_common(1)
    most = bool(often) and often[0][1] > max(FEW, len(service.environment) // 2)
    return frozenset(often[0][0]) if most else frozenset()


def _telling(name: str) -> frozenset[str]:
    """Return the words of a name that tell services apart."""
    split = (one for one in words(name) if not one.isdecimal())
    return frozenset(split) - IDLE - MACHINES - FRONT


def _announced(service: Service) -> Iterator[Listener]:
    """Yield the listeners of a Kafka by which other containers find it."""
    names = {name.lower() for name in service.names}
    yield from (one for one in listeners(service) if one.host.lower() in names)


def _names_itself(service: Service, reference: Reference) -> bool:
    """Tell whether a service is told its own address by the scheme and port of a reference."""
    names = {name.lower() for name in service.names}
    texts = (one.words.text for one in service.environment.values() if one.words)
    return any(
        one.port == reference.port and one.scheme == reference.scheme and one.host.lower() in names
        for text in texts
        for one in mentions(text)
    )


def _image(service: Service) -> str:
    return service.image.text.rpartition("/")[2].partition(":")[0] if service.image else ""


def _kind(service: Service) -> tuple[str, str]:
    """Return what a service runs, its image or the folder of its build, and its name's stem."""
    folder = service.build.context or "" if service.build else ""
    return _image(service) or folder, service.name.rstrip("0123456789")
