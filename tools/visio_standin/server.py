# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The program: arguments, TLS, threads, and the way from bytes to routes."""
import argparse
import json
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from . import api, control
from .authority import server_context
from .rooms import Room, World
from .room_service import RoomService


class Request(api.Request):
    def parameter(self, name):
        return parse_qs(self.query).get(name, [""])[0]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def handle_all(self):
        server = self.server
        split = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(self.command, split.path, split.query, self.headers, self.rfile.read(length))
        if split.path.startswith(control.PREFIX):
            with server.lock:
                reply = server.control.handle(request)
            return self.answer(reply)
        with server.lock:
            fault = self.take_fault(split.path)
        if fault:
            time.sleep(fault["delay"])
        with server.lock:
            if fault and fault["status"]:
                reply = api.Reply(fault["status"], headers=list(fault["headers"].items()), html=api.HTML_500)
            elif split.path.startswith(api.PREFIX):
                reply = server.api.handle(request)
            elif split.path == "/__lbheartbeat__":
                reply = api.Reply(200, html=b"")
            else:
                reply = api.Reply(404, html=b"<html>Not Found</html>")
            server.log.append({"method": self.command, "path": self.path, "headers": dict(self.headers),
                               "body": request.body.decode("utf-8", "replace"), "status": reply.status,
                               "at": round(server.world.now(), 3)})
        return self.answer(reply)

    def take_fault(self, path):
        fault = self.server.control.fault
        if not fault or fault["path"] not in path or fault["times"] <= 0:
            return None
        fault["times"] -= 1
        return dict(fault)

    def answer(self, reply):
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Vary", "Accept, Accept-Language, Cookie")
        self.end_headers()
        self.wfile.write(reply.body)
        self.wfile.flush()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_all


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        # Clients that distrust the certificate or go away are what tests are made of.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def arguments():
    parser = argparse.ArgumentParser(prog="visio-standin", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="folder for ca.pem and server.pem")
    parser.add_argument("--listen", default="127.0.0.1", help="address to listen on (loopback only with --plain-http)")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--name", action="append", default=[], help="another name or address for the certificate")
    parser.add_argument("--livekit-url", default="http://127.0.0.1:7880", help="as it is told to clients")
    parser.add_argument("--sfu-api", metavar="URL", help="the LiveKit server's own address: hands and names are told to it")
    parser.add_argument("--api-key", default="devkey")
    parser.add_argument("--api-secret", default="secret-of-at-least-32-characters!!")
    parser.add_argument("--language", choices=("en", "fr"), default="fr", help="of errors without Accept-Language")
    parser.add_argument("--room", action="append", default=[], metavar="SLUG[:ACCESS]", help="a room from the start")
    parser.add_argument("--allow-unregistered", action="store_true")
    parser.add_argument("--plain-http", action="store_true", help="no TLS")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input does")
    options = parser.parse_args()
    if options.plain_http and options.listen not in ("127.0.0.1", "::1", "localhost"):
        parser.error("--plain-http is for loopback only")
    return options


def make(options):
    world, log = World(), []
    world.allow_unregistered = options.allow_unregistered
    for text in options.room:
        slug, _, access = text.partition(":")
        world.rooms[slug] = Room(slug, access or "public")
    server = Server((options.listen, options.port), Handler)
    server.lock, server.world, server.log = threading.Lock(), world, log
    server.api = api.Api(world, options.livekit_url, options.api_key, options.api_secret, options.language,
                         RoomService(options.sfu_api, options.api_key, options.api_secret) if options.sfu_api else None)
    server.control = control.Control(world, log)
    return server


def main():
    options = arguments()
    server = make(options)
    host = "localhost" if options.listen in ("127.0.0.1", "::1") else options.listen
    port = server.server_address[1]
    scheme = "http" if options.plain_http else "https"
    ready = {"port": port, "host": f"{host}:{port}", "base_url": f"{scheme}://{host}:{port}"}
    if not options.plain_http:
        names = dict.fromkeys(["localhost", "127.0.0.1", "::1", options.listen, *options.name])
        context = server_context(options.state, names)
        # The handshake is made by the connection's own thread, at its first read.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        ready["ca"] = str(options.state / "ca.pem")

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps(ready), flush=True)
    if options.until_eof:
        threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    stop.wait()


if __name__ == "__main__":
    main()
