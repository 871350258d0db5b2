from collections import defaultdict
from collections.abc import Iterator, Mapping

from portlint.core import Document, Hit, Location, PortUse, Project, Related, Severity, Tier, rule
from portlint.core.tree import texts
from portlint.deployment.workflow import (
    Aid,
    Job,
    Ports,
    Reference,
    Workflow,
    problem,
    references,
    scene,
    workflow,
)

DIALECT = "github-actions"


@rule(
    code="PRT803",
    name="wrong-ci-service-host",
    tier=Tier.DEFAULT,
    severity=Severity.WARNING,
    message="{what}",
)
def wrong_ci_service_host(project: Project) -> Iterator[Hit]:
    """Finds a workflow's job that calls a service container where it does not answer.

    ## What it does
    Reads GitHub Actions workflows whose jobs have `services:`. A job that runs in a `container:`
    shares a network with its services, and reaches each by its label and the container's port;
    `localhost` is the job's own container. A job that runs on the runner itself reaches a service
    at `localhost` and the published port; the label is no host name there, and a port that is not
    published is not reachable.

    ## Why is this bad?
    The tests fail with `connect ECONNREFUSED 127.0.0.1:5432` or `getaddrinfo ENOTFOUND postgres`,
    or, where they skip what they can't reach, test nothing.

    ## Example
    ```yaml .github/workflows/ci.yml
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        container: node:20
        services:
          db:
            image: postgres:16
            ports: ["5432:5432"]
        env:
          DATABASE_URL: postgres://postgres@localhost:5432/test
        steps:
          - run: npm test
    ```

    ## Use instead
    ```yaml .github/workflows/ci.yml
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        container: node:20
        services:
          db:
            image: postgres:16
        env:
          DATABASE_URL: postgres://postgres@db:5432/test
        steps:
          - run: npm test
    ```

    ## Fix safety
    There is no automatic fix: the host, the mapping or the job's container may be what is wrong.

    ## Known limits
    Read are the environment and the scripts of a job, not the inputs of actions or the files of
    the repository. Silent are jobs on runners that are not known to be GitHub's Linux ones,
    jobs and services that an expression decides on, jobs that use Docker or a tunnel themselves,
    and those that start a server of the same kind, or anything where the port is not one that
    the service's image is known for. A value that all jobs see is reported where it is wrong in
    every job that has a service.
    """
    found = [one for one in map(workflow, _documents(project)) if one and _served(one)]
    if not found:
        return
    uses: dict[str, list[PortUse]] = defaultdict(list)
    for use in project.facts.of(PortUse):
        uses[use.location.path].append(use)
    actions = {
        one.location.path.rpartition("/")[0]: "\n".join(text.value for text in texts(one.root))
        for one in _documents(project)
        if one.root.get("runs") is not None
    }
    for one in found:
        yield from _hits(one, Ports(uses[one.path]), actions)


def _documents(project: Project) -> Iterator[Document]:
    return (one for one in project.facts.of(Document) if one.dialect == DIALECT)


def _served(found: Workflow) -> list[Job]:
    return [job for job in found.jobs if job.aids]


def _hits(found: Workflow, ports: Ports, actions: Mapping[str, str]) -> Iterator[Hit]:
    wrong: dict[Reference, list[tuple[Job, Aid, str]]] = defaultdict(list)
    for job in _served(found):
        around = scene(job, ports, actions)
        for reference in references(found, job, ports):
            if said := problem(job, reference, around):
                wrong[reference].append((job, *said))
    shared = {value.location for _, value in found.env.pairs}
    for reference, judged in sorted(wrong.items(), key=lambda pair: pair[0].location):
        everywhere = len(judged) == len(_served(found))
        if everywhere or not any(_within(reference, place) for place in shared):
            yield _hit(reference, *judged[0])


def _within(reference: Reference, place: Location) -> bool:
    return place.start <= reference.location.start < place.end


def _hit(reference: Reference, job: Job, aid: Aid, said: str) -> Hit:
    related = (Related(aid.location, f"job {job.name} starts {aid.image} here"),)
    port = reference.port or None
    return Hit(reference.location, port=port, service=aid.label, related=related, what=said)
