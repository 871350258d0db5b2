"""What is decided of faults, and what is not, each with its reason: one case for each reason."""

from collections.abc import Mapping

import pytest

from tests.faults.kinds.every import every

API = """\
services:
  api:
    image: registry.example/api
    environment:
      STORE: store:6379
  store:
    image: redis:7
"""
BUILT = API.replace("    image: redis:7\n", "    build: store\n")
DOCKERFILE = 'FROM node:22\nEXPOSE 6379\nCMD ["node", "store.js"]\n'
CODE = "server.listen(6379)\n"
OTLP = "OTEL_EXPORTER_OTLP_ENDPOINT"
WEB = """\
services:
  api:
    image: registry.example/api
    environment:
      STORE_URL: http://store:8080/
  store:
    image: registry.example/store
"""

WRITING = (
    'command: [sh, -c, "cat > /tmp/a <<EOF\\nserve; it\\nEOF\\n'
    'exec docker-entrypoint.sh redis-server"]'
)


def store(text: str) -> str:
    """Return the first project with more said of its store."""
    return API + "".join(f"    {line}\n" for line in text.splitlines())


def reasons(files: Mapping[str, str], kind: str) -> set[str]:
    return {one.undecided for one in every(files) if one.kind == f"Compose: {kind}"}


@pytest.mark.parametrize(
    ("compose", "reason"),
    [
        (API, ""),
        (API.replace("redis:7", "registry.example/redis"), "no documentation of its image"),
        (API.replace("redis:7", "'redis:${TAG:?which one}'"), ""),
        (API.replace("redis:7", "redis:v${TAG}-alpine"), ""),
        (API.replace("redis:7", "registry:5000/${NAME}"), "its image cannot be read"),
        (API.replace("redis:7", "${IMAGE}"), "its image cannot be read"),
        (API.replace("redis:7", "mysql:${TAG}"), "its image's tag cannot be read"),
        (API.replace("redis:7", "gogs/gogs"), "no page lists all ports"),
        (API.replace(":6379", ":6380"), "does not have the port that is asked"),
        (
            API.replace("redis:7", "typesense/typesense").replace("6379", "8107"),
            "it listens there as well",
        ),
        (store("command: --port 6379"), ""),
        (store("command: redis-server --port $UNKNOWN"), "what moves its port cannot be read"),
        (store("command: sh -c start"), "starts something else"),
        (store(WRITING), ""),
        (
            store(
                'entrypoint: bash -c \'eval "echo a" > ~/kong.yml && '
                "/docker-entrypoint.sh redis-server'"
            ),
            "",
        ),
        (store(WRITING.replace("tmp", "etc")), "starts something else"),
        (store(WRITING.replace("exec docker", "exec other/docker").replace("entry", "")), "else"),
        (store("entrypoint: /start.sh"), "starts something else"),
        (store("environment: [REDIS_ARGS]"), "what moves its port cannot be read"),
        (store("env_file: redis.env"), "a variable that is set outside"),
        (store("volumes: ['./redis.conf:/etc/redis.conf']"), "a mounted configuration"),
        (store("configs: [redis]"), "a mounted configuration"),
        (store("volumes: ['data:/data', './seed.sql:/initdb.d/seed.sql']"), ""),
        (store("network_mode: host"), "it has no network of its own"),
        (store("extends: {file: other.yaml, service: store}"), "it extends a service"),
        (store("labels: ['admin=6380']"), "something of the service names that number"),
    ],
)
def test_a_port_is_known_by_an_image_whose_documentation_is_complete(
    compose: str, reason: str
) -> None:
    (said,) = reasons({"compose.yaml": compose}, "port one off")
    assert bool(said) == bool(reason)
    assert reason in said


BROKER = """\
services:
  api:
    image: registry.example/api
    environment:
      BROKERS: broker:29092
  broker:
"""
SHELLED = "image: n8nio/n8n\nentrypoint: [sh, -c, 'sleep 5; n8n start']\n"


