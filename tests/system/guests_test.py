# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The guests themselves, with each other through the real SFU: what a guest reports must be what the other sent."""

import unittest

import numpy as np
from PIL import Image

from tests.guests import mark, picture
from tests.guests.tone import Meter, Tone
from tests.system.guests import BrowserGuest, LightGuest
from tests.system.processes import log_folder
from tests.system.sfu import Sfu

ANN_MARK, BOB_MARK = "12345678", "deadbeef"


class MarkTest(unittest.TestCase):
    def test_it_is_read_from_every_size_that_a_layer_or_a_tile_has(self):
        luma = np.full((720, 1280), 90, dtype=np.uint8)
        mark.draw(luma, 0x80000001)
        for size in ((1280, 720), (640, 360), (320, 180), (484, 272)):
            small = np.asarray(Image.fromarray(luma).resize(size, Image.Resampling.BILINEAR))
            self.assertEqual(mark.read(small), "80000001", size)

    def test_a_picture_without_a_mark_has_none(self):
        self.assertIsNone(mark.read(np.full((720, 1280), 90, dtype=np.uint8)))
        noise = np.random.default_rng(7).integers(0, 256, (720, 1280), dtype=np.uint8)
        self.assertIsNone(mark.read(noise))

    def test_a_wrong_fixed_cell_is_no_mark(self):
        luma = np.full((720, 1280), 90, dtype=np.uint8)
        mark.draw(luma, 5)
        luma[:60, :64] = mark.BLACK
        self.assertIsNone(mark.read(luma))

    @staticmethod
    def tile(value):
        """The light guest's picture as a PIL image."""
        planes = np.frombuffer(picture.Picture(640, 360, value, "Ann").frame(0.5), dtype=np.uint8)
        luma, blue, red = planes[:230400].reshape(360, 640), planes[230400:288000].reshape(180, 320), planes[288000:].reshape(180, 320)
        full = [np.clip((plane.astype(np.float32) - start) * 255 / scale + (0 if start == 16 else 128), 0, 255).astype(np.uint8)
                for plane, start, scale in ((luma, 16, 219), (blue, 128, 224), (red, 128, 224))]
        return Image.merge("YCbCr", [Image.fromarray(full[0]), *(Image.fromarray(plane).resize((640, 360)) for plane in full[1:])]).convert("RGB")

    def test_it_is_found_in_a_tile_of_a_screenshot_and_in_its_own_only(self):
        value = mark.parse(ANN_MARK)
        screen = Image.new("RGB", (1920, 1080), (20, 24, 33))
        screen.paste(self.tile(value).resize((800, 450)), (333, 217))
        self.assertEqual(picture.read_mark(screen, value), ANN_MARK)
        self.assertIsNone(picture.read_mark(screen, mark.parse(BOB_MARK)))

    def test_tiles_with_like_hues_are_told_apart(self):
        screen = Image.new("RGB", (1920, 1080), (20, 24, 33))
        values = (0x11223344, 0xA0000007, 0x80000001, 0x90000002)
        for index, value in enumerate(values):
            screen.paste(self.tile(value).resize((900, 506)), (20 + 940 * (index % 2), 30 + 530 * (index // 2)))
        for value in values:
            self.assertEqual(picture.read_mark(screen, value), f"{value:08x}")
        self.assertIsNone(picture.read_mark(screen, 0xA0000008))


class ToneTest(unittest.TestCase):
    def test_the_meter_reads_the_tone_that_is_played(self):
        tone, meter = Tone(1300, level=-12), Meter()
        for _ in range(100):
            meter.add(tone.block())
        heard = meter.measure()
        self.assertAlmostEqual(heard["hz"], 1300, delta=5)
        self.assertAlmostEqual(heard["dbfs"], -15.0, delta=0.5)  # A sine's RMS is 3 dB below its peak.
        self.assertGreater(heard["purity"], 0.95)

    def test_silence_has_no_tone(self):
        meter = Meter()
        meter.add(np.zeros(48000, dtype=np.int16))
        self.assertEqual(meter.measure()["hz"], 0)


class TwoGuests(unittest.TestCase):
    """Both publish; both must see the other's mark at full size, the codec asked for, and hear the other's tone."""

    def setUp(self):
        self.logs = log_folder(self.id().split(".", 2)[-1])
        self.sfu = Sfu(self.logs)
        self.addCleanup(self.sfu.stop)

    def guest(self, kind, name, *options):
        guest = kind(name, self.logs, *options)
        self.addCleanup(guest.stop)
        guest.join(self.sfu.url, "guests")
        return guest

    def check(self, watcher, shower, shown_mark, hertz, codec):
        watcher.sees_mark(shown_mark)
        watcher.sees(shower.name, frames=60, width=1280, height=720, codec=codec, mark=shown_mark)
        watcher.hears(shower.name, hertz)

    def both_ways(self, codec, *options):
        ann = self.guest(LightGuest, "ann", "--mark", ANN_MARK, "--tone", "700", "--codec", codec, *options)
        bob = self.guest(LightGuest, "bob", "--mark", BOB_MARK, "--tone", "1300", "--codec", codec)
        self.check(bob, ann, ANN_MARK, 700, codec)
        self.check(ann, bob, BOB_MARK, 1300, codec)
        return ann, bob


class LightGuestsTest(TwoGuests):
    def test_vp8(self):
        ann, bob = self.both_ways("vp8")
        start = bob.count()
        ann.leave()
        bob.event("participant_left", 10, start, identity="ann")

    def test_vp8_simulcast(self):
        self.both_ways("vp8", "--simulcast")

    def test_vp9(self):
        self.both_ways("vp9")

    def test_h264(self):
        self.both_ways("h264")

    def test_a_muted_tone_is_not_heard(self):
        ann = self.guest(LightGuest, "ann", "--mark", ANN_MARK, "--tone", "700", "--no-video")
        bob = self.guest(LightGuest, "bob", "--mark", BOB_MARK, "--tone", "1300", "--no-video")
        bob.hears("ann", 700)
        start = bob.count()
        ann.send(do="mute", kind="audio", muted=True)
        bob.event("muted", 10, start, identity="ann", muted=True)
        bob.wait_for("silence of ann", lambda e: any(t["identity"] == "ann" and t["dbfs"] < -60 for t in e.get("tracks", [])), 10, start)


class BrowserGuestTest(TwoGuests):
    def test_browser_and_light_guest_see_and_hear_each_other(self):
        browser = self.guest(BrowserGuest, "browser", "--mark", BOB_MARK, "--tone", "1300")
        ann = self.guest(LightGuest, "ann", "--mark", ANN_MARK, "--tone", "700")
        self.check(browser, ann, ANN_MARK, 700, "vp8")
        self.check(ann, browser, BOB_MARK, 1300, "vp9")
        sent = browser.wait_for("VP9 SVC", lambda e: any(s["mode"] == "L3T3_KEY" for s in e.get("sending", [])), 10)
        self.assertEqual([s["codec"] for s in sent["sending"] if s["kind"] == "video" and s["active"]], ["vp9"])
        file = self.logs / "browser.png"
        self.assertEqual(browser.snapshot(file)["event"], "snapshot")
        self.assertEqual(picture.read_mark(Image.open(file), mark.parse(ANN_MARK)), ANN_MARK)


if __name__ == "__main__":
    unittest.main()
