# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the room does when the SFU dies, a moderator removes it, or it is told to end."""

import time
import unittest

from tests.system.room import number
from tests.system.scene import SLUG, Scene

GUEST_MARK = "5a17c0de"


class Faults(Scene):
    def setUp(self):
        super().setUp()
        self.standin.make_room(SLUG)
        self.room = self.start_room()
        self.room.call(self.link)

    def test_a_killed_sfu_comes_back_and_so_does_the_room(self):
        first = self.guest("first", "--mark", "11223344")
        first.sees_mark(self.room.mark)
        identity = self.room.identity()
        self.sfu.kill()
        self.room.phase("RECONNECTING")
        self.sfu.start()
        status = self.room.phase("IN_MEETING", limit=40)
        self.assertGreaterEqual(number(status, "meeting", "reconnects"), 1)
        second = self.guest("second", "--mark", GUEST_MARK)
        second.sees_mark(self.room.mark, limit=30)
        second.sees(identity, frames=20)
        self.room.shows(GUEST_MARK, self.logs / "room.png")

    def test_a_removed_room_stays_out(self):
        livekit_room = self.standin.livekit_room(SLUG)
        guest = self.guest("guest", "--mark", GUEST_MARK)
        guest.sees_mark(self.room.mark)
        start = guest.count()
        self.sfu.call("RemoveParticipant", room=livekit_room, identity=self.room.identity())
        self.room.wait("the end", lambda s: s["meeting"].get("last_end") == "END_REMOVED")
        guest.event("participant_left", 10, start)
        time.sleep(5)
        self.assertEqual([e for e in guest.events[start:] if e["event"] == "participant_joined"], [])

    def test_sigterm_leaves_the_meeting_within_three_seconds(self):
        guest = self.guest("guest", "--mark", GUEST_MARK)
        guest.sees_mark(self.room.mark)
        start = guest.count()
        began = time.monotonic()
        self.assertEqual(self.room.stop(), 0)
        self.assertLess(time.monotonic() - began, 3 if "asan" not in str(self.logs) else 6)
        guest.event("participant_left", 2, start)


if __name__ == "__main__":
    unittest.main()
