#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tracked files name no package registry's host and no place of the machine they were written on.

    tests/lint/check_text.py [ROOT]
"""

import re
import subprocess
import sys
from pathlib import Path

# Written in parts, so that this file does not find itself.
REGISTRIES = ["registry" r"\.npmjs\.org", "registry" r"\.yarnpkg\.com", "py" r"pi\.org", "files\\." "pythonhosted" r"\.org",
              "proxy" r"\.golang\.org", "sum" r"\.golang\.org", "static" r"\.crates\.io", "index" r"\.crates\.io",
              "deb" r"\.debian\.org", "repo1" r"\.maven\.org", "repo" r"\.maven\.apache\.org"]
PLACES = [r"(?<![\w.$}/-])/" "work/", r"(?<![\w.$}/-])/" r"root/", r"(?<![\w.$}/-])/" r"home/\w+/"]
RULES = [(re.compile("|".join(REGISTRIES)), "names a package registry's host: name the package and let the client find it"),
         (re.compile("|".join(PLACES)), "names a folder of one machine: write a path relative to the checkout")]


def check(text):
    """(line number, rule) of every broken rule."""
    return [(number, rule) for number, line in enumerate(text.splitlines(), 1) for pattern, rule in RULES if pattern.search(line)]


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    listing = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True)
    count, broken = 0, 0
    for path in listing.stdout.splitlines():
        try:
            text = (root / path).read_text()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        count += 1
        for number, rule in check(text):
            broken += 1
            print(f"{path}:{number}: {rule}", file=sys.stderr)
    if not broken:
        print(f"{count} files name no registry and no machine's folder")
    sys.exit(1 if broken or not count else 0)


if __name__ == "__main__":
    main()
