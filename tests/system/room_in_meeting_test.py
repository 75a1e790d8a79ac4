# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens around the media: recordings, mutes, hands, names, chat."""

import json
import time
import unittest

from tests.system.room import number, write_feed
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


class Moderation(Scene):
    """What a host does to the room holds until a person in the room undoes it."""

    def setUp(self):
        super().setUp()
        self.standin.make_room(SLUG)
        self.host = self.guest("Camille", "--no-audio", "--no-video")
        self.host.event("connected", 20)

    def mute(self, room, source):
        """As Visio's page does: the server mutes, the page says who did it."""
        identity, livekit_room = room.identity(), self.standin.livekit_room(SLUG)
        me = self.sfu.call("GetParticipant", room=livekit_room, identity=identity)
        track = next(t["sid"] for t in me["tracks"] if t.get("source") == source)
        self.sfu.call("MutePublishedTrack", room=livekit_room, identity=identity, track_sid=track, muted=True)
        self.host.send(do="data", payload='{"type":"participantMuted"}', to=[identity])

    def test_a_mute_is_named_and_survives_a_lost_server(self):
        room = self.start_room()
        room.call(self.link)
        room.wait("the published tracks", lambda s: s["meeting"].get("microphone_live"))
        self.mute(room, "MICROPHONE")
        status = room.wait("the name", lambda s: s["meeting"].get("microphone_closed_by") == "Camille")
        self.assertFalse(status["meeting"].get("microphone_live", False))
        self.assertIn("closed by Camille", room.ctl("status"))
        room.ctl("screenshot", self.logs / "muted.png")
        self.sfu.kill()
        room.phase("RECONNECTING")
        self.sfu.start()
        status = room.phase("IN_MEETING", limit=40)
        self.assertFalse(status["meeting"].get("microphone_live", False), "a rejoin opened it")
        self.assertTrue(status["meeting"].get("camera_live"), "the camera was not meant")
        room.ctl("mute", "off")
        room.wait("the open microphone", lambda s: s["meeting"].get("microphone_live"))

    def test_a_removed_room_stays_out_by_calendar_and_after_a_reboot(self):
        feed = self.logs / "agenda.ics"
        write_feed(feed, self.link, begins_in=2)
        room = self.start_room(feed=feed)
        room.phase("IN_MEETING", limit=30)
        self.sfu.call("RemoveParticipant", room=self.standin.livekit_room(SLUG), identity=room.identity())
        room.ended("REMOVED")
        asked = self.standin.requests(SLUG)
        room.kill()
        room = self.start_room(feed=feed)
        room.wait("the agenda", lambda s: any(o.get("joinability") == "JOINABILITY_LEFT" for o in s["agenda"].get("occurrences", {}).values()))
        time.sleep(3)
        self.assertEqual(self.standin.requests(SLUG), asked, "it asked again by itself")
        self.assertEqual(room.status()["meeting"].get("phase"), "PHASE_IDLE")


if __name__ == "__main__":
    unittest.main()