@pytest.mark.parametrize(
    ("broker", "reason"),
    [
        (
            (
                "image: confluentinc/cp-kafka:7.5.0\n"
                "environment: [KAFKA_LISTENERS=IN://:29092, KAFKA_ADVERTISED_LISTENERS=IN://broker:1]"
            ),
            "",
        ),
        (
            (
                "image: confluentinc/cp-kafka:7.5.0\n"
                "environment: ['KAFKA_ADVERTISED_LISTENERS=IN://broker:29092,OUT://localhost:9092']"
            ),
            "",
        ),
        (
            (
                "image: bitnami/kafka:3\n"
                "environment: ['KAFKA_CFG_ADVERTISED_LISTENERS=IN://broker:29092']"
            ),
            "does not have the port that is asked",
        ),
        (
            "image: apache/kafka:4.0.0\nenvironment: ['KAFKA_LISTENERS=IN://:$UNKNOWN']",
            "what moves its port cannot be read",
        ),
        (
            (
                "image: minio/minio\nentrypoint: sh\n"
                "command: -c 'mkdir -p /data && minio server --address :29092 /data'"
            ),
            "",
        ),
        ("image: minio/minio\nentrypoint: [minio, server, --address, ':29092', /data]", ""),
        (
            (
                "image: minio/minio\n"
                "entrypoint: sh\ncommand: -c 'other & minio server --address :29092 /data'"
            ),
            "starts something else",
        ),
        (
            (
                "image: minio/minio\n"
                "entrypoint: sh\ncommand: -c 'echo a > b; minio server --address :29092 /data'"
            ),
            "starts something else",
        ),
        ("image: redis:7\nentrypoint: /redis.sh --port 29092", "starts something else"),
        ("image: prom/node-exporter\ncommand: ['--web.config.file=/web.yml']", "the port that is"),
        (f"{SHELLED}environment: {{N8N_PORT: 29092}}", "starts something else"),
        (f"{SHELLED}environment: {{N8N_PORT: 5678}}", "the port that is"),
        (
            (
                "image: flink\ncommand: jobmanager\nenvironment:\n"
                "  FLINK_PROPERTIES: |\n    rest.port: 29092\n    other.slots: 2"
            ),
            "",
        ),
        ("image: flink\ncommand: jobmanager", "does not have the port that is asked"),
        ("image: flink\ncommand: sleep 9", "no documentation of its image"),
        (
            "image: bitnami/spark\nenvironment: [SPARK_MODE=master, SPARK_MASTER_PORT=29092]",
            "",
        ),
    ],
)
def test_a_port_is_known_by_lists_wrappers_and_roles(broker: str, reason: str) -> None:
    told = BROKER + "".join(f"    {line}\n" for line in broker.splitlines())
    (said,) = reasons({"compose.yaml": told}, "port one off")
    assert bool(said) == bool(reason), said
    assert reason in said


def test_a_lone_mapping_or_health_check_decides_nothing() -> None:
    alone = API.replace("redis:7", "registry.example/store")
    told = alone + "    ports: ['6379:6379']\n    healthcheck: {test: curl localhost:6379}\n"
    files = {"compose.yaml": told}
    for kind in ("port one off", "container port moved in ports", "health check: port one off"):
        assert reasons(files, kind) == {"no documentation of its image is at hand"}


@pytest.mark.parametrize(
    ("files", "line", "reason"),
    [
        ({"redis.conf": "maxmemory 512mb\n"}, "./redis.conf:/etc/redis.conf", ""),
        ({"redis.conf": "# port 6380\n"}, "./redis.conf:/etc/redis.conf", ""),
        ({"redis.conf": "port 6380\n"}, "./redis.conf:/etc/redis.conf", "names that number"),
        ({"redis.conf": "port $PORT\n"}, "./redis.conf:/etc/redis.conf", "a mounted"),
        ({"conf/redis.conf": "save 60 1\n"}, "./conf:/etc/redis", ""),
        ({"conf/redis.conf.example": "save 60 1\n"}, "./conf:/etc/redis", "a mounted"),
        ({"data/any.conf": "port $PORT\n"}, "./data:/data", ""),
        ({}, "./tls.pem:/etc/redis/tls.pem", ""),
    ],
)
def test_a_mounted_file_that_all_can_read_says_which_numbers_it_names(
    files: Mapping[str, str], line: str, reason: str
) -> None:
    project = {"compose.yaml": store(f"volumes: ['{line}']"), **files}
    (said,) = reasons(project, "port one off")
    assert bool(said) == bool(reason)
    assert reason in said


