"""Readers of every output format: each by the format's own rules, none by portlint's code."""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from junitparser import Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt
from markdown_it.token import Token

Row = tuple[str, str, int, str]
"""Code, path, 1-based line, message."""

PLACE = re.compile(r"(?P<path>.+):(?P<line>\d+):\d+", re.DOTALL)
LINKS = re.compile(r"(?:(?:^|\. )\[[^\]]*\]\(\d+\))*\Z")
UNESCAPED = (("%0D", "\r"), ("%0A", "\n"))


def concise(text: str) -> Iterator[Row]:
    for line in text.splitlines():
        found = re.fullmatch(r"(.+):(\d+):\d+: (PRT\d+) (.*)", line)
        assert found, line
        yield found[3], found[1], int(found[2]), found[4]


def full(text: str) -> Iterator[Row]:
    for block in re.split(r"^(?=(?:error|warning|note)\[PRT)", text, flags=re.MULTILINE)[1:]:
        head, place, *_ = block.splitlines()
        found = PLACE.fullmatch(place.removeprefix("  --> "))
        assert found
        code, _, message = head.partition("[")[2].partition("] ")
        yield code, found["path"], int(found["line"]), message


def by_json(text: str) -> Iterator[Row]:
    for one in json.loads(text)["findings"]:
        yield one["code"], one["path"], one["line"], one["message"]


def json_lines(text: str) -> Iterator[Row]:
    for one in map(json.loads, text.split("\n")[:-1]):
        yield one["code"], one["path"], one["line"], one["message"]


def sarif(text: str) -> Iterator[Row]:
    [run] = json.loads(text)["runs"]
    for one in run["results"]:
        place = one["locations"][0]["physicalLocation"]
        message = LINKS.sub("", one["message"]["text"]).replace("] (", "](")
        uri = unquote(place["artifactLocation"]["uri"])
        yield one["ruleId"], uri, place["region"]["startLine"], message


def github(text: str) -> Iterator[Row]:
    """Read as `ActionCommand.TryParseV2` of actions/runner does: the first `::` ends the head."""
    for line in filter(None, text.split("\n")):
        assert line.startswith("::")
        head, _, data = line[2:].partition("::")
        command, _, rest = head.partition(" ")
        assert command in ("error", "warning", "notice")
        pairs = dict(pair.split("=", 1) for pair in rest.split(","))
        named = {key: _unescaped(value, property_=True) for key, value in pairs.items()}
        code, message = named["title"].split(" ")[0], _unescaped(data).split("\n")[0]
        yield code, named["file"], int(named["line"]), message


def _unescaped(text: str, *, property_: bool = False) -> str:
    extra = (("%3A", ":"), ("%2C", ",")) if property_ else ()
    for escaped, character in (*UNESCAPED, *extra, ("%25", "%")):
        text = text.replace(escaped, character)
    return text


def gitlab(text: str) -> Iterator[Row]:
    issues = json.loads(text)
    assert len({one["fingerprint"] for one in issues}) == len(issues)
    for one in issues:
        assert one["severity"] in ("info", "minor", "major", "critical", "blocker")
        place = one["location"]
        yield one["check_name"], place["path"], place["lines"]["begin"], one["description"]


def junit(text: str) -> Iterator[Row]:
    whole = JUnitXml.fromstring(text.encode())
    names = [(case.classname, case.name) for suite in whole for case in suite]
    assert whole.tests == len(names) == len(set(names))
    for suite in whole:
        for case in suite:
            for outcome in case.result:
                assert isinstance(outcome, Failure | Skipped)
                code, _, place, *_ = str(case.name).split(" ")
                yield code, str(case.classname), int(place.split(":")[0]), str(outcome.message)


def checkstyle(text: str) -> Iterator[Row]:
    for file in ET.fromstring(text.encode()):  # noqa: S314  (our own)
        assert file.tag == "file"
        for one in file:
            assert one.attrib["severity"] in ("error", "warning", "info")
            code = one.attrib["source"].removeprefix("portlint.")
            yield code, file.attrib["name"], int(one.attrib["line"]), one.attrib["message"]


def rdjson(text: str) -> Iterator[Row]:
    for one in json.loads(text)["diagnostics"]:
        assert one["severity"] in ("ERROR", "WARNING", "INFO")
        place = one["location"]
        line = place["range"]["start"]["line"]
        yield one["code"]["value"], place["path"], line, one["message"]


def markdown(text: str) -> Iterator[Row]:
    """Read with a parser of CommonMark and GitHub's tables; code comes back in backticks."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    cells = [_shown(one) for one in tokens if one.type == "inline"][1:]
    assert cells[:4] == ["severity", "rule", "place", "what"]
    for start in range(4, len(cells), 4):
        _, code, place, message = cells[start : start + 4]
        path, _, line = place.replace("`", "").rpartition(":")
        yield code, path, int(line), message


def _shown(cell: Token) -> str:
    assert {one.type for one in cell.children or ()} <= {"text", "code_inline", "html_inline",
                                                        "text_special"}  # fmt: skip
    parts = {"code_inline": "`{}`", "html_inline": ""}
    return "".join(parts.get(one.type, "{}").format(one.content) for one in cell.children or ())


READERS: dict[str, Callable[[str], Iterator[Row]]] = {
    "checkstyle": checkstyle,
    "concise": concise,
    "github": github,
    "gitlab": gitlab,
    "json": by_json,
    "json-lines": json_lines,
    "junit": junit,
    "markdown": markdown,
    "rdjson": rdjson,
    "sarif": sarif,
    "text": full,
}
