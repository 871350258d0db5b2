"""Break references outside of Compose environments one at a time, and count what portlint finds.

usage: python -m tests.containers.fault_beside [--limit N] [--seed N] [--show] CHECKOUT...

Broken are addresses in files of nginx, Caddy, HAProxy, Prometheus and Grafana, labels of Traefik,
and ports, names, selectors and addresses in Kubernetes manifests. Each fault is linted alone, in
memory, and counts as found where something is said that was not said before. Faults of which
nobody could know from the files and from documentation that they are broken are counted apart;
what they are is decided here, and not by portlint.
"""

import argparse
from pathlib import Path
from random import Random

from tests.containers.fault_cluster import cluster_trials
from tests.containers.fault_satellite import satellite_trials
from tests.containers.fault_trial import Checkout, Tally, Trial


def main() -> None:
    """Read what is asked, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkouts", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=10, help="faults of a kind for each checkout")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="beginnings of kinds, with commas between")
    parser.add_argument("--show", action="store_true", help="print each one that is not found")
    asked = parser.parse_args()
    tally = Tally()
    for root in asked.checkouts:
        checkout = Checkout(root)
        random = Random(asked.seed)  # noqa: S311  (the same on every machine is what is wanted)
        made = [*satellite_trials(checkout.files), *cluster_trials(checkout.files)]
        wanted = [one for one in made if one.kind.startswith(tuple(asked.only.split(",")))]
        for trial in picked(wanted, random, asked.limit):
            found = bool(checkout.tells(trial))
            tally.count(trial, found=found)
            if asked.show and not trial.doubt and not found:
                line = trial.text.splitlines()[trial.line - 1].strip()
                print(f"{root.name} {trial.path}:{trial.line} {trial.kind}: {line}")
    print(*tally.rows(), sep="\n")


def picked(made: list[Trial], random: Random, limit: int) -> list[Trial]:
    """Return at most `limit` faults of each kind, at random."""
    by_kind: dict[str, list[Trial]] = {}
    for one in made:
        by_kind.setdefault(one.kind, []).append(one)
    return [one for each in by_kind.values() for one in random.sample(each, min(limit, len(each)))]


if __name__ == "__main__":
    main()
