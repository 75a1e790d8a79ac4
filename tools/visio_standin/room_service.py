# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""LiveKit's room service, as far as Visio uses it for its participants."""
import json
import urllib.error
import urllib.request

from .tokens import grant


class RoomService:
    def __init__(self, url, key, secret):
        self._url, self._key, self._secret = url.replace("ws", "http", 1).rstrip("/"), key, secret

    def update(self, room, identity, **change):
        """Changes a participant; False when he is not in the room."""
        body = json.dumps({"room": room, "identity": identity, **change}).encode()
        token = grant(self._key, self._secret, {"roomAdmin": True, "room": room})
        request = urllib.request.Request(f"{self._url}/twirp/livekit.RoomService/UpdateParticipant", body,
                                         {"Content-Type": "application/json", "Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request, timeout=5):
                return True
        except urllib.error.HTTPError as error:
            error.close()
            return False
