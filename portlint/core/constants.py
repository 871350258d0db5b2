"""What a port's constant is called in a programming language."""

from collections.abc import Iterator

from portlint.core.addresses import Named, named
from portlint.core.artifact import GenerationError
from portlint.core.registry import Registry


def constants(registry: Registry) -> Iterator[tuple[str, Named]]:
    """Yield every port with its constant, all capitals: no language has such a keyword.

    Raise GenerationError where two variables differ by the case of their letters alone.
    """
    taken: dict[str, Named] = {}
    for one in named(registry):
        name = one.stem.upper()
        if other := taken.setdefault(name, one):
            if other is not one:
                message = (
                    f"{one.port.location}: {other.stem} and {one.stem} would both be the constant"
                    f" {name}; give one of the services another `env`"
                )
                raise GenerationError(message)
            yield name, one
