"""Whether a number could be a port where its surroundings alone do not prove it."""

SYSTEM = frozenset(
    int(port)
    for port in (
        "20 21 22 23 25 43 49 53 67 68 69 70 79 80 81 82 83 84 85 88 110 111 113 119 123 135 137 "
        "138 139 143 161 162 179 194 389 427 443 444 445 465 500 502 512 513 514 515 520 546 547 "
        "548 554 563 587 591 593 601 623 631 636 646 691 749 853 860 "
        "873 888 902 953 989 990 992 993 "
        "994 995"
    ).split()
)
"""Ports below 1024 that are met in practice, after IANA's registry."""

NAMED = frozenset((25, 53, 80, 81, 88, 110, 143, 389, 443, 445, 465, 587, 636, 853, 990, 993, 995))
"""Those that follow a bare name often enough to outweigh image tags (`node:20`)."""

USER = 1000
"""From here on a number is long enough to stand for itself; three digits mean anything."""


def plausible(port: int) -> bool:
    """Tell whether a number is one that ports have."""
    return port >= USER or port in SYSTEM


def plausible_after_name(port: int) -> bool:
    """Tell whether `name:number` is a host and a port rather than an image and a tag."""
    return port >= USER or port in NAMED