def test_a_mounted_file_may_move_the_port_that_is_asked() -> None:
    told = store("volumes: ['./redis.conf:/etc/redis.conf']").replace(":6379", ":7000")
    assert reasons({"compose.yaml": told, "redis.conf": "port 7000\n"}, "port one off") == {""}


@pytest.mark.parametrize(
    ("image", "reason"), [("rabbitmq:3", ""), ("jetty:12", "ports that it does not name")]
)
def test_parts_that_settings_name_may_have_ports_of_their_own(image: str, reason: str) -> None:
    port = {"rabbitmq:3": "5672", "jetty:12": "8080"}[image]
    told = store("volumes: ['./own.conf:/etc/own.conf']").replace("redis:7", image)
    files = {"compose.yaml": told.replace("6379", port), "own.conf": "level = info\n"}
    (said,) = reasons(files, "port one off")
    assert bool(said) == bool(reason)
    assert reason in said


def test_configuration_is_nothing_to_an_image_that_flags_alone_move() -> None:
    told = store("volumes: ['./web.yml:/etc/web.yml']").replace("redis:7", "prom/node-exporter")
    files = {"compose.yaml": told.replace("6379", "9100")}
    assert reasons(files, "port one off") == {""}


def test_a_sample_of_an_env_file_says_what_it_sets() -> None:
    files = {"compose.yaml": store("env_file: .env")}
    assert reasons(files | {".env.example": "REDIS_PASSWORD=x\n"}, "port one off") == {""}
    (said,) = reasons(files | {".env.example": "# REDIS_ARGS=x\n"}, "port one off")
    assert said == "a variable that is set outside of the repository may move it"
    assert reasons(files | {".env": "REDIS_PASSWORD=x\n"}, "port one off") == {""}


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"store/Dockerfile": DOCKERFILE, "store/store.js": CODE}, ""),
        ({"store/dockerfile": DOCKERFILE, "store/store.js": CODE}, ""),
        ({"store/Dockerfile": DOCKERFILE}, "nothing but EXPOSE says"),
        ({"store/Dockerfile": f"{DOCKERFILE}ENV PORT=6379\n"}, ""),
        ({"store/Dockerfile": f"{DOCKERFILE}ENV PORT=7000\n"}, "names another port"),
        ({"store/Dockerfile": f"{DOCKERFILE}EXPOSE 9000\n"}, "does not expose exactly one"),
        ({"store/Dockerfile": "FROM node:22\n", "store/store.js": CODE}, "does not expose"),
        ({}, "its Dockerfile is not in the repository"),
        (
            {"store/Dockerfile": DOCKERFILE.replace("node:22", "x/y"), "store/store.js": CODE},
            "nothing says what else the image listens on",
        ),
        (
            {"store/Dockerfile": DOCKERFILE.replace("node:22", "nginx"), "store/store.js": CODE},
            "the image that it is built upon listens elsewhere",
        ),
        (
            {"store/Dockerfile": DOCKERFILE, "store/store.js": f"{CODE}other.listen(6380)\n"},
            "something of the service names that number",
        ),
        (
            {"store/Dockerfile": f"FROM node:22 AS a\nEXPOSE 1\nFROM a\n{DOCKERFILE[13:]}"},
            "does not expose exactly one",
        ),
    ],
)
def test_a_port_is_known_by_a_build_that_two_witnesses_agree_on(
    files: Mapping[str, str], reason: str
) -> None:
    (said,) = reasons({"compose.yaml": BUILT, **files}, "port one off")
    assert bool(said) == bool(reason)
    assert reason in said


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("volumes: ['./store/conf:/app/conf']", ""),
        ("ports: ['80:6379']", ""),
        (
            "ports: ['80:6379', '9228:9228']",
            "`ports` or `expose` name what its Dockerfile does not",
        ),
        ("ports: ['80:6379', '9229:9229']", ""),
        ("expose: [9228]", "`ports` or `expose` name what its Dockerfile does not"),
        ("volumes: ['./conf:/app/conf']", "a mounted configuration may say where it listens"),
        ("env_file: own.env", "a variable that is set outside of the repository may move it"),
    ],
)
def test_a_build_may_be_told_another_port(line: str, reason: str) -> None:
    files = {"store/Dockerfile": DOCKERFILE, "store/store.js": CODE}
    told = {"compose.yaml": f"{BUILT}    {line}\n", **files}
    assert reasons(told, "port one off") == {reason}


