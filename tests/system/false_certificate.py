# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody between the room and the SFU who changes the DTLS fingerprint that the SFU promises: one digit of it, in every
message, and nothing else. The media then comes with a certificate that was not promised."""

import re
import socket
import threading

FINGERPRINT = re.compile(rb"a=fingerprint:sha-256 ([0-9A-Fa-f])")
EXTENSIONS = re.compile(rb"\r\nSec-WebSocket-Extensions:[^\r]*", re.IGNORECASE)


def falsify(payload):
    """The same bytes with another first digit in each fingerprint, and how many there were."""
    return FINGERPRINT.subn(lambda found: found[0][:-1] + (b"1" if found[1] == b"0" else b"0"), payload)


def split_frame(data):
    """The first WebSocket frame of an unmasked stream and the rest (RFC 6455 §5.2); None as long as it is not whole."""
    if len(data) < 2:
        return None
    size, start = data[1] & 0x7F, 2
    if size >= 126:
        start = 4 if size == 126 else 10
        if len(data) < start:
            return None
        size = int.from_bytes(data[2:start])
    if len(data) < start + size:
        return None
    return data[:start], data[start:start + size], data[start + size:]


class FalseCertificate:
    """A TCP proxy on 127.0.0.1. Frames go on when they are whole, so a fingerprint may lie across segments."""

    def __init__(self, port):
        self._to = ("127.0.0.1", port)
        self.honest = False  # Whether it passes everything on as it is.
        self.connections = 0
        self.falsified = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                room, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(self._to)
            for target, source, sink in ((self._up, room, server), (self._down, server, room)):
                threading.Thread(target=self._pass_on, args=(target, source, sink), daemon=True).start()

    @staticmethod
    def _pass_on(target, source, sink):
        try:
            target(source, sink)
        except OSError:
            pass
        for each in (source, sink):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    @staticmethod
    def _head(source):
        """The head of a request or answer, and what came after it."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = source.recv(65536)
            if not more:
                raise OSError("it ended within the head")
            data += more
        head, _, rest = data.partition(b"\r\n\r\n")
        return head + b"\r\n\r\n", rest

    def _up(self, room, server):
        head, rest = self._head(room)
        server.sendall(EXTENSIONS.sub(b"", head) + rest)  # Compressed messages could not be read here.
        while more := room.recv(65536):
            server.sendall(more)

    def _down(self, server, room):
        head, rest = self._head(server)
        room.sendall(head)
        while True:
            while frame := split_frame(rest):
                start, payload, rest = frame
                if not self.honest:
                    payload, count = falsify(payload)
                    self.falsified += count
                room.sendall(start + payload)
            more = server.recv(65536)
            if not more:
                return
            rest += more
