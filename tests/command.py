"""Run the real command line in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def portlint(
    *words: str | Path, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([*filter(None, [environment.pop("PYTHONPATH", "")]), str(ROOT)])
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    return subprocess.run(
        [sys.executable, "-m", "portlint", *map(str, words)],
        cwd=cwd,
        env={**kept, "PYTHONPATH": path, "PORTLINT_CACHE_DIR": os.devnull, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
