# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The room's video in three layers on the real SFU: each viewer gets the one that he asks for."""

import time
import unittest

from tests.system.guests import LightGuest
from tests.system.room import number
from tests.system.scene import SLUG, Scene

SIZES = {"low": (320, 180), "medium": (640, 360), "high": (1280, 720)}


class Layers(Scene):
    simulcast = True

    def setUp(self):
        super().setUp()
        self.standin.make_room(SLUG)

    def start(self, **settings):
        """A room in the call, its identity, and a guest who sees its largest layer."""
        room = self.start_room(**settings)
        # A codec that is not proven yet is not sent.
        room.wait("its encoders", lambda s: s["devices"].get("encoders"))
        room.call(self.link)
        guest = self.guest("guest", "--no-video", "--no-audio")
        identity = room.identity()
        self.sees_size(guest, identity, "high")
        return room, identity, guest

    def ask(self, guest, identity, quality):
        start = guest.count()
        guest.send(do="quality", identity=identity, quality=quality)
        self.sees_size(guest, identity, quality, after=start)

    def sees_size(self, guest, identity, quality, after=0, limit=20):
        width, height = SIZES[quality]
        guest.event("size", limit, after, identity=identity, width=width, height=height)

    def layers(self, room):
        """Encoded frames of each layer."""
        tracks = room.wait("its tracks", lambda s: s["meeting"].get("tracks"))["meeting"]["tracks"]
        return {track.get("layer"): int(number(track, "frames")) for track in tracks if track.get("sending") and track.get("video")}

    def layers_after(self, room, rid):
        """The same, once the layer `rid` has encoded more than now."""
        now = self.layers(room)[rid]
        room.wait(f"more frames of {rid}", lambda _: self.layers(room)[rid] > now)
        return self.layers(room)

    def check_quality(self, codec):
        room, identity, guest = self.start(more=f'codec = "{codec}"\n')
        self.assertEqual(set(self.layers(room)), {"q", "h", "f"})
        for quality in ("low", "high", "medium", "high"):
            self.ask(guest, identity, quality)
        seen = guest.sees(identity, width=1280, height=720, frames=60, after=guest.count())
        self.assertEqual(seen["codec"], codec)
        self.assertEqual(seen["mark"], room.mark)
        room.hang_up()

    def test_vp8(self):
        self.check_quality("vp8")

    def test_h264(self):
        self.check_quality("h264")

    def test_a_layer_that_nobody_wants_is_not_encoded(self):
        room, identity, guest = self.start()
        self.ask(guest, identity, "low")
        # The server waits some 5 s before it gives a layer up, for each step down.
        deadline = time.monotonic() + 25
        before, after = {}, self.layers(room)
        while (before.get("f"), before.get("h")) != (after["f"], after["h"]):
            self.assertLess(time.monotonic(), deadline, f"still encoded: {before} → {after}")
            before = after
            after = self.layers_after(room, "q")
        self.ask(guest, identity, "high")
        self.assertGreater(self.layers_after(room, "f")["f"], after["f"])

    def test_mute_and_back_negotiates_nothing(self):
        room, identity, guest = self.start()
        self.ask(guest, identity, "low")
        start = guest.count()
        room.ctl("camera", "off")
        guest.event("muted", 10, start, identity=identity, muted=True)
        room.ctl("camera", "on")
        guest.event("muted", 10, start, identity=identity, muted=False)
        seen = guest.sees(identity, after=guest.count())
        guest.sees(identity, after=guest.count(), frames=seen["frames"] + 40, width=320)
        self.ask(guest, identity, "high")

    def test_one_layer_is_a_setting(self):
        room = self.start_room(simulcast=False)
        room.call(self.link)
        guest = self.guest("guest", "--no-video", "--no-audio", kind=LightGuest)
        self.sees_size(guest, room.identity(), "high")
        self.assertEqual(list(self.layers(room)), [None])


if __name__ == "__main__":
    unittest.main()
