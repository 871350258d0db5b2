"""Shell scripts: sh, bash, zsh, ksh."""

from collections.abc import Iterator

from portlint.core import Context, Fact, Starts
from portlint.core.shell import commented, ports, starting
from portlint.syntax import Source, language
from portlint.syntax.building import builds


@language(
    "shell",
    patterns=(
        "*.sh", "*.bash", "*.zsh", "*.ksh", "*.bats", "*.command", "*.sh.j2", "*.sh.tmpl",
        "*.sh.tpl", "*.sh.template", "*.sh.example", "*.sh.erb", "*.sh.in", ".bashrc", ".zshrc",
        ".bash_profile", ".bash_aliases", ".profile", ".envrc", "*.envrc", "Procfile",
        "Procfile.*",
    ),
    interpreters=("sh", "bash", "zsh", "dash", "ksh", "ash", "bats"),
)  # fmt: skip
def shell(source: Source) -> Iterator[Fact]:
    """Yield every port of a script, the images it builds, and whether it starts a project."""
    for mention in ports(source.text):
        yield source.mentioned(mention, 0)
    for mention in commented(source.text):
        yield source.mentioned(mention, 0, context=Context.COMMENT)
    yield from builds(source)
    at = starting(source.text)
    if at is not None:
        yield Starts(source.place(at, at))
