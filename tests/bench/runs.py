# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""How every benchmark with guests begins, waits and ends."""

import json
import os
import platform
import shutil

from tests.system.processes import CHECKOUT

OUT = CHECKOUT / "build" / "bench"


def begin(programs):
    """Measures the `programs` of this folder; the logs of the run before are gone."""
    os.environ["ROTONDE_BIN"] = str(programs.resolve())
    os.environ.setdefault("ROTONDE_SYSTEM_LOGS", str(OUT / "logs"))
    shutil.rmtree(OUT / "logs", ignore_errors=True)


def seconds_pass(guest, count):
    """Until the guest has told its statistics, which come each second, `count` times; the first comes within a second."""
    for _ in range(count):
        guest.event("stats", 5, guest.count())


def settle(guest):
    """Longer than livekit-server holds requests for key frames of the upper layers back (rtc.pli_throttle, 1 s)."""
    seconds_pass(guest, 2)


def write(path, figures):
    """Writes the figures with the machine's own beside them; returns a line about both for people."""
    machine = {"machine": platform.machine(), "processors": os.cpu_count(), "load_1min": os.getloadavg()[0]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**machine, **figures}, indent=2, ensure_ascii=False) + "\n")
    return f"{machine['processors']} processors, load {machine['load_1min']:.1f}; written {path}"
