"""What is decided of services that are built here, by their command, their code and defaults."""

from collections.abc import Mapping

import pytest

from tests.faults.kinds.every import every

COMPOSE = """\
services:
  api:
    image: registry.example/api
    environment:
      STORE: store:6379
  store:
    build: store
"""
UVICORN = 'FROM python:3.12\nCMD ["uvicorn", "main:app", "--port", "6379"]\n'
NODE = "FROM node:22\nCOPY . .\n"
ROOT = COMPOSE.replace("build: store", "build: .")
DEFAULT = COMPOSE.replace("6379", "3000")
LONE = "its Dockerfile does not expose exactly one port"


def reasons(files: Mapping[str, str]) -> set[str]:
    return {one.undecided for one in every(files) if one.kind == "Compose: port one off"}


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        (UVICORN, ""),
        (f"{UVICORN}EXPOSE 6379 6400\n", ""),
        (UVICORN.replace('"6379"', '"$PORT"'), LONE),
        (UVICORN.replace("python:3.12", "x/y"), "nothing says what else the image listens on"),
        (UVICORN.replace('"uvicorn"', '"/start.sh", "uvicorn"'), LONE),
        ("FROM python:3.12\nCMD uvicorn main:app --port 6379 & cron\n", LONE),
        ("FROM python:3.12\nCMD migrate && exec uvicorn main:app --port 6379\n", ""),
        ("FROM golang:1.25\nCMD store --addr=:6379 --redis-addr=other:6000\n", ""),
        ("FROM golang:1.25\nCMD store --redis-addr=other:6379\n", LONE),
    ],
)
def test_one_program_that_is_told_its_port_listens_there(recipe: str, reason: str) -> None:
    (said,) = reasons({"compose.yaml": COMPOSE, "store/Dockerfile": recipe})
    assert bool(said) == bool(reason)
    assert reason in said


@pytest.mark.parametrize(
    ("script", "more", "reason"),
    [
        ("react-scripts start", "", ""),
        ("tsc && next start", "", ""),
        ("concurrently 'next start' 'node job.js'", "", LONE),
        ("next start -p 3001", "", "does not have the port that is asked"),
        ("next start", "    env_file: own.env\n", "a variable that is set outside"),
        ("next start", "    environment: {PORT: 3001}\n", "one of its variables names another"),
        ("next build", "", LONE),
    ],
)
def test_a_program_that_is_told_nothing_listens_by_its_documentation(
    script: str, more: str, reason: str
) -> None:
    files = {
        "compose.yaml": DEFAULT + more,
        "store/Dockerfile": f"{NODE}CMD npm start\n",
        "store/package.json": f'{{"scripts": {{"start": "{script}"}}}}',
        "store/index.js": "render()",
    }
    (said,) = reasons(files)
    assert bool(said) == bool(reason)
    assert reason in said


def test_code_is_a_witness_of_what_ports_claim_where_nothing_is_exposed() -> None:
    mapped = f"{COMPOSE}    ports: ['80:6379']\n"
    files = {"store/Dockerfile": NODE, "store/main.js": "server.listen(6379)"}
    assert reasons({"compose.yaml": mapped, **files}) == {""}
    assert reasons({"compose.yaml": COMPOSE, **files}) == {LONE}
    assert reasons({"compose.yaml": mapped, "store/Dockerfile": NODE}) == {LONE}


def test_what_is_built_of_the_whole_repository_is_read_whole() -> None:
    code = {"main.js": "server.listen(6379)"}
    files = {"compose.yaml": ROOT, "Dockerfile": f"{NODE}EXPOSE 6379\n", **code}
    assert reasons(files) == {""}
    assert reasons(files | {"job/Dockerfile": NODE, "job/job.js": "put(6380)"}) == {""}
    aside = {
        "compose.yaml": ROOT,
        "Dockerfile": f"{NODE}EXPOSE 6379\n",
        "k8s/a.yaml": "port: 6379",
    }
    assert reasons(aside) == {"nothing but EXPOSE says where it listens"}
    apart = ROOT.replace("build: .", "build: {context: ., dockerfile: docker/Dockerfile}")
    moved = {"compose.yaml": apart, "docker/Dockerfile": f"{NODE}EXPOSE 6379\n", **code}
    assert reasons(moved) == {""}


@pytest.mark.parametrize(
    ("steps", "more", "reason"),
    [
        ("COPY . .\n", "", ""),
        ("RUN mv php.ini-production php.ini\n", "", ""),
        ('CMD ["php-fpm", "-F"]\n', "    environment: {DB_PORT: 3306}\n", ""),
        ("COPY www.conf /usr/local/etc/php-fpm.d/\n", "", LONE),
        ("COPY rootfs /\n", "", LONE),
        ('ENTRYPOINT ["/start.sh"]\nCMD ["php-fpm"]\n', "", LONE),
        ("", "    command: php artisan queue:work\n", LONE),
        ("", "    volumes: ['./pools:/usr/local/etc/php-fpm.d']\n", LONE),
    ],
)
def test_fpm_listens_by_its_documentation_where_nothing_touches_its_pools(
    steps: str, more: str, reason: str
) -> None:
    files = {
        "compose.yaml": COMPOSE.replace("6379", "9000") + more,
        "store/Dockerfile": f"FROM php:8.3-fpm\n{steps}",
        "store/index.php": "<?php phpinfo();",
    }
    (said,) = reasons(files)
    assert said == reason