def test_settings_that_name_port_80_may_name_that_of_another_host() -> None:
    files = {"store/Dockerfile": DOCKERFILE.replace("6379", "80")}
    compose = {"compose.yaml": BUILT.replace("6379", "80")}
    told = files | {"store/own.json": '"port": 80'} | compose
    assert reasons(told, "port one off") == {"nothing but EXPOSE says where it listens"}
    told = files | {"store/store.js": "server.listen(80)"} | compose
    assert reasons(told, "port one off") == {""}


def test_a_command_takes_the_place_of_code_as_a_witness() -> None:
    files = {"store/Dockerfile": DOCKERFILE, "store/store.js": CODE}
    told = {"compose.yaml": f"{BUILT}    command: npm run dev\n", **files}
    assert reasons(told, "port one off") == {"nothing but EXPOSE says where it listens"}
    told = {"compose.yaml": f"{BUILT}    command: npm run dev -- --port 6379\n", **files}
    assert reasons(told, "port one off") == {""}


def test_a_health_check_is_no_witness_of_itself() -> None:
    health = "    healthcheck: {test: curl localhost:6379}\n"
    files = {"compose.yaml": BUILT + health, "store/Dockerfile": DOCKERFILE}
    assert reasons(files, "port one off") == {""}
    (said,) = reasons(files, "health check: port one off")
    assert said == "nothing but EXPOSE says where it listens"


def test_another_file_of_the_folder_may_start_a_service_otherwise() -> None:
    files = {"compose.yaml": API}
    over = "services:\n  store:\n    command: --port 7000\n"
    (said,) = reasons(files | {"compose.override.yaml": over}, "port one off")
    assert said == "another file of the folder may start it otherwise"
    whole = over.replace("    command", "    image: redis:7\n    command")
    assert reasons(files | {"compose.test.yaml": whole}, "port one off") == {""}


def test_a_part_of_a_service_is_what_it_is_merged_with() -> None:
    part = {"compose.override.yaml": "services:\n  store:\n    ports: ['16379:6379']\n"}
    moved = "container port moved in ports"
    assert reasons(part | {"compose.yaml": API}, moved) == {""}
    assert reasons(part, moved) == {"no one file says what is started"}
    published = {"compose.yaml": f"{API}    ports: ['6379:6379']\n"}
    again = {"another file of the folder leads to the port as well"}
    assert reasons(part | published, moved) == again
    assert reasons({**published, "compose.b.yaml": published["compose.yaml"]}, moved) == {""}
    part = {"compose.override.yaml": "services:\n  store:\n    networks: [own]\n"}
    files = part | {"compose.yaml": API}
    (said,) = reasons(files, "callee out of the network")
    assert said == "another file of the folder puts it into networks"
    part = {"compose.override.yaml": "services:\n  store:\n    ports: ['1:6379']\n"}
    assert reasons(part | {"compose.yaml": API}, "callee out of the network") == {""}


NETWORK = "networks: {default: {external: true}}\n"
DEFAULT = API.replace("store:6379", "${STORE:-redis://store:6379}")
OVERRIDE = "services:\n  api:\n    environment:\n      STORE: elsewhere\n"
OTHER = "services:\n  store:\n    image: redis:7\n    networks: [own]\n"


