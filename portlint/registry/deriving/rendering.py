"""A proposal as the YAML that a careful person would have written."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from textwrap import wrap

from portlint.registry.deriving.draft import Draft, Proposal
from portlint.registry.quoting import flow, scalar

WIDTH = 100
UNSAFE = re.compile(r"[^\x20-\x7e\xa1-\u061b\u061d-\u200a\u2010-\u2027\u202f-\u2065\u206a-\ud7ff]")
"""What a comment had better not hold: line ends, controls, marks that turn the text around."""

HEAD = """\
# Which service owns which port. `portlint init` read this from the repository's own files; from
# here on it is kept by hand, with `portlint new`, `move`, `rename` and `retire`.
# `port` is what the host publishes, `container_port` what the container listens on.
"""
ASKS = """\
# What a person has to decide is marked DECIDE.
"""
RANGES = """\
# A proposal: what each stack has, with a fifth left free. `portlint free STACK` names the next.
"""


def rendered(proposal: Proposal) -> str:
    """Return the registry's text."""
    decide = ASKS if proposal.decisions else ""
    parts = [f'{HEAD}{decide}version: "1.0.0"\n']
    names = dict.fromkeys(name for one in proposal.services for name in one.networks)
    if names:
        parts.append(f"{_list('networks', tuple(sorted(names)), '')}\n")
    if proposal.ranges:
        lines = (f'  {scalar(name)}: "{_spans(spans)}"' for name, spans in proposal.ranges.items())
        parts.append("\n".join([f"{RANGES}ranges:", *lines, ""]))
    parts.append("\n".join(["services:", *_services(proposal), ""]))
    return "\n".join(parts)


def _spans(spans: Iterable[tuple[int, int]]) -> str:
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def _services(proposal: Proposal) -> Iterator[str]:
    for count, (family, group) in enumerate(groupby(proposal.services, lambda one: one.family)):
        if count:
            yield ""
        files = ", ".join(proposal.files.get(family, ()))
        yield from _comment(f"{family}: {files}" if files else family, "  ")
        for at, draft in enumerate(group):
            if at:
                yield ""
            yield from _entry(draft)


def _entry(draft: Draft) -> Iterator[str]:
    for remark in draft.remarks:
        yield from _comment(remark, "  ")
    yield f"  - name: {scalar(draft.name)}"
    if draft.family:
        yield f"    stack: {scalar(draft.family)}"
    yield from _one(draft) if len(draft.ports) == 1 else _several(draft)
    pairs = [
        ("owner", scalar(draft.owner) if draft.owner else ""),
        ("container", "" if draft.container else "false"),
        ("network", scalar(draft.networks[0]) if len(draft.networks) == 1 else ""),
        ("env", scalar(draft.env) if draft.env else ""),
        ("alternatives", scalar(draft.alternatives) if draft.alternatives else ""),
    ]
    yield from (f"    {key}: {value}" for key, value in pairs if value)
    lists = [
        ("networks", draft.networks if len(draft.networks) > 1 else ()),
        ("aliases", draft.aliases),
        ("paths", draft.paths),
        ("depends_on", draft.depends_on),
    ]
    yield from (_list(key, items, "    ") for key, items in lists if items)
    if draft.health:
        yield f"    healthcheck: {{endpoint: {scalar(draft.health)}, expected: 200}}"


def _one(draft: Draft) -> Iterator[str]:
    port = draft.ports[0]
    if port.host is None:
        yield from _comment(port.doubt, "    ") if port.doubt else ()
        yield f"    container_port: {port.container}"
    else:
        yield from _noted(f"    port: {port.host}", port.doubt, "    ")
        if port.container != port.host:
            yield f"    container_port: {port.container}"
    for key in ("transport", "protocol", "host_ip"):
        value = getattr(port, key)
        if value and (key, value) != ("transport", "tcp"):
            yield f"    {key}: {scalar(value)}"


def _several(draft: Draft) -> Iterator[str]:
    spoken = [port.protocol for port in draft.ports]
    yield "    ports:"
    for port in draft.ports:
        pairs = [
            ("name", port.protocol if spoken.count(port.protocol) == 1 else ""),
            ("host", "" if port.host is None else str(port.host)),
            ("container", str(port.container)),
            ("transport", "" if port.transport == "tcp" else port.transport),
            ("protocol", port.protocol),
            ("host_ip", scalar(port.host_ip) if port.host_ip else ""),
        ]
        inner = ", ".join(f"{key}: {value}" for key, value in pairs if value)
        yield from _noted(f"      - {{{inner}}}", port.doubt, "      ")


def _noted(line: str, doubt: str, indent: str) -> Iterator[str]:
    """Yield a line with its doubt behind it, or above it where it would become too long."""
    whole = f"{line}  # {_clean(doubt)}" if doubt else line
    if len(whole) > WIDTH:
        yield from _comment(doubt, indent)
        whole = line
    yield whole


def _list(key: str, items: tuple[str, ...], indent: str) -> str:
    """Return a list on one line, or an item a line where that is too long."""
    line = f"{indent}{key}: {flow(items)}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{indent}{key}:", *(f"{indent}  - {scalar(one)}" for one in items)])


def _comment(text: str, indent: str) -> Iterator[str]:
    start = f"{indent}# "
    clean = _clean(text)
    yield from wrap(
        clean, WIDTH, initial_indent=start, subsequent_indent=start,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _clean(text: str) -> str:
    return UNSAFE.sub("?", text)
