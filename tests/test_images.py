"""What a Dockerfile makes: stages, arguments, what is inherited and what is reset."""

import pytest

from portlint.core import Facts
from portlint.deployment.image import Dockerfiles, Image
from portlint.deployment.model import Build, Command, Words
from portlint.plugins import load
from tests.system import facts_of

PLUGINS = load(installed=False)


def made(text: str, target: str = "", **arguments: str) -> Image | None:
    facts = Facts(facts_of({"Dockerfile": text}, PLUGINS))
    files = Dockerfiles(facts)
    place = files.alone[0].location
    given = tuple((name, Words(value, place)) for name, value in arguments.items())
    return files.made(Build(place, "", "Dockerfile", target, given))


def image(text: str, target: str = "", **arguments: str) -> Image:
    found = made(text, target, **arguments)
    assert found
    return found


def ports(one: Image) -> list[tuple[int, int, str]]:
    return [(*exposed.span, exposed.transport) for exposed in one.exposed]


def spoken(command: Command | None) -> list[str]:
    return [word.text for word in command.words] if command else []


STAGES = """\
ARG TAG=20
FROM node:${TAG} AS Base
EXPOSE 3000
CMD ["node", "a.js"]
FROM base AS serve
EXPOSE 3001
FROM scratch
EXPOSE 80
"""


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("", [80]),
        ("base", [3000]),
        ("SERVE", [3000, 3001]),
        ("0", [3000]),
        ("1", [3000, 3001]),
        ("2", [80]),
    ],
)
def test_the_stage_that_is_built(target: str, expected: list[int]) -> None:
    assert [first for first, *_ in ports(image(STAGES, target))] == expected


def test_a_target_that_is_not_there_makes_nothing() -> None:
    assert made(STAGES, "gone") is None


def test_the_image_below_is_the_first_stage_s() -> None:
    assert image(STAGES, "serve").base == "node:20"
    assert image(STAGES, "serve", TAG="22").base == "node:22"
    assert image("FROM ${REGISTRY}/node\nEXPOSE 80\n").base == ""


def test_an_argument_of_a_stage_needs_its_own_line() -> None:
    text = "ARG PORT=1000\nFROM node:20\nEXPOSE ${PORT}\n"
    assert not image(text).whole
    assert ports(image(text.replace("EXPOSE", "ARG PORT\nEXPOSE"))) == [(1000, 1000, "tcp")]
    assert ports(image(text.replace("EXPOSE", "ARG PORT=2000\nEXPOSE"))) == [(2000, 2000, "tcp")]
    given = image(text.replace("EXPOSE", "ARG PORT=2000\nEXPOSE"), PORT="3000")
    assert ports(given) == [(3000, 3000, "tcp")]


def test_a_variable_holds_over_an_argument() -> None:
    text = "FROM node:20\nARG PORT=2000\nENV PORT=4000 OTHER=${PORT:-1}\nEXPOSE $PORT\n"
    assert ports(image(text, PORT="3000")) == [(4000, 4000, "tcp")]


def test_ranges_and_transports() -> None:
    text = "FROM node:20\nEXPOSE 80 8000-8010/tcp 53/udp\n"
    assert ports(image(text)) == [(80, 80, "tcp"), (8000, 8010, "tcp"), (53, 53, "udp")]


def test_an_entrypoint_resets_the_command_that_is_inherited() -> None:
    text = 'FROM node:20 AS base\nCMD ["a"]\nFROM base\nENTRYPOINT ["b"]\n'
    assert image(text).command is None
    assert spoken(image(f'{text}CMD ["c"]\n').command) == ["c"]
    assert spoken(image('FROM x\nCMD ["c"]\nENTRYPOINT ["b"]\n').command) == ["c"]


def test_a_health_check_is_inherited_and_taken_away() -> None:
    text = "FROM node:20 AS base\nHEALTHCHECK --interval=5s --retries=3 CMD curl x\nFROM base\n"
    check = image(text).healthcheck
    assert check
    assert check.command
    assert (spoken(check.command), check.command.shell) == (["curl x"], True)
    off = image(f"{text}HEALTHCHECK NONE\n").healthcheck
    assert off
    assert off.disabled


def test_a_variable_that_doubles_itself_stays_small() -> None:
    text = "FROM x\nENV A=aaaaaaaaaa\n" + "ENV A=$A$A\n" * 60
    value = image(text).environment["A"].words
    assert value
    assert len(value.text) <= 20_000
