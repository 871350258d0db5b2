from collections.abc import Iterator

from portlint.core import Applicability, Hit, Project, Severity, Tier, rule
from portlint.deployment.answer import Cause
from portlint.deployment.connections import connections, hit_of, other_port


@rule(
    code="PRT412",
    name="advertised-localhost",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message=(
        "`{service}` calls `{address}`, and {why}, which in its container is the container "
        "itself: {outcome}; {remedy}"
    ),
)
def advertised_localhost(project: Project) -> Iterator[Hit]:
    """Finds a client of Kafka in a container whom the broker sends on to localhost.

    ## What it does
    Finds a reference to a listener of Kafka, or of Redpanda, whose advertised address is
    localhost: `KAFKA_LISTENERS` with `KAFKA_ADVERTISED_LISTENERS`, `KAFKA_CFG_…`, or
    `--kafka-addr` with `--advertise-kafka-addr`.

    ## Why is this bad?
    The first connection is made, and the broker answers where it wants to be called. From there
    on the client calls its own container:
    `Connection to node 1 (localhost/127.0.0.1:9092) could not be established`.

    ## Example
    ```yaml compose.yaml
    services:
      api:
        image: api
        environment:
          KAFKA_BROKERS: kafka:9092
      kafka:
        image: apache/kafka:3.7.0
        ports: ["9092:9092"]
        environment:
          KAFKA_LISTENERS: HOST://:9092,INSIDE://:19092
          KAFKA_ADVERTISED_LISTENERS: HOST://localhost:9092,INSIDE://kafka:19092
    ```

    ## Use instead
    ```yaml compose.yaml
    services:
      api:
        image: api
        environment:
          KAFKA_BROKERS: kafka:19092
      kafka:
        image: apache/kafka:3.7.0
        ports: ["9092:9092"]
        environment:
          KAFKA_LISTENERS: HOST://:9092,INSIDE://:19092
          KAFKA_ADVERTISED_LISTENERS: HOST://localhost:9092,INSIDE://kafka:19092
    ```

    ## Fix safety
    The fix writes the port of the one listener that advertises a name of the broker. It is
    unsafe: that listener may ask for another protocol.

    ## Known limits
    Reads variables and commands of Compose files, not a broker's own files, nor Kubernetes.
    Silent for variables that name neither Kafka nor brokers, and for those of programs that only
    wait for a port.
    """
    for answer in connections(project).broken(Cause.SENT_BACK):
        yield hit_of(answer, other_port(answer, Applicability.UNSAFE))
