# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""200 joins and leaves in one process (tools/test --full, release build: a sanitizer's memory is not the program's).

The measure of memory is Pss_Anon: what the process has written and nobody else holds, so heap and stacks. Pages of
libraries and plug-ins, which come and go with what else runs on the machine, are no part of it. All figures are read
while the room is idle, from /proc, with no guest's track left.
"""

import os
import time
import unittest

from tests.system.processes import Child, binaries
from tests.system.scene import SLUG, Scene

GUEST_MARK = "5a17c0de"
WARM, JOINS = 20, int(os.environ.get("ROTONDE_ENDURANCE_JOINS", "200"))
GROWTH_KIB = 2048


def in_phase(name):
    return lambda event: event.get("status", {}).get("meeting", {}).get("phase") == f"PHASE_{name}"


def has_picture(event):
    return event.get("status", {}).get("meeting", {}).get("join", {}).get("first_remote_frame_ms", 0) > 0


class Endurance(Scene):
    @staticmethod
    def figures(pid):
        def kib(file, name):
            with open(f"/proc/{pid}/{file}") as lines:
                return next(int(line.split()[1]) for line in lines if line.startswith(name))
        return {"anonymous": kib("smaps_rollup", "Pss_Anon:"), "resident": kib("status", "VmRSS:"), "threads": kib("status", "Threads:"),
                "descriptors": len(os.listdir(f"/proc/{pid}/fd"))}

    def settled(self, pid, quiet=2.0, limit=15.0):
        """The figures when threads and descriptors have not changed for `quiet` seconds: those of the last call are gone."""
        began = since = time.monotonic()
        found = self.figures(pid)
        while time.monotonic() - since < quiet and time.monotonic() - began < limit:
            time.sleep(0.1)
            before, found = found, self.figures(pid)
            if any(found[key] != before[key] for key in ("threads", "descriptors")):
                since = time.monotonic()
        return found

    def test_memory_threads_and_descriptors_do_not_grow(self):
        self.standin.make_room(SLUG)
        room = self.start_room()
        self.guest("guest", "--mark", GUEST_MARK, "--fps", "10", "--width", "640", "--height", "360")
        watch = Child("watch", [binaries() / "rotondectl", "--socket", room.socket, "--json", "watch", "meeting"], self.logs)
        self.addCleanup(watch.stop, 2)
        watch.wait_for("the first status", in_phase("IDLE"))
        figures = {}
        print(f"\n{'join':>5} {'anonymous KiB':>14} {'resident KiB':>13} {'threads':>8} {'descriptors':>12}", flush=True)
        for join in range(1, JOINS + 1):
            position = watch.count()
            room.ctl("join", self.link)
            watch.wait_for("the meeting", in_phase("IN_MEETING"), after=position)
            watch.wait_for("the guest's picture", has_picture, after=position)
            room.ctl("leave")
            watch.wait_for("the end", in_phase("IDLE"), after=position)
            if join % WARM == 0:
                figures[join] = now = self.settled(room.pid)
                print(f"{join:5} {now['anonymous']:14} {now['resident']:13} {now['threads']:8} {now['descriptors']:12}", flush=True)
        warm, last = figures[WARM], figures[max(figures)]
        self.assertEqual(last["threads"], warm["threads"])
        self.assertEqual(last["descriptors"], warm["descriptors"])
        self.assertLessEqual(last["anonymous"] - warm["anonymous"], GROWTH_KIB)


if __name__ == "__main__":
    unittest.main()
