#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
#
#   tests/lint/check_style.sh format   all tracked C++ files are as clang-format-19 writes them
#   tests/lint/check_style.sh shell    all tracked shell scripts pass shellcheck
#   tests/lint/check_style.sh python   all tracked Python files compile
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

files() { git ls-files -co --exclude-standard -- "$@" | while IFS= read -r file; do [ -f "$file" ] && printf '%s\n' "$file"; done; }

case ${1:-} in
  format)
    mapfile -t sources < <(files '*.cpp' '*.hpp')
    clang-format-19 --dry-run -Werror "${sources[@]}" || {
      echo "cure: tools/sdk clang-format-19 -i FILES" >&2
      exit 1
    }
    ;;
  shell)
    mapfile -t sources < <(files | while IFS= read -r file; do
      case $(head -n 1 "$file" 2>/dev/null | tr -d '\0') in '#!'*sh) echo "$file" ;; esac
    done)
    shellcheck --severity=warning "${sources[@]}"
    ;;
  python)
    mapfile -t sources < <(files '*.py')
    python3 -B -W error -c 'import sys
for path in sys.argv[1:]: compile(open(path).read(), path, "exec")' "${sources[@]}"
    ;;
  *)
    sed -n '5,7s/^# *//p' "${BASH_SOURCE[0]}" >&2
    exit 64
    ;;
esac
[ ${#sources[@]} -gt 0 ] || { echo "no files found" >&2; exit 1; }
echo "${#sources[@]} files are well"
