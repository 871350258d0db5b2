"""Where Prometheus calls: targets, Alertmanagers, and what it writes to.

https://prometheus.io/docs/prometheus/latest/configuration/configuration/
"""

from collections.abc import Iterator

from portlint.core import Items, Map, Text, Value
from portlint.deployment.satellite.address import Address

PROGRAM = "prometheus"


def prometheus(root: Map) -> Iterator[Address]:
    """Yield every address that Prometheus itself calls."""
    yield from jobs(root)
    for manager in maps(root.get("alerting", "alertmanagers")):
        yield from _targets(manager, "alertmanagers")
    for key in ("remote_write", "remote_read"):
        for one in maps(root.get(key)):
            url = one.get("url")
            if isinstance(url, Text):
                yield Address(url.location, PROGRAM, key, url.value, of_scheme(url.value))


def jobs(root: Map, program: str = PROGRAM) -> Iterator[Address]:
    """Yield the targets of scrape jobs, which another program may run as well."""
    for job in maps(root.get("scrape_configs")):
        yield from _targets(job, job.text("job_name") or "scrape_configs", program)


def _targets(job: Map, name: str, program: str = PROGRAM) -> Iterator[Address]:
    """Yield what is called for the targets of a job: what relabelling puts in their place, if so.

    An exporter that probes others (blackbox, SNMP) is given its targets as a parameter.
    """
    port = 443 if job.text("scheme") == "https" else 80
    relabelled = maps(job.get("relabel_configs"))
    instead = [one for one in relabelled if one.text("target_label") == "__address__"]
    for one in instead:
        replacement = one.get("replacement")
        if isinstance(replacement, Text) and "$" not in replacement.value:
            yield Address(replacement.location, program, name, replacement.value, port)
    if instead or job.text("proxy_url"):
        return
    token = job.get("oauth2", "token_url")
    if isinstance(token, Text):
        yield Address(token.location, program, name, token.value, of_scheme(token.value))
    for static in maps(job.get("static_configs")):
        for target in static.items("targets"):
            if isinstance(target, Text):
                yield Address(target.location, program, name, target.value, port)


def of_scheme(text: str) -> int:
    """Return the port that a URL leaves out, 0 for what is no URL of HTTP."""
    return {"http": 80, "https": 443}.get(text.partition("://")[0], 0)


def maps(value: Value | None) -> Iterator[Map]:
    """Yield the mappings of a list."""
    for one in value.items if isinstance(value, Items) else ():
        if isinstance(one, Map):
            yield one
