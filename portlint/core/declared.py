"""Facts of deployment: what a file declares, whole, for the step that puts files together."""

from dataclasses import dataclass

from portlint.core.facts import Fact
from portlint.core.location import Location
from portlint.core.tree import Map


@dataclass(frozen=True, slots=True)
class Document(Fact):
    """A file (or one document of it) that describes a deployment.

    `dialect` names how it is written: `compose`, `kubernetes`, `kustomize`, `github-actions`,
    `prometheus`, `skaffold`, ….
    """

    dialect: str
    root: Map


@dataclass(frozen=True, slots=True)
class Variable(Fact):
    """A variable that an environment file sets; `location` covers the value.

    `value` is as written between its quotes; `quote` is empty, `'` or `"`.
    """

    name: str
    value: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Starts(Fact):
    """A script starts a Compose project, and makes all of its calls from the host."""


@dataclass(frozen=True, slots=True)
class Picks(Fact):
    """A command of a page or script starts `services` of a Compose project, and not the others."""

    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Builds(Fact):
    """A command of a page or script builds an image, which it names, from a folder `context`.

    Paths are as written: from where the command runs, which is `folder` from somewhere, if that
    is not empty. `file` is empty for the usual Dockerfile.
    """

    image: str
    context: str
    file: str = ""
    target: str = ""
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Bundle(Fact):
    """A package.json whose code a bundler writes for browsers; `tools` are the bundlers it names.

    `serves` tells whether the package also names a server's framework, or a desktop's.
    """

    tools: tuple[str, ...]
    serves: bool = False


@dataclass(frozen=True, slots=True)
class Scripts(Fact):
    """The commands of a package.json, each a name with its line: `("start", "next start")`."""

    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Upstream(Fact):
    """A server's configuration sends on to an address; `location` covers it as it is written.

    `program` is who reads the file (`nginx`, `caddy`, `httpd`), `name` the directive. In
    `address` the file's own variables are put in; those of the environment stand as written.
    `literal` tells whether the place holds the address whole. `port` is the one that the
    directive takes where the address names none.
    """

    program: str
    name: str
    address: str
    port: int
    literal: bool = True


@dataclass(frozen=True, slots=True)
class Sites(Fact):
    """The addresses of a Caddyfile's sites, as they are written: `example.org`, `{$NAME}:8080`.

    One without a port takes `http` or `https`. `whole` where nothing else has Caddy listen.
    """

    addresses: tuple[str, ...]
    http: int
    https: int
    whole: bool


@dataclass(frozen=True, slots=True)
class OwnName(Fact):
    """A server's configuration makes up a name for addresses: nginx's `upstream api { … }`."""

    program: str
    name: str


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A port that a development container hands on; `location` covers the digits.

    `host` is the Compose service that is meant, empty for the container itself; `label` is what
    the file calls the port.
    """

    location: Location
    port: int
    host: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class DevContainer(Fact):
    """A `devcontainer.json`; `compose` are the Compose files that it names, as it names them."""

    compose: tuple[str, ...]
    service: str
    forwarded: tuple[Forwarded, ...]


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile; `location` covers all of its lines.

    `keyword` is in capitals. `text` is what follows it: continued lines joined as the builder
    joins them, comments between them left out, and variables as they are written.
    """

    location: Location
    keyword: str
    text: str


@dataclass(frozen=True, slots=True)
class Dockerfile(Fact):
    """A Dockerfile's instructions in order; a template of one gives none of these."""

    instructions: tuple[Instruction, ...]
