"""Shell scripts: sh, bash, zsh, ksh."""

from collections.abc import Iterator

from portlint.core import Context, Fact
from portlint.core.shell import commented, ports
from portlint.syntax import Source, language


@language(
    "shell",
    patterns=(
        "*.sh",
        "*.bash",
        "*.zsh",
        "*.ksh",
        ".bashrc",
        ".zshrc",
        ".profile",
        ".envrc",
        "Procfile",
    ),
    interpreters=("sh", "bash", "zsh", "dash", "ksh", "ash"),
)
def shell(source: Source) -> Iterator[Fact]:
    """Yield every port of a script."""
    yield from (source.mentioned(mention, 0) for mention in ports(source.text))
    for mention in commented(source.text):
        yield source.mentioned(mention, 0, context=Context.COMMENT)
