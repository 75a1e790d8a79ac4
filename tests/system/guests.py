# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""Guests of a meeting for system tests: both kinds speak the same language (docs/testing.md)."""

from tests.system.processes import CHECKOUT, Child, Failure, peer
from tests.system.sfu import token


class Guest(Child):
    """A guest process. It is ready when constructed, and joins when told."""

    def __init__(self, name, command, logs, environment=None):
        super().__init__(name, command, logs, environment)
        try:
            self.event("ready", limit=40)
        except Failure:
            self.stop(patience=0)
            raise

    def join(self, url, room, limit=20.0):
        """Joins under its own name and returns the event `connected`."""
        start = self.count()
        self.send(do="join", url=url, token=token(self.name, room))
        return self.event("connected", limit, start)

    def stop(self, limit=3.0, patience=5.0):
        """A guest leaves and ends when its stdin ends."""
        return super().stop(limit, patience)

    def leave(self, limit=10.0):
        start = self.count()
        self.send(do="leave")
        return self.event("left", limit, start)

    def sees_mark(self, mark, limit=20.0, after=0):
        """Waits until the mark is read from a remote picture."""
        return self.event("mark", limit, after, mark=mark)

    def sees(self, identity, limit=20.0, after=0, **wanted):
        """Waits for statistics of a video of `identity` where every `wanted` figure is met: `frames=200` and other
        numbers are lower bounds, texts are equal. Returns the track's figures."""
        return self._track(identity, "video", wanted, limit, after)

    def hears(self, identity, hertz, limit=20.0, after=0):
        """Waits until a sound of `identity` holds this tone (± 3 %), well above silence."""
        def accept(track):
            return track["dbfs"] > -50 and abs(track["hz"] - hertz) <= max(20, hertz * 0.03)
        return self._wait_track(f"tone of {hertz} Hz of {identity}", identity, "audio", accept, limit, after)

    def snapshot(self, path, identity=None):
        start = self.count()
        self.send(do="snapshot", file=str(path), **({"identity": identity} if identity else {}))
        return self.wait_for("snapshot", lambda e: e.get("event") in ("snapshot", "failed"), 10, start)

    def _track(self, identity, kind, wanted, limit, after):
        def accept(track):
            for key, value in wanted.items():
                have = track.get(key)
                if have is None or (have < value if isinstance(value, (int, float)) else have != value):
                    return False
            return True
        return self._wait_track(f"{kind} of {identity} with {wanted}", identity, kind, accept, limit, after)

    def _wait_track(self, what, identity, kind, accept, limit, after):
        found = []

        def look(event):
            for track in event.get("tracks", []) if event.get("event") == "stats" else []:
                if track["kind"] == kind and identity in (None, track["identity"]) and accept(track):
                    found.append(track)
                    return True
            return False
        self.wait_for(what, look, limit, after)
        return found[0]


class LightGuest(Guest):
    def __init__(self, name, logs, *options):
        python = peer("light-guest") / "bin/python"
        super().__init__(name, [python, "-m", "tests.guests.light_guest", "--name", name, *options], logs,
                         {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"})


class BrowserGuest(Guest):
    def __init__(self, name, logs, *options):
        folder = peer("browser-guest")
        super().__init__(name, ["node", CHECKOUT / "tests/guests/browser/driver.mjs", "--modules", folder, "--name", name,
                                *options], logs)
