"""Shell text: argument lists, comments, offsets, and bytes that mean harm."""

from collections.abc import Callable

import pytest

from portlint.core.facts import Role
from portlint.core.shell import argv_ports, commented, ports
from portlint.core.shell.lexer import DEEPEST, lex
from tests.effort import assert_linear

SIZE = 200_000
"""With much to spare on a busy machine: quadratic reading takes minutes."""

PIECES = [
    *"\"'()`\\{}[]<>|&;$#=\0 \n",
    *("$(", "${", "$((", '"$(', "{{", "{%", "x=(", "<<A\n", "<<A<<B", "a;", "11 ", '"11" '),
    *("$(11) ", "echo '11\n", "case 11 in ", "22\\\n", "=(22 ", "[[ ", "for port in ", "-p 80 "),
    *("\xe9\xff", "docker run -p ", "<<A\n11\nA\n", "# 11\n", "a11() {\n", "port=$1\n"),
    *("${1:-80} ", "http://", "\r\n"),
]


def numbers(script: str) -> list[int]:
    return [mention.port for mention in ports(script)]


def test_offsets_are_those_of_the_script() -> None:
    script = "true\nbash -c \"curl http://a:8080/ | nc -z b 9090\" && PORT='3000' x -p\t8081\n"
    found = [(script[m.start : m.end], m.port) for m in ports(script)]
    assert found == [("8080", 8080), ("9090", 9090), ("3000", 3000), ("8081", 8081)]


def test_a_split_command_keeps_its_own_offsets() -> None:
    words = [("uvicorn", 10), ("--port", 20), ("8000", 30), ("--reload", 40)]
    (found,) = argv_ports(words)
    assert (found.start, found.end, found.port, found.role) == (30, 34, 8000, Role.LISTEN)


def test_a_word_of_a_split_command_may_be_a_script() -> None:
    (found,) = argv_ports([("sh", 0), ("-c", 10), ("exec next dev -p 3000", 100)])
    assert (found.start, found.port) == (117, 3000)


def test_escaped_quotes_as_package_scripts_have_them() -> None:
    script = r"concurrently \"next dev -p 3000\" \"PORT=4000 node server.js --timeout 5000\""
    assert numbers(script) == [3000, 4000]


def test_comments_are_read_apart() -> None:
    script = "x -p 3000 # not 8080 but port 8081\n# port 8082\ncat <<EOF\n# port 8083\nEOF\n"
    assert numbers(script) == [3000]
    assert [mention.port for mention in commented(script)] == [8081, 8082, 8083]


def test_an_apostrophe_in_a_template_does_not_swallow_the_rest() -> None:
    assert numbers("{{ don't }}\nnc -z db 5432\n") == [5432]


def test_what_does_not_close_reaches_to_the_end() -> None:
    assert numbers('echo "port 8080') == [8080]
    assert numbers("echo $(nc -z db 5432") == [5432]
    assert numbers("x=(3000") == []
    assert numbers("cat <<EOF\nnc -z db 5432") == [5432]


def test_lines_that_hold_no_number_are_passed_over_whole() -> None:
    script = lex("a b\nif x; then\n  echo 'y'\nfi\n" * 1000)
    assert not script.commands


@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_any_repetition_is_read_in_linear_time(piece: str) -> None:
    """What is quadratic below Python would take minutes: the test's own time shows it."""

    def reading(size: int) -> Callable[[], object]:
        script = piece * (size // len(piece))

        def work() -> None:
            found = [*ports(script), *commented(script)]
            assert all(script[m.start : m.end].isdigit() for m in found)

        return work

    assert_linear(reading, SIZE // 20)
    reading(SIZE)()


@pytest.mark.parametrize("depth", [10, 1000, 100_000])
def test_nesting_is_bounded(depth: int) -> None:
    expected = [5432] if depth <= DEEPEST else []
    assert numbers("$(" * depth + "nc -z db 5432" + ")" * depth) == expected
    assert numbers('bash -c "' * depth + "nc -z db x") == []
