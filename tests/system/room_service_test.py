# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The service itself: with mistakes in its settings, and what of GStreamer it leaves behind."""

import re
import unittest
from collections import Counter

from PIL import Image

from tests.system.room import write_feed
from tests.system.scene import SLUG, Scene

GUEST_MARK = "5a17c0de"

# What GStreamer 1.26 itself never frees, and how much of it one life of the service may leave: webrtcechoprobe's query for
# each LATENCY event (the pipeline tells its latency again with each track that comes), and the plug-in dtls's agent with the
# one certificate of the process.
THEIRS = {"GstQuery: latency query": 12, "GstDtlsAgent: <dtlsagent0>": 1}


class Settings(Scene):
    """Mistakes do not keep the service from running: it says what is wrong and how to mend it."""

    def line_of(self, room, text):
        return next(number for number, line in enumerate(room.file.read_text().splitlines(), 1) if line.startswith(text))

    def test_mistakes_are_told_with_file_line_and_cure(self):
        # An unknown key near a known one, a wrong type, and an address that is none.
        room = self.start_room(countdwn="5s", alone_after_end=120, feed="htp://calendar.invalid/feed.ics")
        places = {key: self.line_of(room, key) for key in ("countdwn", "alone_after_end", "feed")}
        status = room.wait("the problems", lambda s: len(s["system"].get("config_problems", [])) >= 3)
        problems = {problem["line"]: problem for problem in status["system"]["config_problems"]}
        self.assertEqual(sorted(problems), sorted(places.values()))
        for problem in problems.values():
            self.assertEqual(problem["file"], str(room.file))
            self.assertGreater(problem["column"], 0)
        self.assertIn("join.countdown", problems[places["countdwn"]]["message"])
        self.assertRegex(problems[places["alone_after_end"]]["message"], r"\"\d+ ?(s|min|m)\"")
        self.assertRegex(problems[places["feed"]]["message"], "https://")
        self.assertNotIn("calendar.invalid", str(problems), "a feed's address is a secret")

        check = room.run_ctl("config", "check", room.file)
        self.assertEqual(check.returncode, 1, check)
        told = re.findall(rf"^{re.escape(str(room.file))}:(\d+):(\d+): .+$", check.stdout, re.MULTILINE)
        self.assertEqual(sorted(int(line) for line, _ in told), sorted(places.values()))

        picture = self.logs / "screen.png"
        room.ctl("screenshot", picture)
        with Image.open(picture) as screen:
            self.assertEqual(screen.size, (1920, 1080))
            self.assertGreater(len(screen.convert("RGB").getcolors(1 << 22)), 20, "the screen shows something")
        self.assertTrue(room.running())

    def test_a_file_that_is_no_toml_leaves_the_room_waiting_for_somebody(self):
        room = self.start_room(more="\n[room\n")
        status = room.wait("the problem", lambda s: s["system"].get("config_problems"))
        self.assertEqual(status["system"]["config_problems"][0]["line"], len(room.file.read_text().splitlines()))
        self.assertEqual(status["meeting"]["phase"], "PHASE_ATTENTION")
        self.assertNotEqual(room.run_ctl("join", self.link).returncode, 0)
        room.ctl("screenshot", self.logs / "screen.png")

    def test_good_settings_have_no_problems(self):
        room = self.start_room()
        self.assertEqual(room.status()["system"].get("config_problems", []), [])
        check = room.run_ctl("config", "check", room.file)
        self.assertEqual((check.returncode, check.stdout), (0, ""))


class Records(Scene):
    def test_what_the_room_did_is_kept_and_no_secret_with_it(self):
        self.standin.make_room(SLUG)
        feed = self.logs / "agenda-8d1f.ics"
        write_feed(feed, self.link, begins_in=3600)
        room = self.start_room(feed=feed)
        room.call(self.link)
        room.hang_up()
        self.assertEqual(room.stop(), 0)
        text = room.log.read_text(errors="replace")
        self.assertRegex(text, "rotonde.livekit-INFO.*session over: left")
        for secret in (SLUG, SLUG.replace("-", ""), "eyJ", "access_token", feed.name):
            self.assertNotIn(secret, text, f"a secret in {room.log}")


class Stop(Scene):
    def test_it_ends_well_at_any_moment_of_its_start(self):
        """Among the moments is the warm-up of the media engine, whose threads must have ended."""
        for turn in range(10):
            room = self.start_room()
            for _ in range(turn % 3):
                room.status()
            self.assertEqual(room.stop(), 0, f"turn {turn}; see {room.log}")


class Leaks(Scene):
    """GStreamer's own tracer counts the objects that are alive when the service has ended."""

    def test_nothing_of_gstreamer_is_alive_at_the_exit(self):
        self.standin.make_room(SLUG)
        room = self.start_room(environment={"GST_TRACERS": "leaks", "GST_DEBUG": "GST_TRACER:7", "GST_DEBUG_NO_COLOR": "1"})
        room.call(self.link)
        for turn, codec in enumerate(("vp8", "vp9", "h264")):
            guest = self.guest(f"guest-{turn}", "--mark", GUEST_MARK, "--codec", codec)
            room.shows(GUEST_MARK, self.logs / "room.png")
            guest.stop()
            room.wait("the guest is gone", lambda s: len(s["roster"]) == 1)
        room.hang_up()
        room.call(self.link)
        guest = self.guest("last", "--mark", GUEST_MARK)
        room.shows(GUEST_MARK, self.logs / "room.png")
        self.assertEqual(room.stop(), 0)
        text = room.log.read_text(errors="replace")
        self.assertIn("GST_TRACER", text, "the tracer did not run")
        alive = Counter()
        for kind, description in re.findall(r"object-alive, type-name=\(string\)(\w+), .*?description=\(string\)(.*?), ref-count", text):
            alive[next((known for known in THEIRS if f"{kind}: {description}".startswith(known)), f"{kind}: {description}")] += 1
        self.assertEqual({what: count for what, count in alive.items() if count > THEIRS.get(what, 0)}, {}, f"alive at the exit; see {room.log}")


if __name__ == "__main__":
    unittest.main()
