"""Where programs listen that are told no port: enough to be silent, and never enough to accuse."""

from collections.abc import Iterator

from portlint.deployment.model import Command

DEFAULTS = {
    "uvicorn": 8000, "gunicorn": 8000, "hypercorn": 8000, "daphne": 8000, "granian": 8000,
    "fastapi": 8000, "runserver": 8000, "flask": 5000, "streamlit": 8501, "gradio": 7860,
    "next": 3000, "nuxt": 3000, "vite": 5173, "rails": 3000, "puma": 9292, "rackup": 9292,
    "nginx": 80, "httpd": 80, "apache2": 80, "apachectl": 80, "caddy": 80, "serve": 3000,
    "jupyter": 8888, "mlflow": 5000, "catalina": 8080, "mkdocs": 8000, "hugo": 1313,
    "redis-server": 6379, "postgres": 5432, "mysqld": 3306, "mongod": 27017, "dotnet": 8080,
    "preview": 4173, "http.server": 8000, "http-server": 8080, "php-fpm": 9000, "sshd": 22,
}  # fmt: skip
"""The default port of each program's own documentation."""


def habitual(command: Command) -> Iterator[int]:
    """Yield the default ports of all programs that a command line names."""
    for one in command.words:
        for word in one.text.split():
            base = word.strip("\"'();&|").rpartition("/")[2]
            stem = base.partition(".")[0]
            for name in dict.fromkeys((base, stem)):
                if name in DEFAULTS:
                    yield DEFAULTS[name]
