"""The program that measures recall and false alarms, on a checkout made for it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.command import ROOT

COMPOSE = """\
services:
  api:
    image: registry.example/api
    environment:
      STORE: store:6379
      OTHER: other:80
  store:
    image: redis:7
    ports: ["16379:6379"]
  other:
    image: registry.example/other
"""


def measured(checkout: Path, *words: str) -> tuple[str, Any]:
    """Return what the program prints of a checkout, and what it writes for a comparison."""
    written = checkout.parent / "figures.json"
    command = [sys.executable, "-m", "tests.faults", *words, "--json", str(written), str(checkout)]
    alone = {**os.environ, "PORTLINT_CACHE_DIR": os.devnull}
    done = subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, text=True, check=True)
    return done.stdout, json.loads(written.read_text("utf-8"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "example+town"
    folder.mkdir()
    (folder / "compose.yaml").write_text(COMPOSE, "utf-8")
    return folder


def test_faults_are_counted_by_what_is_decided(checkout: Path) -> None:
    printed, figures = measured(checkout, "--only", "Compose: port one off")
    assert {one["name"]: (one["found"], one["undecided"]) for one in figures["faults"]} == {
        "example/town compose.yaml:5 Compose: port one off": (True, ""),
        "example/town compose.yaml:6 Compose: port one off": (
            False,
            "no documentation of its image is at hand",
        ),
    }
    assert "found 1 of 1 that are decided: 100.0%" in printed
    assert "undecided: 1, of which 0 are found all the same" in printed


def test_a_choice_of_faults_is_the_same_in_every_run(checkout: Path) -> None:
    words = ("--limit", "1", "--only", "Compose: misspelt,Compose: localhost")
    (_, first), (_, second) = measured(checkout, *words), measured(checkout, *words)
    assert first == second
    assert first["made"] == 2


def test_what_is_said_of_a_checkout_as_it_is_counts_for_no_fault(checkout: Path) -> None:
    broken = COMPOSE.replace("store:6379", "store:16379")
    (checkout / "compose.yaml").write_text(broken, "utf-8")
    printed, figures = measured(checkout, "--only", "Compose: misspelt")
    assert "PRT401" in printed
    assert [one["name"] for one in figures["faults"]] == [
        "example/town compose.yaml:6 Compose: misspelt service"
    ]


def test_edits_that_keep_working_are_counted_with_what_is_said_of_them(checkout: Path) -> None:
    printed, figures = measured(checkout, "--working")
    assert {one["kind"] for one in figures["edits"]} >= {"Compose: service renamed"}
    assert "something new is said after 0 of" in printed
