"""What makes a finding the same finding after lines have moved."""

import re
from hashlib import sha256

from portlint.core.finding import Finding

PLACE = re.compile(r"(?<=\bline )\d+|(?<=:)\d+:\d+\b|\d+(?= more like it)")
"""What words say of lines and columns, and of how many there are."""


def subject(finding: Finding) -> str:
    """Return what a finding is about: service and port, else its words without any place."""
    if finding.port is None:
        return PLACE.sub("N", finding.message)
    return f"{finding.service}:{finding.port}"


def fingerprint(finding: Finding) -> str:
    """Return a hash of rule, path and subject; no line, no column, no date."""
    whole = f"{finding.code}\0{finding.location.path}\0{finding.service}\0{subject(finding)}"
    return sha256(whole.encode("utf-8", "replace")).hexdigest()[:32]
