"""The hash that GitHub knows a line by, against what the real algorithm said of the same files.

`golden/line_hashes.txt` was made by running `src/fingerprints.ts` of github/codeql-action itself
(bundled with esbuild, under node) over the files that `FILES` describes, not by portlint.
`python -m tests.test_hashes FOLDER` writes those files.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from portlint.core import Finding, Location, Severity
from portlint.engine.hashes import hashes, line_hashes

GOLDEN = Path(__file__).parent / "golden" / "line_hashes.txt"
WORDS = (
    "port:", "8080", "http://api:4010/v1", "services:", "-", "PORT=3000", "# übergeben", "порт",
    "端口", "\U0001f600", "\t", "    ", "\u00a0", "e\u0301", "\ufeff", "\0", "\uffff", "{", "}",
)  # fmt: skip


def chance(seed: int) -> Callable[[int], int]:
    """Return a source of numbers that is the same on every Python: a linear congruence."""
    state = seed

    def draw(below: int) -> int:
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % below

    return draw


def written(seed: int, count: int, ends: tuple[str, ...]) -> bytes:
    """Return a file of lines: empty, repeated, long and foreign ones among them."""
    draw = chance(seed)
    lines: list[str] = []
    for number in range(count):
        if number % 7 == 3:
            lines.append(lines[draw(len(lines))])
        elif number % 11 == 5:
            lines.append("")
        elif number % 97 == 13:
            lines.append(WORDS[draw(len(WORDS))] * (500 + draw(2000)))
        else:
            lines.append(" ".join(WORDS[draw(len(WORDS))] for _ in range(draw(12))))
    return "".join(line + ends[draw(len(ends))] for line in lines).encode()


def broken(seed: int, count: int) -> bytes:
    """Return bytes that are no UTF-8, with line ends of every kind."""
    draw = chance(seed)
    alphabet = b"ab 8\n\r\t\xff\xc3\xa9\xed\xa0\x80\xf0\x9f\x98"
    return bytes(alphabet[draw(len(alphabet))] for _ in range(count))


FILES = {
    "empty": b"",
    "one-line": b"PORT=8080",
    "blank": b" \t\n\n  \n",
    "same": b"  - 8080:80\n" * 150,
    "unix": written(1, 800, ("\n",)),
    "windows": written(2, 200, ("\r\n",)),
    "mixed": written(3, 200, ("\n", "\r\n", "\r")),
    "no-end": written(4, 50, ("\n",)).rstrip(),
    "broken": broken(5, 3000),
}


@pytest.mark.parametrize("name", FILES)
def test_hashes_are_those_of_the_upload_action(name: str) -> None:
    rows = (line.split() for line in GOLDEN.read_text("ascii").splitlines())
    expected = [(int(number), value) for file, number, value in rows if file == name]
    assert expected
    assert list(hashes(FILES[name])) == expected


def test_there_are_lines_enough() -> None:
    assert len(GOLDEN.read_text("ascii").splitlines()) > 1_500


def test_the_first_line_of_each_finding_is_hashed(tmp_path: Path) -> None:
    (tmp_path / "a.env").write_bytes(FILES["same"])
    places = [Location("a.env", 2), Location("a.env", 900), Location("gone.env", 1)]
    findings = [Finding(place, "PRT999", "x", "y", Severity.NOTE) for place in places]
    whole = dict(hashes(FILES["same"]))
    assert line_hashes(tmp_path, findings) == {("a.env", 2): whole[2]}


if __name__ == "__main__":
    for file_name, content in FILES.items():
        (Path(sys.argv[1]) / file_name).write_bytes(content)
