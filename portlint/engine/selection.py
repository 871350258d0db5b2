"""Which rules run: by tier, and by what was asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portlint.core import Rule, Tier
from portlint.core.nearest import hint

EXACT = 99
"""How exactly a whole code or a name means its rule; a prefix does by its length, ALL by none."""

LISTED = "; `portlint rule` lists them"


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
    """Return the rules to run, in order of their codes.

    The more exact word decides; of two that are equally exact, the one that ignores.
    """
    on = _exactness(rules, (*wanted.select, *wanted.extend))
    if not wanted.select:
        on = dict.fromkeys(_by_tier(rules, wanted, registry=registry), 0) | on
    off = _exactness(rules, wanted.ignore)
    return tuple(rules[code] for code in sorted(on) if off.get(code, -1) < on[code])


def reasons(rules: Mapping[str, Rule], wanted: Wanted, *, registry: bool) -> dict[str, str]:
    """Say of each rule, by code, what `selected` makes of it and why: "on: …" or "off: …"."""
    on = {rule.code for rule in selected(rules, wanted, registry=registry)}
    asked = _exactness(rules, (*wanted.select, *wanted.extend))
    ignored = _exactness(rules, wanted.ignore)
    return {
        code: f"{'on' if code in on else 'off'}: {_reason(rule, wanted, asked, ignored)}"
        for code, rule in rules.items()
    }


def _reason(
    rule: Rule, wanted: Wanted, asked: Mapping[str, int], ignored: Mapping[str, int]
) -> str:
    if ignored.get(rule.code, -1) >= asked.get(rule.code, 0):
        return "ignored"
    if rule.code in asked:
        return "selected"
    if wanted.select:
        return "not selected"
    return f"{rule.tier.value} tier"


def _by_tier(rules: Mapping[str, Rule], wanted: Wanted, *, registry: bool) -> set[str]:
    tiers = {Tier.DEFAULT}
    if registry:
        tiers.add(Tier.REGISTRY)
    if wanted.pedantic:
        tiers.add(Tier.PEDANTIC)
    return {code for code, rule in rules.items() if rule.tier in tiers}


def _exactness(rules: Mapping[str, Rule], words: Iterable[str]) -> dict[str, int]:
    """Return how exactly the words mean each rule that they mean."""
    found: dict[str, int] = {}
    for word in words:
        for code in expand(rules, [word]):
            whole = word.upper() == code or word == rules[code].name
            exact = EXACT if whole else 0 if word == "ALL" else len(word)
            found[code] = max(found.get(code, 0), exact)
    return found


def expand(rules: Mapping[str, Rule], words: Iterable[str]) -> set[str]:
    """Return the codes that words stand for; raise UnknownRule for a word that means none."""
    codes: set[str] = set()
    for word in words:
        found = {
            code
            for code, rule in rules.items()
            if word == "ALL" or (word and code.startswith(word.upper())) or rule.name == word
        }
        if not found:
            known = [*rules, *(rule.name for rule in rules.values())]
            message = f"no rule is called {word}{hint(word, known, LISTED)}"
            raise UnknownRule(message)
        codes |= found
    return codes
