"""The index and the constants, read by Python, mypy, TypeScript's compiler and node."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

from mypy import api

from portlint.core.addresses import addresses, named, on_host
from portlint.core.constants import constants
from tests.consumers import every_readable_registry, lay_out, node
from tests.registries import registries

Row = tuple[int, int | None, str, str, str]


def rows(name: str) -> dict[str, Row]:
    """Return what each constant must hold."""
    found: dict[str, Row] = {}
    for constant, one in constants(registries()[name]):
        urls = addresses(one.service, one.port)
        host = on_host(one.service, one.port)
        found[constant] = (one.port.container, host, urls.container, urls.host, urls.public)
    return found


@every_readable_registry
def test_the_index_says_what_the_registry_says(tmp_path: Path, name: str) -> None:
    registry = registries()[name]
    index = json.loads(lay_out(tmp_path, "index", name).read_text("utf-8"))
    assert list(index["services"]) == [service.name for service in registry.services]
    for service in registry.services:
        found = index["services"][service.name]
        assert found["description"] == service.description
        assert found["owner"] == service.owner
        assert [one["container"] for one in found["ports"]] == [p.container for p in service.ports]
    for one in named(registry):
        if number := on_host(one.service, one.port):
            assert one.service.name in index["hostPorts"][f"{number}/{one.port.transport}"]


def imported(place: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("ports", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@every_readable_registry
def test_python_imports_the_constants(tmp_path: Path, name: str) -> None:
    module = imported(lay_out(tmp_path, "python", name))
    found = {key: tuple(value) for key, value in vars(module).items() if key.isupper()}
    assert found == rows(name)


def test_mypy_is_content_with_the_constants_and_knows_their_types(tmp_path: Path) -> None:
    lay_out(tmp_path, "python", "hostile-text")
    use = tmp_path / "use.py"
    use.write_text("import ports\nports.SERVICE_0.container + 1\nports.SERVICE_0.host + 1\n")
    out, _, _ = api.run([
        "--strict", "--no-incremental", "--config-file=", str(tmp_path / "ports.py"), str(use),
    ])  # fmt: skip
    assert out.splitlines()[0].startswith(f"{use}:3: error: Unsupported operand")
    assert "Found 1 error in 1 file" in out


@every_readable_registry
def test_typescript_compiles_and_node_runs_the_constants(tmp_path: Path, name: str) -> None:
    lay_out(tmp_path, "typescript", name)
    script = """
import { execFileSync } from "node:child_process";
const tsc = "node_modules/typescript/lib/tsc.js";
const words = ["--strict", "--target", "es2022", "--module", "es2022", "--types", "", "ports.ts"];
try {
  execFileSync(process.execPath, [tsc, ...words]);
} catch (error) {
  throw new Error(String(error.stdout));
}
const source = (await import("node:fs")).readFileSync("ports.js", "utf8");
const url = "data:text/javascript;base64," + Buffer.from(source).toString("base64");
const found = await import(url);
const rows = Object.entries(found).map(([name, port]) => [name, Object.values(port)]);
console.log(JSON.stringify(rows));
"""
    found = json.loads(node(script, "typescript", cwd=tmp_path))
    assert {key: tuple(value) for key, value in found} == rows(name)
