#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""Holds every #include of the tracked C++ files against layers.toml: folders and owners of third-party headers.

    tests/lint/check_layers.py [ROOT]
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SUFFIXES = {".cpp", ".hpp", ".h", ".c", ".cc"}


def covers(pattern, folder):
    """Whether an owner entry names this folder; a "/" at its end names all folders below."""
    return folder == pattern or (pattern.endswith("/") and (folder + "/").startswith(pattern))


def layer_of(path, layers):
    """The longest folder of the table that holds this path (a file or folder as text), or None."""
    fitting = [layer for layer in layers if path == layer or path.startswith(layer + "/")]
    return max(fitting, key=len, default=None)


def check_line(path, folder, line, table):
    """The broken rule as text, or None."""
    include = INCLUDE.match(line)
    if not include:
        return None
    quoted, target = include[1] == '"', include[2]
    layers, owners = table["folders"], table["owners"]
    for header, folders in owners.items():
        if target == header or (target.startswith(header) and (header.endswith("/") or not quoted)):
            if not any(covers(owner, folder) for owner in folders):
                return f"{target} may be included only by {', '.join(folders)} (owner of {header!r})"
    if not quoted:
        return None
    mine, theirs = layer_of(path, layers), layer_of(target, layers)
    if theirs is None:
        if "/" not in target or not (table["root"] / target.split("/")[0]).is_dir():
            return f'"{target}" is not written from the checkout\'s root, or is not ours: use <…>'
        return f'"{target}" lies in a folder that layers.toml does not name'
    allowed = layers[mine]
    if mine == theirs or "*" in allowed or theirs in allowed:
        return None
    return f"{mine} may not include {theirs}; it may: {', '.join(allowed) or 'nothing of ours'}"


def check(root, files):
    """All broken rules of these files (paths relative to `root`), as lines "file:line: rule"."""
    table = tomllib.loads((root / "layers.toml").read_text())
    table["root"] = root
    problems = [f"layers.toml: {folder!r} may include {target!r}, which the table does not name"
                for folder, targets in table["folders"].items() for target in targets
                if target != "*" and target not in table["folders"]]
    for path in files:
        folder = str(Path(path).parent)
        if layer_of(path, table["folders"]) is None:
            problems.append(f"{path}:1: the folder {folder} is not in layers.toml")
            continue
        for number, line in enumerate((root / path).read_text().splitlines(), 1):
            problem = check_line(path, folder, line, table)
            if problem:
                problems.append(f"{path}:{number}: {problem}")
    return problems


def tracked(root):
    listing = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True)
    return [path for path in listing.stdout.splitlines()
            if Path(path).suffix in SUFFIXES and (root / path).is_file()]


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    files = tracked(root)
    problems = check(root, files)
    print("\n".join(problems), file=sys.stderr) if problems else print(f"{len(files)} files keep to layers.toml")
    sys.exit(1 if problems or not files else 0)


if __name__ == "__main__":
    main()
