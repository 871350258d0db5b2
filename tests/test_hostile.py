"""No input bytes crash extraction, and offsets always point at the digits they claim.

Nor does any file that a pull request may bring hang a run, exhaust its memory, or speak to the
terminal or the CI service that shows it. Where a test has no assertion about time, its own time is
the check: what it proves would take minutes.
"""

import os
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portlint.cli import cli
from portlint.cli.terminal import safe, safe_path
from portlint.core import Facts, Finding, Location, PortUse, Scope, Severity, Suppression
from portlint.core.grammar import mentions
from portlint.deployment.compose import stacks
from portlint.deployment.image.expansion import LONGEST, expand
from portlint.engine import cache
from portlint.engine.changes import changed_lines
from portlint.engine.check import silence
from portlint.engine.fix import plan
from portlint.engine.git import contents
from portlint.engine.known import Key, sift
from portlint.plugins import load
from portlint.registry import load as load_registry
from portlint.registry.deriving.owners import owners
from portlint.syntax import Language, Source
from tests.baseline_runs import git
from tests.system import facts_of, findings_of, write

PLUGINS = load(installed=False)
LANGUAGES = list(PLUGINS.languages.values())
TOKENS = [
    *"{}[]()<>:;,.=-|&$#@!?*+/\\\"'`\n\t \r\0",
    *"8080 80 443 65535 70000 0 22:22 8000-8010 8080:80 1.2.3.4 [::1] localhost redis db".split(),
    *"port ports PORT listen EXPOSE ENV FROM RUN CMD HEALTHCHECK services image expose".split(),
    *"http:// postgres://u:p@ ${PORT:- ${ {{ }} <<EOF EOF - -p --port -> => == || ?? /*".split(),
    *"*/ // # <!-- --> ``` def return import const function class if for in server".split(),
    *"apiVersion: kind: spec: containerPort: targetPort: run: | > & * ? !! --- ...".split(),
    "\n  ", "\n    - ", ": ", "\xe9", "\u2013", "\ufeff", "\U0001f600",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)
BYTES = st.one_of(TEXT.map(lambda text: text.encode()), st.binary(max_size=300))


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(data=BYTES)
def test_no_bytes_crash_a_language(language: Language, data: bytes) -> None:
    for fact in language.extract(Source("a/file", data, language.name)):
        place = fact.location
        assert 1 <= place.line <= data.count(b"\n") + 1
        if isinstance(fact, PortUse):
            digits = data[place.start : place.end]
            assert digits.isdigit()
            assert int(digits) == fact.port
            assert 0 < fact.port <= 65535
            before = data[: place.start].rpartition(b"\n")[2]
            assert place.column == len(before.decode("utf-8", "replace")) + 1
            assert place.end_column - place.column == len(digits)


@settings(deadline=None, max_examples=500, derandomize=True)
@given(text=TEXT)
def test_mentions_come_in_order_and_never_overlap(text: str) -> None:
    last = 0
    for mention in mentions(text):
        assert mention.start >= last
        assert int(text[mention.start : mention.end]) == mention.port
        last = mention.end


@pytest.mark.parametrize("char", list("\"'`([{<:/\\$=-,. \n"))
def test_a_megabyte_of_one_character_holds_no_port(char: str) -> None:
    assert list(mentions(char * 1_000_000)) == []


@pytest.mark.parametrize("piece", [":80", "a:8080,", "${", "{{", "8080-", "port ", "-p 80:80 "])
def test_repetition_stays_linear(piece: str) -> None:
    """Quadratic reading would take minutes on these: the test's own time is the check."""
    assert sum(1 for _ in mentions(piece * 50_000)) <= 100_000


def only_stack(files: dict[str, str | bytes]) -> dict[str, dict[str, str]]:
    """Return the environment of each service of the one stack of some files."""
    [stack] = stacks(Facts(facts_of(files, PLUGINS)), frozenset(files))
    return {
        name: {key: one.words.text for key, one in service.environment.items() if one.words}
        for name, service in stack.services.items()
    }


@pytest.mark.parametrize("number", ["\N{SUPERSCRIPT TWO}", "\N{CIRCLED DIGIT ONE}", "9" * 5000])
def test_what_only_looks_like_a_number_crashes_no_rule(number: str) -> None:
    entry = (
        f"image: x, scale: '{number}', ports: ['{number}:80'], expose: ['{number}'], "
        f"environment: {{PORT: '{number}', A_PORT: '{number}', URL: 'http://a:{number}'}}, "
        f"labels: {{traefik.http.services.a.loadbalancer.server.port: '{number}'}}, "
        f"build: {{context: ., target: '{number}'}}"
    )
    files: dict[str, str | bytes] = {
        "compose.yaml": f"services:\n  a: {{{entry}}}\n",
        "Dockerfile": f"FROM x\nEXPOSE {number}\nENV PORT={number}\n",
    }
    findings_of(files, PLUGINS, list(PLUGINS.rules.values()))


def test_variables_that_double_in_every_line_grow_no_further() -> None:
    lines = [f"V{at}=${{V{at - 1}}}${{V{at - 1}}}\n" for at in range(1, 80)]
    files: dict[str, str | bytes] = {
        "compose.yaml": "services:\n  a: {image: x, ports: ['80:80'], env_file: .env}\n",
        ".env": "V0=8080\n" + "".join(lines),
    }
    found = only_stack(files)["a"]
    assert found["V3"] == "8080" * 8
    assert sum(map(len, found.values())) < 10_000_000
    assert expand("$A" * LONGEST, {"A": "x" * LONGEST}) == "$A" * LONGEST


