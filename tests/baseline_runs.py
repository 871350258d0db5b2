"""Run `check` in this process, and git beside it."""

import subprocess
from pathlib import Path

from click.testing import CliRunner, Result

from portlint.cli import cli


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(cli, ["check", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def git(root: Path, *words: str) -> str:
    name = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *name, *words], cwd=root, capture_output=True, text=True, check=True
    )
    return done.stdout
