"""What a file's path says of the text in it: code, a test, an example, documentation."""

import re
from functools import lru_cache

from portlint.core import Context

TESTS = re.compile(
    r"(?:^|/)(?:tests?|__tests__|__e2e__|__mocks__|specs?|e2e|fixtures?|testdata|test-data|cypress|mocks?)/"
    r"|(?:^|/)(?:test_[^/]*|conftest)\.py$|_test\.(?:py|go)$|[._-](?:test|spec|e2e|stories)\.[jt]sx?$"
    r"|[._-](?:test|spec|cy)\.[mc]?[jt]s$"
    r"|\.(?:server|client|unit|integration|browser|api|ui)-?test\.[mc]?[jt]sx?$",
    re.IGNORECASE,
)
EXAMPLES = re.compile(
    r"(?:^|/)(?:examples?|samples?|demos?|tutorials?|playground)/"
    r"|\.(?:example|sample|template|dist|tmpl)(?:\.[a-z]+)?$|[._-](?:example|sample)\.[a-z]+$",
    re.IGNORECASE,
)
DOCS = re.compile(
    r"\.(?:md|mdx|markdown|rst|adoc)$|(?:^|/)(?:docs?|documentation|website)/", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def context_of(path: str, systems: tuple[str, ...] = ()) -> Context:
    """Return the context that a POSIX path implies; `systems` are folders, each as `a/b/`.

    Who lints `examples/shop`, or says that it runs, wants it read as a system of its own, not as
    an example.
    """
    inside = max(filter(path.startswith, systems), key=len, default="")
    path = path.removeprefix(inside)
    if DOCS.search(path):
        return Context.DOCS
    if TESTS.search(path):
        return Context.TEST
    if EXAMPLES.search(path):
        return Context.EXAMPLE
    return Context.CODE
