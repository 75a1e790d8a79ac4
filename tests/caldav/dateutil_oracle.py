#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""What python-dateutil makes of recurrence rules.

Reads lines "RULE START COUNT LAST" (times as 20260302T100000Z) and answers each with a line: the first COUNT instances
before LAST, by spaces. Runs with the Python of tools/peers caldav-servers, which has dateutil.
"""
import datetime as dates
import itertools
import sys
import types
from datetime import datetime

from dateutil import rrule as module
from dateutil.rrule import rrulestr

FORM = "%Y%m%dT%H%M%SZ"


def main():
    for line in sys.stdin:
        rule, start, count, last = line.split()
        # A rule without instances is followed to the last year of all: here, to the year after LAST.
        module.datetime = types.SimpleNamespace(**{**vars(dates), "MAXYEAR": int(last[:4]) + 1})
        begin, end = datetime.strptime(start, FORM), datetime.strptime(last, FORM)
        try:
            every = rrulestr(rule, dtstart=begin)
        except ValueError as error:
            # Its word for an interval that never meets BYHOUR.
            if "empty set" not in str(error):
                raise
            every = []
        times = itertools.takewhile(lambda time, end=end: time < end, every)
        print(*(time.strftime(FORM) for time in itertools.islice(times, int(count))), flush=True)


if __name__ == "__main__":
    main()
