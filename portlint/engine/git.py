"""Questions to git, asked so that nothing the repository names is run."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, cast

LITERAL = "--literal-pathspecs"
COMMAND = (
    "git",
    LITERAL,
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.quotePath=false"),
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "protocol.allow=never"),
)
"""Neither a monitor, nor a hook, nor a bare repository that lies among the files is trusted; and
nothing is fetched, not even what a partial clone left out."""

CHUNK = 1 << 20
"""Bytes of an object that are passed over at a time."""

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


def is_ignored(root: Path, path: Path) -> bool:
    """Tell whether git leaves a file of a checkout alone."""
    asked = [one for one in COMMAND if one != LITERAL]  # it takes paths, and refuses the option
    return _ask(root, "check-ignore", "--quiet", "--", str(path), command=asked) is not None


def commit(root: Path, name: str) -> str | None:
    """Return the id of the commit that a revision names."""
    wanted = f"{name}^{{commit}}"
    answer = _ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
    return answer.strip() if answer else None


def merge_base(root: Path, one: str) -> str | None:
    """Return the commit where a commit, given by its id, and HEAD parted."""
    answer = _ask(root, "merge-base", one, "HEAD")
    return answer.split()[0] if answer and answer.strip() else None


def is_shallow(root: Path) -> bool:
    """Tell whether the clone lacks history."""
    return (_ask(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true"


def tree(root: Path, one: str) -> dict[str, str]:
    """Return the id of each regular file of a commit, given by its id, by path."""
    return _blobs(_ask(root, "ls-tree", "-r", "-z", "--full-tree", one), 2)


def index(root: Path) -> dict[str, str]:
    """Return the id of each regular file in the index by path.

    The index of a hook counts (`git commit -a` has one of its own) if it lies in this repository.
    """
    kept = {}
    home = _ask(root, "rev-parse", "--absolute-git-dir")
    if home and (named := os.environ.get("GIT_INDEX_FILE")):
        path = (root / named).resolve()
        if path.is_relative_to(Path(home.strip("\n")).resolve()):
            kept["GIT_INDEX_FILE"] = str(path)
    return _blobs(_ask(root, "ls-files", "-s", "-z", environment=kept), 1)


def _blobs(answer: str | None, place: int) -> dict[str, str]:
    """Read rows of mode, words and path; the id is the word at `place`."""
    rows = (row.partition("\t") for row in (answer or "").split("\0") if row)
    return {path: head.split()[place] for head, _, path in rows if head.startswith("100")}


def contents(root: Path, ids: Iterable[str], most: int) -> Iterator[bytes | None]:
    """Yield the bytes of each blob; None for one that is missing, or larger than `most` bytes."""
    with subprocess.Popen(  # noqa: S603  (fixed words)
        [*COMMAND, "-C", str(root), "cat-file", "--batch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    ) as run:
        asking, answering = cast("IO[bytes]", run.stdin), cast("IO[bytes]", run.stdout)
        for one in ids:
            asking.write(f"{one}\n".encode())
            asking.flush()
            words = answering.readline().split()
            if len(words) < 3:  # noqa: PLR2004  (id, kind and size)
                yield None
                continue
            size = int(words[2])
            data = answering.read(min(size, most))
            for rest in range(size - len(data), 0, -CHUNK):
                answering.read(min(rest, CHUNK))
            answering.read(1)
            yield data if size <= most else None


def lacks(root: Path, one: str) -> bool:
    """Tell whether git does not have an object, as in a partial clone."""
    return _ask(root, "cat-file", "-e", one) is None


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    return {**own, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}


def _ask(
    folder: Path,
    *arguments: str,
    environment: Mapping[str, str] = MappingProxyType({}),
    command: Iterable[str] = COMMAND,
) -> str | None:
    """Return what git prints, None where there is no git or no repository that it trusts."""
    try:
        run = subprocess.run(  # noqa: S603  (fixed words, and a path after `--`)
            [*command, "-C", str(folder), *arguments],
            capture_output=True,
            env={**_environment(), **environment},
            check=False,
        )
    except OSError:
        return None
    return os.fsdecode(run.stdout) if run.returncode == 0 else None
