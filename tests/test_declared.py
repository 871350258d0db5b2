"""A Dockerfile as a fact, and the same fact from the cache."""

import pytest

from portlint.core import Dockerfile, Instruction
from portlint.engine.codec import decode, encode
from portlint.plugins import load
from tests.system import facts_of

PLUGINS = load(installed=False)
TEXT = """\
# a comment
from node:20 as build
RUN echo é && \\
    # an old port: 9999

    echo b
EXPOSE 80 \\
  443

COPY <<CONF /etc/x
# kept
CONF
HEALTHCHECK NONE
"""


def dockerfile(text: str) -> Dockerfile | None:
    facts = facts_of({"a/Dockerfile": text}, PLUGINS)
    return next((fact for fact in facts if isinstance(fact, Dockerfile)), None)


def test_instructions_are_joined_and_placed() -> None:
    found = dockerfile(TEXT)
    assert found
    assert [(one.keyword, one.text) for one in found.instructions] == [
        ("FROM", "node:20 as build"),
        ("RUN", "echo é &&     echo b"),
        ("EXPOSE", "80   443"),
        ("COPY", "<<CONF /etc/x\n# kept\nCONF"),
        ("HEALTHCHECK", "NONE"),
    ]
    data = TEXT.encode()
    raw = [data[one.location.start : one.location.end] for one in found.instructions]
    assert raw[2] == b"EXPOSE 80 \\\n  443"
    assert [one.location.line for one in found.instructions] == [2, 3, 7, 10, 13]
    assert found.instructions[2].location.end_line == 8


def test_a_file_without_a_number_is_a_fact() -> None:
    found = dockerfile("FROM base\nHEALTHCHECK NONE\n")
    assert found
    assert len(found.instructions) == 2


@pytest.mark.parametrize(
    "text",
    [
        "FROM x\n{% if tls %}\nEXPOSE 8443\n{% endif %}\n",
        "FROM x\n{{ if .TLS }}\nEXPOSE 8443\n{{ end }}\n",
        "# escape=`\nFROM x\nEXPOSE `\n 8443\n",
        "# nothing but 8443\n",
    ],
)
def test_what_is_no_plain_dockerfile(text: str) -> None:
    assert dockerfile(text) is None


def test_a_broken_one_still_gives_its_lines() -> None:
    found = dockerfile('FROM x\nRUN [ "unclosed\nEXPOSE 8081\n')
    assert found
    assert [one.keyword for one in found.instructions] == ["FROM", "RUN", "EXPOSE"]


def test_the_cache_keeps_it() -> None:
    found = dockerfile(TEXT)
    assert found
    assert isinstance(found.instructions[0], Instruction)
    assert decode(encode([found]), "a/Dockerfile") == [found]
