"""What is read of programs that are not parsed: their numbers, and what they seem to open."""

from __future__ import annotations

import pytest

from portlint.core import Context, Numbers, Opened, Written
from portlint.engine.choice import Choice
from portlint.engine.extract import extract
from portlint.languages.program import program
from portlint.languages.python import python
from portlint.plugins import load


def facts(text: str, path: str = "main.go") -> list[object]:
    language = python if path.endswith(".py") else program
    return list(extract(path, text.encode(), language, Context.CODE))


def numbers(text: str, path: str = "main.go") -> Numbers | None:
    return next((one for one in facts(text, path) if isinstance(one, Numbers)), None)


def opened(text: str) -> dict[int, bool]:
    return {one.port: one.sure for one in facts(text) if isinstance(one, Opened)}


def test_each_number_that_may_be_a_port_is_read_once() -> None:
    found = numbers('x := []int{8080, 8_081, 70000, 5, 8080}\ny := ":9090/tcp"\n')
    assert found is not None
    assert found.every == (8080, 8081, 9090)


@pytest.mark.parametrize(
    ("path", "text", "every"),
    [
        ("redis.conf", "# port 6380\nport 6379\nsave 60 1\n", (60, 6379)),
        ("redis.conf", "port ${PORT}\n", None),
        ("loki.yaml", "path: ${LOKI_PATH}\nserver: {http_listen_port: 3100}\n", (3100,)),
        ("web.xml", "<port>8080</port>\n", (8080,)),
        ("data.toml", "".join(f"x{n} = {n}\n" for n in range(1000, 2000)), None),
    ],
)
def test_settings_say_their_numbers_and_what_is_left_to_others(
    path: str, text: str, every: tuple[int, ...] | None
) -> None:
    languages = load(installed=False).languages
    language = Choice(languages.values()).by_name(path)
    assert language is not None
    found = extract(path, text.encode(), language, Context.CODE)
    (written,) = (one for one in found if isinstance(one, Written))
    assert (None if written.filled else written.every) == every


@pytest.mark.parametrize(
    "text", ["port + 1", "PORT+=1", "Port++ ", "basePort + offset", "8000 + i", "BASE_PORT + 1"]
)
def test_a_port_may_be_made_of_another(text: str) -> None:
    found = numbers(f"x := 10\ny := {text}\n")
    assert found is not None
    assert found.computed


@pytest.mark.parametrize(
    "text",
    [
        "report + 1",
        "count + 1",
        "200 + i",
        'port + ":"',
        "import + 1",
        "SUPPORTED + 1",
        "30000 + Math.random() * 9",
        "2000 + year",
    ],
)
def test_other_sums_are_none(text: str) -> None:
    found = numbers(f"x := 10\ny := {text}\n")
    assert found is not None
    assert not found.computed


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ('http.ListenAndServe(":8080", nil)', True),
        ('net.Listen("tcp", "0.0.0.0:8080")', True),
        ('TcpListener::bind("0.0.0.0:8080")', True),
        ("static final int PORT = 8080;", False),
        ('addr := ":8080"', False),
    ],
)
def test_what_a_program_opens_is_sure_where_nothing_else_can_be_meant(
    text: str, *, sure: bool
) -> None:
    assert opened(text) == {8080: sure}


def test_a_library_that_opens_ports_untold_is_named_by_a_word() -> None:
    text = "import org.springframework.boot.autoconfigure.SpringBootApplication;\n"
    found = numbers(text, "Main.java")
    assert found is not None
    assert 8080 in found.every
    assert opened(text) == {8080: False}


def test_a_call_is_no_listener() -> None:
    assert opened('net.Dial("tcp", host)\ntimeout := 8080\n') == {}


@pytest.mark.parametrize("path", ["main_test.go", "ServerTest.java", "src/test/java/A.java"])
def test_tests_are_not_built_into_what_runs(path: str) -> None:
    assert numbers("port := 8080", path) is None


def test_parsed_programs_tell_their_numbers_where_they_speak_of_ports() -> None:
    assert numbers("port = 8080\nsizes = [3001]\n", "app.py") == numbers(
        "sizes = [8080]\nport = 3001\n", "app.py"
    )
    assert numbers("sizes = [3001]\n", "app.py") is None
