"""How many services of real checkouts run an image whose ports the table knows, and knows all.

usage: python benchmarks/images.py CHECKOUT...

Counts the services of Compose files that are not built and the containers of manifests, read with
PyYAML alone, defaults of variables put in, and prints the images without complete rows that most
checkouts use.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from portlint.core.tables import image_ports, images, repository

VARIABLE = re.compile(r"\$\{(\w+)(?::?-([^{}]*))?\}")
SHOWN = 40


class Loader(yaml.CSafeLoader):
    """Reads a file whatever tags it has."""


Loader.add_multi_constructor("", lambda *_: None)


def documents(path: Path) -> list[Any]:
    """Return the documents of a YAML file, none where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
        return list(yaml.load_all(text, Loader)) if "image:" in text else []
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError):
        return []


def settings(folder: Path) -> dict[str, str]:
    """Return the variables of an .env file that lies beside a Compose file."""
    try:
        lines = (folder / ".env").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip("\"' ") for name, _, value in pairs}


def expanded(text: str, known: dict[str, str]) -> str:
    """Return a text with its variables put in, the default where there is no value."""
    return VARIABLE.sub(lambda one: known.get(one[1]) or one[2] or "", text)


def contained(value: Any) -> Iterator[str]:
    """Yield the images of all containers anywhere in a manifest."""
    if isinstance(value, dict):
        inside = value.get("containers")
        for one in inside if isinstance(inside, list) else ():
            if isinstance(one, dict) and isinstance(one.get("image"), str):
                yield one["image"]
        for one in value.values():
            yield from contained(one)
    elif isinstance(value, list):
        for one in value:
            yield from contained(one)


def used(checkout: Path) -> Iterator[str]:
    """Yield the image of each service and container of a checkout."""
    for path in sorted(checkout.rglob("*.y*ml")):
        if {".git", "node_modules"} & set(path.parts) or not path.is_file():
            continue
        for one in documents(path):
            services = one.get("services") if isinstance(one, dict) else None
            if isinstance(one, dict) and "kind" in one:
                yield from contained(one)
            for service in services.values() if isinstance(services, dict) else ():
                image = service.get("image") if isinstance(service, dict) else None
                if isinstance(image, str) and "build" not in service:
                    yield expanded(image, settings(path.parent))


def main() -> None:
    """Count, and list what is most missed."""
    known: Counter[str] = Counter()
    missed: dict[str, set[str]] = defaultdict(set)
    for checkout in map(Path, sys.argv[1:]):
        for image in used(checkout):
            if not image or "{{" in image:
                continue
            rows = image_ports(image)
            whole = bool(rows) and all(one.complete for one in rows)
            known.update(["services", *(["known"] if rows else []), *(["whole"] if whole else [])])
            if not whole:
                missed[repository(image)[0]].add(checkout.name)
    names = {name.partition(":")[0] for name in images()}
    print(f"{len(names)} images in the table; {known['services']} services and containers")
    for name in ("known", "whole"):
        print(f"{name}: {known[name]} ({known[name] / max(known['services'], 1):.1%})")
    most = sorted(missed.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    for image, checkouts in most[:SHOWN]:
        print(f"{len(checkouts):4} {image}")


if __name__ == "__main__":
    main()
