"""Run the shell steps of `action.yml` as a runner does: real bash, files for its outputs."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command import ROOT

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["id"]: step for step in ACTION["runs"]["steps"]}
EXPRESSION = re.compile(r"\$\{\{ ([\w.-]+) \}\}")


@dataclass
class Runner:
    """A job: its folder, what expressions stand for, and what its steps have written so far."""

    workspace: Path
    temp: Path
    values: dict[str, str]
    summary: str = ""
    log: dict[str, str] = field(default_factory=dict)

    def step(self, name: str) -> int:
        """Run one shell step, keep its log and outputs, and return its exit status."""
        step = STEPS[name]
        output, summary = self.temp / "output", self.temp / "summary"
        output.write_text("")
        summary.write_text(self.summary)
        places = {
            "GITHUB_OUTPUT": output,
            "GITHUB_STEP_SUMMARY": summary,
            "RUNNER_TEMP": self.temp,
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=self.workspace,
            env=os.environ | self._env(step["env"]) | {k: str(v) for k, v in places.items()},
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        self.log[name] = done.stdout + done.stderr
        self.summary = summary.read_text("utf-8")
        for line in output.read_text("utf-8").splitlines():
            key, _, value = line.partition("=")
            self.values[f"steps.{name}.outputs.{key}"] = value
        return done.returncode

    def output(self, name: str) -> str:
        """Return what the action gives as one of its outputs."""
        return self._filled(ACTION["outputs"][name]["value"])

    def _env(self, written: Mapping[str, str]) -> dict[str, str]:
        return {key: self._filled(value) for key, value in written.items()}

    def _filled(self, text: str) -> str:
        return EXPRESSION.sub(lambda found: self.values.get(found[1], ""), text)


def runner(workspace: Path, temp: Path, **inputs: str) -> Runner:
    """Begin a job with the inputs' defaults; `upload="never"`, `new_from="main"` set others."""
    if sys.platform == "win32":
        pytest.skip("`bash` is not the runner's on Windows")
    temp.mkdir(exist_ok=True)
    named = {key.replace("_", "-"): value for key, value in inputs.items()}
    assert named.keys() <= ACTION["inputs"].keys()
    defaults = {key: one["default"] for key, one in ACTION["inputs"].items()}
    values = {f"inputs.{key}": value for key, value in (defaults | named).items()}
    values["github.repository"] = "an/example"
    values["github.action_path"] = str(ROOT)
    values["steps.python.outputs.python-path"] = sys.executable
    return Runner(workspace, temp, values)


def installed(job: Runner) -> Runner:
    """Take the running environment for what the step `install` makes."""
    place = job.temp / "portlint"
    place.mkdir()
    job.values["steps.install.outputs.place"] = str(place)
    job.values["steps.install.outputs.bin"] = str(Path(sys.executable).parent)
    return job
