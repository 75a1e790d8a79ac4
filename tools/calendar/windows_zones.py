#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes firmware/calendar/windows_zones.cpp from CLDR's windowsZones.xml (Debian package unicode-cldr-core).

    tools/sdk tools/calendar/windows_zones.py > firmware/calendar/windows_zones.cpp

Kept per Windows name: the IANA name of territory 001 and the display name that Windows shows for the zone, which
CLDR notes as the comment before each group.
"""
import re
import sys

SOURCE = "/usr/share/unicode/cldr/common/supplemental/windowsZones.xml"

HEAD = """\
// SPDX-FileCopyrightText: 1991-2024 Unicode, Inc.
// SPDX-License-Identifier: Unicode-3.0
//
// Made by tools/calendar/windows_zones.py from CLDR's windowsZones.xml; do not edit.
#include "firmware/calendar/windows_zones.hpp"

// clang-format off

namespace rotonde::calendar {

std::span<const WindowsZone> windowsZones() {
  static constexpr WindowsZone kZones[] = {
"""

TAIL = """\
  };
  return kZones;
}

}  // namespace rotonde::calendar
"""


def main() -> None:
    display = ""
    rows = []
    for line in open(sys.argv[1] if len(sys.argv) > 1 else SOURCE, encoding="utf-8"):
        if comment := re.search(r"<!-- (\(UTC.*\) .*|\(UTC.*\).*) -->", line):
            display = comment.group(1)
        elif zone := re.search(r'other="([^"]+)" territory="001" type="([^" ]+)', line):
            rows.append((zone.group(1), zone.group(2), display))
            display = ""
    if len(rows) < 100:
        sys.exit(f"only {len(rows)} zones found: has the format of windowsZones.xml changed?")
    sys.stdout.write(HEAD)
    for name, iana, shown in sorted(rows):
        sys.stdout.write(f'      {{"{name}", "{iana}", "{shown}"}},\n')
    sys.stdout.write(TAIL)


main()
