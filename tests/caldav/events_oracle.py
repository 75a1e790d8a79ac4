#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""What python-recurring-ical-events makes of calendars.

Reads JSON lines {"text": iCalendar, "from": …, "to": …} (times as 20260302T100000Z) and answers each with a line: the
occurrences that touch the window, as START/END in UTC, sorted. Runs with the Python of tools/peers caldav-servers.
"""
import json
import sys
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

FORM = "%Y%m%dT%H%M%SZ"


def in_utc(time):
    """Days are those of a room in Paris."""
    if not isinstance(time, datetime):
        time = datetime(time.year, time.month, time.day, tzinfo=ZoneInfo("Europe/Paris"))
    return time.astimezone(timezone.utc).strftime(FORM)


def main():
    for line in sys.stdin:
        case = json.loads(line)
        begin, end = (datetime.strptime(case[name], FORM).replace(tzinfo=timezone.utc) for name in ("from", "to"))
        found = recurring_ical_events.of(icalendar.Calendar.from_ical(case["text"])).between(begin, end)
        times = [(event["DTSTART"].dt, event["DTEND"].dt) for event in found if event.get("STATUS") != "CANCELLED"]
        print(*sorted("/".join(map(in_utc, pair)) for pair in times), flush=True)


if __name__ == "__main__":
    main()
