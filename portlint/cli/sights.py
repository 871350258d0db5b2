"""The resolver's view in words and in JSON: claims, addresses, and calls with how they end."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from portlint.cli.terminal import safe_line
from portlint.core import Location
from portlint.deployment.views import Arrival, Claim, End

SHOWN = 3
"""Callers of one line that are named."""

VERDICTS = {End.FAILS: "FAILS", End.UNKNOWN: "unknown", End.ARRIVES: "arrives"}
Json = dict[str, object]


def counted(things: Collection[object], noun: str) -> str:
    """Return `no service`, `1 service`, `2 services`."""
    return f"{len(things) or 'no'} {noun}{'' if len(things) in (0, 1) else 's'}"


def ends_of(calls: Sequence[Arrival]) -> str:
    """Say how many calls there are, and how they end."""
    if not calls:
        return "no call to it is known"
    found = Counter(one.end for one in calls)
    verbs = {End.FAILS: "fail", End.UNKNOWN: "unknown", End.ARRIVES: "arrive"}
    parts = [
        f"{found[end]} {verb if found[end] != 1 or verb == 'unknown' else f'{verb}s'}"
        for end, verb in verbs.items()
        if found[end]
    ]
    return f"{counted(calls, 'call')}: {', '.join(parts)}"


def claims_of(title: str, claims: Sequence[Claim]) -> Iterator[str]:
    """Yield a part of a view: who, by what, where."""
    if claims:
        yield title
    wide = max((len(one.service) for one in claims), default=0)
    for one in claims:
        yield f"  {one.service:{wide}}  {one.clause}  ({one.location.spot})"


def calls_of(title: str, calls: Sequence[Arrival], *, caller: bool = True) -> Iterator[str]:
    """Yield calls, two lines each: who calls what from where, and how it ends and why.

    What one line gives to several services is one call; what an env file gives a service, which it
    may never read, is counted where nothing is wrong with it.
    """
    shown = [one for one in calls if caller or one.end is End.FAILS or not one.handed]
    if calls:
        yield title
    for group in gathered(shown):
        one = group[0]
        who = f"{callers(group)} `{one.address}`" if caller else f"`{one.address}`"
        read = "" if one.viewpoint == "container" else f", read by {READERS[one.viewpoint]}"
        carrier = f" in {one.name}" if one.name else ""
        yield f"  {VERDICTS[one.end]:8} {who}{carrier}{read}  ({one.location.spot})"
        yield f"           {reason(one)}"
    if rest := len(calls) - len(shown):
        files = sorted({one.location.path for one in calls if one.handed})
        yield f"  {rest} more in {' and '.join(files[:3])}, which it may not read"


def gathered(calls: Iterable[Arrival]) -> list[list[Arrival]]:
    """Put together what one place says to several services, where it ends alike."""
    groups: dict[tuple[object, ...], list[Arrival]] = {}
    for one in calls:
        groups.setdefault((one.location, one.address, one.end, one.target), []).append(one)
    return list(groups.values())


def callers(group: Sequence[Arrival]) -> str:
    """Return who makes one call, with the verb."""
    names = list(dict.fromkeys(one.caller for one in group))
    if len(names) == 1:
        return f"{names[0]} calls"
    rest = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{rest} call"


READERS = {
    "browser": "a browser",
    "host": "the host",
    "people": "people or a browser",
    "nobody": "nobody",
}


def reason(one: Arrival) -> str:
    """Say why a call ends as it does, where that is written, and what to write instead."""
    target = f"{one.target}: " if one.end is End.ARRIVES else ""
    where = f" ({one.evidence.spot})" if one.evidence else ""
    remedy = f"; use `{one.remedy}`" if one.remedy else ""
    return f"{target}{one.clause}{where}{remedy}"


def place_json(place: Location | None) -> Json | None:
    """Return a place as JSON."""
    return {"path": safe_line(place.path), "line": place.line} if place else None


def claim_json(one: Claim) -> Json:
    """Return a claim as JSON."""
    return {
        "service": safe_line(one.service),
        "stack": safe_line(one.stack),
        "clause": safe_line(one.clause),
        "place": place_json(one.location),
    }


def call_json(one: Arrival) -> Json:
    """Return a call as JSON."""
    return {
        "caller": safe_line(one.caller),
        "stack": safe_line(one.stack),
        "address": safe_line(one.address),
        "port": one.port,
        "name": safe_line(one.name),
        "viewpoint": one.viewpoint.value,
        "end": one.end.value,
        "target": safe_line(one.target),
        "clause": safe_line(one.clause),
        "remedy": safe_line(one.remedy),
        "place": place_json(one.location),
        "evidence": place_json(one.evidence),
    }


def calls_json(calls: Iterable[Arrival]) -> list[Json]:
    """Return calls as JSON."""
    return [call_json(one) for one in calls]
