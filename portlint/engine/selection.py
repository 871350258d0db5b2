"""Which rules run: by tier, and by what was asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from portlint.core import Rule, Tier


class UnknownRule(Exception):  # noqa: N818  (it is what happened, and is caught by name)
    """A code or name that no rule has; the message suggests the nearest."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for: codes, prefixes of codes, names, or ALL."""

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    extend: Sequence[str] = ()
    pedantic: bool = False


def selected(rules: Mapping[str, Rule], wanted: Wanted, *, registry: bool) -> tuple[Rule, ...]:
    """Return the rules to run, in order of their codes; the longer selector decides."""
    on = (
        expand(rules, wanted.select)
        if wanted.select
        else _by_tier(rules, wanted, registry=registry)
    )
    on |= expand(rules, wanted.extend)
    off = expand(rules, wanted.ignore)
    exact = {code for code in (*wanted.select, *wanted.extend) if code in rules}
    return tuple(rules[code] for code in sorted(on) if code not in off or code in exact)


def _by_tier(rules: Mapping[str, Rule], wanted: Wanted, *, registry: bool) -> set[str]:
    tiers = {Tier.DEFAULT}
    if registry:
        tiers.add(Tier.REGISTRY)
    if wanted.pedantic:
        tiers.add(Tier.PEDANTIC)
    return {code for code, rule in rules.items() if rule.tier in tiers}


def expand(rules: Mapping[str, Rule], words: Iterable[str]) -> set[str]:
    """Return the codes that words stand for; raise UnknownRule for a word that means none."""
    codes: set[str] = set()
    for word in words:
        found = {
            code
            for code, rule in rules.items()
            if word == "ALL" or code.startswith(word.upper()) or rule.name == word
        }
        if not found:
            known = [*rules, *(rule.name for rule in rules.values())]
            near = get_close_matches(word, known, 1)
            hint = f"; did you mean {near[0]}?" if near else "; `portlint rule` lists them"
            message = f"no rule is called {word}{hint}"
            raise UnknownRule(message)
        codes |= found
    return codes