@pytest.mark.parametrize(
    ("kind", "files", "reason"),
    [
        ("misspelt service", {"compose.yaml": API}, ""),
        ("misspelt service", {"compose.yaml": API + NETWORK}, "an external network"),
        ("misspelt service", {"compose.yaml": API.replace("STORE", "PUBLIC_STORE")}, "a browser"),
        ("service renamed", {"compose.yaml": API}, ""),
        ("service renamed", {"compose.yaml": API + NETWORK}, "an external network"),
        ("service renamed", {"compose.yaml": API, "compose.b.yaml": OTHER}, "another file"),
        ("service renamed", {"compose.yaml": f"include: [b.yaml]\n{API}"}, "an included file"),
        ("caller out of the network", {"compose.yaml": API}, ""),
        ("caller out of the network", {"compose.yaml": API + NETWORK}, "an external network"),
        (
            "callee out of the network",
            {"compose.yaml": API, "compose.b.yaml": OTHER.replace("    image: redis:7\n", "")},
            "another file of the folder puts it into networks",
        ),
        ("network_mode: host", {"compose.yaml": API}, ""),
        ("localhost for the service", {"compose.yaml": API}, ""),
        (
            "localhost for the service",
            {"compose.yaml": API.replace("e/api", "e/api\n    expose: [6379]")},
            "the reader may listen there itself",
        ),
        (
            "misspelt service",
            {"compose.yaml": API.replace("store", "store.of")},
            "a name with a dot",
        ),
        (
            "misspelt service",
            {"compose.yaml": API, "compose.override.yaml": OVERRIDE},
            "another file of the folder sets the variable",
        ),
        (
            "misspelt service",
            {
                "compose.yaml": API,
                "compose.override.yaml": OVERRIDE.replace("api:", "api:\n    image: x"),
            },
            "another file of the folder sets the variable",
        ),
        (
            "misspelt service",
            {
                "compose.yaml": API,
                "compose.b.yaml": OVERRIDE.replace("api:", "api:\n    image: x"),
            },
            "",
        ),
        (
            "misspelt service",
            {"compose.yaml": DEFAULT},
            "",
        ),
        (
            "misspelt service",
            {"compose.yaml": DEFAULT, ".env": "STORE=x"},
            "an env file sets the variable that it is a default of",
        ),
        (
            "misspelt service",
            {"compose.yaml": API.replace("e/api", "e/api\n    extra_hosts: ['stoer:10.0.0.1']")},
            "the reader is told the name's address",
        ),
        (
            "host.docker.internal untold",
            {"compose.yaml": f"{API}    ports: ['16379:6379']\n"},
            "",
        ),
        (
            "host.docker.internal untold",
            {
                "compose.yaml": f"{API}    ports: ['16379:6379']\n",
                "compose.override.yaml": "services:\n  api:\n    extra_hosts: ['a:b']\n",
            },
            "another file of the folder tells it the machine's name",
        ),
        (
            "localhost for the service",
            {
                "compose.yaml": API,
                "compose.b.yaml": OTHER.replace("store", "api").replace(
                    "redis:7", "x\n    expose: [6379]"
                ),
            },
            "the reader may listen there itself",
        ),
        (
            "localhost for the service",
            {"compose.yaml": API.replace("e/api", "e/api\n    network_mode: host")},
            "its reader has no network of its own",
        ),
    ],
)
def test_a_host_fails_unless_a_named_reason_stands_against_it(
    kind: str, files: Mapping[str, str], reason: str
) -> None:
    (said,) = reasons(files, kind)
    assert bool(said) == bool(reason)
    assert reason in said


def test_an_env_file_that_others_read_may_not_be_meant_for_each() -> None:
    reading = API.replace("    environment:\n      STORE: store:6379\n", "    env_file: own.env\n")
    files = {"own.env": "STORE=store:6379\n"}
    assert reasons(files | {"compose.yaml": reading}, "misspelt service") == {""}
    own = reading.replace("own.env\n", "own.env\n    environment: {STORE: elsewhere}\n", 1)
    (said,) = reasons(files | {"compose.yaml": own}, "misspelt service")
    assert said == "the service's entry sets the variable of the env file"
    several = {"compose.yaml": f"{reading}    env_file: own.env\n"}
    (said,) = reasons(files | several, "misspelt service")
    assert said.startswith("an env file that others read")


PUBLISHED = f"{WEB}    ports: ['8080:8080']\n"


def commanded(line: str) -> str:
    """Return the project with an address on a command line in the place of a variable."""
    told = "    environment:\n      STORE_URL: http://store:8080/\n"
    return PUBLISHED.replace(told, f"    command: {line}\n")


