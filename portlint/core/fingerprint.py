"""What makes a finding the same finding after lines have moved."""

from hashlib import sha256

from portlint.core.finding import Finding


def fingerprint(finding: Finding) -> str:
    """Return a hash of rule, path and subject; no line, no column, no date."""
    subject = f"{finding.service}:{finding.port}" if finding.port else finding.message
    whole = f"{finding.code}\0{finding.location.path}\0{finding.service}\0{subject}"
    return sha256(whole.encode("utf-8", "replace")).hexdigest()[:32]
