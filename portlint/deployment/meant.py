"""Who may be meant by localhost where no file proves that a service has the port."""

from collections import Counter
from collections.abc import Iterator

from portlint.core.names import words
from portlint.core.tables import guarded
from portlint.deployment.corroboration import FRONT, IDLE, STORES, named_after
from portlint.deployment.heard import Kind
from portlint.deployment.model import Service
from portlint.deployment.reference import Reference
from portlint.deployment.viewpoint import MACHINES, WEB
from portlint.deployment.world import Town

FEW = 2
"""Variables that begin alike without that being a program's habit."""


def likely(town: Town, reference: Reference) -> Iterator[Service]:
    """Yield the services that speak a reference's scheme, on its port unless something moves it.

    `postgres://localhost:5432` beside a postgres whose env file is not there.
    """
    if reference.scheme in WEB:
        return
    for service in town.stack.services.values():
        if reference.port in town.heard[service.name].ports and named_after(reference, service):
            yield service


def is_for_others(town: Town, reference: Reference) -> bool:
    """Tell whether a variable of a file is not the service's that is given the whole file.

    A store calls nobody, and what another service sets anew is that one's own.
    """
    service = reference.service
    store = service.image is not None and guarded(service.image.text) in STORES
    own = [one.environment.get(reference.name) for one in town.stack.services.values()]
    anew = any(one is not None and not one.file for one in own)
    return anew or (store and not named_after(reference, service))


def left_out(town: Town, reference: Reference) -> Service | None:
    """Return the one service of a kind that a list names all others of, `a:9092,localhost:9092`.

    None where the list is read by one of that kind, which may mean itself.
    """
    listed = {
        peer.service.name: peer.service
        for host in reference.beside
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
    reader = reference.service
    told = _telling(reference.name) - _telling(reader.name) - _telling(_image(reader))
    told -= _prefix(reader)
    found = [
        one
        for one in town.stack.services.values()
        if _telling(one.name) and _telling(one.name) <= told
    ]
    known = any(town.heard[one.name].certain for one in found)
    return found[0] if len(found) == 1 and not known else None


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


def _image(service: Service) -> str:
    return service.image.text.rpartition("/")[2].partition(":")[0] if service.image else ""


def _kind(service: Service) -> tuple[str, str]:
    """Return what a service runs, its image or the folder of its build, and its name's stem."""
    folder = service.build.context or "" if service.build else ""
    return _image(service) or folder, service.name.rstrip("0123456789")
