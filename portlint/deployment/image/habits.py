"""Where programs listen that are told no port: enough to be silent, and never enough to accuse."""

import re
from collections.abc import Iterator, Mapping

from portlint.deployment.model import Command

DEFAULTS = {
    "uvicorn": 8000, "gunicorn": 8000, "hypercorn": 8000, "daphne": 8000, "granian": 8000,
    "fastapi": 8000, "runserver": 8000, "flask": 5000, "streamlit": 8501, "gradio": 7860,
    "next": 3000, "nuxt": 3000, "vite": 5173, "rails": 3000, "puma": 9292, "rackup": 9292,
    "nginx": 80, "httpd": 80, "apache2": 80, "apachectl": 80, "caddy": 80, "serve": 3000,
    "jupyter": 8888, "mlflow": 5000, "catalina": 8080, "mkdocs": 8000, "hugo": 1313,
    "redis-server": 6379, "postgres": 5432, "mysqld": 3306, "mongod": 27017, "dotnet": 8080,
    "react-scripts": 3000, "react-app-rewired": 3000, "craco": 3000, "vue-cli-service": 8080,
    "ng": 4200, "gatsby": 8000, "astro": 4321, "webpack-dev-server": 8080, "docusaurus": 3000,
    "strapi": 1337, "json-server": 3000, "live-server": 8080, "remix-serve": 3000,
    "react-router-serve": 3000, "fastify": 3000, "jupyter-lab": 8888, "jupyter-notebook": 8888,
    "artisan": 8000, "waitress-serve": 8080, "flower": 5555, "preview": 4173,
    "http.server": 8000, "http-server": 8080, "php-fpm": 9000, "sshd": 22,
}  # fmt: skip
"""The default port of each program's own documentation."""


RUN = re.compile(r"\b(?:(?:npm|yarn|pnpm|bun) run(?:-script)?|npm|yarn|pnpm) ([\w:.-]+)")
"""How a command line runs a script of its package.json."""

TOLD = re.compile(r"(?<!\S)(?:-p|--port|PORT)[= ]")
"""What a script says where it gives a port itself."""

DEEPEST = 3
"""How many scripts may run one another."""


def habitual(command: Command, scripts: Mapping[str, str] | None = None) -> Iterator[int]:
    """Yield the default ports of all programs that a command line names, or runs by a script."""
    text = " ".join(one.text for one in command.words)
    for line in _lines(text, scripts or {}, DEEPEST):
        yield from _defaults(line)


def _lines(text: str, scripts: Mapping[str, str], depth: int) -> Iterator[str]:
    """Yield a command line, and those of the scripts that it runs, but for what gives a port."""
    yield text
    for match in RUN.finditer(text) if depth else ():
        line = scripts.get(match[1], "")
        if not TOLD.search(line):
            yield from _lines(line, scripts, depth - 1)


def _defaults(text: str) -> Iterator[int]:
    for word in text.split():
        base = word.strip("\"'();&|").rpartition("/")[2]
        stem = base.partition(".")[0]
        for name in dict.fromkeys((base, stem)):
            if name in DEFAULTS:
                yield DEFAULTS[name]