def test_a_run_says_that_it_reads_no_more_services() -> None:
    entries = "".join(f"  s{at}: {{image: x, expose: ['1-65535']}}\n" for at in range(1000))
    found = findings_of(
        {"compose.yaml": f"services:\n{entries}"}, PLUGINS, [PLUGINS.rules["PRT001"]]
    )
    assert ["so not all are checked" in one.message for one in found.findings] == [True]


def test_comments_and_findings_of_one_file_meet_in_linear_time() -> None:
    places = [Location("a", line, 1, line, 2) for line in range(1, 30_001)]
    found = [Finding(place, "PRT1", "one", "m", Severity.ERROR) for place in places]
    comments = [
        Suppression(place, ("PRT1" if place.line % 2 else "PRT2",), "", None, Scope.LINE, 1)
        for place in places
    ]
    kept, silenced, used = silence(found, [*comments, _for_the_file("two"), _for_the_file("one")])
    assert (len(kept), len(silenced)) == (0, 30_000)
    assert sum(map(bool, used.values())) == 15_001


def _for_the_file(name: str) -> Suppression:
    return Suppression(Location("a", 1), (name,), "", date.max, Scope.FILE, 0)


def test_a_baseline_may_count_as_high_as_it_likes() -> None:
    place = Location("a", 1, 1, 1, 2)
    found = Finding(place, "PRT1", "one", "m", Severity.ERROR)
    known = Counter({Key("a", "PRT1", "m", "another text"): 10**15})
    assert sift([found], {}, known, frozenset("a")).new == ()


def test_files_that_are_rewritten_are_compared_line_by_line() -> None:
    before = [b"%d" % (at * at % 211) for at in range(200_000)]
    after = [b"%d" % (at * at % 223) for at in range(200_000)]
    changed = changed_lines(before, [*after, b"new"])
    assert 200_001 in changed
    assert not any(after[line - 1] in before[:300] for line in changed if line <= 1000)


def test_an_object_that_is_too_large_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"large": b"x" * 3_000_000, "small": b"y"})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    ids = [git(tmp_path, "rev-parse", f":{name}").strip() for name in ("large", "small")]
    assert list(contents(tmp_path, ids, 10)) == [None, b"y"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("portlint.toml", f"[generators]\n{'a.' * 100_000}a = 1\n", "larger than any"),
        ("portlint.toml", f"registry = '{'a' * 5000}'\n", "File name too long"),
        ("portlint.toml", "registry = 'a\\u0000b'\n", "there is no registry"),
        ("portlint.toml", f"exclude = {'[' * 100_000}", "cannot be read"),
    ],
)
def test_a_hostile_configuration_is_a_sentence(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    write(tmp_path, {name: text, "a.py": "port = 8080\n"})
    result = CliRunner().invoke(cli, [str(tmp_path)])
    assert result.exit_code == 2
    assert said in result.stderr


def test_no_configuration_is_read_through_a_link_that_leads_out(tmp_path: Path) -> None:
    write(tmp_path, {"secret.toml": "token = 'hunter2'\n", "repo/a.py": "port = 8080\n"})
    (tmp_path / "repo/portlint.toml").symlink_to(tmp_path / "secret.toml")
    result = CliRunner().invoke(cli, [str(tmp_path / "repo")])
    assert result.exit_code == 2
    assert "leads out of" in result.stderr
    assert "token" not in result.stderr


def test_what_ci_services_obey_is_not_said() -> None:
    assert safe("a ##vso[task.x]y ##[add-mask]z # b ## [c]") == (
        "a #\ufffdvso[task.x]y #\ufffd[add-mask]z # b ## [c]"
    )
    assert safe_path("::add-mask::x/a::b.yaml") == "\ufffd:add-mask::x/a::b.yaml"
    assert safe("::1") == "::1"


@pytest.mark.skipif(sys.platform == "win32", reason="users of Windows always have a home")
def test_who_has_no_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "PORTLINT_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 2_000_000_019)
    assert not cache.folder().exists()


def test_a_pattern_of_owners_is_matched_in_linear_time() -> None:
    stars = owners(f"/{'*a' * 12}b @x\n/{'a*' * 11}z @y\n/*.tar.gz @z\n")
    assert stars.of("a" * 4000) == ""
    assert stars.of(f"{'a' * 400}bab") == "@x"
    assert stars.of(f"{'a' * 400}z") == "@y"
    assert stars.of("a.tar.tar.gz") == "@z"


def test_thousands_of_services_on_one_port_are_told_and_mended_in_linear_time() -> None:
    entries = "".join(f"  s{at}: {{image: x, ports: [22:22, '80:80']}}\n" for at in range(1500))
    rules = [PLUGINS.rules[code] for code in ("PRT301", "PRT304")]
    found = findings_of({"compose.yaml": f"services:\n{entries}"}, PLUGINS, rules).findings
    assert sum("such as 23" in one.message for one in found) == 1499
    assert len(plan(found, (), unsafe=True).findings) == 1500


@pytest.mark.parametrize("port", ["0" * 5000 + "80", "00000000199999999", "9" * 5000])
def test_a_port_of_any_length_is_a_port_or_a_problem(port: str) -> None:
    found = load_registry(f"services: [{{name: a, port: {port}}}]\n".encode(), "registry.yaml")
    assert found.problems or found.services[0].ports[0].container == 80


@pytest.mark.parametrize("name", ["localhost", "LocalHost", "host.docker.internal"])
def test_no_service_has_a_name_that_leads_elsewhere(name: str) -> None:
    found = load_registry(f"services: [{{name: {name}, port: 80}}]\n".encode(), "registry.yaml")
    assert ["cannot be called" in one.message for one in found.problems] == [True]
