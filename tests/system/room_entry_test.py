# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the room is let into a Visio meeting, or not."""

import time
import unittest

from tests.system.scene import SLUG, Scene


class Entry(Scene):
    def requests(self):
        return self.standin.requests(SLUG)

    def test_a_host_accepts(self):
        self.standin.make_room(SLUG, "restricted")
        room = self.start_room()
        room.ctl("join", self.link)
        room.entry("WAITING")
        self.assertEqual([each["username"] for each in self.standin.waiting(SLUG)], ["Salle Salle 301 (équipement de salle)"])
        self.standin.decide(SLUG, accept=True)
        room.phase("IN_MEETING")

    def test_a_host_denies_and_the_room_asks_no_more(self):
        self.standin.make_room(SLUG, "restricted")
        room = self.start_room()
        room.ctl("join", self.link)
        room.entry("WAITING")
        self.standin.decide(SLUG, accept=False)
        room.wait("the end", lambda s: s["meeting"].get("last_end") == "END_DENIED")
        asked = self.requests()
        time.sleep(4)
        self.assertEqual(self.requests(), asked)

    def test_an_expired_entry_is_asked_for_again(self):
        self.standin.make_room(SLUG, "restricted")
        room = self.start_room()
        room.ctl("join", self.link)
        room.entry("WAITING")
        identity = self.standin.waiting(SLUG)[0]["id"]
        self.standin.forget(SLUG)
        room.wait("a second entry", lambda s: len(self.standin.waiting(SLUG)) == 1)
        self.assertEqual(self.standin.waiting(SLUG)[0]["id"], identity, "the id is stable per meeting")
        self.standin.decide(SLUG, accept=True)
        room.phase("IN_MEETING")

    def test_the_host_is_late(self):
        room = self.start_room()
        room.ctl("join", self.link)
        room.entry("NOT_OPEN")
        self.standin.make_room(SLUG)
        room.phase("IN_MEETING", limit=30)


if __name__ == "__main__":
    unittest.main()
