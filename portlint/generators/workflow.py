"""`port-governance.yml`: a GitHub Actions workflow that holds changes against the registry."""

import re
from collections.abc import Iterator

from portlint.core import Artifact, Comment, GenerationError, Option, Order, generator
from portlint.core.quoting import quoted, shell

OPTIONS = (
    Option("path", ".github/workflows/port-governance.yml", "where the workflow is written"),
    Option("requirement", "portlint", "what pip installs: a version, as `portlint==1.2.0`"),
    Option("branches", ("main",), "branches whose pushes are checked too"),
    Option("sarif", default=True, doc="upload the findings to code scanning"),
)

REQUIREMENT = re.compile(r"[A-Za-z0-9][\w.,<>=!~\[\]@:/+ -]*\Z")
"""What may stand in the command; GitHub would evaluate a `${{ }}` wherever it stands."""

CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
PYTHON = "actions/setup-python@0b93645e9fea7318ecaed2b359559ac225c90a2b # v5.3.0"
UPLOAD = "github/codeql-action/upload-sarif@5d4e8d1aca955e8d8589aabd499c5cae939e33c7 # v4.31.9"


@generator("workflow", options=OPTIONS, default=True)
def workflow(order: Order) -> Iterator[Artifact]:
    """Continuous integration: the registry is valid, what is generated fresh, a finding blocks."""
    branches = ", ".join(map(quoted, order.texts("branches")))
    requirement = order.text("requirement")
    if not REQUIREMENT.match(requirement):
        message = f"generators.workflow.requirement is no requirement of pip: {requirement!r}"
        raise GenerationError(message)
    parts = [
        _head(branches, upload=order.flag("sarif")),
        _steps(quoted(f"python -m pip install {shell(requirement)}")),
    ]
    if order.flag("sarif"):
        parts.append(_upload())
    yield Artifact(order.text("path"), "".join(parts), Comment.HASH)


def _head(branches: str, *, upload: bool) -> str:
    """Return all above the steps; the right to upload is asked for only where it is used."""
    events = "\n      security-events: write # findings go to code scanning" if upload else ""
    return f"""\
name: port governance

on:
  pull_request:
  push:
    branches: [{branches}]

permissions: {{}}

concurrency:
  group: ${{{{ github.workflow }}}}-${{{{ github.ref }}}}
  cancel-in-progress: true

jobs:
  ports:
    name: ports
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read{events}
"""


def _steps(requirement: str) -> str:
    """Return the steps that every run has; what is found is shown even where a check before fails.

    Pull requests from forks have no right to upload: their findings are annotations.
    """
    return f"""\
    steps:
      - uses: {CHECKOUT}
        with:
          persist-credentials: false
      - uses: {PYTHON}
        with:
          python-version: "3.12"
      - name: Install portlint
        run: {requirement}
      - name: The registry is valid
        run: portlint validate
      - name: What is generated is what the registry renders
        if: ${{{{ !cancelled() }}}}
        run: portlint sync --check
      - name: The repository agrees with the registry
        if: ${{{{ !cancelled() }}}}
        run: portlint check --output-format sarif=portlint.sarif --output-format github
"""


def _upload() -> str:
    return f"""\
      - name: Findings go to code scanning
        if: ${{{{ !cancelled() && hashFiles('portlint.sarif') != ''
          && (github.event_name != 'pull_request'
          || github.event.pull_request.head.repo.full_name == github.repository) }}}}
        uses: {UPLOAD}
        with:
          sarif_file: portlint.sarif
"""
