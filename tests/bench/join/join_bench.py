# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long a join takes: the room, livekit-client in Chromium and libwebrtc, in turn on the same SFU in the same run.

    tools/sdk python3 -B -m tests.bench.join.join_bench [--joins 20] [--bin build/release/bin]

t0 is the token in hand; processes, the browser's page and the service stand ready before. A host is in the meeting and
publishes 1280×720. Per join a new number is drawn into the host's picture: "first remote frame" is when the joiner has
read it from decoded pixels (the room: its own report, confirmed by a screenshot that shows the number). "Own frame at
host" is when the host has read the joiner's number. All times are of CLOCK_MONOTONIC of this machine.
"""

import argparse
import contextlib
import random
import statistics
import sys
from pathlib import Path

from tests.bench import runs
from tests.system.demo import Watch
from tests.system.guests import BrowserGuest, LightGuest
from tests.system.processes import CHECKOUT, Failure, binaries, log_folder
from tests.system.room import Room, number
from tests.system.scene import SLUG
from tests.system.sfu import Sfu
from tests.system.standin import Standin

STEPS = ["connected", "first remote frame", "own frame at host"]


class GuestJoiner:
    """A guest process that joins again and again."""

    def __init__(self, name, guest, sfu, livekit_room):
        self.name, self._guest, self._sfu, self._room = name, guest, sfu, livekit_room

    def join(self, host, host_mark, own_mark):
        start, host_start = self._guest.count(), host.count()
        self._guest.send(do="mark", mark=own_mark)
        connected = self._guest.join(self._sfu.url, self._room)
        t0 = self._guest.event("joining", after=start)["t"]
        seen = self._guest.event("mark", 15, start, mark=host_mark)
        shown = host.event("mark", 15, host_start, mark=own_mark)
        return dict(zip(STEPS, (connected["t"] - t0, seen["t"] - t0, shown["t"] - t0), strict=True))

    def leave(self):
        self._guest.leave()


class RoomJoiner:
    """rotonded, told to join by rotondectl."""

    name = "rotonded"

    def __init__(self, room, link, logs):
        self._room, self._link, self._logs = room, link, logs
        self._watch = Watch(room, logs)
        self.stop = self._watch.stop

    def join(self, host, host_mark, _own_mark):
        start, host_start = self._watch.count(), host.count()
        self._room.ctl("join", self._link)
        t0 = self._watch.when("CONNECTING", 15, start)
        shown = host.event("mark", 15, host_start, mark=self._room.mark)
        status = self._room.wait("the host's picture", lambda s: number(s, "meeting", "join", "first_remote_frame_ms") > 0)
        times = status["meeting"]["join"]
        self._room.shows(host_mark, self._logs / "room.png", limit=5)
        entered = number(times, "entered_ms")
        return {"connected": number(times, "connected_ms") - entered, "first remote frame": number(times, "first_remote_frame_ms") - entered,
                "own frame at host": shown["t"] - t0, "joined (JoinResponse)": number(times, "joined_ms") - entered, "Visio's requests": entered}

    def leave(self):
        self._room.hang_up()


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def measure(joiners, host, joins):
    """{name: {step: [ms, …]}}; the joiners take turns in changing order, so that a slow moment of the machine meets all of them."""
    figures = {joiner.name: {} for joiner in joiners}
    numbers = random.Random(20)
    for turn in range(joins):
        for joiner in numbers.sample(joiners, len(joiners)):
            host_mark, own_mark = f"{numbers.getrandbits(32):08x}", f"{numbers.getrandbits(32):08x}"
            runs.settle(host)
            start = host.count()
            host.send(do="mark", mark=host_mark)
            host.event("drawing", 5, start, mark=host_mark)
            times = joiner.join(host, host_mark, own_mark)
            for step, milliseconds in times.items():
                figures[joiner.name].setdefault(step, []).append(round(milliseconds, 1))
            joiner.leave()
            host.event("participant_left", 15, start)
            print(f"join {turn + 1:2}/{joins}  {joiner.name:<26}{'  '.join(f'{step} {ms:.0f}' for step, ms in times.items())}", flush=True)
    return figures


def table(figures):
    """A Markdown table of p50 / p95 and of the ratio to the quicker of the two peers."""
    steps = [*STEPS, *(step for times in figures.values() for step in times if step not in STEPS)]
    steps = list(dict.fromkeys(steps))
    lines = ["| ms, p50 / p95 | " + " | ".join(steps) + " |", "|---|" + "---|" * len(steps)]
    for name, times in figures.items():
        cells = [f"{statistics.median(times[step]):.0f} / {percentile(times[step], 0.95):.0f}" if step in times else "" for step in steps]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    ratios = ratios_of(figures)
    if ratios:
        lines.append("| rotonded ÷ the better peer (p50) | " + " | ".join(f"{ratios[step]:.2f}" if step in ratios else "" for step in steps) + " |")
    return "\n".join(lines)


def ratios_of(figures):
    peers = [times for name, times in figures.items() if name != RoomJoiner.name]
    if RoomJoiner.name not in figures or not peers:
        return {}
    return {step: round(statistics.median(figures[RoomJoiner.name][step]) / min(statistics.median(times[step]) for times in peers), 3) for step in STEPS}


def prepare(stack, logs, sfu):
    """The host and all joiners that can be had; says which cannot."""
    host = LightGuest("host", logs, "--tone", "880")
    stack.callback(host.stop)
    joiners, livekit_room = [], SLUG
    if (binaries() / "rotonded").exists():
        standin = Standin(logs, sfu)
        stack.callback(standin.stop)
        standin.make_room(SLUG)
        livekit_room = standin.livekit_room(SLUG)
        room = Room(logs, logs / "room", standin)
        stack.callback(room.stop)
        joiners.append(RoomJoiner(room, standin.link(SLUG), logs))
        stack.callback(joiners[0].stop)
    else:
        print(f"bench: rotonded is not built in {binaries()}: only the peers are measured", flush=True)
    for name, kind in (("livekit-client (Chromium)", BrowserGuest), ("libwebrtc (Python)", LightGuest)):
        guest = kind(f"joiner-{kind.__name__.lower()}", logs, "--tone", "1200")
        stack.callback(guest.stop)
        joiners.append(GuestJoiner(name, guest, sfu, livekit_room))
    host.join(sfu.url, livekit_room)
    host.event("published", kind="video")
    return host, joiners


def main():
    parser = argparse.ArgumentParser(prog="join_bench", description=__doc__.split("\n")[0])
    parser.add_argument("--joins", type=int, default=20)
    parser.add_argument("--bin", type=Path, default=CHECKOUT / "build/release/bin", help="folder of rotonded and rotondectl")
    parser.add_argument("--out", type=Path, default=runs.OUT / "join.json")
    options = parser.parse_args()
    runs.begin(options.bin)
    logs = log_folder("join")
    try:
        with contextlib.ExitStack() as stack:
            sfu = Sfu(logs)
            stack.callback(sfu.stop)
            host, joiners = prepare(stack, logs, sfu)
            figures = measure(joiners, host, options.joins)
    except Failure as failure:
        sys.exit(f"bench: error: {failure}")
    written = runs.write(options.out, {"joins": options.joins, "milliseconds": figures, "ratio_to_better_peer": ratios_of(figures)})
    print(f"\n{table(figures)}\n\n{written}")


if __name__ == "__main__":
    main()
