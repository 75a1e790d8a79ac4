# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens around the media: recordings, mutes, hands, names, chat."""

import json
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


class People(Scene):
    def setUp(self):
        super().setUp()
        self.standin.make_room(SLUG)
        self.ada = self.guest("Ada", "--no-audio")
        self.ada.event("connected", 20)
        self.room = self.start_room()
        self.room.call(self.link)

    def person(self, status, name):
        return next((p for p in status.get("roster", {}).values() if p.get("name") == name), {})

    def test_the_hand_goes_up_by_rest_and_the_guest_sees_it(self):
        identity = self.room.identity()
        start = self.ada.count()
        self.room.ctl("hand", "on")
        seen = self.ada.event("attributes", 10, start, identity=identity)
        self.assertTrue(seen["changed"]["handRaisedAt"])
        status = self.room.wait("its own hand", lambda s: any(p.get("self") and p.get("hand_raised") for p in s["roster"].values()))
        self.assertEqual([p.get("hand_order", 0) for p in status["roster"].values() if p.get("self")], [1])
        self.sfu.call("UpdateParticipant", room=self.standin.livekit_room(SLUG), identity="Ada",
                      attributes={"handRaisedAt": "2020-01-01T00:00:00+00:00"})
        self.room.wait("Ada's hand before ours", lambda s: self.person(s, "Ada").get("hand_order") == 1
                       and any(p.get("self") and p.get("hand_order") == 2 for p in s["roster"].values()))
        self.room.ctl("screenshot", self.logs / "hands.png")
        start = self.ada.count()
        self.room.ctl("hand", "off")
        self.assertEqual(self.ada.event("attributes", 10, start, identity=identity)["changed"]["handRaisedAt"], "")

    def test_another_name_reaches_the_guest_and_comes_back_after_a_loss(self):
        identity = self.room.identity()
        start = self.ada.count()
        self.room.ctl("rename", "Salle Ségur")
        self.ada.event("renamed", 10, start, identity=identity, name="Salle Ségur")
        self.sfu.kill()
        self.room.phase("RECONNECTING")
        self.sfu.start()
        self.room.phase("IN_MEETING", limit=40)
        self.room.wait("its name", lambda s: any(p.get("self") and p.get("name") == "Salle Ségur" for p in s.get("roster", {}).values()))

    def test_chat_and_reactions_are_shown_for_a_moment_and_kept_nowhere(self):
        secret = "un message que personne ne garde"
        self.ada.send(do="chat", text=secret)
        status = self.room.wait("the message", lambda s: s["meeting"].get("said"))
        self.assertEqual(status["meeting"]["said"], [{"who": "Ada", "text": secret}])
        self.ada.send(do="data", payload='{"type":"reactionReceived","data":{"emoji":"party-popper"}}')
        self.room.wait("the reaction", lambda s: {"who": "Ada", "reaction": "party-popper"} in s["meeting"].get("said", []))
        self.room.ctl("screenshot", self.logs / "chat.png")
        self.room.wait("their end", lambda s: not s["meeting"].get("said"), limit=15)
        self.assertEqual(self.room.stop(), 0)
        written = [f for f in (self.logs / "room").rglob("*") if f.is_file()] + [self.room.log]
        self.assertTrue(written)
        for file in written:
            self.assertNotIn(secret.encode(), file.read_bytes(), file)

    def test_hostile_texts_do_no_harm(self):
        self.ada.send(do="chat", text="\u202e\x1b[2J" + "x" * 4000)
        self.ada.send(do="chat", text="y" * 60000)
        self.ada.send(do="data", payload="{" * 10000)
        mallory = self.guest("\u202eMallory \x07" + "é" * 100, "--no-audio", "--no-video")
        status = self.room.wait("the message", lambda s: s["meeting"].get("said"))
        self.assertEqual(status["meeting"]["said"][0]["text"], "[2J" + "x" * 296 + "…")
        status = self.room.wait("the other name", lambda s: len(s["roster"]) == 3)
        self.assertIn("Mallory " + "é" * 55 + "…", [p["name"] for p in status["roster"].values()])
        self.room.ctl("screenshot", self.logs / "hostile.png")
        self.assertTrue(mallory.running())

    def test_a_guest_who_did_not_sign_in_is_marked_and_the_public_room_says_so(self):
        status = self.room.wait("the guest", lambda s: self.person(s, "Ada"))
        self.assertTrue(self.person(status, "Ada").get("not_authenticated"))
        self.room.wait("who may enter", lambda s: s["meeting"].get("open_to_all"))
        self.assertEqual([p.get("room", False) for p in status["roster"].values() if p.get("self")], [True], "a UUID of version 8")


class Waiting(Scene):
    def test_the_waiting_screen_has_a_code_and_hides_the_link(self):
        self.standin.make_room(SLUG, "restricted")
        room = self.start_room()
        room.ctl("join", self.link)
        status = room.entry("WAITING")
        self.assertGreater(number(status, "meeting", "waiting_since_ms"), 0)
        self.assertNotIn(SLUG, room.ctl("status", "--json"), "the link is for the screen alone")
        room.ctl("screenshot", self.logs / "waiting.png")
        self.standin.decide(SLUG, accept=True)
        status = room.phase("IN_MEETING")
        self.assertEqual(number(status, "meeting", "waiting_since_ms"), 0)
        self.assertNotIn(SLUG.encode(), room.log.read_bytes())


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
        # The agenda and what follows from it stand in one status: a room that wanted back would count down now. The picture
        # comes from the loop's next turns, in which it would have asked.
        self.assertEqual(room.status()["meeting"].get("phase"), "PHASE_IDLE")
        room.ctl("screenshot", self.logs / "out.png")
        self.assertEqual(self.standin.requests(SLUG), asked, "it asked again by itself")
        self.assertEqual(room.status()["meeting"].get("phase"), "PHASE_IDLE")


if __name__ == "__main__":
    unittest.main()
