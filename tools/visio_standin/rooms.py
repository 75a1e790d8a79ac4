# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms, their lobbies and the throttle: the state behind the routes, under one lock (held by the caller)."""
import math
import re
import time
import unicodedata
import uuid

from .tokens import color_of

WAITING_LASTS = 3.0
DENIED_LASTS = 5.0
ACCEPTED_LASTS = 6 * 3600.0
THROTTLE_CALLS = 150
THROTTLE_WINDOW = 60.0


def slugify(text):
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain.lower())).strip("-_")


def as_uuid(text):
    try:
        return str(uuid.UUID(text))
    except (ValueError, AttributeError, TypeError):
        return None


class Room:
    def __init__(self, name, access_level="public", configuration=None):
        self.id = str(uuid.uuid4())
        self.name = name
        self.slug = slugify(name)
        self.access_level = access_level
        self.configuration = configuration or {}
        self.policy = "manual"  # "accept" and "deny" answer for the host at once.
        self.entries = {}
        self.present = set()

    def sources(self):
        return self.configuration.get("can_publish_sources")


class World:
    def __init__(self):
        self.rooms = {}
        self.allow_unregistered = False
        self.ids_from = "cookie"  # "server": the id is the server's and comes back in the body.
        self.sfu_up = True
        self.clock = "running"  # "frozen": time passes by advance() alone.
        self._skipped = 0.0
        self._frozen_at = None
        self._calls = {}

    def now(self):
        if self.clock == "running":
            self._frozen_at = None
            return time.monotonic() + self._skipped
        if self._frozen_at is None:
            self._frozen_at = time.monotonic()
        return self._frozen_at + self._skipped

    def advance(self, seconds):
        self._skipped += seconds

    def find(self, element):
        wanted = as_uuid(element)
        if wanted:
            return next((room for room in self.rooms.values() if room.id == wanted), None)
        return self.rooms.get(slugify(element))

    def throttled(self, key):
        """Seconds to wait when `key` has used up its calls, else None; the call is counted."""
        now = self.now()
        calls = [at for at in self._calls.get(key, []) if at > now - THROTTLE_WINDOW]
        self._calls[key] = calls
        if len(calls) >= THROTTLE_CALLS:
            return math.ceil(THROTTLE_WINDOW - (now - calls[0]))
        calls.append(now)
        return None

    def prune(self, room):
        now = self.now()
        room.entries = {key: entry for key, entry in room.entries.items() if entry["expires"] > now}

    def poll(self, room, identity, username):
        """One request-entry to a room with a lobby. None when the SFU is down and the hosts could not be told."""
        self.prune(room)
        entry = room.entries.get(identity)
        if not entry:
            if not self.sfu_up:
                return None
            entry = {"status": "waiting", "username": username, "id": identity, "color": color_of(identity),
                     "expires": 0.0, "notified": self.now()}
            room.entries[identity] = entry
        if entry["status"] == "waiting":
            entry["expires"] = self.now() + WAITING_LASTS
            if room.policy != "manual":
                self.decide(room, identity, room.policy == "accept")
        return entry

    def decide(self, room, identity, allow):
        self.prune(room)
        entry = room.entries.get(identity)
        if not entry:
            return False
        entry["status"] = "accepted" if allow else "denied"
        entry["expires"] = self.now() + (ACCEPTED_LASTS if allow else DENIED_LASTS)
        return True

    def waiting(self, room):
        self.prune(room)
        keys = ("status", "username", "id", "color")
        return [{key: entry[key] for key in keys} for entry in room.entries.values() if entry["status"] == "waiting"]
