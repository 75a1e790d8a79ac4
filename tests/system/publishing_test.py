# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tracks that come and go on the real SFU: a second camera and content beside the camera, unpublished and published again."""

import unittest

from tests.system.guests import LightGuest
from tests.system.processes import CHECKOUT, Child, binaries, log_folder
from tests.system.sfu import Sfu, token

ROOM = "publishing"
MARKS = {"camera": "000000a1", "second": "000000a2", "content": "000000a3"}


class SendingRoom(Child):
    """tests/system/sending_room.cpp as a process."""

    def __init__(self, logs, sfu, codec):
        super().__init__("sending-room", [binaries() / "sending_room", sfu.url, token("sender", ROOM), codec], logs, {
            "LSAN_OPTIONS": f"suppressions={CHECKOUT / 'tests/system/leaks_not_ours.txt'}:print_suppressions=0"})
        self.event("connected")


class Publishing(unittest.TestCase):
    def start(self, codec):
        self.logs = log_folder(self.id().split(".", 2)[-1])
        sfu = Sfu(self.logs)
        self.addCleanup(sfu.stop)
        guest = LightGuest("guest", self.logs, "--no-video", "--no-audio")
        self.addCleanup(guest.stop)
        guest.join(sfu.url, ROOM)
        sender = SendingRoom(self.logs, sfu, codec)
        self.addCleanup(sender.stop)
        return sender, guest

    def appears(self, sender, guest, name):
        """Publishes it and returns the track's sid, once its mark was read from a picture of its full size."""
        start = guest.count()
        sender.send(do="publish", source=name)
        seen = guest.event("mark", 20, start, mark=MARKS[name])
        width = 1920 if name == "content" else 1280
        guest.event("size", 20, start, sid=seen["sid"], width=width)
        return seen["sid"]

    def vanishes(self, sender, guest, name, sid):
        start = guest.count()
        sender.send(do="unpublish", source=name)
        guest.event("unsubscribed", 20, start, sid=sid)

    def goes_on(self, guest, *sids):
        """New frames of each of these tracks."""
        for sid in sids:
            frames = self.frames(guest, sid)
            guest.wait_for(f"frames of {sid}", lambda e, sid=sid, frames=frames: any(
                t["sid"] == sid and t.get("frames", 0) > frames + 20 for t in e.get("tracks", [])), 20, guest.count())

    def frames(self, guest, sid):
        found = guest.wait_for(f"statistics of {sid}", lambda e: any(t["sid"] == sid for t in e.get("tracks", [])), 10, guest.count())
        return next(t["frames"] for t in found["tracks"] if t["sid"] == sid)

    def check(self, codec):
        sender, guest = self.start(codec)
        camera = self.appears(sender, guest, "camera")
        content = self.appears(sender, guest, "content")
        second = self.appears(sender, guest, "second")
        self.goes_on(guest, camera, content, second)
        for _ in range(3):
            self.vanishes(sender, guest, "content", content)
            self.goes_on(guest, camera, second)
            content = self.appears(sender, guest, "content")
        self.vanishes(sender, guest, "camera", camera)
        camera = self.appears(sender, guest, "camera")
        self.goes_on(guest, camera, content, second)
        self.assertEqual(sender.stop(patience=5), 0)

    def test_vp8(self):
        self.check("vp8")

    def test_h264(self):
        self.check("h264")


if __name__ == "__main__":
    unittest.main()
