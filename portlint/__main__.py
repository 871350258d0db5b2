"""`python -m portlint`."""

from portlint.cli import main

main()
