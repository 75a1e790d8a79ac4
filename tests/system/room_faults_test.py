# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the room does when the SFU dies or is not the promised one, a moderator acts on it, or it is ended."""

import time
import unittest

from tests.system.false_certificate import FalseCertificate, falsify, split_frame
from tests.system.guests import LightGuest
from tests.system.processes import binaries
from tests.system.room import ROOM_TONE, number, write_feed
from tests.system.scene import SLUG, Scene

GUEST_MARK = "5a17c0de"
QUIET_SECONDS = 5  # In which a room that should stay out does not come back. Its first retries come within two.


def said(guest, event, after):
    return [e for e in guest.events[after:] if e.get("event") == event]


class InACall(Scene):
    def setUp(self):
        super().setUp()
        self.standin.make_room(SLUG)
        self.room = self.start_room()
        self.room.call(self.link)

    def watcher(self):
        """A guest who sees the room, and the position in its events."""
        guest = self.guest("guest", "--mark", GUEST_MARK)
        guest.sees_mark(self.room.mark)
        return guest, guest.count()

    def stays_out(self, guest, start):
        """The guest saw the room go, and it neither asks Visio again nor comes back."""
        guest.event("participant_left", 10, start)
        asked = self.standin.requests(SLUG)
        time.sleep(QUIET_SECONDS)
        self.assertEqual(said(guest, "participant_joined", start), [])
        self.assertEqual(self.standin.requests(SLUG), asked)


class Faults(InACall):
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
        guest, start = self.watcher()
        self.sfu.call("RemoveParticipant", room=self.standin.livekit_room(SLUG), identity=self.room.identity())
        self.room.ended("REMOVED")
        self.stays_out(guest, start)

    def test_a_second_device_with_the_rooms_identity_keeps_it_out(self):
        identity = self.room.identity()
        twin = LightGuest("twin", self.logs, "--mark", "11223344")
        self.addCleanup(twin.stop)
        guest, start = self.watcher()
        twin.name = identity
        twin.join(self.sfu.url, self.standin.livekit_room(SLUG))
        self.room.ended("DUPLICATE")
        guest.sees_mark("11223344", after=start)
        after = guest.count()
        asked = self.standin.requests(SLUG)
        time.sleep(QUIET_SECONDS)
        self.assertTrue(twin.running())
        self.assertEqual(said(twin, "disconnected", 0), [], "the room threw the other device out again")
        self.assertEqual(said(guest, "participant_left", after), [])
        self.assertEqual(self.standin.requests(SLUG), asked)

    def test_a_closed_room_ends_the_call(self):
        guest, _ = self.watcher()
        self.sfu.call("DeleteRoom", room=self.standin.livekit_room(SLUG))
        self.room.ended("ROOM_CLOSED")
        asked = self.standin.requests(SLUG)
        time.sleep(QUIET_SECONDS)
        self.assertEqual(self.standin.requests(SLUG), asked)
        self.assertTrue(guest.running())

    def test_a_moderators_mute_closes_the_microphone_itself(self):
        guest, start = self.watcher()
        identity = self.room.identity()
        guest.hears(identity, ROOM_TONE)
        livekit_room = self.standin.livekit_room(SLUG)
        me = self.sfu.call("GetParticipant", room=livekit_room, identity=identity)
        track = next(t["sid"] for t in me["tracks"] if t.get("source") == "MICROPHONE")
        self.assertTrue(self.microphone_device(self.room.status()).get("open"))
        self.sfu.call("MutePublishedTrack", room=livekit_room, identity=identity, track_sid=track, muted=True)
        status = self.room.wait("the closed microphone", lambda s: not s["meeting"].get("microphone_open", False))
        self.assertEqual(status["meeting"].get("phase"), "PHASE_IN_MEETING")
        self.assertTrue(status["meeting"].get("camera_open"), "the camera was not meant")
        self.assertTrue(status["meeting"].get("microphone_closed_remotely"), "the room says that somebody else closed it")
        self.assertIn("closed by a moderator", self.room.ctl("status"))
        self.room.wait("the closed device", lambda s: not self.microphone_device(s).get("open", False))
        guest.event("muted", 10, start, identity=identity, muted=True)
        guest.wait_for("silence of the room", lambda e: any(t["identity"] == identity and t["kind"] == "audio" and t["dbfs"] < -60
                                                            for t in e.get("tracks", [])), 10, guest.count())
        # A person in the room opens it again.
        self.room.ctl("mute", "off")
        guest.hears(identity, ROOM_TONE, after=guest.count())
        self.assertFalse(self.room.status()["meeting"].get("microphone_closed_remotely", False))

    @staticmethod
    def microphone_device(status):
        return next(device for device in status["devices"]["microphones"].values() if device.get("selected"))

    def test_sigterm_leaves_the_meeting_within_three_seconds(self):
        guest, start = self.watcher()
        began = time.monotonic()
        self.assertEqual(self.room.stop(), 0)
        # A sanitizer looks for leaks at the exit, which is no part of the service.
        self.assertLess(time.monotonic() - began, 6 if "asan" in str(binaries()) else 3)
        guest.event("participant_left", 2, start)


