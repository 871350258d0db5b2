"""The curated tables: whole, in order, and each row with its source."""

import pytest

from portlint.core.roles import role_ports
from portlint.core.tables import (
    binds,
    browser_blocked,
    conventional,
    guarded,
    image_ports,
    images,
    repository,
    reserved,
    reserved_at,
    rows,
)


@pytest.mark.parametrize(
    "name",
    [
        "binds",
        "browser_blocked",
        "conventional",
        "reserved",
        "images",
        "roles",
        "guarded",
        "implied",
    ],
)
def test_every_row_names_a_page_as_its_source(name: str) -> None:
    assert all(row["source"].startswith("https://") for row in rows(name))


@pytest.mark.parametrize("name", ["browser_blocked", "conventional"])
def test_every_port_stands_once_and_in_order(name: str) -> None:
    ports = [int(row["port"]) for row in rows(name)]
    assert ports == sorted(set(ports))
    assert 0 <= ports[0] <= ports[-1] <= 65535


def test_the_ports_that_fetch_refuses() -> None:
    assert len(browser_blocked()) == 83
    assert {0, 1, 4190, 6000, 6679, 10080} <= browser_blocked().keys()
    assert 8080 not in browser_blocked()


def test_conventional_ports() -> None:
    assert len(conventional()) >= 120
    assert conventional()[5432] == "PostgreSQL"


def test_reserved_ranges() -> None:
    assert all(1 <= one.first <= one.last <= 65535 for one in reserved())
    kinds = {
        port: one.kind
        for port in (80, 5000, 7000, 8080, 30000, 40000, 65535)
        if (one := reserved_at(port))
    }
    assert kinds == {
        5000: "airplay",
        7000: "airplay",
        30000: "nodeport",
        40000: "ephemeral",
        65535: "ephemeral",
    }


POSTGRES = image_ports("postgres")


def test_each_port_of_an_image_stands_once() -> None:
    assert len(images()) >= 100
    for name, ports in images().items():
        given = [(one.port, one.transport, one.optional) for one in ports]
        assert len(given) == len(set(given)), name
        assert len({(one.complete, one.configurable) for one in ports}) <= 1, name
        assert all(0 <= one.port <= 65535 for one in ports), name
        assert {one.transport for one in ports} <= {"tcp", "udp"}, name
        assert repository(name)[0] == name.partition(":")[0]


def test_what_binds_is_said_of_images_that_are_known() -> None:
    for row in rows("binds"):
        assert all(images().get(name) for name in row["images"].split()), row["images"]
    (consul,) = binds("hashicorp/consul:1.20")
    assert (8500 in consul.ports, consul.options[0]) == (True, "-client")


def test_what_moves_a_port() -> None:
    (port,) = POSTGRES
    assert (port.port, port.transport, port.complete) == (5432, "tcp", True)
    assert port.variables == ("PGPORT",)
    assert {"-p", "--port"} <= set(port.options)
    grafana, *further = image_ports("grafana/grafana:11.0.0")
    assert grafana.variables == ("GF_SERVER_HTTP_PORT",)
    assert all(one.optional for one in further)


@pytest.mark.parametrize(
    "reference",
    [
        "postgres:16-alpine",
        "library/postgres",
        "docker.io/postgres",
        "docker.io/library/postgres:16-alpine@sha256:0123456789abcdef",
        "public.ecr.aws/docker/library/postgres:16",
        "docker.m.daocloud.io/library/postgres:16",
        "arm64v8/postgres",
        "mirror.gcr.io/library/postgres",
        "registry:5000/library/postgres:16",
        "harbor.example.com/hub-proxy/library/postgres:16",
        "example.com/copies/docker.io/postgres:16",
        "postgres@sha256:0123456789abcdef",
    ],
)
def test_one_image_by_all_its_names(reference: str) -> None:
    assert image_ports(reference) == POSTGRES


@pytest.mark.parametrize(
    "reference",
    [
        "registry:5000/x/postgres",
        "x/postgres",
        "localhost/postgres:16",
        "ghcr.io/x/postgres",
        "x/library/postgres",
        "",
    ],
)
def test_an_image_of_the_same_name_is_another(reference: str) -> None:
    assert image_ports(reference) == ()


def test_a_tag_may_decide() -> None:
    def ports(reference: str) -> list[int]:
        return [one.port for one in image_ports(reference)]

    assert ports("wordpress:6-apache") == [80]
    assert ports("wordpress:6-fpm-alpine") == [9000]
    assert ports("wordpress:cli") == []
    assert ports("influxdb") == []
    assert ports("influxdb:2.7") == [8086]
    assert 15672 in ports("rabbitmq:3-management")
    assert 15672 not in ports("rabbitmq:3")
    assert ports("bitnamilegacy/postgresql:16") == ports("public.ecr.aws/bitnami/postgresql")


def test_an_image_of_several_programs_listens_as_it_is_told() -> None:
    def ports(image: str, command: str = "", **variables: str) -> list[int]:
        rows_ = role_ports(image, command.split(), variables)
        return [one.port for one in rows_ if not one.optional]

    assert ports("apache/spark") == []
    master = "/opt/spark/bin/spark-class org.apache.spark.deploy.master.Master"
    assert ports("docker.io/apache/spark:3.5.1", master) == [7077, 8080]
    assert ports("bitnami/spark:3") == ports("bitnami/spark", SPARK_MODE="master") == [7077, 8080]
    assert ports("bitnamilegacy/spark", SPARK_MODE="worker") == [8081]
    assert ports("bitnami/spark", master, SPARK_MODE="worker") == [7077, 8080]
    assert ports("apache/airflow", "bash -c 'airflow db init; airflow webserver'") == [8080]
    assert (
        images().keys().isdisjoint(one for row in rows("roles") for one in row["images"].split())
    )


def test_free_listeners_are_marked() -> None:
    for name in ("apache/kafka", "confluentinc/cp-kafka", "nginx", "traefik", "bitnami/kafka"):
        assert all(one.configurable for one in image_ports(name)), name
        assert image_ports(name), name


def test_what_strangers_must_not_reach() -> None:
    names = [name for row in rows("guarded") for name in row["images"].split()]
    assert len(names) == len(set(names))
    assert {name.partition(":")[0] for name in images()} >= set(names)
    assert guarded("docker.io/library/postgres:16") == "database"
    assert guarded("redis") == "cache"
    assert guarded("adminer:4") == "admin tool"
    assert guarded("registry.example/postgres") == guarded("nginx") == ""
