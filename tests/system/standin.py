# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""Visio's stand-in (tools/visio-standin): its rooms, and what a host does in them."""

import json
import ssl
import urllib.error
import urllib.request

from tests.system.processes import CHECKOUT, Child, Failure
from tests.system.sfu import KEY, SECRET


class Standin(Child):
    def __init__(self, logs, sfu, livekit_url=None):
        """Sends those who enter to `livekit_url` when something stands before the SFU."""
        url = (livekit_url or sfu.url).replace("ws", "http", 1)
        super().__init__("visio-standin", [CHECKOUT / "tools/visio-standin", "--state", logs / "standin", "--livekit-url", url, "--sfu-api", sfu.url, "--api-key", KEY,
                                           "--api-secret", SECRET], logs)
        start = self.wait_for("its address", lambda line: "base_url" in line, 20)
        self.base, self.host, self.ca_file = start["base_url"], start["host"], start["ca"]
        self._tls = ssl.create_default_context(cafile=self.ca_file)

    def link(self, slug):
        return f"{self.base}/{slug}"

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base}/_test/{path}", data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10, context=self._tls) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise Failure(f"visio-standin answered {error.code} to {method} {path}: {error.read()[:200]!r}") from error

    def make_room(self, slug, access="public"):
        """A new room. "public" lets everybody in, "restricted" has a lobby."""
        self._call("POST", "rooms", {"name": slug, "access_level": access})

    def livekit_room(self, slug):
        """The name of the room on the SFU."""
        return next(room["id"] for room in self._call("GET", "rooms") if room["slug"] == slug)

    def waiting(self, slug):
        """Who waits in the lobby: [{"id", "username", …}]."""
        return self._call("GET", f"rooms/{slug}/waiting")["participants"]

    def decide(self, slug, accept):
        """A host accepts or denies everybody who waits."""
        self._call("POST", f"rooms/{slug}/{'accept' if accept else 'deny'}", {})

    def forget(self, slug):
        """Everybody who waits or was accepted is forgotten, as when the entry's life ends."""
        self._call("POST", f"rooms/{slug}/finish", {})

    def asked_at(self, slug):
        """When somebody asked to enter: seconds of the stand-in's clock."""
        return [entry["at"] for entry in self._call("GET", "requests") if f"/rooms/{slug}/request-entry/" in entry["path"]]

    def requests(self, slug):
        """How often somebody asked to enter."""
        return len(self.asked_at(slug))
