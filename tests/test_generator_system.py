"""Lines of `/etc/services` read by getent, the sysctl setting by the kernel, and more readers."""

import json
from pathlib import Path

import yaml

from portlint.core import Port, Section, Service
from portlint.core.addresses import on_host
from portlint.core.marked import filled
from portlint.generators.sysctl import LONGEST, reserved
from portlint.plugins import load
from tests.consumers import every_readable_registry, in_a_namespace, lay_out, node
from tests.registries import registries


def on_the_host(name: str) -> list[tuple[Service, Port, int]]:
    found = (
        (one, port, on_host(one, port))
        for one in registries()[name].services
        for port in one.ports
    )
    return [(service, port, number) for service, port, number in found if number]


@every_readable_registry
def test_getent_finds_every_service_by_its_name(tmp_path: Path, name: str) -> None:
    place = lay_out(tmp_path, "services", name)
    wanted = [
        [f"{one.name}-{port.name}" if port.name else one.name, f"{number}/{port.transport}"]
        for one, port, number in on_the_host(name)
    ]
    asked = " ".join(f"{each}/{number.partition('/')[2]}" for each, number in wanted)
    shown = in_a_namespace(
        "--mount",
        f"mount --bind '{place}' /etc/services && cd '{tmp_path}' && getent services {asked}",
    )
    assert [line.split()[:2] for line in shown.splitlines()] == wanted


@every_readable_registry
def test_the_kernel_reserves_the_ports(tmp_path: Path, name: str) -> None:
    place = lay_out(tmp_path, "sysctl", name)
    key = "net.ipv4.ip_local_reserved_ports"
    shown = in_a_namespace("--net", f"sysctl -q -p '{place}' && sysctl -n {key}")
    spans = [part.partition("-") for part in shown.strip().split(",")]
    kept = {port for first, _, last in spans for port in range(int(first), int(last or first) + 1)}
    assert kept >= {number for *_, number in on_the_host(name)}


def test_a_long_list_of_reserved_ports_fits_into_what_the_kernel_reads() -> None:
    ports = range(1025, 60000, 7)
    text = reserved(ports)
    assert len(text) <= LONGEST
    spans = [[int(end) for end in part.split("-")] for part in text.split(",")]
    assert all(any(span[0] <= port <= span[-1] for span in spans) for port in ports)
    assert reserved([]) == ""
    assert reserved([80, 81, 82, 443]) == "80-82,443"


DEVCONTAINER = """\
// what people write
{
  "name": "dev", // kept
  // portlint:begin ports
  // portlint:end ports
  "image": "x"
}
"""


@every_readable_registry
def test_a_devcontainer_keeps_its_comments_and_gets_the_ports(tmp_path: Path, name: str) -> None:
    generator = load(installed=False).generators["devcontainer"]
    order = generator.order(registries()[name], {"sections": ("devcontainer.json",)})
    sections = [one for one in generator.render(order) if isinstance(one, Section)]
    texts = {one.name: one.text for one in sections}
    whole = filled(DEVCONTAINER, texts)
    assert whole.startswith('// what people write\n{\n  "name": "dev", // kept\n')
    (tmp_path / "devcontainer.json").write_text(whole, "utf-8")
    script = """
import { parse } from "jsonc-parser";
import { readFileSync } from "node:fs";
const errors = [];
const found = parse(readFileSync("devcontainer.json", "utf8"), errors);
console.log(JSON.stringify([errors, found]));
"""
    errors, found = json.loads(node(script, "jsonc-parser", cwd=tmp_path))
    assert errors == []
    assert found["image"] == "x"
    services = registries()[name].services
    inside = [
        f"{one.name}:{port.container}" if one.container else on_host(one, port)
        for one in services
        for port in one.ports
        if port.transport == "tcp" and not one.external
    ]
    assert found["forwardPorts"] == list(dict.fromkeys(inside))
    assert set(found["portsAttributes"]) == set(map(str, inside))


@every_readable_registry
def test_backstage_takes_every_entity(tmp_path: Path, name: str) -> None:
    place = lay_out(tmp_path, "backstage", name)
    entities = [
        json.dumps(one) for one in yaml.load_all(place.read_text("utf-8"), yaml.CSafeLoader)
    ]
    (tmp_path / "entities.json").write_text(f"[{','.join(entities)}]", "utf-8")
    script = """
import { createRequire } from "node:module";
const model = createRequire(import.meta.url)("@backstage/catalog-model");
import { readFileSync } from "node:fs";
const policy = model.EntityPolicies.allOf([
  new model.SchemaValidEntityPolicy(), new model.FieldFormatEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(),
]);
const found = [];
for (const entity of JSON.parse(readFileSync("entities.json", "utf8"))) {
  const one = await policy.enforce(entity);
  if (!await model.componentEntityV1alpha1Validator.check(one)) throw new Error("no component");
  model.parseEntityRef(one.spec.owner, { defaultKind: "group", defaultNamespace: "default" });
  for (const ref of one.spec.dependsOn ?? []) model.parseEntityRef(ref);
  found.push([one.metadata.name, one.metadata.description]);
}
console.log(JSON.stringify(found));
"""
    found = json.loads(node(script, "@backstage/catalog-model", cwd=tmp_path))
    assert [one[0] for one in found] == [one.name for one in registries()[name].services]
