"""Which registered service a file belongs to, and what its variable is called."""

from portlint.core.registry import Registry, Service


class Homes:
    """The folders of a registry's services: those that `paths` names, else those of its name."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._folders = {
            path.strip("./*"): service for service in registry.services for path in service.paths
        }
        self._known: dict[str, Service | None] = {}

    def of(self, path: str) -> Service | None:
        """Return the service that a POSIX path belongs to: the innermost, None for nobody's."""
        folder = path.rpartition("/")[0]
        if folder not in self._known:
            self._known[folder] = self._innermost(folder) if folder else None
        return self._known[folder]

    def _innermost(self, folder: str) -> Service | None:
        named = self._registry.named(folder.rpartition("/")[2])
        called = named if named and not named.paths else None
        return self._folders.get(folder) or called or self.of(folder)


def variable(service: Service) -> str:
    """Return the name of the variable that holds a service's port."""
    return service.env or default_variable(service.name)


def default_variable(name: str) -> str:
    """Return what the variable of a service's port is called where nothing else is said."""
    return f"{name.upper().replace('-', '_').replace('.', '_')}_PORT"


def sides(service: Service) -> frozenset[int]:
    """Return every number that a service has, on the host or in its container."""
    found = (side for port in service.ports for side in (port.host, port.container))
    return frozenset(side for side in found if side is not None)
