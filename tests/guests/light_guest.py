# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""A meeting guest without a browser (libwebrtc through the package livekit), for tests, the demo and benchmarks.

It shows a marked picture and a beeping tone, decodes what the others send, and tells what it sees and hears as JSON
lines (docs/testing.md). Start it with `python -m tests.guests.light_guest` in the environment of tools/peers.
"""

import argparse
import asyncio
import time

import numpy as np
from livekit import rtc
from PIL import Image

from tests.guests import mark
from tests.guests.json_lines import commands, emit, now_ms
from tests.guests.picture import Picture
from tests.guests.tone import BLOCK, RATE, Meter, Tone

CODECS = {"vp8": rtc.VideoCodec.VP8, "vp9": rtc.VideoCodec.VP9, "h264": rtc.VideoCodec.H264, "av1": rtc.VideoCodec.AV1}

QUALITIES = {"low": rtc.VideoQuality.VIDEO_QUALITY_LOW, "medium": rtc.VideoQuality.VIDEO_QUALITY_MEDIUM,
             "high": rtc.VideoQuality.VIDEO_QUALITY_HIGH}
FIRST_FRAME_LIMIT = 2.0  # Seconds.


class RemoteVideo:
    """Decodes one remote video: counts frames, reads marks, keeps the newest picture."""

    def __init__(self, track, publication, identity):
        self.track, self.publication, self.identity = track, publication, identity
        self.frames, self.size, self.mark, self.newest = 0, (0, 0), None, None
        self._second, self._counted = time.monotonic(), 0
        self.task = asyncio.create_task(self._watch())
        self._doubts = asyncio.create_task(self._doubt())

    async def _watch(self):
        stream = rtc.VideoStream(self.track, format=rtc.VideoBufferType.I420, capacity=2)
        try:
            async for event in stream:
                self._take(event.frame)
        finally:
            await stream.aclose()

    async def _doubt(self):
        """Now and then libwebrtc decodes a new track but never delivers a picture (seen in about one of thirty
        subscriptions right after a publication, with no firmware in the room): a second subscription does."""
        while self.frames == 0:
            await asyncio.sleep(FIRST_FRAME_LIMIT)
            decoded = (await received(self.track)).get("decoded", 0)
            if self.frames == 0 and decoded > 10:
                emit("resubscribed", sid=self.track.sid, identity=self.identity, decoded=decoded)
                self.publication.set_subscribed(False)
                await asyncio.sleep(0.2)
                self.publication.set_subscribed(True)
                return

    def _take(self, frame):
        self.frames += 1
        self.newest = frame
        if self.frames == 1:
            emit("first_frame", sid=self.track.sid, identity=self.identity, width=frame.width, height=frame.height)
        if (frame.width, frame.height) != self.size:
            self.size = (frame.width, frame.height)
            emit("size", sid=self.track.sid, identity=self.identity, width=frame.width, height=frame.height)
        seen = mark.read(self.luma())
        if seen and seen != self.mark:
            self.mark = seen
            emit("mark", sid=self.track.sid, identity=self.identity, mark=seen)

    def luma(self):
        frame = self.newest
        return np.frombuffer(frame.data, dtype=np.uint8, count=frame.width * frame.height).reshape(frame.height, frame.width)

    def snapshot(self, path):
        frame = self.newest.convert(rtc.VideoBufferType.RGBA)
        Image.frombuffer("RGBA", (frame.width, frame.height), bytes(frame.data)).convert("RGB").save(path)

    async def stats(self):
        now = time.monotonic()
        rate = (self.frames - self._counted) / max(now - self._second, 1e-3)
        self._second, self._counted = now, self.frames
        return {"kind": "video", "width": self.size[0], "height": self.size[1], "frames": self.frames,
                "fps": round(rate, 1), "mark": self.mark, **(await received(self.track))}


class RemoteAudio:
    """Listens to one remote sound."""

    def __init__(self, track, _publication, identity):
        self.track, self.identity = track, identity
        self._meter, self._heard = Meter(), False
        self.task = asyncio.create_task(self._listen())

    async def _listen(self):
        stream = rtc.AudioStream(self.track, sample_rate=RATE, num_channels=1, capacity=50)
        try:
            async for event in stream:
                self._take(np.frombuffer(event.frame.data, dtype=np.int16))
        finally:
            await stream.aclose()

    def _take(self, samples):
        self._meter.add(samples)
        if not self._heard and np.abs(samples).max(initial=0) > 300:
            self._heard = True
            emit("first_sound", sid=self.track.sid, identity=self.identity)

    async def stats(self):
        return {"kind": "audio", **(self._meter.measure() or {"hz": 0, "dbfs": -100.0, "purity": 0.0}),
                **(await received(self.track))}


async def received(track):
    """What arrived, by WebRTC's own statistics. The codec is the RTP stream's, "vp9"; the announced type can be another
    (a publisher may have fallen back)."""
    try:
        reports = await track.get_stats()
    except Exception:  # The track may have gone while it was asked.
        return {}
    codecs = {r.codec.rtc.id: r.codec.codec.mime_type for r in reports if r.WhichOneof("stats") == "codec"}
    for report in reports:
        if report.WhichOneof("stats") != "inbound_rtp":
            continue
        inbound = report.inbound_rtp
        figures = {"codec": codecs.get(inbound.stream.codec_id, "").split("/")[-1].lower() or None,
                   "packets": inbound.received.packets_received, "lost": inbound.received.packets_lost}
        if inbound.stream.kind == "video":
            figures |= {"decoded": inbound.inbound.frames_decoded, "plis": inbound.inbound.pli_count,
                        "freezes": inbound.inbound.freeze_count}
        return figures
    return {}


class Guest:
    def __init__(self, options):
        self._options = options
        self._room = None
        self._remote = {}
        self._tasks = []
        self._published = {}

    async def join(self, url, token):
        room = self._room = rtc.Room()
        self._listen(room)
        started = now_ms()
        emit("joining")
        try:
            await room.connect(url, token, options=rtc.RoomOptions(auto_subscribe=True, dynacast=True))
        except rtc.ConnectError as error:
            emit("failed", message=str(error))
            return
        emit("connected", after=round(now_ms() - started, 1), identity=room.local_participant.identity)
        for person in room.remote_participants.values():
            emit("participant_joined", identity=person.identity, name=person.name)
        await self._publish(room)

    async def _publish(self, room):
        options = self._options
        if not options.no_video:
            source = rtc.VideoSource(options.width, options.height)
            track = rtc.LocalVideoTrack.create_video_track("camera", source)
            self._tasks.append(asyncio.create_task(self._film(source)))
            await self._publish_track(room, "video", track, rtc.TrackPublishOptions(
                source=rtc.TrackSource.SOURCE_CAMERA, video_codec=CODECS[options.codec], simulcast=options.simulcast,
                video_encoding=rtc.VideoEncoding(max_bitrate=options.bitrate, max_framerate=options.fps)))
        if not options.no_audio:
            source = rtc.AudioSource(RATE, 1, queue_size_ms=100)
            track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
            self._tasks.append(asyncio.create_task(self._sound(source)))
            await self._publish_track(room, "audio", track, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE))

    async def _publish_track(self, room, kind, track, options):
        try:
            publication = await room.local_participant.publish_track(track, options)
        except rtc.PublishTrackError as error:
            emit("failed", message=f"{kind} was not published: {error}")
            return
        self._published[kind] = track
        emit("published", kind=kind, sid=publication.sid)

    async def _film(self, source):
        started, count, picture, drawn = time.monotonic(), 0, None, None
        while True:
            if drawn != self._options.mark:
                drawn = self._options.mark
                picture = Picture(self._options.width, self._options.height, drawn, self._options.name)
                emit("drawing", mark=f"{drawn:08x}")
            seconds = count / self._options.fps
            late = time.monotonic() - started - seconds
            if late < 0:
                await asyncio.sleep(-late)
            elif late > 0.5:  # The machine stood still: go on from here instead of catching up.
                started += late
            frame = rtc.VideoFrame(self._options.width, self._options.height, rtc.VideoBufferType.I420, picture.frame(seconds))
            source.capture_frame(frame)
            count += 1

    async def _sound(self, source):
        tone = Tone(self._options.tone)
        while True:
            await source.capture_frame(rtc.AudioFrame(tone.block().tobytes(), RATE, 1, BLOCK))

    def _listen(self, room):
        @room.on("participant_connected")
        def _(person):
            emit("participant_joined", identity=person.identity, name=person.name)

        @room.on("participant_disconnected")
        def _(person):
            emit("participant_left", identity=person.identity, name=person.name)

        @room.on("track_subscribed")
        def _(track, publication, person):
            video = track.kind == rtc.TrackKind.KIND_VIDEO
            emit("subscribed", sid=track.sid, identity=person.identity, kind="video" if video else "audio",
                 announced=publication.mime_type)
            self._remote[track.sid] = (RemoteVideo if video else RemoteAudio)(track, publication, person.identity)

        @room.on("track_unsubscribed")
        def _(track, _publication, person):
            emit("unsubscribed", sid=track.sid, identity=person.identity)
            remote = self._remote.pop(track.sid, None)
            if remote:
                remote.task.cancel()

        @room.on("participant_attributes_changed")
        def _(changed, person):
            emit("attributes", identity=person.identity, changed=dict(changed))

        @room.on("participant_name_changed")
        def _(person, *_names):
            emit("renamed", identity=person.identity, name=person.name)

        @room.on("track_muted")
        def _(person, publication):
            emit("muted", sid=publication.sid, identity=person.identity, muted=True)

        @room.on("track_unmuted")
        def _(person, publication):
            emit("muted", sid=publication.sid, identity=person.identity, muted=False)

        @room.on("active_speakers_changed")
        def _(speakers):
            emit("speakers", identities=[speaker.identity for speaker in speakers])

        room.on("reconnecting", lambda: emit("reconnecting"))
        room.on("reconnected", lambda: emit("reconnected"))
        room.on("disconnected", lambda reason: emit("disconnected", reason=rtc.DisconnectReason.Name(reason)))

    async def leave(self):
        for task in self._tasks + [remote.task for remote in self._remote.values()]:
            task.cancel()
        self._tasks, self._remote, self._published = [], {}, {}
        if self._room:
            await self._room.disconnect()
            self._room = None
        emit("left")

    def mute(self, kind, muted):
        track = self._published.get(kind)
        if not track:
            emit("failed", message=f"no {kind} is published")
            return
        track.mute() if muted else track.unmute()
        emit("self_muted", kind=kind, muted=muted)

    def quality(self, identity, name):
        """Asks for one layer of the videos of `identity`."""
        asked = 0
        for remote in self._remote.values():
            if isinstance(remote, RemoteVideo) and remote.identity == identity:
                remote.publication.set_video_quality(QUALITIES[name])
                asked += 1
        if asked:
            emit("quality", identity=identity, quality=name)
        else:
            emit("failed", message=f"there is no video of {identity}")

    async def send_data(self, payload, topic, to):
        await self._room.local_participant.publish_data(payload, reliable=True, topic=topic, destination_identities=to)

    async def chat(self, text, topic):
        await self._room.local_participant.send_text(text, topic=topic)

    def snapshot(self, path, identity=None):
        pictures = [r for r in self._remote.values() if isinstance(r, RemoteVideo) and r.newest is not None]
        pictures = [r for r in pictures if identity in (None, r.identity)]
        if not pictures:
            emit("failed", message="there is no remote picture to save")
            return
        picture = max(pictures, key=lambda r: r.frames)
        picture.snapshot(path)
        emit("snapshot", file=path, identity=picture.identity)

    async def report(self):
        while True:
            await asyncio.sleep(1)
            tracks = [{"sid": sid, "identity": remote.identity, **(await remote.stats())} for sid, remote in list(self._remote.items())]
            if self._room:
                emit("stats", tracks=tracks)


async def run(options):
    guest = Guest(options)
    queue = commands(asyncio.get_running_loop())
    reporter = asyncio.create_task(guest.report())
    emit("ready")
    if options.url:
        await guest.join(options.url, options.token)
    while (command := await queue.get()) is not None:
        match command.get("do"):
            case "join":
                await guest.join(command["url"], command["token"])
            case "leave":
                await guest.leave()
            case "mute":
                guest.mute(command["kind"], command["muted"])
            case "quality":
                guest.quality(command["identity"], command["quality"])
            case "mark":
                options.mark = mark.parse(command["mark"])
            case "data":
                await guest.send_data(command["payload"], command.get("topic", ""), command.get("to", []))
            case "chat":
                await guest.chat(command["text"], command.get("topic", "lk.chat"))
            case "snapshot":
                guest.snapshot(command["file"], command.get("identity"))
            case "quit":
                break
            case other:
                emit("failed", message=f"unknown command {other!r}")
    reporter.cancel()
    await guest.leave()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--url", help="join at once: the SFU's address, ws://…; else wait for the command join")
    parser.add_argument("--token", help="… and the access token")
    parser.add_argument("--name", default="Light guest", help="the name written into the picture")
    parser.add_argument("--codec", choices=CODECS, default="vp8")
    parser.add_argument("--simulcast", action="store_true")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=720)
    parser.add_argument("--fps", type=int, default=20)
    parser.add_argument("--bitrate", type=int, default=1_700_000)
    parser.add_argument("--mark", type=mark.parse, default="5a17c0de", help="8 hexadecimal digits drawn into the picture")
    parser.add_argument("--tone", type=int, default=880, help="the beep's frequency in Hz")
    parser.add_argument("--no-video", action="store_true")
    parser.add_argument("--no-audio", action="store_true")
    options = parser.parse_args()
    if options.url and not options.token:
        parser.error("--url needs --token")
    asyncio.run(run(options))


if __name__ == "__main__":
    main()
