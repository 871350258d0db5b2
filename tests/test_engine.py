"""Bytes to facts, whatever the bytes are."""

from pathlib import Path

import pytest

from portlint.core import PortUse
from portlint.engine.discovery import discover
from portlint.plugins import load
from tests.reading import ALL, left_out, notices, ports, read
from tests.system import facts_of, write


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("services: {}\n".encode("utf-16"), "is UTF-16; portlint reads UTF-8, so convert it"),
        ("services: {}\n".encode("utf-16-le"), "looks like UTF-16"),
        ("services: {}\n".encode("utf-32"), "is UTF-32"),
        (b"a: 80\0" * 30 + b"\0" * 99, "binary"),
        (b"x" * 50_000, "one long line"),
    ],
)
def test_what_is_no_text_is_a_notice(root: Path, data: bytes, reason: str) -> None:
    write(root, {"odd.yaml": data})
    assert reason in notices(read(root))["odd.yaml"]


def test_what_programs_write_is_left_out(root: Path) -> None:
    write(root, {"bundle.js": b"f(3000);" * 9_000, "film.ts": b"\x47\0\0" * 9_000})
    assert left_out(read(root)) == {"bundle.js": "minified", "film.ts": "binary"}
    assert not notices(read(root))


@pytest.mark.parametrize("text", ["ssh -p2222 host\n", "PORT=80", "x='tcp://a:80/'\n"])
def test_no_port_is_lost_before_a_language_sees_it(text: str) -> None:
    found = facts_of({"a.sh": text}, load(installed=False))
    assert [f for f in found if isinstance(f, PortUse)]


def test_a_file_of_twenty_megabytes_is_a_notice(root: Path) -> None:
    write(root, {"all.yaml": b"a: 3000\n" * 2_500_000, "picture.png": b"\0" * 3_000_000})
    assert notices(read(root)) == {"all.yaml": "is larger than 2 MB"}


def test_what_programs_write_is_counted_and_not_complained_of(root: Path) -> None:
    write(root, {"bundle.js": b"f(3000);" * 2_500_000, ".yarn/releases/yarn.cjs": b"f(3000);"})
    write(root, {"LICENSES.md": b"on port 3000\n" * 200_000})
    write(root, {"vendor/modules.txt": b"", "vendor/x/compose.yaml": b"a: 3000\n"})
    assert left_out(read(root)) == {"bundle.js": "too large", "LICENSES.md": "too large"}
    assert not notices(read(root))
    assert discover([root]).left_out == {"vendored": 3}


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b"# \xff\xfe\xe9\n", b"# \0\n"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_marks_odd_bytes_and_line_ends_do_not_matter(prefix: bytes, end: bytes) -> None:
    lines = [b"services:", b"  web:", b"    image: x", b"    ports:", b"      - '8080:80'", b""]
    found = facts_of({"compose.yaml": prefix + end.join(lines)}, load(installed=False))
    assert sorted(f.port for f in found if isinstance(f, PortUse)) == [80, 8080]


HOSTILE: dict[str, bytes] = {
    "never.tsx": b"port <a {{b:>c:d(e f) 8080",
    "lines.tsx": b"port 8080 [1" + b"\n" * 20 + b":",
    "quotes.js": b"port = 8080;" + b'"' * 100_000,
    "brackets.js": b"port = 8080;" + b"[" * 100_000,
    "brackets.py": b"port = 8080\n" + b"(" * 100_000,
    "dashes.yaml": b"- " * 300 + b"port: 8080",
    "marks.yaml": b"? " * 300 + b"port: 8080",
    "colons.yaml": b": " * 300 + b"port: 8080",
    "deep.yaml": b"".join(b" " * n + b"k%d:\n" % n for n in range(300)) + b" " * 300 + b"port: 80",
    "long.yaml": b"port: 8080\n" * 40_000,
    "flow.yaml": b"port: 8080\na: " + b"[" * 100_000,
    "bomb.yaml": b"a: &a [x, x]\n"
    + b"".join(b"b%d: &b%d [*%s, *%s]\n" % (n, n, p, p)
               for n in range(40) for p in [b"a" if n == 0 else b"b%d" % (n - 1)])
    + b"port: 8080\n",
    "blank.yaml": b"port 8080" + b"\n" * 300_000 + b"port: 8080",
    "double.yaml": b"port: 8080\nport: 8081\n",
    "flow.json": b'{"port": 8080, "a": ' + b"[" * 1_000_000,
    "flow.toml": b"port = 8080\na = " + b"[" * 100_000,
    "nul.sh": b"PORT=8080\n" + b"\0 " * 20_000,
    "quote.sh": b'PORT=8080\necho "' + b"$(" * 100_000,
    "heredoc.sh": b"PORT=8080\ncat <<EOF\n" + b"x\n" * 100_000,
    "Dockerfile": b"EXPOSE 8080\nRUN " + b"\\\n" * 50_000,
    "table.md": b"| port |\n|---|\n" + b"| 8080 |\n" * 20_000,
    "fence.md": b"port 8080\n" + b"```\n" * 50_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_and_lose_nothing_else(root: Path, name: str) -> None:
    """Each of these hung or killed a parser that was read without limits."""
    write(root, {name: HOSTILE[name]})
    gathered = read(root)
    assert not gathered.crashes
    assert set(ALL) <= set(ports(gathered))
    told = {path for path, _ in ports(gathered)} | notices(gathered).keys()
    assert name in told | left_out(gathered).keys(), "neither its port nor a notice"
