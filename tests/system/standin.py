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
    def __init__(self, logs, sfu):
        super().__init__("visio-standin", [CHECKOUT / "tools/visio-standin", "--state", logs / "standin", "--livekit-url", sfu.url,
                                           "--api-key", KEY, "--api-secret", SECRET], logs)
        start = self.wait_for("its address", lambda line: "port" in line, 20)
        self.port, self.ca_file = start["port"], start["ca"]
        self.base = start.get("base", f"https://localhost:{self.port}").rstrip("/")
        self.host = self.base.split("://")[1]
        self._tls = ssl.create_default_context(cafile=self.ca_file)

    def link(self, slug):
        return f"{self.base}/{slug}"

    def _call(self, path, body=None):
        """POST with a body, GET without; the answer's JSON."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base}/_test/{path}", data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10, context=self._tls) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise Failure(f"visio-standin answered {error.code} to {path}: {error.read()[:200]!r}") from error

    def open_room(self, slug, access="public"):
        """Makes the room, or changes its access level: "public" lets everybody in, "restricted" has a lobby."""
        self._call(f"rooms/{slug}", {"access_level": access})

    def room(self, slug):
        """What the stand-in knows of the room: its LiveKit room's name, who waits, how often it was asked."""
        return self._call(f"rooms/{slug}")

    def decide(self, slug, accept):
        """A host accepts or denies everybody who waits."""
        self._call(f"rooms/{slug}/decide", {"status": "accepted" if accept else "denied"})

    def forget(self, slug):
        """Everybody who waits or was accepted is forgotten, as when the entry's life ends."""
        self._call(f"rooms/{slug}/forget", {})
