# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""200 joins and leaves in one process (tools/test --full, release build: a sanitizer's memory is not the program's)."""

import os
import unittest

from tests.system.room import number
from tests.system.scene import SLUG, Scene

GUEST_MARK = "5a17c0de"
WARM, JOINS = 20, int(os.environ.get("ROTONDE_ENDURANCE_JOINS", "200"))


class Endurance(Scene):
    def figures(self, pid):
        def field(name):
            with open(f"/proc/{pid}/status") as status:
                return next(int(line.split()[1]) for line in status if line.startswith(name))
        with open(f"/proc/{pid}/smaps_rollup") as smaps:
            private = sum(int(line.split()[1]) for line in smaps if line.startswith(("Private_Clean", "Private_Dirty")))
        return {"resident_kib": field("VmRSS"), "private_kib": private, "threads": field("Threads"), "descriptors": len(os.listdir(f"/proc/{pid}/fd"))}

    def test_memory_threads_and_descriptors_do_not_grow(self):
        self.standin.make_room(SLUG)
        room = self.start_room()
        guest = self.guest("guest", "--mark", GUEST_MARK, "--fps", "10", "--width", "640", "--height", "360")
        figures = {}
        for join in range(1, JOINS + 1):
            room.ctl("join", self.link)
            room.wait("the guest's picture", lambda s: number(s, "meeting", "join", "first_remote_frame_ms") > 0)
            room.hang_up()
            if join % WARM == 0:
                figures[join] = self.figures(room.pid)
                print(f"join {join:3}: {figures[join]}", flush=True)
        self.assertTrue(guest.running())
        warm, last = figures[WARM], figures[max(figures)]
        self.assertLessEqual(last["resident_kib"] - warm["resident_kib"], 2048)
        self.assertEqual(last["threads"], warm["threads"])
        self.assertEqual(last["descriptors"], warm["descriptors"])


if __name__ == "__main__":
    unittest.main()
