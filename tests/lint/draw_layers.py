# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The drawing of layers.toml in docs/architecture.md. Fails when it is old; with ROTONDE_WRITE_DOCS=1 writes it."""

import os
import sys
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = CHECKOUT / "docs" / "architecture.md"
BEGIN, END = "<!-- layers -->\n", "<!-- /layers -->"
FLOOR = "firmware/base"


def reduced(arrows):
    """Leaves out each arrow that a longer way of the same drawing shows as well."""
    def reaches(start, goal, without):
        seen, todo = set(), [start]
        while todo:
            at = todo.pop()
            for to in arrows[at]:
                if (at, to) == without or to in seen:
                    continue
                if to == goal:
                    return True
                seen.add(to)
                todo.append(to)
        return False
    return {a: [b for b in to if not reaches(a, b, (a, b))] for a, to in arrows.items()}


def drawing(layers):
    folders = [name for name, to in layers.items() if "/" in name and name != FLOOR and to != ["*"] and not name.startswith("tools/")]
    arrows = reduced({name: [to for to in layers[name] if to in folders] for name in folders})
    lines = ["```mermaid", "flowchart TD"]
    for group in ("firmware", "pipelines", "drivers"):
        lines.append(f"  subgraph {group}")
        lines += [f"    {name.replace('/', '_')}[{name.split('/')[1]}]" for name in folders if name.startswith(group + "/")]
        lines.append("  end")
    lines += [f"  {name.replace('/', '_')} --> {to.replace('/', '_')}" for name in folders for to in arrows[name]]
    return "\n".join([*lines, "```", ""])


def untold(layers, page):
    """Folders that the page's table does not describe."""
    return [name for name in layers if "/" in name and f"`{name}`" not in page]


def main():
    layers = tomllib.loads((CHECKOUT / "layers.toml").read_text())["folders"]
    page = PAGE.read_text()
    before, rest = page.split(BEGIN)
    old, after = rest.split(END)
    if os.environ.get("ROTONDE_WRITE_DOCS"):
        PAGE.write_text(before + BEGIN + drawing(layers) + END + after)
    elif old != drawing(layers):
        sys.exit("docs/architecture.md draws other arrows than layers.toml has\ncure: ROTONDE_WRITE_DOCS=1 python3 -B tests/lint/draw_layers.py")
    if missing := untold(layers, page):
        sys.exit(f"docs/architecture.md says nothing of {', '.join(missing)}")
    print(f"{len(layers)} folders are drawn")


if __name__ == "__main__":
    main()
