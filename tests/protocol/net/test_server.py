#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The other side of the network tests: HTTP, WebSocket and proxy on loopback, with and without TLS.

Makes a throw-away certificate authority in the folder given as argument, prints one JSON line with the ports and
files, serves until its standard input ends. Every path is one behaviour (see `answer` and `websocket`).
"""
import base64
import gzip
import hashlib
import json
import socket
import ssl
import struct
import subprocess
import sys
import threading
from pathlib import Path

requests = []  # What was seen, for /seen.
lock = threading.Lock()


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def authority(folder, name):
    key, pem = folder / f"{name}.key", folder / f"{name}.pem"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
            "-out", pem, "-days", "2", "-subj", f"/CN=Rotonde test {name}", "-addext",
            "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    return key, pem


def certificate(folder, name, ca, names, dates=("-days", "2")):
    ca_key, ca_pem = ca
    key, request, pem = folder / f"{name}.key", folder / f"{name}.csr", folder / f"{name}.pem"
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", request,
            "-subj", "/CN=test")
    extensions = folder / f"{name}.ext"
    extensions.write_text(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n")
    openssl("x509", "-req", "-in", request, "-CA", ca_pem, "-CAkey", ca_key, "-out", pem, "-extfile", extensions, *dates)
    return key, pem


def listen(handler, context=None):
    server = socket.create_server(("127.0.0.1", 0), backlog=64)

    def serve():
        while True:
            client, _ = server.accept()
            threading.Thread(target=guarded, args=(handler, client, context), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return server.getsockname()[1]


def guarded(handler, client, context):
    try:
        if context:
            client = context.wrap_socket(client, server_side=True)
        handler(client)
    except (OSError, ValueError, IndexError):
        pass  # The client under test went away, which is often the point.
    finally:
        client.close()


def read_head(stream):
    line = stream.readline().decode().split()
    headers = {}
    while (text := stream.readline().strip().decode("latin-1")):
        name, value = text.split(":", 1)
        headers[name.lower()] = value.strip()
    return line[0], line[1], headers


def http(client):
    stream = client.makefile("rb")
    while True:
        method, path, headers = read_head(stream)
        body = stream.read(int(headers.get("content-length", 0)))
        if path != "/seen":
            with lock:
                requests.append({"method": method, "path": path, "headers": headers, "body": body.decode("latin-1")})
        if path.startswith("/ws/"):
            return websocket(client, stream, path[4:], headers)
        answer(client, path, headers)


def reply(client, status, body=b"", *lines):
    head = [f"HTTP/1.1 {status} Text", f"Content-Length: {len(body)}", *lines, "", ""]
    client.sendall("\r\n".join(head).encode() + body)


def answer(client, path, headers):
    name, _, argument = path[1:].partition("?")
    if name == "hello":
        reply(client, 200, b"hello", "X-Test: yes", "Set-Cookie: a=b; Path=/")
    elif name == "seen":
        with lock:
            body = json.dumps(requests).encode()
            requests.clear()
        reply(client, 200, body)
    elif name == "status":
        reply(client, int(argument), b"<html>", "Retry-After: 7")
    elif name == "login":
        if headers.get("authorization") == "Basic " + base64.b64encode(b"room:right").decode():
            reply(client, 200, b"welcome")
        else:
            reply(client, 401, b"", 'WWW-Authenticate: Basic realm="feed"')
    elif name == "to":  # A redirect to anywhere.
        reply(client, 302, b"elsewhere", f"Location: {argument}")
    elif name == "hop":  # /hop?3 redirects three times.
        left = int(argument)
        reply(client, 302, b"", f"Location: hop?{left - 1}") if left else reply(client, 200, b"arrived")
    elif name == "see":
        reply(client, 303, b"", "Location: /hello")
    elif name == "keep":
        reply(client, 307, b"", "Location: /hello")
    elif name == "bytes":
        reply(client, 200, b"x" * int(argument))
    elif name == "gzip":  # Small on the wire, as large as asked for when unpacked.
        reply(client, 200, gzip.compress(b"x" * int(argument)), "Content-Encoding: gzip")
    elif name == "endless":
        client.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            client.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
    elif name == "silent":
        client.recv(1)
    elif name == "stall":
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        client.recv(1)
    elif name == "cut":
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        raise ValueError("cut")
    elif name == "garbage":
        client.sendall(b"\x00\x01 no protocol\r\n\r\n")
        raise ValueError("garbage")
    else:
        reply(client, 404)


def frame(opcode, payload, fin=True):
    first = (0x80 if fin else 0) | opcode
    if len(payload) < 126:
        return struct.pack("!BB", first, len(payload)) + payload
    if len(payload) < 65536:
        return struct.pack("!BBH", first, 126, len(payload)) + payload
    return struct.pack("!BBQ", first, 127, len(payload)) + payload


def read_frame(stream):
    first, second = stream.read(2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack("!H", stream.read(2))
    elif length == 127:
        (length,) = struct.unpack("!Q", stream.read(8))
    mask = stream.read(4) if second & 0x80 else None
    data = stream.read(length)
    if mask:
        repeated = (mask * (length // 4 + 1))[:length]
        data = (int.from_bytes(data) ^ int.from_bytes(repeated)).to_bytes(length)
    return first & 0x0F, data


def websocket(client, stream, name, headers):
    name, _, argument = name.partition("?")
    if name == "reject":
        return reply(client, int(argument), b"no", "Retry-After: 7")
    if name == "silent":
        return client.recv(1)
    key = headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
    client.sendall(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode())
    if name == "bytes":
        client.sendall(frame(2, b"m" * int(argument)))
    elif name == "early":  # The first message comes in the same packet as the upgrade may.
        client.sendall(frame(2, b"early"))
    elif name == "text":
        client.sendall(frame(1, b"text") + frame(2, b"binary"))
    elif name == "close":
        client.sendall(frame(8, struct.pack("!H", int(argument)) + b"bye"))
    elif name == "drop":
        return
    elif name == "fragments":  # N fragments of 64 KiB, then the end.
        count = int(argument)
        for index in range(count):
            client.sendall(frame(2 if index == 0 else 0, b"f" * 65536, fin=index == count - 1))
    elif name == "endless":
        client.sendall(frame(2, b"f" * 65536, fin=False))
        while True:
            client.sendall(frame(0, b"f" * 65536, fin=False) + frame(9, b"ping"))
    while True:
        opcode, data = read_frame(stream)
        if opcode == 8:
            with lock:
                requests.append({"method": "CLOSE", "path": name, "code": struct.unpack("!H", data[:2])[0]})
            client.sendall(frame(8, data))
            return
        if opcode in (1, 2):
            client.sendall(frame(opcode, data))


def proxy(target_tls, target_plain):
    """CONNECT goes to the TLS server whatever its name says, except for names that begin with "refused"."""

    def serve(client):
        stream = client.makefile("rb", buffering=0)
        method, where, headers = read_head(stream)
        with lock:
            requests.append({"method": method, "path": where, "headers": headers, "body": ""})
        expected = "Basic " + base64.b64encode(b"room:pa ss").decode()
        if headers.get("proxy-authorization") != expected:
            return reply(client, 407, b"", 'Proxy-Authenticate: Basic realm="proxy"', "Connection: close")
        if where.startswith("refused"):
            return reply(client, 403, b"blocked")
        upstream = socket.create_connection(("127.0.0.1", target_tls))
        client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")

        def copy(source, sink):
            try:
                while (data := source.recv(65536)):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        thread = threading.Thread(target=copy, args=(upstream, client), daemon=True)
        thread.start()
        copy(client, upstream)
        thread.join()
        upstream.close()

    return serve


def context(pair):
    out = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    out.load_cert_chain(pair[1], pair[0])
    return out


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    ca, other = authority(folder, "ca"), authority(folder, "other-ca")
    names = "DNS:localhost,DNS:visio.test,IP:127.0.0.1"
    good = certificate(folder, "server", ca, names)
    wrong = certificate(folder, "wrong-name", ca, "DNS:elsewhere.test")
    expired = certificate(folder, "expired", ca, names, ("-not_before", "20200101000000Z", "-not_after", "20200201000000Z"))
    plain, tls = listen(http), listen(http, context(good))
    with socket.create_server(("127.0.0.1", 0)) as unused:
        closed = unused.getsockname()[1]
    deaf = socket.create_server(("127.0.0.1", 0))  # The kernel takes connections, nobody answers.
    ports = {"plain": plain, "tls": tls, "wrong_name": listen(http, context(wrong)), "closed": closed,
             "deaf": deaf.getsockname()[1],
             "expired": listen(http, context(expired)), "proxy": listen(proxy(tls, plain)),
             "ca": str(ca[1]), "other_ca": str(other[1])}
    # TLS sessions are resumed within a process, by address: who tests that a certificate is refused needs a server of its own.
    ports |= {name: listen(http, context(good)) for name in ("http_trust", "ws_trust", "ws_untrusted")}
    print(json.dumps(ports), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
