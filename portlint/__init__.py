"""portlint: prove, before anything runs, that a system's ports agree."""

__version__ = "0.1.0"
