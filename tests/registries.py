"""Registries that every generator is run on."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from portlint.core import Location, Port, Range, Reference, Registry, Service
from portlint.core.registry import Exposure, Healthcheck
from portlint.registry import load

REFERENCE = Path(__file__).parent / "golden" / "reference.yaml"
"""The registry of a platform with every kind of service, which golden files are rendered from."""

PLACE = Location("registry/registry.yaml", 1, 1, 1, 2, 0, 1)
ATTACKS = (
    "\"'; $(touch canary) `touch canary` ${HOME}",
    "one\ntwo: injected\r\n- three\n---\nkey: value",
    "{{ 7 * 7 }} {% raw %} {7*7} <%= 7 %> #{7} ${{ secrets.X }}",
    "</script><script>alert(1)</script> <!-- portlint:end ports --> -->",
    "\u202eright to left\u2066 \u200f \u2028 \u2029 \x85",
    "../../../etc/passwd",
    "nul \0 bell \x07 escape \x1b]0;x\x07",
    "-rf --help -e",
    "%s %n %(x)s %2e%2e 100%",
    "a | b || c & d > e < f",
    "*/ /* */} {/* // # end",
    "\\ \\n \\u0000 \\\" \\' \\$",
    "import x from 'y'; export default 1",
    "[a](javascript:alert(1)) ![b](c) **d** __e__ ~~f~~ # g",
    "fe80::1%$(touch canary)",
    "yes",
    "08",
    "!!python/object/apply:os.system ['touch canary'] &a *a",
    "é 中文 \U0001f600",
    "x" * 5000,
    "",
)
"""What a registry may hold where it takes free text, each with what somebody forgets to quote."""


def _reference() -> Registry:
    return load(REFERENCE.read_bytes(), "registry/registry.yaml")


def _many() -> Registry:
    """Return 2,000 services in a chain, each with two ports."""
    return Registry(
        "registry/registry.yaml",
        services=tuple(
            Service(
                PLACE,
                f"service-{at}",
                (
                    Port(PLACE, 8080, 10_000 + at, protocol="http"),
                    Port(PLACE, 9090, 20_000 + at, name="metrics"),
                ),
                stack=Reference(PLACE, f"stack-{at % 20}"),
                owner=f"Team {at % 7}",
                description=f"The service of number {at}",
                networks=(Reference(PLACE, f"net-{at % 20}"),),
                depends_on=(Reference(PLACE, f"service-{at - 20}"),) if at >= 20 else (),
                healthcheck=Healthcheck("/health", 200),
            )
            for at in range(2000)
        ),
        ranges=tuple(Range(PLACE, f"stack-{at}", 10_000 + at, 10_000 + at) for at in range(20)),
        networks=tuple(f"net-{at}" for at in range(20)),
    )


def _with_text(texts: tuple[str, ...]) -> Registry:
    """Return a service for each text, which stands wherever a registry takes free text."""
    return Registry(
        "registry/registry.yaml",
        version=texts[0],
        services=tuple(
            Service(
                PLACE,
                f"service-{at}",
                (
                    Port(
                        PLACE, 8080, 10_000 + at, host_ip=text, protocol=text, path=text,
                        exposure=tuple(Exposure)[at % 3],
                    ),
                ),
                stack=Reference(PLACE, "stack"),
                owner=text,
                description=text,
                container=at % 4 != 3,
                external=at % 5 == 4,
                deprecated=at % 7 == 6,
                paths=(text,),
                healthcheck=Healthcheck(text, 200),
                gateway_path=text,
                image=text,
                build=text if at % 2 else "",
                notes=text,
            )
            for at, text in enumerate(texts)
        ),
        ranges=(Range(PLACE, "stack", 10_000, 10_999),),
    )  # fmt: skip


def _hostile_names() -> Registry:
    """Return services whose every name is an attack too, which no loader lets through."""
    free = _with_text(ATTACKS)
    names = tuple(f"{text}{at}" for at, text in enumerate(ATTACKS))
    return replace(
        free,
        path="registry/*/ --> ] ; $(touch canary)\n.yaml",
        services=tuple(
            replace(
                one,
                name=name,
                stack=Reference(PLACE, name),
                networks=(Reference(PLACE, name),),
                depends_on=(Reference(PLACE, names[at - 1]),) if at else (),
                replacement=Reference(PLACE, name),
                aliases=(f"alias {name}",),
                alternatives=name,
                ports=(replace(one.ports[0], name=name),),
            )
            for at, (one, name) in enumerate(zip(free.services, names, strict=True))
        ),
        networks=names,
        ranges=tuple(Range(PLACE, name, 10_000, 10_999) for name in names),
    )


@cache
def registries() -> dict[str, Registry]:
    return {
        "reference": _reference(),
        "empty": Registry("registry/registry.yaml"),
        "many": _many(),
        "hostile-text": _with_text(ATTACKS),
        "hostile-names": _hostile_names(),
    }


@cache
def harmless() -> Registry:
    """Return the twin of `hostile-text` with words in the place of the attacks."""
    return _with_text(tuple("word" if text else "" for text in ATTACKS))
