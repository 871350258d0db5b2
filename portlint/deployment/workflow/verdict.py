"""Whether what a job calls can answer there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portlint.core import Role
from portlint.core.tables import conventional, repository
from portlint.deployment.workflow.model import Aid, Job
from portlint.deployment.workflow.reference import Ports, Reference

LOCAL = frozenset(("localhost", "127.0.0.1"))
ELSEWHERE = re.compile(
    r"\b(?:docker(?!hub\b)|podman|nerdctl|buildah|kubectl|minikube|k3d|kind|helm|vagrant|socat"
    r"|ngrok|supabase|tilt|skaffold|ssh|dagger|earthly)\b|/etc/hosts",
    re.IGNORECASE,
)
"""What may run a part of a job in another place, or let another port or name answer."""

STARTS = re.compile(
    r"\b(?:systemctl|service|brew|nohup|setsid|start|up|serve|server|listen|runserver)\b"
    r"|\w_ctl(?:cluster)?\b|\b(?:mysql|mariadb|mongo|memcache|rabbitmq|influx|etc)d\b|-server\b"
    r"|daemon|&[ \t]*$"
)
"""A line that may start a server beside the job."""

STEM = 8
"""Letters by which kindred names are told: `postgres`, `postgresql`, `setup-postgres`."""

SHORTEST = 4
"""Letters of a word that tells kinds apart: `sql` is in the names of many."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a job does besides calling: what its scripts and actions say, and may start."""

    elsewhere: bool
    actions: tuple[str, ...]
    starting: tuple[str, ...]
    heard: frozenset[int]

    def kindred(self, aid: Aid, port: int) -> bool:
        """Tell whether the job may start a server of the same kind, or on the port."""
        if port in self.heard:
            return True
        usual = conventional().get(port, "").split()
        names = {repository(aid.image)[0].rpartition("/")[2], *usual}
        stems = {name[:STEM].lower() for name in names if len(name) >= SHORTEST}
        lines = (*self.actions, *self.starting)
        return any(stem in line for stem in stems for line in lines)


def scene(job: Job, ports: Ports, local: Mapping[str, str]) -> Scene:
    """Return what a job does; `local` holds the text of the repository's actions by folder."""
    called = tuple(step.uses.lower() for step in job.steps if step.uses)
    own = [local.get(step.uses[2:].strip("/")) for step in job.steps if step.uses[:2] == "./"]
    scripts = [step.run for step in job.steps if step.run]
    text = "\n".join([*(one.value for one in scripts), *filter(None, own)])
    starting = (line.lower() for line in text.splitlines() if STARTS.search(line))
    heard = (
        use.port
        for script in scripts
        for use in ports.within(script.location)
        if use.role in (Role.LISTEN, Role.PUBLISH)
    )
    elsewhere = None in own or bool(ELSEWHERE.search(text) or ELSEWHERE.search(" ".join(called)))
    return Scene(elsewhere, called, tuple(starting), frozenset(heard))


def problem(job: Job, reference: Reference, around: Scene) -> tuple[Aid, str] | None:
    """Return the service that a job means and why it is not reached so; None where it may be."""
    if around.elsewhere or not job.hosted or job.container is None:
        return None
    host, port = reference.host.lower(), reference.port
    if host in LOCAL:
        aid = _only(aid for aid in job.aids if port in _numbers(aid, job))
        if aid is None or around.kindred(aid, port):
            return None
        said = _inside(aid, port) if job.container else _outside(job, aid, port)
        return (aid, said) if said else None
    aid = None if job.container else _only(aid for aid in job.aids if aid.label.lower() == host)
    if aid and (not port or port in _numbers(aid, job)):
        return aid, _by_name(aid, port)
    return None


def _only(aids: Iterable[Aid]) -> Aid | None:
    found = list(aids)
    return found[0] if len(found) == 1 else None


def _numbers(aid: Aid, job: Job) -> frozenset[int]:
    return aid.listens | (set(aid.published.values()) - {0}) if job.container else aid.listens


def _inside(aid: Aid, port: int) -> str:
    own = port if port in aid.listens else _behind(aid, port)
    return (
        f"localhost:{port} is refused: the job runs in a container, where localhost is that "
        f"container; write {aid.label}:{own}"
    )


def _behind(aid: Aid, port: int) -> int:
    return next(target for target, host in aid.published.items() if host == port)


def _outside(job: Job, aid: Aid, port: int) -> str:
    """Say what is wrong with a port of the runner; nothing where something may answer on it."""
    offered = {host for one in job.aids for host in one.published.values()}
    if port in offered or not all(one.known for one in job.aids):
        return ""
    return f"localhost:{port} is refused: {_way(aid, port)}"


def _by_name(aid: Aid, port: int) -> str:
    wanted = port or min(aid.published, default=min(aid.listens, default=0))
    unknown = (
        f"{aid.label} is an unknown host here: the job runs on the runner, outside of its "
        f"services' network"
    )
    return f"{unknown}; {_way(aid, wanted)}" if wanted else f"{unknown}; write localhost"


def _way(aid: Aid, port: int) -> str:
    """Say how a job on the runner reaches a container's port."""
    published = aid.published.get(port)
    if published:
        return f"{aid.label}'s {port} is published as {published}; write localhost:{published}"
    if published == 0:
        asked = f"${{{{ job.services.{aid.label}.ports['{port}'] }}}}"
        return f"{aid.label}'s {port} is published on a port picked at random; write {asked}"
    if port in aid.published.values():
        return f"write localhost:{port}"
    return f'{aid.label} publishes no {port} on the runner; add ports: ["{port}:{port}"]'
