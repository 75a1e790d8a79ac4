#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""A CalDAV server of others on loopback, for tests: radicale or xandikos, as tools/peers installs them.

    caldav_server.py radicale|xandikos FOLDER

Keeps its files in FOLDER, prints one JSON line (port, home, folder) when it answers, and ends with its standard input.
Radicale wants the user "room" with the password "pass word"; Xandikos lets everybody in.
"""
import json
import socket
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def radicale(python, folder, port):
    (folder / "users").write_text("room:pass word\n")
    return [python, "-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}", "--auth-type", "htpasswd",
            "--auth-htpasswd-filename", folder / "users", "--auth-htpasswd-encryption", "plain", "--auth-delay", "0",
            "--storage-filesystem-folder", folder / "data"], "/room/"


def xandikos(python, folder, port):
    return [python.with_name("xandikos"), "serve", "--directory", folder / "data", "--autocreate",
            "--current-user-principal", "/room/", "--listen-address", "127.0.0.1", "--port", str(port)], "/room/calendars/"


def main():
    kind, folder = {"radicale": radicale, "xandikos": xandikos}[sys.argv[1]], Path(sys.argv[2])
    where = subprocess.run([CHECKOUT / "tools/peers", "--where", "caldav-servers"], capture_output=True, text=True,
                           check=True).stdout.strip()
    python = Path(where) / "bin/python"
    if not (Path(where) / ".complete").exists():
        sys.exit("the CalDAV servers are not installed: run tools/peers caldav-servers")
    port = free_port()
    command, home = kind(python, folder, port)
    with open(folder / "log", "wb") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if server.poll() is not None:
                    break
                time.sleep(0.1)
        if server.poll() is not None:
            sys.exit(f"{sys.argv[1]} ended at once:\n{(folder / 'log').read_text()}")
        print(json.dumps({"port": port, "home": home, "folder": str(folder)}), flush=True)
        sys.stdin.read()
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
