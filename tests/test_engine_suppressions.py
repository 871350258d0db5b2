"""Comments that silence: which line, which codes, and what is wrong with them."""

import pytest

from portlint.core import Suppression
from portlint.plugins import load
from tests.system import facts_of, findings_of

PLUGINS = load(installed=False)
RULES = [PLUGINS.rules[code] for code in ("PRT305", "PRT901", "PRT902", "PRT903")]
BAD = "services:\n  a: {image: x, ports: ['70000:80']}"


def codes(text: str) -> list[str]:
    found = findings_of({"compose.yaml": text}, PLUGINS, RULES).findings
    return [f"{finding.code} {finding.message}" for finding in found]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("ignore[PRT305] why", []),
        ("ignore[prt305] why", []),
        ("ignore[invalid-port] why", []),
        ("ignore[PRT305] until=2026-01-01 why", []),
        ("ignore[PRT305]", ["PRT902"]),
        ("ignore[PRT305, PRT903] why", ["PRT901"]),
        ("ignore[PRT305, PRT205] why", []),
        ("ignore[PRT305, PRT999] why", ["PRT901"]),
        ("ignore", ["PRT305", "PRT901", "PRT902"]),
        ("ignore[]", ["PRT305", "PRT901", "PRT902"]),
        ("ignore[PRT305] until=2025-12-31 why", ["PRT305", "PRT903"]),
        ("ignore[PRT305] until=soon why", ["PRT305", "PRT903"]),
        ("ignored by nobody", ["PRT305"]),
    ],
)
def test_what_a_comment_silences(comment: str, expected: list[str]) -> None:
    found = sorted(line.split()[0] for line in codes(f"{BAD}  # portlint: {comment}\n"))
    assert found == expected


def test_messages_say_what_is_wrong_with_it() -> None:
    [message] = codes(f"{BAD} # portlint: ignore[PRT305,PRT999] why\n")
    assert message == "PRT901 this comment silences nothing: no rule is called PRT999"
    assert "names no rule" in codes(f"{BAD} # portlint: ignore\n")[1]
    until = codes(f"{BAD} # portlint: ignore[PRT305] until=2026-31-12 x\n")[-1]
    assert "has a date that is none" in until


@pytest.mark.parametrize(
    ("path", "text", "target"),
    [
        ("a.js", "x(); // portlint: ignore[PRT101] why\n", 1),
        ("a.js", "/* portlint: ignore[PRT101] why */\n\n  x(3000);\n", 3),
        ("a.js", "// portlint: ignore[PRT101] a\n// portlint: ignore[PRT102] b\nx(3000);\n", 3),
        ("a.md", "<!-- portlint: ignore[PRT701] why -->\nport 80\n", 2),
        ("a.ini", "; portlint: ignore[PRT101] why\r\nport=80\r\n", 2),
        ("a.py", "# portlint: ignore[PRT101] why", 1),
    ],
)
def test_which_line_a_comment_silences(path: str, text: str, target: int) -> None:
    comments = [f for f in facts_of({path: text}, PLUGINS) if isinstance(f, Suppression)]
    assert {comment.target for comment in comments} == {target}
    assert {len(comment.reason) for comment in comments} <= {1, 3}


def test_a_document_that_shows_a_comment_silences_nothing() -> None:
    shown = {"a.md": "```js\nx(80) // portlint: ignore[PRT101] why\n```\n"}
    assert not [f for f in facts_of(shown, PLUGINS) if isinstance(f, Suppression)]


@pytest.mark.parametrize("piece", ["# portlint: ignore[A1]\n", "# portlint: ignore\n\n\n"])
def test_many_comments_are_read_in_linear_time(piece: str) -> None:
    found = facts_of({"a.py": piece * 30_000 + "x = 1\n"}, PLUGINS)
    assert len(found) == 30_000
