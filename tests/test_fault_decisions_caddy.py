"""What is decided of the ports of Caddy, by its Caddyfile."""

import pytest

from tests.faults.kinds.every import every

COMPOSE = """\
services:
  front:
    image: caddy:2
    environment:
      SITE_DOMAIN: ${SITE_DOMAIN:?}
    volumes:
      - ./Caddyfile:/etc/caddy/Caddyfile
      - state:/config
    ports: ["PORTS"]
"""
SITE = "{\n\temail me@example.org\n}\n{$SITE_DOMAIN} {\n\tfile_server\n}\n"
UNREAD = {"a mounted configuration may say where it listens"}


@pytest.mark.parametrize(
    ("caddyfile", "port", "reasons"),
    [
        (SITE, 443, {""}),
        (SITE, 80, {""}),
        (SITE, 8443, {"what is known of it does not have the port that is asked"}),
        ("www.example.org, :8443 { # all\n\tfile_server\n}\n", 8443, {""}),
        (SITE.replace("DOMAIN", "ADDRESS"), 443, UNREAD),
        (SITE + "import sites/*\n", 443, UNREAD),
        (SITE.replace("file_server", "bind 127.0.0.1"), 443, UNREAD),
        (SITE.replace("email", "https_port"), 443, UNREAD),
    ],
)
def test_a_caddyfile_says_where_caddy_listens(
    caddyfile: str, port: int, reasons: set[str]
) -> None:
    files = {"compose.yaml": COMPOSE.replace("PORTS", f"{port}:{port}"), "Caddyfile": caddyfile}
    kind = "Compose: container port moved in ports"
    assert {one.undecided for one in every(files) if one.kind == kind} == reasons


def test_a_caddyfile_is_copied_into_an_image() -> None:
    built = COMPOSE.replace("image: caddy:2", "build: .").replace("PORTS", "8443:8443")
    built = built.replace("      - ./Caddyfile:/etc/caddy/Caddyfile\n", "")
    recipe = "FROM caddy:2\nCOPY Caddyfile /etc/caddy/Caddyfile\n"
    files = {"compose.yaml": built, "Dockerfile": recipe, "Caddyfile": ":8443 {\n}\n"}
    kind = "Compose: container port moved in ports"
    assert {one.undecided for one in every(files) if one.kind == kind} == {""}
