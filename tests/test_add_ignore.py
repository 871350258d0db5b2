"""`--add-ignore`: a comment where one can stand, and no change to what the file says."""

import ast
from pathlib import Path

import pytest
import yaml

from portlint.engine.ignoring import Impossible, ignored
from tests.baseline_runs import run
from tests.system import write

NOTE = "portlint: ignore[PRT1] why"


@pytest.mark.parametrize(
    ("name", "before", "line", "after"),
    [
        ("yaml", "a: 1\nb: 2\n", 2, f"a: 1\nb: 2  # {NOTE}\n"),
        ("yaml", "a: 1\r\nb: 2\r\n", 1, f"a: 1  # {NOTE}\r\nb: 2\r\n"),
        ("yaml", f"  a: '{'x' * 99}'", 1, f"  # {NOTE}\n  a: '{'x' * 99}'"),
        ("toml", "a = 1", 1, f"a = 1  # {NOTE}"),
        ("python", "f(\n  1,\n)\n", 2, f"f(\n  1,  # {NOTE}\n)\n"),
        ("python", "x = 1 + \\\n  80\n", 1, f"# {NOTE}\nx = 1 + \\\n  80\n"),
        ("python", 's = """\n80\n"""\n', 2, None),
        ("yaml", "a: |\n  x\n  80\n", 3, None),
        ("yaml", "a: 'x\n  80'\n", 2, f"a: 'x\n  80'  # {NOTE}\n"),
        ("yaml", "a: 'x\n  80\n  y'\n", 2, None),
        ("yaml", "{{ if x }}\na: 1\n", 2, None),
        ("toml", 'a = """\n80\n"""\n', 2, None),
        ("javascript", "f(80);\n", 1, f"f(80);  // {NOTE}\n"),
        ("javascript", "f(`\n80\n`);\n", 2, None),
        ("tsx", "const a = <p>\n  80\n</p>;\n", 2, None),
        (
            "component",
            "<script>\nf(80)\n</script>\n",
            2,
            f"<script>\nf(80)  // {NOTE}\n</script>\n",
        ),
        ("component", "<template>\n80\n</template>\n", 2, None),
        ("dockerfile", "RUN a \\\n  b\n", 2, f"RUN a \\\n  # {NOTE}\n  b\n"),
        ("dockerfile", "RUN <<EOF\nb\nEOF\n", 2, None),
        ("env", "A=1\n", 1, f"# {NOTE}\nA=1\n"),
        ("shell", "a \\\n  b\n", 2, None),
        ("shell", "cat <<X\nb\nX\nc\n", 4, f"cat <<X\nb\nX\n# {NOTE}\nc\n"),
        ("shell", "a '\nb'\n", 2, None),
        ("markdown", "text\n", 1, f"<!-- {NOTE} -->\ntext\n"),
        ("markdown", "| a |\n|---|\n| 1 |\n", 3, None),
        ("markdown", "```\nx\n```\n", 2, None),
        ("json", "{}\n", 1, None),
        ("yaml", "a # portlint: ignore[A1] x\n", 1, "a # portlint: ignore[A1, PRT1] x\n"),
    ],
)
def test_where_a_comment_can_stand(name: str, before: str, line: int, after: str | None) -> None:
    if after is None:
        with pytest.raises(Impossible):
            ignored(before.encode(), name, line, ["PRT1"], "why")
    else:
        assert ignored(before.encode(), name, line, ["PRT1"], "why").decode() == after


FILES: dict[str, str | bytes] = {
    "registry/registry.yaml": "services:\n  - {name: api, port: 4010}\n",
    "compose.yaml": "services:\r\n  b: {image: x, ports: ['70000:80', '71000:81']}\r\n",
    "a.js": "app.listen(4012);\n",
    "b.py": 'import requests\nrequests.get("http://localhost:4010")\n',
    ".env": "API_PORT=4011\n",
}


def test_after_it_the_run_is_clean(tmp_path: Path) -> None:
    root = write(tmp_path, FILES)
    (root / "a.js").chmod(0o755)
    before = yaml.safe_load((root / "compose.yaml").read_bytes())
    result = run(root, "--add-ignore=as it was", "--fail-on", "note")
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    assert run(root, "--fail-on", "note").exit_code == 0
    assert (root / "compose.yaml").read_bytes().count(b"\r\n") == 2
    assert yaml.safe_load((root / "compose.yaml").read_bytes()) == before
    assert "# portlint: ignore[PRT305, PRT205] as it was" in (
        root / "compose.yaml"
    ).read_text() or ("ignore[PRT" in (root / "compose.yaml").read_text())
    assert (root / "a.js").stat().st_mode & 0o777 == 0o755
    ast.parse((root / "b.py").read_text())
    again = {path: (root / path).read_bytes() for path in FILES}
    run(root, "--add-ignore")
    assert {path: (root / path).read_bytes() for path in FILES} == again


def test_what_cannot_be_ignored_is_said_with_what_to_do_instead(tmp_path: Path) -> None:
    text = '{"services": {"b": {"image": "x", "ports": ["70000:80"]}}}\n'
    root = write(tmp_path, {"compose.json": text})
    write(root, {"compose.yaml": text})
    result = run(root, "--add-ignore", "--output-format", "concise")
    left = [line.split(":")[0] for line in result.stdout.splitlines()]
    said = [line for line in result.stderr.splitlines() if "no comment for" in line]
    assert "compose.yaml" not in left
    assert len(said) == len(left)
    assert all("per-file-ignores in portlint.toml, or use --write" in line for line in said)


def test_a_reason_that_ends_a_comment_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path, FILES)
    for reason in ("a\nb", "a --> b", "a */ b"):
        assert run(root, f"--add-ignore={reason}").exit_code == 2