class WrongCertificate(Scene):
    def livekit_url(self):
        self.middle = FalseCertificate(self.sfu.port)
        self.addCleanup(self.middle.stop)
        return self.middle.url

    def test_the_proxy_changes_one_digit_and_keeps_the_length(self):
        text = b"v=0\r\na=fingerprint:sha-256 0A:BB\r\na=fingerprint:sha-256 F0:11\r\n"
        self.assertEqual(falsify(text), (b"v=0\r\na=fingerprint:sha-256 1A:BB\r\na=fingerprint:sha-256 00:11\r\n", 2))
        for size in (5, 125, 126, 65535, 65536):
            head = b"\x82" + (bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2) if size < 65536 else b"\x7f" + size.to_bytes(8))
            self.assertEqual(split_frame(head + b"x" * size + b"rest"), (head, b"x" * size, b"rest"))
            self.assertIsNone(split_frame(head + b"x" * (size - 1)))

    def test_it_is_the_digit_that_keeps_the_room_out(self):
        self.middle.honest = True
        self.standin.make_room(SLUG)
        room = self.start_room()
        room.call(self.link)
        self.assertEqual(self.middle.connections, 1)

    def test_no_media_passes_and_the_room_says_why(self):
        self.standin.make_room(SLUG)
        guest = self.guest("guest", "--mark", GUEST_MARK)
        start = guest.count()
        room = self.start_room()
        room.ctl("join", self.link)
        status = room.ended("WRONG_CERTIFICATE")
        self.assertGreater(self.middle.falsified, 0, "nothing was falsified, so nothing was tested")
        self.assertIn("certificate", status["meeting"]["problem"])
        joins, asked = self.middle.connections, self.standin.requests(SLUG)
        time.sleep(QUIET_SECONDS)
        self.assertEqual((self.middle.connections, self.standin.requests(SLUG)), (joins, asked), "it tried again")
        status = room.status()
        self.assertEqual(number(status, "meeting", "join", "connected_ms"), 0)
        self.assertEqual(number(status, "meeting", "join", "first_remote_frame_ms"), 0)
        self.assertEqual(said(guest, "first_frame", start) + said(guest, "first_sound", start), [])


class Reboot(Scene):
    """Power fails in the middle of a meeting of the calendar, and comes back."""

    def setUp(self):
        super().setUp()
        self.standin.make_room(SLUG)
        self.feed = self.logs / "agenda.ics"
        write_feed(self.feed, self.link, begins_in=2)

    def rebooted(self, media):
        room = self.start_room(feed=self.feed, media=media)
        room.phase("IN_MEETING", limit=30)
        room.wait("the meeting on disk", lambda s: s["meeting"].get("occurrence"))
        room.kill()
        room = self.start_room(feed=self.feed, media=media)
        return room, room.phase("IN_MEETING", limit=30)["meeting"]

    def test_the_room_comes_back_closed(self):
        room, meeting = self.rebooted("touch")
        self.assertEqual(meeting["title"], "Point d'équipe")
        self.assertFalse(meeting.get("microphone_open", False) or meeting.get("camera_open", False))
        self.assertEqual(number(room.status(), "meeting", "reconnects"), 0)

    def test_a_room_that_is_always_open_comes_back_open(self):
        room, meeting = self.rebooted("always")
        self.assertTrue(meeting.get("microphone_open") and meeting.get("camera_open"))
        guest = self.guest("guest", "--mark", GUEST_MARK)
        guest.sees_mark(room.mark)

    def test_a_meeting_that_was_left_is_not_joined_again(self):
        room = self.start_room(feed=self.feed)
        room.phase("IN_MEETING", limit=30)
        room.hang_up()
        asked = self.standin.requests(SLUG)
        room.kill()
        room = self.start_room(feed=self.feed)
        room.wait("the agenda", lambda s: any(o.get("joinability") == "JOINABILITY_LEFT" for o in s["agenda"].get("occurrences", {}).values()))
        time.sleep(QUIET_SECONDS + 5)  # The countdown takes five.
        self.assertIn(room.status()["meeting"]["phase"], ("PHASE_IDLE", "PHASE_ANNOUNCED"))
        self.assertEqual(self.standin.requests(SLUG), asked)


if __name__ == "__main__":
    unittest.main()
