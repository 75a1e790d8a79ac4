# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long a viewer waits for the room's large picture: from asking the SFU for HIGH to the first decoded 1280×720 frame.

    tools/sdk python3 -B -m tests.bench.simulcast.simulcast_bench [--switches 20] [--closed 20] [--codecs vp8 h264] [--bin build/release/bin]

The viewer is libwebrtc. "running": it saw LOW for a few seconds and the room still encodes the large layer; "closed": LOW
long enough that the SFU gave the large layer up and the room does not encode it any more. The cost is rotonded's processor
time per second, all of it, while the viewer sees HIGH and while it sees LOW and the larger layers are closed.
"""

import argparse
import contextlib
import os
import statistics
import sys
import time
from pathlib import Path

from tests.bench import runs
from tests.system.guests import LightGuest
from tests.system.processes import CHECKOUT, Failure, log_folder
from tests.system.room import Room, number
from tests.system.scene import SLUG
from tests.system.sfu import Sfu
from tests.system.standin import Standin

WIDTH = {"low": 320, "high": 1280}


def switch(guest, identity, quality):
    """Milliseconds from the request to the first frame of the new size."""
    start = guest.count()
    guest.send(do="quality", identity=identity, quality=quality)
    asked = guest.event("quality", 5, start)["t"]
    return guest.event("size", 30, start, identity=identity, width=WIDTH[quality])["t"] - asked


def encoded(room, rid):
    for track in room.status().get("meeting", {}).get("tracks", []):
        if track.get("layer") == rid:
            return number(track, "frames")
    return 0


def await_closed(room, guest, rid):
    """Until the layer has encoded nothing for two of the status's rounds (2 s each)."""
    before, same = encoded(room, rid), 0
    while same < 5:
        runs.seconds_pass(guest, 1)
        now = encoded(room, rid)
        before, same = now, same + 1 if now == before else 0


def cost(room, guest):
    """Processor seconds per second of rotonded with all its threads, over some five seconds."""
    def used():
        fields = Path(f"/proc/{room.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    before, since = used(), time.monotonic()
    runs.seconds_pass(guest, 5)
    return round((used() - before) / (time.monotonic() - since), 3)


def measure_cost(room, guest, identity):
    runs.settle(guest)
    all_layers = cost(room, guest)
    switch(guest, identity, "low")
    await_closed(room, guest, "f")
    await_closed(room, guest, "h")
    low = cost(room, guest)
    switch(guest, identity, "high")
    return {"all layers": all_layers, "LOW alone": low}


def measure(room, guest, identity, counts):
    figures = {"HIGH → LOW": [], "LOW → HIGH, running": [], "LOW → HIGH, closed": []}
    for closed, switches in zip((False, True), counts, strict=True):
        name = f"LOW → HIGH, {'closed' if closed else 'running'}"
        for turn in range(switches):
            runs.settle(guest)
            figures["HIGH → LOW"].append(round(switch(guest, identity, "low"), 1))
            if closed:
                await_closed(room, guest, "f")
            else:
                runs.settle(guest)
            figures[name].append(round(switch(guest, identity, "high"), 1))
            print(f"{name} {turn + 1:2}/{switches}: {figures[name][-1]:.0f} ms", flush=True)
    return figures


def measure_codec(codec, logs, counts):
    with contextlib.ExitStack() as stack:
        sfu = Sfu(logs)
        stack.callback(sfu.stop)
        standin = Standin(logs, sfu)
        stack.callback(standin.stop)
        standin.make_room(SLUG)
        room = Room(logs, logs / "room", standin, more=f'codec = "{codec}"\n')
        stack.callback(room.stop)
        room.call(standin.link(SLUG))
        guest = LightGuest("viewer", logs, "--no-video", "--no-audio")
        stack.callback(guest.stop)
        guest.join(sfu.url, standin.livekit_room(SLUG))
        identity = room.identity()
        guest.event("size", 20, 0, identity=identity, width=WIDTH["high"])
        return measure_cost(room, guest, identity), measure(room, guest, identity, counts)


def table(figures):
    lines = ["| ms | switches | median | p95 | longest |", "|---|---|---|---|---|"]
    for codec, series in figures.items():
        for name, times in series.items():
            ordered = sorted(times)
            p95 = ordered[round(0.95 * (len(ordered) - 1))]
            lines.append(f"| {codec} {name} | {len(times)} | {statistics.median(times):.0f} | {p95:.0f} | {ordered[-1]:.0f} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="simulcast_bench", description=__doc__.split("\n")[0])
    parser.add_argument("--switches", type=int, default=20)
    parser.add_argument("--closed", type=int, default=20, help="switches to a layer that was closed; each takes some 12 s")
    parser.add_argument("--codecs", nargs="+", default=["vp8", "h264"])
    parser.add_argument("--bin", type=Path, default=CHECKOUT / "build/release/bin", help="folder of rotonded and rotondectl")
    parser.add_argument("--out", type=Path, default=runs.OUT / "simulcast.json")
    options = parser.parse_args()
    runs.begin(options.bin)
    try:
        measured = {codec: measure_codec(codec, log_folder(f"simulcast-{codec}"), (options.switches, options.closed)) for codec in options.codecs}
    except Failure as failure:
        sys.exit(f"bench: error: {failure}")
    costs = {codec: each[0] for codec, each in measured.items()}
    figures = {codec: each[1] for codec, each in measured.items()}
    written = runs.write(options.out, {"processor": costs, "milliseconds": figures})
    for codec, each in costs.items():
        print(f"{codec}: processor seconds per second: " + ", ".join(f"{name} {value:.2f}" for name, value in each.items()))
    print(f"\n{table(figures)}\n\n{written}")


if __name__ == "__main__":
    main()
