# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens around the media: recordings, mutes, hands, names, chat."""

import json
import unittest

from tests.system.room import number
from tests.system.scene import SLUG, Scene


def opened(status, kind):
    """Whether the room's own device of this kind ("cameras", "microphones") is really open."""
    return any(device.get("open", False) for device in status["devices"].get(kind, {}).values())


class Recordings(Scene):
    def setUp(self):
        super().setUp()
        self.standin.make_room(SLUG)
        self.guest = self.guest("guest", "--no-audio")
        self.guest.event("connected", 20)

    def metadata(self, **values):
        self.sfu.call("UpdateRoomMetadata", room=self.standin.livekit_room(SLUG), metadata=json.dumps(values))

    def test_a_recorded_meeting_is_said_before_the_devices_open(self):
        self.metadata(recording_mode="screen_recording", recording_status="started", access_level="public")
        room = self.start_room()
        room.ctl("join", self.link)
        status = room.wait("the recording", lambda s: s["meeting"].get("recording"))
        self.assertFalse(opened(status, "cameras") or opened(status, "microphones"), "they opened before it was said")
        room.wait("the tone", lambda s: number(s, "devices", "speaker_level") < 0 and number(s, "devices", "speaker_level") > -60)
        status = room.wait("the open devices", lambda s: opened(s, "cameras") and opened(s, "microphones"))
        self.assertEqual(status["meeting"]["recording_state"], "RECORDING_RUNNING")
        room.phase("IN_MEETING")
        room.ctl("screenshot", self.logs / "recorded.png")
        self.assertIn("recording (running)", room.ctl("status"))
        self.metadata(access_level="public")
        room.wait("the end of the recording", lambda s: not s["meeting"].get("recording", False))

    def test_a_transcription_that_begins_later_is_said(self):
        room = self.start_room()
        room.call(self.link)
        self.assertFalse(room.status()["meeting"].get("recording", False))
        self.metadata(recording_mode="transcript", recording_status="starting")
        status = room.wait("the transcription", lambda s: s["meeting"].get("transcription"))
        self.assertEqual(status["meeting"]["recording_state"], "RECORDING_STARTING")
        room.wait("the tone", lambda s: -60 < number(s, "devices", "speaker_level") < 0)


if __name__ == "__main__":
    unittest.main()
