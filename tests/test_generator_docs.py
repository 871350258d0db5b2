"""The page compiled by MDX's own compiler, and its text read back."""

import json
from pathlib import Path

from portlint.core.quoting import UNSAFE
from tests.consumers import every_readable_registry, lay_out, node
from tests.registries import registries

SCRIPT = """
import { evaluate } from "@mdx-js/mdx";
import gfm from "remark-gfm";
import { readFileSync } from "node:fs";
const jsx = (type, props) => ({ type, props });
let source = readFileSync("ports-services.mdx", "utf8");
source = source.replace(/^---\\n[^]*?\\n---\\n/, "");
const page = await evaluate(source, { jsx, jsxs: jsx, Fragment: "f", remarkPlugins: [gfm] });
const tags = new Set();
const rows = [];
function text(node) {
  if (node === null || node === undefined || typeof node === "boolean") return "";
  if (Array.isArray(node)) return node.map(text).join("");
  if (typeof node !== "object") return String(node);
  if (typeof node.type === "function") return text(node.type(node.props));
  tags.add(node.type);
  if (node.type === "tr") rows.push([].concat(node.props.children).map(text));
  return text(node.props.children);
}
text(page.default({}));
console.log(JSON.stringify({ tags: [...tags].sort(), rows, exports: Object.keys(page) }));
"""


@every_readable_registry
def test_mdx_compiles_the_page_and_shows_every_text_as_it_is(tmp_path: Path, name: str) -> None:
    lay_out(tmp_path, "docs", name)
    found = json.loads(node(SCRIPT, "@mdx-js/mdx", "remark-gfm", cwd=tmp_path))
    expected = "code h2 p strong table tbody td th thead tr".split()
    assert set(found["tags"]) - {"f"} <= set(expected), "a text became markup"
    assert found["exports"] == ["default"]
    cells = {row[0]: row for row in found["rows"]}
    for service in registries()[name].services:
        shown = " ".join(UNSAFE.sub("\N{REPLACEMENT CHARACTER}", service.description).split())
        shown = shown if len(shown) <= 400 else f"{shown[:399]}…"
        old = service.replacement.name if service.replacement else ""
        prefix = f"Deprecated: use {old}. " if old else "Deprecated. "
        assert cells[service.name][-1] == f"{prefix if service.deprecated else ''}{shown}".strip()
