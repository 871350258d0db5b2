"""`portlint init`: what is written, read back by the real loader and held against its checks."""

from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portlint.cli import cli
from portlint.core import Facts, Project, Registry, Service
from portlint.core.checks import results
from portlint.plugins import load as plugins
from portlint.registry import load
from portlint.registry.deriving import derive, rendered
from portlint.registry.deriving.owners import owners
from tests.system import facts_of, write

SHOP = {
    "compose.yaml": """\
services:
  api:
    build: services/api
    ports: ["${API_HTTP:-4010}:8080"]
    networks: [backend]
    depends_on: [db, worker]
    healthcheck: {test: [CMD, curl, -f, "http://localhost:8080/health"]}
  db:
    image: postgres:16
    ports: ["127.0.0.1:5434:5432"]
    networks: [backend]
  cache: {image: "redis:7"}
  worker: {build: services/worker}
  dns:
    image: coredns/coredns
    ports: ["53:53", "53:53/udp"]
networks: {backend: {name: shop_net}}
""",
    "services/api/Dockerfile": "FROM scratch\nEXPOSE 8080\n",
    "services/worker/Dockerfile": "FROM scratch\n",
    "admin/package.json": "{}",
    "admin/index.js": "app.listen(7700);\n",
}


def written(files: dict[str, str], codeowners: str = "") -> str:
    facts = Facts(facts_of(files, plugins(installed=False)))
    return rendered(derive(Project(facts, None, frozenset(files)), "shop", codeowners))


def registry_of(files: dict[str, str], codeowners: str = "") -> Registry:
    found = load(written(files, codeowners), "registry.yaml")
    assert [(name, bad) for name, bad in results(found) if bad] == []
    return found


def sides(service: Service | None) -> list[tuple[int | None, int]]:
    assert service is not None
    return [(port.host, port.container) for port in service.ports]


def test_a_registry_reads_as_if_a_person_had_written_it() -> None:
    assert written(SHOP, "* @acme/shop\n/services/api/ @acme/api @ann\n") == (
        Path(__file__).parent / "golden" / "init.yaml"
    ).read_text("utf-8")


def test_both_sides_transports_and_the_rest_are_read_back() -> None:
    found = registry_of(SHOP)
    api, db = found.by_name["api"], found.by_name["db"]
    assert sides(api) == [(4010, 8080)]
    assert (api.env, api.networks[0].name, api.depends_on[0].name) == (
        "API_HTTP",
        "shop_net",
        "db",
    )
    assert api.healthcheck is not None
    assert api.healthcheck.endpoint == "/health"
    assert (sides(db), db.ports[0].host_ip, db.ports[0].protocol) == (
        [(5434, 5432)], "127.0.0.1", "postgres",
    )  # fmt: skip
    assert sides(found.named("cache")) == [(None, 6379)]
    assert [port.transport for port in found.by_name["dns"].ports] == ["tcp", "udp"]
    assert found.named("worker") is None
    assert not found.by_name["admin"].container


def test_variants_of_one_stack_are_one_service_or_alternatives() -> None:
    found = registry_of({
        "docker-compose.yml": "services:\n"
        "  ollama: {image: ollama/ollama, ports: ['11434:11434']}\n"
        "  web: {image: nginx, ports: ['8080:80']}\n",
        "docker-compose.gpu.yml": "services:\n"
        "  ollama-gpu: {image: ollama/ollama, ports: ['11434:11434']}\n"
        "  web: {image: nginx, ports: ['8090:80']}\n",
    })  # fmt: skip
    assert {one.name for one in found.services} == {"ollama", "ollama-gpu", "web"}
    assert (
        found.by_name["ollama"].alternatives
        == found.by_name["ollama-gpu"].alternatives
        == "ollama"
    )
    assert sides(found.named("web")) == [(8080, 80)]


