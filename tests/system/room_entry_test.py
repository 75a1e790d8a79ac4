# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the room is let into a Visio meeting, or not."""

import time
import unittest
from itertools import pairwise

from tests.system.room import write_feed
from tests.system.scene import SLUG, Scene

SILENCE = 3.3  # Seconds without a request after which the server forgets who waits (3.0), so that the next is announced.
TITLE = "Salle 301 (équipement de salle)"


class Entry(Scene):
    def pauses(self):
        """The times between two requests, in seconds."""
        return [later - earlier for earlier, later in pairwise(self.standin.asked_at(SLUG))]

    def wait_in_lobby(self, **settings):
        self.standin.make_room(SLUG, "restricted")
        room = self.start_room(**settings)
        if "feed" not in settings:
            room.ctl("join", self.link)
        room.entry("WAITING")
        return room

    def test_a_host_accepts(self):
        room = self.wait_in_lobby()
        self.assertEqual([each["username"] for each in self.standin.waiting(SLUG)], [TITLE])
        self.standin.decide(SLUG, accept=True)
        room.phase("IN_MEETING")

    def test_a_host_denies_and_the_room_asks_only_when_told(self):
        room = self.wait_in_lobby()
        self.standin.decide(SLUG, accept=False)
        status = room.entry("DENIED")
        self.assertEqual(status["meeting"]["phase"], "PHASE_ENTERING")
        asked = self.standin.requests(SLUG)
        time.sleep(7)  # Longer than the server remembers the denial.
        self.assertEqual(self.standin.requests(SLUG), asked)
        room.ctl("call", "meeting.ask_again")
        room.entry("WAITING")
        self.standin.decide(SLUG, accept=True)
        room.phase("IN_MEETING")

    def test_an_expired_entry_is_asked_for_again(self):
        room = self.wait_in_lobby()
        identity = self.standin.waiting(SLUG)[0]["id"]
        self.standin.forget(SLUG)
        room.wait("a second entry", lambda s: len(self.standin.waiting(SLUG)) == 1)
        self.assertEqual(self.standin.waiting(SLUG)[0]["id"], identity, "the id is stable per meeting")
        self.standin.decide(SLUG, accept=True)
        room.phase("IN_MEETING")

    def test_hosts_are_told_again_at_the_start_for_they_may_be_late(self):
        feed = self.logs / "agenda.ics"
        write_feed(feed, self.link, begins_in=10)
        room = self.wait_in_lobby(feed=feed, lead="10s", countdown="0s")
        self.assertEqual([pause for pause in self.pauses() if pause > SILENCE], [])
        room.wait("the pause at the start", lambda s: any(pause > SILENCE for pause in self.pauses()), limit=25)
        room.wait("the room in the lobby again", lambda s: len(self.standin.waiting(SLUG)) == 1)
        pauses = self.pauses()
        long = [pause for pause in pauses if pause > SILENCE]
        self.assertEqual(len(long), 1, pauses)
        self.assertLess(long[0], 5)
        self.standin.decide(SLUG, accept=True)
        room.phase("IN_MEETING")

    def test_hosts_are_told_again_when_a_person_asks(self):
        room = self.wait_in_lobby()
        room.ctl("call", "meeting.announce_again")
        room.wait("the pause", lambda s: any(pause > SILENCE for pause in self.pauses()))
        self.standin.decide(SLUG, accept=True)
        room.phase("IN_MEETING")

    def test_a_room_that_is_not_open_yet_is_tried_until_it_is(self):
        room = self.start_room()
        room.ctl("join", self.link)
        room.entry("NOT_OPEN")
        self.standin.make_room(SLUG)
        room.phase("IN_MEETING", limit=30)


if __name__ == "__main__":
    unittest.main()
