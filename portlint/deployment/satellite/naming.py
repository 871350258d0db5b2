"""Which program a file is for, by its name alone: a ConfigMap says no more of it."""

import re

NAMES = {
    "nginx": re.compile(r"nginx[^/]*\.(?:conf|template)\Z|default\.conf(?:\.template)?\Z"),
    "caddy": re.compile(r"caddyfile\Z"),
    "haproxy": re.compile(r"haproxy\.cfg\Z"),
    "prometheus": re.compile(r"prometheus\.ya?ml\Z"),
    "grafana": re.compile(r"datasources?\.ya?ml\Z"),
    "alertmanager": re.compile(r"alertmanager\.ya?ml\Z"),
    "promtail": re.compile(r"promtail\.ya?ml\Z"),
}


def program_of(name: str) -> str:
    """Return the program that a file is for, empty where its name does not tell."""
    found = (program for program, form in NAMES.items() if form.search(name.lower()))
    return next(found, "")
