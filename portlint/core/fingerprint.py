"""What makes a finding the same finding after lines have moved."""

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from portlint.core.finding import Finding

PLACE = re.compile(r"(?<=\bline )\d+|(?<=:)\d+:\d+\b|(?<!\d)\d+(?= more like it)")
"""What words say of lines and columns, and of how many there are."""


def subject(finding: Finding) -> str:
    """Return what a finding is about: service and port, else its words without any place."""
    if finding.port is None:
        return PLACE.sub("N", finding.message)
    return f"{finding.service}:{finding.port}"


def fingerprint(finding: Finding) -> str:
    """Return a hash of rule, path and subject; no line, no column, no date."""
    whole = f"{finding.code}\0{finding.location.path}\0{finding.service}\0{subject(finding)}"
    return _digest(whole)


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """Return the fingerprint of each finding; those of equal ones are numbered, so none is twice.

    Numbers follow the order of the findings, which is that of their places.
    """
    counts: Counter[str] = Counter()
    found = []
    for one in map(fingerprint, findings):
        counts[one] += 1
        found.append(one if counts[one] == 1 else _digest(f"{one}\0{counts[one]}"))
    return found


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
