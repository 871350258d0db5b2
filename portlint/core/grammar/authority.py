"""Where a host begins, read backwards from its colon: names, `${VAR}`, `{{ x }}`, `[::1]`."""

PAIRS = {"}": "{", "]": "[", ")": "(", ">": "<"}


def host_start(left: str, stop: int) -> int:
    """Return where the host that ends before character `stop` of `left` begins; linear."""
    at = stop
    while at > 0:
        char = left[at - 1]
        if char.isalnum() or char in "_.-*":
            at -= 1
        elif char in PAIRS:
            opened = _bracketed(left, at - 1)
            if opened < 0:
                break
            at = opened
        elif char == "$" or (char == "%" and at < stop):
            return at - 1
        else:
            break
    while at < stop and left[at] in "-.":
        at += 1
    return at


def _bracketed(left: str, at: int) -> int:
    """Return where what closes at `at` opens, its sigil included; -1 where it is no host."""
    closer = left[at]
    opened = _opening(left, at, PAIRS[closer], closer)
    sigil = left[opened - 1 : opened] if opened > 0 else ""
    if opened < 0 or (closer == ")" and sigil != "$"):
        return -1
    return opened - 1 if sigil in ("$", "%", "#") and sigil else opened


def _opening(left: str, at: int, opener: str, closer: str) -> int:
    depth = 0
    for index in range(at, -1, -1):
        if left[index] == closer:
            depth += 1
        elif left[index] == opener:
            depth -= 1
            if depth == 0:
                return index
        elif left[index] in "\"'`" and closer in ")>":
            return -1
    return -1
