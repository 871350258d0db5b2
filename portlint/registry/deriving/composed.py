"""Drafts of the services that Compose runs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from portlint.core.homes import default_variable
from portlint.deployment.model import How, Publication, Service, Stack
from portlint.registry.deriving.draft import Aside, Draft, DraftPort
from portlint.registry.deriving.listening import (
    Evidence,
    asked_over_http,
    home_of,
    unpublished,
)
from portlint.registry.deriving.protocols import protocol

WIDEST = 20
"""Ports of one range that are written out; of a longer one only the first."""

NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


@dataclass(frozen=True, slots=True)
class Composed:
    """Drafts of one stack, and the services that are none."""

    drafts: tuple[Draft, ...]
    left_out: tuple[Aside, ...]


def composed(stack: Stack, called: Mapping[str, str], evidence: Evidence) -> Composed:
    """Return the services of a stack; `called` names the family of each file."""
    drafts: list[Draft] = []
    left_out: list[Aside] = []
    for service in stack.services.values():
        if not NAMED.match(service.name):
            left_out.append(Aside(service.location, service.name, "its name is a variable's"))
        elif service.network_mode.startswith(("service:", "container:")):
            other = service.network_mode.partition(":")[2]
            reason = f"it is reached by the name of {other}, whose network it shares"
            left_out.append(Aside(service.location, service.name, reason))
        elif draft := _draft(stack, service, called, evidence):
            drafts.append(draft)
        else:
            reason = "nothing says that it listens on a port"
            left_out.append(Aside(service.location, service.name, reason))
    return Composed(tuple(drafts), tuple(left_out))


def _draft(
    stack: Stack, service: Service, called: Mapping[str, str], evidence: Evidence
) -> Draft | None:
    host = service.network_mode == "host"
    port, path = asked_over_http(service)
    ports = tuple(_own(service, evidence, port) if host else _ports(service, evidence, port))
    if not ports:
        return None
    home = home_of(service.build)
    named = {one.variable for one in ports if one.variable and one.host is not None}
    variable = named.pop() if len(named) == 1 and len(ports) == 1 else ""
    remarks = ("It shares the host's network (network_mode: host).",) if host else ()
    return Draft(
        service.location,
        service.name,
        called.get(service.location.path) or called[stack.files[0]],
        tuple(replace(port, groups=(stack.files,)) for port in ports),
        container=not host,
        optional=bool(service.profiles),
        image=service.image.text if service.image else "",
        home=home,
        container_name=service.container_name if NAMED.match(service.container_name) else "",
        networks=tuple(_networks(stack, service)),
        aliases=tuple(one for at in service.networks for one in at.aliases if NAMED.match(one)),
        depends_on=tuple(dict.fromkeys(name for name, _ in service.depends_on)),
        health=path if any(one.container == port for one in ports) else "",
        env="" if variable == default_variable(service.name) else variable,
        remarks=remarks,
    )  # fmt: skip


def _ports(service: Service, evidence: Evidence, asked: int) -> Iterator[DraftPort]:
    image = service.image.text if service.image else ""
    seen: set[tuple[int, int | None, str, str]] = set()
    for one in service.ports:
        for container, host in _pairs(one):
            key = (container, host, one.transport, one.host_ip)
            if key not in seen:
                seen.add(key)
                spoken = protocol(image, container, one.transport, asked=asked == container)
                yield DraftPort(
                    one.location, container, host,
                    "" if one.host_ip == "0.0.0.0" else one.host_ip,  # noqa: S104  (text)
                    one.transport, spoken, _variable(one), _doubt(one),
                )  # fmt: skip
    if not seen:
        yield from unpublished(service, evidence, asked)


def _own(service: Service, evidence: Evidence, asked: int) -> Iterator[DraftPort]:
    """Yield the ports of a service in the host's network: both sides are one."""
    for one in unpublished(service, evidence, asked):
        yield DraftPort(
            one.location, one.container, one.container, "", one.transport, one.protocol, "",
            one.doubt, assumed=one.assumed,
        )  # fmt: skip


def _pairs(one: Publication) -> Iterator[tuple[int, int | None]]:
    first, last = one.target
    for container in range(first, (last if last - first < WIDEST else first) + 1):
        if one.published is None:
            yield container, None
        elif first == last or one.published[1] - one.published[0] == last - first:
            yield container, one.published[0] + container - first


def _variable(one: Publication) -> str:
    """Return the variable that alone gives the host's side, empty where there is none."""
    names = {origin.variable for words in one.words for origin in words.origins}
    return names.pop() if len(names) == 1 else ""


def _doubt(one: Publication) -> str:
    origins = [origin for words in one.words for origin in words.origins]
    unset = next((origin for origin in origins if origin.how is How.UNSET), None)
    if unset:
        return f"published on ${{{unset.variable}}}, which no file gives a value"
    example = next((origin for origin in origins if origin.how is How.EXAMPLE), None)
    if example:
        file = example.location.path if example.location else "an example"
        return f"the value of {example.variable} in {file}"
    if one.target[1] - one.target[0] >= WIDEST:
        return f"the first of {one.target[1] - one.target[0] + 1} ports, up to {one.target[1]}"
    return ""


def _networks(stack: Stack, service: Service) -> Iterator[str]:
    for one in service.networks:
        network = stack.networks.get(one.name)
        if one.name == "default" and not (network and network.external):
            continue
        own = network.name if network else ""
        named = network is not None and own != f"{stack.name}_{one.name}"
        name = own if named else one.name
        if NAMED.match(name):
            yield name
