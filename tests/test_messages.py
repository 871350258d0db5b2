"""What somebody reads at night: whole messages, word for word."""

import pytest

from portlint.plugins import load
from tests.corpus import cases
from tests.system import findings_of

PLUGINS = load(installed=False)
TELEGRAM = {case.name: case.files for case in cases() if case.page == "system_telegram.md"}


CONTAINED = """\
`gateway` calls `localhost:4007` from inside its container: nothing listens there, ECONNREFUSED; \
`telegram-mtproto` listens on 4007 in network `telegram_net`: use `http://telegram-mtproto:4007`"""
NATIVE = """\
`telegram-gateway-api` calls `localhost:4007` from inside its container: nothing listens there, \
ECONNREFUSED; `telegram-mtproto` has 4007 by the registry, and runs on the host: \
use `http://host.docker.internal:4007` and `extra_hosts: ["host.docker.internal:host-gateway"]`"""


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("the service in a container of its own, and still called on localhost", CONTAINED),
        ("the service is native, the gateway in a container", NATIVE),
    ],
)
def test_the_incident_names_its_remedy(case: str, message: str) -> None:
    (found,) = findings_of(TELEGRAM[case], PLUGINS, list(PLUGINS.rules.values())).findings
    assert (found.code, found.message) == ("PRT402", message)


@pytest.mark.parametrize(
    ("called", "hint"),
    [
        ("order-srevice", "; did you mean `order-service`?"),
        ("ordre-service", "; did you mean `order-service`?"),
        ("ai-service", ""),
    ],
)
def test_a_last_word_that_many_names_have_makes_no_two_alike(called: str, hint: str) -> None:
    services = (f"  {name}:\n    image: x/y\n" for name in ("order-service", "makeline-service"))
    api = f"  api:\n    image: x/z\n    environment: [ASK=http://{called}:5001]\n"
    files = {"compose.yaml": f"services:\n{api}{''.join(services)}"}
    (found,) = findings_of(files, PLUGINS, [PLUGINS.rules["PRT405"]]).findings
    assert found.message.endswith(f"getaddrinfo ENOTFOUND{hint}")