@pytest.mark.parametrize(
    ("compose", "reason"),
    [
        (WEB, ""),
        (f"{WEB}    ports: ['9000:8080']\n", ""),
        (PUBLISHED, "a browser on the machine may read it"),
        (f"{WEB}    ports: ['$PORT:8080']\n", "a browser on the machine may read it"),
        (f"{WEB}    ports: ['${{PORT:-9000}}:8080']\n", ""),
        (f"{WEB}    ports: ['8000-8090:8000-8090']\n", "a browser on the machine may read it"),
        (f"{WEB}    ports: ['8080']\n", ""),
        (PUBLISHED.replace("http://", ""), ""),
        (PUBLISHED.replace("STORE_URL", OTLP), ""),
        (PUBLISHED.replace("STORE_URL", "KAFKA_CLUSTERS_0_SCHEMAREGISTRY"), ""),
        (commanded("agent --server=http://store:8080/"), ""),
        (commanded("['agent', '--server', 'http://store:8080/']"), ""),
        (commanded("sh -c 'curl -f http://store:8080/'"), ""),
        (
            commanded("agent --public-url=http://store:8080/"),
            "a browser on the machine may read it",
        ),
        (
            commanded("sh -c 'echo open http://store:8080/'"),
            "a browser on the machine may read it",
        ),
        (PUBLISHED.replace("image: registry.example/api", "build: api"), ""),
    ],
)
def test_localhost_may_be_for_a_browser_on_the_machine(compose: str, reason: str) -> None:
    files = {"compose.yaml": compose, "api/Dockerfile": "FROM golang\n"}
    assert reasons(files, "localhost for the service") == {reason}
    if "build" in compose:
        paged = files | {"api/index.html": "<html>"}
        assert reasons(paged, "localhost for the service") != {""}


SETUP = """\
services:
  store:
    image: mongo:6
  setup:
    image: mongo:6
    command: sh -c "LINE"
"""


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("sleep 5; mongosh --host store:27017", ""),
        ("mongod --fork; mongosh --host store:27017", "the reader may listen there itself"),
        ("mongod & mongosh --host store:27017", "the reader may listen there itself"),
        ("mongosh --eval {host:store:27017}", "the reader may listen there itself"),
    ],
)
def test_a_client_of_its_images_program_is_no_server(line: str, reason: str) -> None:
    said = reasons({"compose.yaml": SETUP.replace("LINE", line)}, "localhost for the service")
    assert said == {reason}


def test_what_a_mapping_publishes_is_a_number_of_the_machine() -> None:
    files = {"compose.yaml": f"{API}    ports: ['16379:6379']\n"}
    assert reasons(files, "published port") == {""}
    told = {"compose.yaml": f"{API}    ports: ['16379:6379']\n    expose: [16379]\n"}
    assert reasons(told, "published port") == {"something of the service names that number"}


def test_a_server_that_is_told_several_addresses_may_hear_on_the_other() -> None:
    files = {"compose.yaml": store("command: --bind 0.0.0.0")}
    assert reasons(files, "loopback bind") == {""}
    files = {"compose.yaml": store("command: --bind 0.0.0.0 --admin 0.0.0.0:1")}
    assert reasons(files, "loopback bind") == {"it is told several addresses"}


TIED = """\
x-all: &all
  depends_on: [store]
services:
  api:
    <<: *all
    image: registry.example/api
    environment:
      STORE: store:6379
  store:
    image: redis:7
"""


@pytest.mark.parametrize(
    ("files", "made"),
    [
        ({"compose.yaml": API}, 1),
        ({"compose.yaml": TIED}, 0),
        ({"compose.yaml": API, "compose.more.yaml": store("depends_on: [store]")}, 0),
    ],
)
def test_a_name_that_something_else_is_tied_to_is_not_changed(
    files: Mapping[str, str], made: int
) -> None:
    found = [one for one in every(files) if one.kind == "Compose: service renamed"]
    assert len([one for one in found if one.path == "compose.yaml"]) == made


def test_a_link_keeps_the_old_name_of_a_service_that_is_renamed() -> None:
    linked = API.replace("    environment:", "    links: ['store:store']\n    environment:")
    assert reasons({"compose.yaml": API}, "service renamed") == {""}
    assert not reasons({"compose.yaml": linked}, "service renamed")
