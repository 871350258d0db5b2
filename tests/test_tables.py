"""The curated tables: whole, in order, and each row with its source."""

import pytest

from portlint.core.tables import browser_blocked, conventional, reserved, reserved_at, rows


@pytest.mark.parametrize("name", ["browser_blocked", "conventional", "reserved"])
def test_every_row_names_a_page_as_its_source(name: str) -> None:
    assert all(row["source"].startswith("https://") for row in rows(name))


@pytest.mark.parametrize("name", ["browser_blocked", "conventional"])
def test_every_port_stands_once_and_in_order(name: str) -> None:
    ports = [int(row["port"]) for row in rows(name)]
    assert ports == sorted(set(ports))
    assert 0 <= ports[0] <= ports[-1] <= 65535


def test_the_ports_that_fetch_refuses() -> None:
    assert len(browser_blocked()) == 83
    assert {0, 1, 4190, 6000, 6679, 10080} <= browser_blocked().keys()
    assert 8080 not in browser_blocked()


def test_conventional_ports() -> None:
    assert len(conventional()) >= 120
    assert conventional()[5432] == "PostgreSQL"


def test_reserved_ranges() -> None:
    assert all(1 <= one.first <= one.last <= 65535 for one in reserved())
    kinds = {
        port: one.kind
        for port in (80, 5000, 7000, 8080, 30000, 40000, 65535)
        if (one := reserved_at(port))
    }
    assert kinds == {
        5000: "airplay",
        7000: "airplay",
        30000: "nodeport",
        40000: "ephemeral",
        65535: "ephemeral",
    }
