"""Questions to git, asked so that nothing the repository names is run."""

import os
import subprocess
from pathlib import Path

COMMAND = (
    "git",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.quotePath=false"),
    *("-c", "safe.bareRepository=explicit"),
)
"""Neither a monitor, nor a hook, nor a bare repository that lies among the files is trusted."""

ELSEWHERE = (
    "GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR GIT_PREFIX GIT_NAMESPACE "
    "GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_GLOB_PATHSPECS "
    "GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS"
).split()
"""Set inside a hook: they would answer for the repository that is being committed to."""


def top_level(folder: Path) -> Path | None:
    """Return the root of the checkout around a folder; None where there is none to be trusted.

    A configuration may name any folder as the root: it counts if it holds the repository.
    """
    answer = _ask(folder, "rev-parse", "--show-toplevel")
    if not answer or not answer.strip("\n"):
        return None
    top = Path(answer.rstrip("\n"))
    return top if folder.is_relative_to(top) and (top / ".git").exists() else None


def files(root: Path, inside: str) -> list[str] | None:
    """List what git tracks or would add below a POSIX path, relative to the root."""
    answer = _ask(root, "ls-files", "-co", "--exclude-standard", "-z", "--", inside or ".")
    return None if answer is None else [name for name in answer.split("\0") if name]


def _ask(folder: Path, *arguments: str) -> str | None:
    """Return what git prints, None where there is no git or no repository that it trusts."""
    own = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    try:
        run = subprocess.run(  # noqa: S603  (fixed words, and a path after `--`)
            [*COMMAND, "-C", str(folder), *arguments],
            capture_output=True,
            env={**own, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            check=False,
        )
    except OSError:
        return None
    return os.fsdecode(run.stdout) if run.returncode == 0 else None
