"""Shell scripts: sh, bash, zsh, ksh."""

from collections.abc import Iterator

from portlint.core import Context, Fact
from portlint.core.shell import commented, ports
from portlint.syntax import Source, language


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
    """Yield every port of a script."""
    for mention in ports(source.text):
        yield source.mentioned(mention, 0)
    for mention in commented(source.text):
        yield source.mentioned(mention, 0, context=Context.COMMENT)
