# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""tools/demo: the appliance joins a meeting of its calendar and a guest sees and hears it, shown as it happens."""

import argparse
import contextlib
import json
import shutil
import signal
import sys
import threading
import time

from tests.system.guests import BrowserGuest, LightGuest
from tests.system.processes import CHECKOUT, Child, Failure, binaries, log_folder
from tests.system.room import ROOM_TONE, Room, number, with_field_names, write_feed
from tests.system.sfu import Sfu, token
from tests.system.standin import Standin

OUT = CHECKOUT / "build" / "demo"
BEGINS_IN = 20
SLUG = "rot-onde-dem"
ROOM_MARK, GUEST_MARK, GUEST_TONE = "c0ffee42", "5a17c0de", 660


class Timeline:
    """Prints what happens with its second, and below it, on a terminal, what is being waited for."""

    def __init__(self):
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self._waiting = ""
        self._terminal = sys.stdout.isatty()
        threading.Thread(target=self._tick, daemon=True).start()

    def seconds(self):
        return time.monotonic() - self._started

    def say(self, text):
        with self._lock:
            print(f"{chr(13) + chr(27) + '[K' if self._terminal else ''}{self.seconds():6.1f} s  {text}", flush=True)

    @contextlib.contextmanager
    def waiting(self, text):
        self._waiting = text
        try:
            yield
        finally:
            self._waiting = ""

    def _tick(self):
        last = 0.0
        while True:
            time.sleep(0.5)
            with self._lock:
                if self._waiting and self._terminal:
                    print(f"\r\033[K{self.seconds():6.1f} s  … {self._waiting}", end="", flush=True)
                elif self._waiting and self.seconds() - last > 5:
                    last = self.seconds()
                    print(f"{last:6.1f} s  … {self._waiting}", flush=True)


class Watch(Child):
    """rotondectl watch: tells when the room's phase changed, to the millisecond."""

    def __init__(self, room, logs):
        super().__init__("watch", [binaries() / "rotondectl", "--socket", room.socket, "--json", "watch", "meeting"], logs)

    @staticmethod
    def phase_of(event):
        status = with_field_names(event).get("status", event)
        return status.get("meeting", {}).get("phase") if isinstance(status, dict) else None

    def when(self, phase, limit=60.0, after=0):
        """The moment (ms of CLOCK_MONOTONIC) at which the room said that it is in this phase."""
        return self.wait_for(f"phase {phase}", lambda e: self.phase_of(e) == f"PHASE_{phase}", limit, after)["received_ms"]


def start_guest(timeline, logs, stack):
    """The browser guest, else the light one."""
    for kind, what in ((BrowserGuest, "browser"), (LightGuest, "light")):
        try:
            guest = kind("guest", logs, "--mark", GUEST_MARK, "--tone", str(GUEST_TONE))
            stack.callback(guest.stop)
            timeline.say(f"the {what} guest is ready")
            return guest, what
        except (Failure, OSError) as error:
            timeline.say(f"no {what} guest: {error}")
    raise Failure("no guest can be had: see above, then run tools/peers")


def remote_video(status):
    """The room's received video with the most frames."""
    tracks = [t for t in status.get("meeting", {}).get("tracks", []) if t.get("video") and not t.get("sending")]
    return max(tracks, key=lambda t: number(t, "frames"), default={})


def room_video(room):
    """Size and rate of the guest's picture in the room, counted over three seconds."""
    began, before = time.monotonic(), remote_video(room.status())
    time.sleep(3)
    after, ended = remote_video(room.status()), time.monotonic()
    rate = (number(after, "frames") - number(before, "frames")) / (ended - began)
    return {"width": int(number(after, "width")), "height": int(number(after, "height")), "fps": round(rate, 1), "codec": after.get("codec")}


def follow(timeline, watch, guest):
    """Waits through the join and returns its times in milliseconds from the trigger."""
    with timeline.waiting("the meeting begins"):
        watch.when("COUNTDOWN", 40)
        timeline.say("the room counts down")
        asked = watch.when("ENTERING", 40)
    timeline.say("the room asks Visio to be let in")
    with timeline.waiting("the room is in the meeting"):
        watch.when("IN_MEETING", 30)
        timeline.say("the room is in the meeting")
    with timeline.waiting("the guest sees the room"):
        mark = guest.sees_mark(ROOM_MARK)
    timeline.say("the guest reads the room's mark from its picture")
    return round(mark["t"] - asked)


