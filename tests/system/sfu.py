# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""A LiveKit server on loopback, and the access tokens for it."""

import base64
import hashlib
import hmac
import http.client
import json
import time

from tests.system.processes import Child, Failure, free_ports, peer

KEY = "devkey"
SECRET = "a-secret-for-tests-of-32-characters"

CONFIGURATION = """\
port: {port}
bind_addresses: ["127.0.0.1"]
keys: {{ {key}: {secret} }}
rtc:
  node_ip: 127.0.0.1
  use_external_ip: false
  enable_loopback_candidate: true
  udp_port: {udp}
  tcp_port: {tcp}
  use_mdns: false
  interfaces: {{ includes: [lo] }}
  ips: {{ includes: ["127.0.0.0/8"] }}
  stun_servers: ["127.0.0.1:{udp}"]
logging: {{ level: info }}
room: {{ auto_create: true, empty_timeout: 60, departure_timeout: 20 }}
"""


def token(identity, room, name=None, lifetime=3600):
    """An access token with the grants that Visio gives a guest."""
    now = int(time.time())
    claims = {
        "iss": KEY, "sub": identity, "name": name or identity, "nbf": now - 10, "exp": now + lifetime,
        "video": {"room": room, "roomJoin": True, "roomAdmin": False, "canPublish": True, "canSubscribe": True,
                  "canPublishData": True, "canUpdateOwnMetadata": False,
                  "canPublishSources": ["camera", "microphone", "screen_share", "screen_share_audio"]},
        "attributes": {"color": "hsl(206, 68%, 56%)", "room_role": "", "is_authenticated": "false"},
    }
    return _sign(claims)


def _sign(claims):
    def encode(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")
    head = encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    text = head + b"." + encode(json.dumps(claims).encode())
    return (text + b"." + encode(hmac.new(SECRET.encode(), text, hashlib.sha256).digest())).decode()


class Sfu:
    """livekit-server as the system tests use it. Ports are chosen once, so that `restart` finds the same address."""

    def __init__(self, logs):
        self._logs = logs
        self._server = peer("livekit-server") / "server"
        self.port, udp, tcp = free_ports(3)
        self.url = f"ws://127.0.0.1:{self.port}"
        self._file = logs / "livekit.yaml"
        self._file.write_text(CONFIGURATION.format(port=self.port, udp=udp, tcp=tcp, key=KEY, secret=SECRET))
        self._child = None
        self.start()

    def start(self):
        self._child = Child("livekit-server", [self._server, "--config", self._file], self._logs)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self._child.running():
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                connection.request("GET", "/")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.05)
            finally:
                connection.close()
        raise Failure(f"livekit-server does not answer on port {self.port}; its log: {self._child.log}")

    def kill(self):
        self._child.kill()

    def stop(self):
        """It would wait for its participants to leave before it ends: nobody here needs that."""
        self._child.stop(limit=0.5)

    def call(self, method, **body):
        """A call of the server's room service with an administrator's rights; the answer as a dictionary."""
        now = int(time.time())
        room = body.get("room", "")
        grant = _sign({"iss": KEY, "nbf": now - 10, "exp": now + 60,
                       "video": {"roomList": True, "roomCreate": True, "roomAdmin": True, "room": room}})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", f"/twirp/livekit.RoomService/{method}", json.dumps(body),
                               {"Content-Type": "application/json", "Authorization": f"Bearer {grant}"})
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise Failure(f"livekit-server answered {answer.status} to {method}: {text[:200]!r}")
        return json.loads(text)
