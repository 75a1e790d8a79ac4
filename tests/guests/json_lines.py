# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The guests' language: events as JSON lines on stdout, commands as JSON lines on stdin (docs/testing.md)."""

import asyncio
import json
import sys
import threading
import time


def now_ms():
    """Milliseconds of CLOCK_MONOTONIC, which all processes of a machine share."""
    return round(time.monotonic_ns() / 1e6, 1)


def emit(event, t=None, **fields):
    print(json.dumps({"event": event, "t": now_ms() if t is None else t, **fields}), flush=True)


def commands(loop):
    """An asyncio.Queue that gets every command; None when stdin ends."""
    queue = asyncio.Queue()

    def read():
        for line in sys.stdin:
            if line.strip():
                loop.call_soon_threadsafe(queue.put_nowait, json.loads(line))
        loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    return queue