def test_services_of_one_name_in_two_stacks_get_names_of_their_own() -> None:
    files = {
        "one/compose.yaml": "services:\n  db: {image: postgres, ports: ['5432:5432']}\n"
        "  app: {image: x, ports: ['80:80'], depends_on: [db]}\n",
        "two/compose.yaml": "services:\n  db: {image: mysql, ports: ['3306:3306']}\n"
        "  site: {image: x, ports: ['80:80'], depends_on: [db]}\n",
    }
    found = registry_of(files)
    assert {one.name for one in found.services} == {"one-db", "app", "two-db", "site"}
    assert found.by_name["site"].depends_on[0].name == "two-db"
    assert found.by_name["app"].alternatives == found.by_name["site"].alternatives
    assert "# DECIDE: app publishes 80 too" in written(files)


def test_one_port_of_two_services_that_start_together_is_left_to_decide() -> None:
    files = {
        "compose.yaml": "services:\n  a: {image: x, ports: ['80:80']}\n"
        "  b: {image: y, ports: ['80:81']}\n"
    }
    assert sides(registry_of(files).named("b")) == [(None, 81)]
    assert "# DECIDE: its files publish 80, which a has (compose.yaml:2)" in written(files)


def test_a_port_is_claimed_by_the_files_that_say_it_and_by_no_others() -> None:
    base = "services:\n  a: {image: x, ports: ['81:81']}\n"
    found = registry_of({
        "docker-compose.yml": f"{base}  b: {{image: y, ports: ['90:90']}}\n",
        "docker-compose.dev.yml": f"{base}  c: {{image: z, ports: ['90:90']}}\n",
    })  # fmt: skip
    assert sides(found.named("b")) == sides(found.named("c")) == [(90, 90)]
    assert found.by_name["b"].alternatives == found.by_name["c"].alternatives != ""


def test_an_override_of_files_that_are_elsewhere_is_registered_too() -> None:
    extra = {
        "proxy/compose.tls.yml": "services:\n  tls: {image: x, ports: ['443:443']}\n  api: {}\n"
    }
    found = registry_of(SHOP | extra)
    assert sides(found.named("tls")) == [(443, 443)]
    assert sides(found.named("api")) == [(4010, 8080)]


def test_a_variant_in_the_hosts_network_does_not_take_the_place_of_the_first() -> None:
    found = registry_of({
        "docker-compose.yml": "services:\n  n: {image: x, container_name: n, expose: [9100]}\n",
        "docker-compose.host.yml": "services:\n"
        "  n: {image: prom/node-exporter, container_name: n, network_mode: host}\n",
    })  # fmt: skip
    assert found.by_name["n"].container
    assert sides(found.named("n")) == [(None, 9100)]


def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path) -> None:
    root = write(tmp_path / "repo", SHOP)
    (tmp_path / "outside").mkdir()
    (root / "registry").symlink_to(tmp_path / "outside")
    done = run(root)
    assert (done.exit_code, "leads out of" in done.stderr) == (2, True), done.stderr
    assert list((tmp_path / "outside").iterdir()) == []


@pytest.mark.parametrize(
    "path", ["tests/compose.yaml", "examples/compose.yaml", "legacy/docker-compose.yml"]
)
def test_tests_examples_and_what_is_laid_aside_are_left_out(path: str) -> None:
    extra = {path: "services:\n  fake: {image: x, ports: ['9999:9999']}\n"}
    assert registry_of(SHOP | extra).named("fake") is None


def test_a_service_in_the_hosts_network_runs_on_the_host() -> None:
    files = {
        "compose.yaml": "services:\n  agent: {image: prom/node-exporter, network_mode: host}\n"
    }
    agent = registry_of(files).by_name["agent"]
    assert (agent.container, sides(agent)) == (False, [(9100, 9100)])


def test_circles_and_what_has_no_port_leave_no_dangling_name() -> None:
    files = {"compose.yaml": "services:\n  a: {image: x, ports: ['81:81'], depends_on: [b, w]}\n"
             "  b: {image: x, ports: ['82:82'], depends_on: [a]}\n  w: {image: x}\n"}  # fmt: skip
    found = registry_of(files)
    assert [one.name for one in found.by_name["a"].depends_on] == ["b"]
    assert found.by_name["b"].depends_on == ()


