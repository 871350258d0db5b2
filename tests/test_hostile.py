"""No input bytes crash extraction, and offsets always point at the digits they claim."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portlint.core import PortUse
from portlint.core.grammar import mentions
from portlint.plugins import load
from portlint.syntax import Language, Source

LANGUAGES = list(load(installed=False).languages.values())
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
