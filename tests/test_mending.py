"""`--fix` and `--diff`: what is written, what is not, and that nothing else is touched."""

import os
import subprocess
from pathlib import Path

import pytest

from portlint.core import Applicability, Edit, Finding, Fix, Location, Severity
from portlint.engine.fix import edited, plan
from tests.baseline_runs import run
from tests.system import write

REGISTRY = "services:\n  - {name: api, port: 4010}\n  - {name: web, port: 3000}\n"
FILES: dict[str, str | bytes] = {
    "registry/registry.yaml": REGISTRY,
    "src/a.js": "// \N{SNOWMAN}\r\napp.listen(3000);\r\nserver.listen(3000);",
    ".env": "API_PORT=4011\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "repo", FILES)


def test_unsafe_fixes_are_asked_for(root: Path) -> None:
    result = run(root, "--fix")
    assert "0 findings fixed (2 more with --unsafe-fixes)" in result.stderr
    assert (root / ".env").read_text() == "API_PORT=4011\n"


def test_what_is_fixed_is_gone_and_all_else_is_as_it_was(root: Path) -> None:
    (root / "src" / "a.js").chmod(0o755)
    result = run(root, "--fix", "--unsafe-fixes", "--output-format", "concise")
    assert "3 findings fixed" in result.stderr
    assert not {"PRT102", "PRT206"} & set(result.stdout.split())
    assert (root / ".env").read_bytes() == b"API_PORT=4010\n"
    env = b"Number(process.env.PORT ?? 3000)"
    expected = "// \N{SNOWMAN}\r\n".encode() + b"app.listen(%b);\r\nserver.listen(%b);" % (
        env,
        env,
    )
    assert (root / "src/a.js").read_bytes() == expected
    assert os.name != "posix" or (root / "src" / "a.js").stat().st_mode & 0o777 == 0o755
    assert run(root, "--fix", "--unsafe-fixes").stderr.startswith("portlint: 0 findings fixed\n")


def test_a_diff_is_what_git_applies_and_nothing_is_written(root: Path) -> None:
    before = {path: (root / path).read_bytes() for path in FILES}
    result = run(root, "--diff", "--unsafe-fixes")
    assert result.exit_code == 1
    assert {path: (root / path).read_bytes() for path in FILES} == before
    subprocess.run(["git", "apply", "-"], cwd=root, input=result.stdout_bytes, check=True)
    assert run(root, "--diff", "--unsafe-fixes").exit_code == 0
    assert run(root, "--select", "PRT102,PRT206").exit_code == 0


def test_only_what_is_new_is_fixed(root: Path) -> None:
    run(root, "--write-baseline")
    write(root, {"b.js": "app.listen(3000);\n"})
    assert "1 finding fixed" in run(root, "--fix", "--unsafe-fixes").stderr
    assert {path: (root / path).read_bytes() for path in FILES} == {
        path: text.encode() for path, text in FILES.items() if isinstance(text, str)
    }
    assert (root / "b.js").read_text() == "app.listen(Number(process.env.PORT ?? 3000));\n"


def test_a_rule_that_speaks_once_for_many_goes_on_to_the_next(root: Path) -> None:
    write(root, {"b/.env": "API_PORT=4012\n"})
    run(root, "--fix", "--unsafe-fixes")
    assert [(root / name).read_text() for name in (".env", "b/.env")] == ["API_PORT=4010\n"] * 2


def test_a_file_that_changed_in_between_is_left_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portlint.cli import mending  # noqa: PLC0415

    shown = mending.aside

    def meanwhile(*given: object) -> str:
        write(root, {".env": "API_PORT=4011\nNEW=1\n"})
        return shown(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(mending, "aside", meanwhile)
    result = run(root, "--fix", "--unsafe-fixes")
    assert ".env: changed in between, and was left alone; run again" in result.stderr
    assert (root / ".env").read_text() == "API_PORT=4011\nNEW=1\n"


def finding(*edits: tuple[int, int, str], unsafe: bool = False) -> Finding:
    kind = Applicability.UNSAFE if unsafe else Applicability.SAFE
    made = tuple(Edit(Location("a", start=start, end=end), text) for start, end, text in edits)
    fix = Fix(kind, made)
    return Finding(Location("a"), "PRT1", "x", "x", Severity.NOTE, fix=fix)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([finding((0, 1, "A")), finding((2, 3, "C"))], "AbCdef"),
        ([finding((0, 2, "AB")), finding((1, 3, "BC"))], "ABcdef"),
        ([finding((0, 1, "A"), (4, 5, "E")), finding((3, 5, "x"), (2, 2, "y"))], "AbcdEf"),
        ([finding((0, 1, "A")), finding((0, 1, "A"))], "Abcdef"),
        ([finding((1, 1, "x")), finding((1, 1, "y"))], "axbcdef"),
        ([finding((0, 1, "A"), unsafe=True), finding((0, 1, "B"))], "Bbcdef"),
    ],
)
def test_a_fix_is_made_whole_or_not_at_all(findings: list[Finding], expected: str) -> None:
    made = plan(findings, (), unsafe=False)
    assert edited(b"abcdef", made.edits["a"]).decode() == expected