def test_an_unset_variable_and_an_example_are_said_to_be_unsure() -> None:
    text = written({
        "compose.yaml": "services:\n  a: {image: x, ports: ['${A}:81']}\n"
        "  b: {image: x, ports: ['${B}:82']}\n",
        ".env.example": "B=4082\n",
    })  # fmt: skip
    assert "# published on ${A}, which no file gives a value\n    container_port: 81\n" in text
    assert "port: 4082  # the value of B in .env.example\n" in text


def test_a_fifth_of_every_range_is_free() -> None:
    ports = "".join(f"  s{n}: {{image: x, ports: ['{4000 + n}:80']}}\n" for n in range(10))
    found = registry_of({"compose.yaml": f"services:\n{ports}"})
    width = sum(one.last - one.first + 1 for one in found.ranges)
    assert width * 4 >= 10 * 5


def test_kubernetes_services_are_registered_with_their_containers_port() -> None:
    manifest = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: cart}\nspec: {selector: {app: cart}, "
        "ports: [{port: 80, targetPort: 7070}]}\n---\napiVersion: apps/v1\nkind: Deployment\n"
        "metadata: {name: cart}\nspec: {template: {metadata: {labels: {app: cart}}, spec: "
        "{containers: [{name: cart, image: x, ports: [{containerPort: 7070}]}]}}}\n"
    )
    files = {"k8s/base/cart.yaml": manifest, "release/cart.yaml": manifest}
    assert sides(registry_of(files).named("cart")) == [(None, 7070)]
    assert "offers it inside the cluster on 80" in written(files)


@pytest.mark.parametrize(
    ("line", "path", "owner"),
    [
        ("* @a", "x/y", "@a"),
        ("*.js @a", "x/y.js", "@a"),
        ("*.js @a", "x/y.jsx", ""),
        ("/build/logs/ @a", "build/logs/x/y", "@a"),
        ("/build/logs/ @a", "x/build/logs/y", ""),
        ("docs/* @a", "docs/x.md", "@a"),
        ("docs/* @a", "docs/sub/x.md", ""),
        ("apps/ @a", "x/apps/y", "@a"),
        ("/docs/ @a", "docs/x", "@a"),
        ("**/logs @a", "build/logs/x", "@a"),
        ("/a/**/z @a", "a/b/c/z", "@a"),
        ("/a/**/z @a", "a/z", "@a"),
        ("* @a\n/apps/ @b", "apps/x", "@b"),
        ("* @a\n/apps/github", "apps/github", ""),
        ("* @a @b/c d@e.org", "x", "@a, @b/c, d@e.org"),
        ("* @a # the rest", "x", "@a"),
        ("* @a\n!x @b", "x", "@a"),
        ("* @a\n[xy] @b", "x", "@a"),
        ("with\\ space/ @a", "with space/x", "@a"),
        ("* @a\nx not-an-owner", "x", "@a"),
        ("*" * 40 + " @a", "x", ""),
    ],
)
def test_code_owners_are_read_as_github_reads_them(line: str, path: str, owner: str) -> None:
    assert owners(line).of(path) == owner


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    root = write(tmp_path / "repo", SHOP)
    first = run(root)
    assert first.exit_code == 0, first.stderr
    assert "wrote registry/registry.yaml: services 5, published ports 5 (5 sure)" in first.stderr
    assert "left out:\n  compose.yaml:13: worker: nothing says" in first.stderr
    before = (root / "registry/registry.yaml").read_bytes()
    again = run(root)
    assert again.exit_code == 2
    assert "is there already; init overwrites nothing: compare with --stdout" in again.stderr
    assert (root / "registry/registry.yaml").read_bytes() == before
    shown = run(root, "--stdout")
    assert (shown.exit_code, shown.stdout.encode()) == (0, before)


def test_where_nothing_listens_there_is_nothing_to_write(tmp_path: Path) -> None:
    done = run(write(tmp_path / "repo", {"README.md": "nothing\n"}))
    assert done.exit_code == 2
    assert "publishes a port or listens on one" in done.stderr


def run(root: Path, *words: str) -> Result:
    with chdir(root):
        return CliRunner().invoke(cli, ["init", *words, "--no-cache", "--jobs", "1"])
