"""The one program that a command starts, and its port by its options or its documentation."""

import json
import re
from collections.abc import Mapping

USUAL = {
    r"react-scripts start": 3000, r"next (?:start|dev)": 3000, r"ng serve": 4200,
    r"vite preview": 4173, r"vite(?: dev| --?host\S*)?\Z": 5173, r"fastify start": 3000,
    r"fastapi (?:run|dev)": 8000, r"(?:uvicorn|hypercorn|daphne|gunicorn) \S+:\w+": 8000,
    r"\S*manage\.py runserver": 8000, r"flask run": 5000, r"streamlit run": 8501,
    r"http\.server\b": 8000, r"artisan serve": 8000, r"(?:react-router|remix)-serve": 3000,
    r"vue-cli-service serve": 8080,
}  # fmt: skip
"""How programs are started that listen, and where each does by its documentation."""

TOLD = re.compile(
    r"(?:(?<!\S)(?:-[pblS]|--(?:server\.)?port|--(?:http|listen|bind|web|server)?-?(?:addr|address)"
    r"|--bind|--listen|--http-port)(?:\s*=\s*|\s+)|runserver\s+|http\.server\s+)"
    r"[\"']?(?:[\w.*\[\]-]*:)?(\d{2,5})(?![\w:.])"
)
"""A port that an option gives to a program itself."""

PORTED = re.compile(r"(?<!\S)(?:-[pbl]|--[\w.-]*(?:port|bind|listen|addr|conf)|-c)(?![a-z])")
SCRIPT = re.compile(r"(?:(?:npm|yarn|pnpm|bun) run|npm|yarn|pnpm) ([\w:.-]+)")
AHEAD = re.compile(
    r"(?:(?:exec|tini|dumb-init|--|-g|poetry run|uv run|npx|php|python3?|-m|cross-env|\w+=\S*"
    r"|/\S*/(?=(?:tini|dumb-init)))\s+|/usr/(?:local/)?s?bin/|/sbin/)*"
)
BESIDE = re.compile(r"(?<![&>])&(?![&>\d])|(?<!\|)\|(?!\|)|\binspect|\bdebugpy|\$")
"""What starts something beside, or hides a word."""

SCRIPTED = re.compile(r"\A\S+\.sh(?:\s|\Z)")
DEEPEST = 3


def line_of(started: str) -> str:
    """Return the line that CMD or ENTRYPOINT starts, in exec form or in shell form."""
    try:
        words = json.loads(started) if started.startswith("[") else [started]
    except ValueError:
        words = [started]
    return " ".join(map(str, words))


def scripts_of(package: str) -> Mapping[str, str]:
    """Return the scripts of a package.json."""
    try:
        found = json.loads(package).get("scripts", {})
    except (ValueError, AttributeError):
        return {}
    return {str(name): str(line) for name, line in found.items()}


def program(line: str, scripts: Mapping[str, str], depth: int = DEEPEST) -> str:
    """Return what a line starts at last, without what stands before; empty where more may run."""
    line = re.sub(r"\A(?:/bin/)?(?:ba|a)?sh -\w*c ", "", line.strip())
    last = [part.strip() for part in re.split(r"&&|;|\n", line) if part.strip()][-1:]
    if not last or BESIDE.search(line) or SCRIPTED.search(last[0]):
        return ""
    own = last[0][AHEAD.match(last[0]).end() :]  # type: ignore[union-attr]
    script = SCRIPT.match(own)
    if script and depth:
        further = own[script.end() :].replace(" -- ", " ")
        return program(scripts.get(script[1], "") + further, scripts, depth - 1)
    return own


def told(own: str) -> int | None:
    """Return the one port that a program's options give it, None where they give none or more."""
    found = {int(one) for one in TOLD.findall(own)}
    return found.pop() if len(found) == 1 else None


def usual(own: str) -> int | None:
    """Return where a program listens that no option tells where."""
    if PORTED.search(own):
        return None
    return next((port for form, port in USUAL.items() if re.match(form, own)), None)
