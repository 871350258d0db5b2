"""What a committed sample says of an env file that is not committed: which variables it sets."""

from collections.abc import Iterable, Iterator, Mapping

from portlint.core import Context, Location, PortUse, Variable
from portlint.deployment.model import Setting

WORDS = ("example", "sample", "template", "dist", "default", "defaults")
SIGNS = (".", "-", "_")

Shown = Mapping[str, Mapping[str, Location]]
"""The names of every env file's variables, by its path; those that are commented out are in it."""


def shown(variables: Iterable[Variable], uses: Iterable[PortUse]) -> Shown:
    """Return which variables each env file names, also in its comments."""
    found: dict[str, dict[str, Location]] = {}
    for one in uses:
        if one.format == "env" and one.context is Context.COMMENT and one.name:
            found.setdefault(one.location.path, {})[one.name] = one.location
    for each in variables:
        found.setdefault(each.location.path, {})[each.name] = each.location
    return found


def sampled(files: Shown, path: str) -> dict[str, Setting] | None:
    """Return the variables of an env file that is not there, of no known value, by its samples.

    None where no sample stands beside it.
    """
    samples = [files[one] for one in _names(path) if one in files]
    if not samples:
        return None
    return {name: Setting(name, at, None) for each in samples for name, at in each.items()}


def _names(path: str) -> Iterator[str]:
    """Yield what a sample of an env file may be called: `.env.example`, `sample.env`."""
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    for word in WORDS:
        for sign in SIGNS:
            yield f"{folder}{slash}{name}{sign}{word}"
        yield f"{folder}{slash}{stem}.{word}{dot}{ending}"
        if not stem and word not in ("default", "defaults"):
            yield f"{folder}{slash}{word}.{ending}"
            yield f"{folder}{slash}{ending}.{word}"
