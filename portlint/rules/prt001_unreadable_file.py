from collections import defaultdict
from collections.abc import Iterator

from portlint.core import Hit, Location, Project, Severity, Tier, Unread, rule
from portlint.core.judgement import more
from portlint.deployment.stacks import stacks_of

CUT = "belongs to more Compose services than are read of one repository, so not all are checked"


@rule(
    code="PRT001",
    name="unreadable-file",
    tier=Tier.DEFAULT,
    severity=Severity.NOTE,
    message="this file {reason}{rest}",
)
def unreadable_file(project: Project) -> Iterator[Hit]:
    """Names a file in scope that could not be read whole, and says what was left out.

    ## What it does
    Names a file in scope that is broken, cannot be opened or is in another encoding, and says what
    was left out.

    ## Why is this bad?
    A linter that silently checks less than it was given is the worst failure: what it did not
    read, it did not prove. What reads the file at run time will most likely fail as well.

    ## Example
    ```yaml settings.yaml
    server:
      host: api
       port: 8080
    ```

    ## Use instead
    ```yaml settings.yaml
    server:
      host: api
      port: 8080
    ```

    ## Fix safety
    There is no automatic fix.

    ## Known limits
    A template is read line by line, so that most of its ports are known all the same; there is
    nothing to mend in it, so it is counted in the summary and named in the JSON output alone. One
    finding for each reason; the JSON output's summary names every file.
    """
    by_reason: dict[str, list[Location]] = defaultdict(list)
    for unread in project.facts.of(Unread):
        if not unread.expected:
            by_reason[unread.reason].append(unread.location)
    for stack in stacks_of(project):
        if stack.cut:
            by_reason[CUT].append(Location(stack.files[0]))
    for reason, same in by_reason.items():
        first, *others = same
        yield Hit(first, like=tuple(others), reason=reason, rest=more(others))
