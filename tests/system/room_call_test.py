# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The room in a call on the real SFU: seen and heard by guests, showing and playing them."""

import os
import unittest

from tests.system.guests import BrowserGuest
from tests.system.room import ROOM_TONE, write_feed
from tests.system.scene import SLUG, Scene

GUEST_MARK = "5a17c0de"


class Call(Scene):
    def setUp(self):
        super().setUp()
        self.standin.make_room(SLUG)

    def check_both_ways(self, room, guest, guest_mark=GUEST_MARK):
        """200 frames of 1280×720 within 20 s and the tone at the guest; mark and sound in the room."""
        guest.sees_mark(room.mark)
        identity = room.identity()
        guest.sees(identity, frames=200, width=1280, height=720, mark=room.mark, limit=20)
        guest.hears(identity, ROOM_TONE)
        room.shows(guest_mark, self.logs / "room.png")
        room.plays()


class LightGuests(Call):
    def check_codec(self, *options):
        room = self.start_room()
        room.call(self.link)
        self.check_both_ways(room, self.guest("guest", "--mark", GUEST_MARK, *options))
        room.hang_up()

    def test_the_calendar_starts_the_call(self):
        guest = self.guest("guest", "--mark", GUEST_MARK)
        feed = self.logs / "agenda.ics"
        write_feed(feed, self.link, begins_in=8)
        room = self.start_room(feed=feed)
        room.phase("COUNTDOWN", limit=20)
        joined = room.phase("IN_MEETING", limit=30)
        self.assertEqual(joined["meeting"]["title"], "Point d'équipe")
        self.check_both_ways(room, guest)

    def test_vp8_simulcast(self):
        self.check_codec("--codec", "vp8", "--simulcast")

    def test_vp9(self):
        self.check_codec("--codec", "vp9")

    def test_h264(self):
        self.check_codec("--codec", "h264")

    def test_a_closed_room_is_not_heard_until_it_is_opened(self):
        room = self.start_room(media="touch")
        guest = self.guest("guest", "--mark", GUEST_MARK)
        room.call(self.link)
        status = room.status()["meeting"]
        self.assertFalse(status.get("microphone_open", False) or status.get("camera_open", False))
        room.ctl("mute", "off")
        guest.hears(room.identity(), ROOM_TONE)

    def test_a_smaller_tile_is_sent_a_smaller_layer(self):
        room = self.start_room()
        room.call(self.link)
        self.guest("guest", "--mark", GUEST_MARK, "--codec", "vp8", "--simulcast", "--no-audio")

        def shown(height):
            return lambda status: any(track.get("height") == height for track in status["meeting"].get("tracks", [])
                                      if track.get("video") and not track.get("sending"))
        room.wait("the large layer", shown(720))
        others = [self.guest(f"other-{number}", "--no-video", "--no-audio") for number in range(4)]
        room.wait("the middle layer", shown(360))
        room.shows(GUEST_MARK, self.logs / "room.png")
        for other in others:
            other.stop()
        room.wait("the large layer again", shown(720))

    def test_guests_come_and_go_ten_times(self):
        room = self.start_room()
        room.call(self.link)
        stays = self.guest("stays", "--mark", "11223344", "--fps", "10")
        threads = []

        def settled(_):
            """Those of the guest before may still be ending: waits for a number that was seen before."""
            threads[turn:] = [len(os.listdir(f"/proc/{room.pid}/task"))]
            return turn < 7 or threads[turn] <= max(threads[1:7])

        for turn in range(10):
            turn_mark = f"a0000{turn:03x}"
            guest = self.guest(f"guest-{turn}", "--mark", turn_mark, "--codec", ("vp8", "vp9", "h264")[turn % 3], "--fps", "10")
            room.shows(turn_mark, self.logs / f"turn-{turn}.png")
            room.shows("11223344", self.logs / f"turn-{turn}.png")
            room.wait(f"no more threads than in the turns before, {threads}", settled)
            guest.stop()
            room.wait("the guest is gone", lambda s, name=guest.name: all(p.get("identity") != name for p in s["roster"].values()))
        stays.sees_mark(room.mark)
        print(f"threads per turn: {threads}")
        # From turn to turn the codecs of the guest differ, and so may the threads of its decoder.
        self.assertLessEqual(max(threads[7:]), max(threads[1:7]), threads)


class Browser(Call):
    simulcast = True

    def test_a_browser_guest_stays_on_vp9(self):
        room = self.start_room()
        room.call(self.link)
        browser = self.guest("browser", "--mark", GUEST_MARK, kind=BrowserGuest)
        self.check_both_ways(room, browser)
        for _ in range(5):
            stats = browser.event("stats", after=browser.count())
            video = [stream for stream in stats["sending"] if stream["kind"] == "video" and stream["active"]]
            self.assertEqual([(stream["codec"], stream["mode"]) for stream in video], [("vp9", "L3T3_KEY")])


if __name__ == "__main__":
    unittest.main()
