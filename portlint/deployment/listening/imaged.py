"""What a service's image says of where it listens: a well-known one, and its own Dockerfile."""

from collections.abc import Iterator
from dataclasses import replace

from portlint.deployment.heard import DOING, Evidence, Heard, Kind, Told, exposed
from portlint.deployment.image import Image, Shipped, shipped
from portlint.deployment.listening.given import Given
from portlint.deployment.model import Service, Words


def known_of(service: Service, image: Image | None, given: Given) -> Shipped:
    """Return what is known of the image that a service's own lies upon, or is."""
    if image:
        return shipped(service, image.base, image, given.covers)
    if service.build or service.image is None or not _is_named(service.image):
        return Shipped("")
    return shipped(service, service.image.text, None, given.covers)


def _is_named(image: Words) -> bool:
    """Tell whether an image's name is known, whatever is known of its tag."""
    return image.known or "$" not in image.written.partition(":")[0]


def of_image(service: Service, image: Image | None, known: Shipped, given: Given) -> Told:
    """Yield where the image of a service listens, or the one that its own lies upon."""
    place = image.location if image else service.image.location if service.image else None
    if place is None:
        return
    told = {port for port, _ in given.told}
    moved = told and (known.free or not told <= {port for port, _ in known.ports})
    for port, _ in known.ports:
        sure = port in known.sure and not (moved and port not in told)
        clause = f"the image {known.name} listens on {port}"
        kind = Kind.IMAGE if sure else Kind.HINT
        if port in known.local:
            yield port, Evidence(known.local[port], clause, sure, kind, local=True)
        else:
            yield port, Evidence(place, clause, sure, kind)


def of_dockerfile(image: Image | None, entry: Heard) -> Iterator[tuple[int, Evidence]]:
    """Yield what a Dockerfile claims: EXPOSE proves where what the program does agrees."""
    if image is None:
        return
    done = {port for port, kinds in entry.kinds.items() if not DOING.isdisjoint(kinds)}
    for port, one in exposed(image.exposed, f"{image.path} exposes it", Kind.CLAIMED, proof=True):
        yield port, replace(one, proof=not done or port in done)