def run(timeline, options, stack):
    logs = log_folder("demo")
    sfu = Sfu(logs)
    stack.callback(sfu.stop)
    timeline.say(f"the SFU serves {sfu.url}")
    standin = Standin(logs, sfu)
    stack.callback(standin.stop)
    standin.make_room(SLUG)
    link = standin.link(SLUG)
    timeline.say(f"Visio's stand-in serves {link}")
    guest, kind = start_guest(timeline, logs, stack)
    livekit_room = standin.livekit_room(SLUG)
    guest.join(sfu.url, livekit_room)
    timeline.say("the guest waits in the meeting")

    feed = OUT / "agenda.ics"
    start = write_feed(feed, link, BEGINS_IN)
    timeline.say(f"the room's calendar has a meeting at {start:%H:%M:%S} UTC")
    room = Room(logs, OUT / "room", standin, feed=feed, mark=ROOM_MARK)
    stack.callback(room.stop)
    timeline.say(f"rotonded runs (process {room.pid})")
    watch = Watch(room, logs)
    stack.callback(watch.stop)
    own_frame_ms = follow(timeline, watch, guest)

    with timeline.waiting("pictures and sound both ways"):
        identity = room.identity()
        seen = guest.sees(identity, frames=60, mark=ROOM_MARK)
        heard = guest.hears(identity, ROOM_TONE)
        timeline.say(f"the guest sees {seen['width']}×{seen['height']} and hears {heard['hz']} Hz")
        room.shows(GUEST_MARK, OUT / "room.png")
        timeline.say("the room's screen shows the guest")
        played = number(room.plays(), "devices", "speaker_level")
        timeline.say(f"the room plays the guest at {played:.0f} dBFS")
        seen_in_room = room_video(room)
        start = guest.count()
        steady = guest.sees(identity, after=start)
        guest.snapshot(OUT / "guest.png")
        room.shows(GUEST_MARK, OUT / "room.png")
    times = room.status()["meeting"].get("join", {})
    summary = {
        "join": {"entered_ms": int(number(times, "entered_ms")), "joined_ms": int(number(times, "joined_ms")),
                 "connected_ms": int(number(times, "connected_ms")), "first_remote_frame_ms": int(number(times, "first_remote_frame_ms")),
                 "first_own_frame_at_guest_ms": own_frame_ms},
        "guest": {"kind": kind, "video": {key: steady[key] for key in ("width", "height", "fps", "codec", "frames")}},
        "room": {"video": seen_in_room},
        "audio": {"guest_hears": {"hz": heard["hz"], "dbfs": heard["dbfs"]}, "room_plays": {"dbfs": round(played, 1)}},
    }
    if options.keep:
        keep(timeline, room, link, sfu, livekit_room)
    start = guest.count()
    room.hang_up()
    guest.event("participant_left", 10, start, identity=identity)
    timeline.say("the room has left, the guest saw it go")
    return summary


def keep(timeline, room, link, sfu, livekit_room):
    timeline.say("everything goes on running; Ctrl-C ends it")
    print(f"""
  the room's screen     tools/sdk build/release/bin/rotondectl --socket {room.socket} screenshot screen.png
  the room's status     tools/sdk build/release/bin/rotondectl --socket {room.socket} watch
  the meeting's link    {link}
  another guest         {sfu.url} with the token
                        {token("visitor", livekit_room)}
""", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()


def report(summary):
    join, guest, room = summary["join"], summary["guest"]["video"], summary["room"]["video"]
    print(f"""
  from the trigger: let in after {join['entered_ms']} ms, joined {join['joined_ms']} ms, connected {join['connected_ms']} ms,
                    first remote frame {join['first_remote_frame_ms']} ms, first own frame at the guest {join['first_own_frame_at_guest_ms']} ms
  the guest ({summary['guest']['kind']}) sees  {guest['width']}×{guest['height']} at {guest['fps']} fps, {guest['codec']}
  the room shows    {room['width']}×{room['height']} at {room['fps']} fps, {room['codec']}
  the guest hears   {summary['audio']['guest_hears']['hz']} Hz at {summary['audio']['guest_hears']['dbfs']} dBFS, the room plays {summary['audio']['room_plays']['dbfs']} dBFS
  written           build/demo/room.png, build/demo/guest.png, build/demo/summary.json
""", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="tools/demo")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for old in ("room.png", "guest.png", "summary.json"):
        (OUT / old).unlink(missing_ok=True)
    for old in ("room", "logs"):
        shutil.rmtree(OUT / old, ignore_errors=True)
    timeline = Timeline()
    try:
        with contextlib.ExitStack() as stack:
            summary = run(timeline, options, stack)
        (OUT / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
        report(summary)
        timeline.say("the demo succeeded")
    except (Failure, OSError) as error:
        timeline.say(f"the demo FAILED: {error}")
        print(f"  logs: {OUT / 'logs'}", flush=True)
        sys.exit(1)
    except KeyboardInterrupt:
        timeline.say("stopped")
        sys.exit(130)


if __name__ == "__main__":
    main()
