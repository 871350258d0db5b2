"""What stands against a fault that changes a host or a network: why it may work all the same."""

import re

from tests.faults.composed import Service
from tests.faults.environment import lines, readers, samples, variables
from tests.faults.nodes import items, merged, pairs, words
from tests.faults.reference import Reference

OUTSIDE = re.compile(
    r"public|external|advertis|announce|broadcast|browser|origin|cors|allowed|redirect|callback|listener"
    r"|^(?:next_public|vite|react_app|vue_app|nuxt_public|ng_app|expo_public|gatsby)_",
    re.IGNORECASE,
)
"""Variables whose address a browser or a peer reads, or that is compared and not called."""

DEFAULT = re.compile(r"\$\{(?P<name>\w+):?-[^{}]*\Z")
"""The beginning of a variable's default."""


def told(one: Reference) -> str:
    """Say why the reader itself may not call what it is told."""
    if OUTSIDE.search(one.name):
        return "a browser or a peer may read it"
    if one.reader.hosted:
        return "its reader has no network of its own"
    if one.path != one.reader.file.path and len(readers(one.path, one.reader)) > 1:
        return "an env file that others read as well may not be meant for it"
    return overruled(one)


def overruled(one: Reference) -> str:
    """Say why another value may take the place of what is written."""
    file = one.reader.file
    parts = [other for other in one.reader.namesakes if one.reader.joins(other)]
    if any(one.name in variables(other) for other in parts):
        return "another file of the folder sets the variable"
    own = merged(one.reader.told("environment"))
    if one.path != file.path and one.name in own:
        return "the service's entry sets the variable of the env file"
    default = DEFAULT.search(one.text, one.text.rfind("\n", 0, one.host[0]) + 1, one.host[0])
    if one.path == file.path and default:
        path, text = file.beside(".env")
        held = samples(path, file) if text is None else [text]
        if any(default["name"] in lines(each) for each in held):
            return "an env file sets the variable that it is a default of"
    return ""


def renamed(one: Reference, wrong: str) -> str:
    """Say why a name may be known that no service of the file has."""
    if "." in wrong:
        return "a name with a dot may be known beyond the machine"
    if any(wrong in other.services for other in one.reader.file.others):
        return "another file of the folder declares the name"
    if "include" in one.reader.file.parts:
        return "an included file may declare the name"
    if any(word.partition(":")[0] == wrong for word in words(one.reader.told("extra_hosts"))):
        return "the reader is told the name's address"
    return "an external network may know the name" if outer(one.reader) else ""


def outer(service: Service) -> bool:
    """Tell whether a service is in a network that others declare."""
    _, known = service.file.parts.get("networks", (None, None))
    node = service.told("networks")
    own = [*merged(node), *(str(one.value) for one in items(node))] or ["default"]
    return any("external" in pairs(pairs(known).get(name, (None, None))[1]) for name in own)


def joined(one: Reference) -> str:
    """Say why services may share a network though one file keeps them apart."""
    for service in (one.reader, one.other):
        parts = [other for other in service.namesakes if service.joins(other)]
        if any("networks" in other.whole for other in parts):
            return "another file of the folder puts it into networks"
    return "an external network may know the name" if outer(one.reader) else ""
