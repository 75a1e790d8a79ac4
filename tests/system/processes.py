# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""Starts the processes of a system test, reads what they say, and ends them by their own ids."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1


class Failure(AssertionError):
    """What was waited for did not come; the text says what came instead."""


def now_ms():
    """Milliseconds of CLOCK_MONOTONIC: the clock of the guests' events."""
    return time.monotonic_ns() / 1e6


def binaries():
    """The folder of the built programs. ROTONDE_BIN names another one than the asan preset's."""
    return Path(os.environ.get("ROTONDE_BIN", CHECKOUT / "build/asan/bin"))


def log_folder(name):
    folder = Path(os.environ.get("ROTONDE_SYSTEM_LOGS", binaries().parent / "system-logs")) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def peer(name):
    """The folder of an installed peer; a Failure with the cure when it is not there."""
    answer = subprocess.run([CHECKOUT / "tools/peers", "--where", name], capture_output=True, text=True, check=True)
    folder = Path(answer.stdout.strip())
    if not (folder / ".complete").exists():
        raise Failure(f"the peer {name} is not installed: run tools/peers {name}")
    return folder


def free_ports(count):
    """Ports of 127.0.0.1 that are free for TCP and UDP now."""
    held, ports = [], []
    while len(ports) < count:
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        tcp.bind(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        held += [tcp, udp]
        try:
            udp.bind(tcp.getsockname())
            ports.append(tcp.getsockname()[1])
        except OSError:
            continue
    for each in held:
        each.close()
    return ports


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """One process in a session of its own. Lines of JSON on its stdout are events, which get the time of their arrival as
    `received_ms`; everything goes to its log."""

    def __init__(self, name, command, logs, environment=None):
        self.name = name
        self.log = logs / f"{name}.log"
        self.events = []
        self._changed = threading.Condition()
        self._log = open(self.log, "ab", buffering=0)  # noqa: SIM115 (lives as long as the process)
        self._process = subprocess.Popen(
            [str(part) for part in command], cwd=CHECKOUT, env={**os.environ, **(environment or {})}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self._log, start_new_session=True, preexec_fn=_die_with_parent)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self):
        return self._process.pid

    def running(self):
        return self._process.poll() is None

    def _read(self):
        for line in self._process.stdout:
            self._log.write(line)
            event = None
            if line.startswith(b"{"):
                try:
                    event = json.loads(line)
                except ValueError:
                    pass
            if event is not None:
                event["received_ms"] = now_ms()
                with self._changed:
                    self.events.append(event)
                    self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def send(self, **command):
        try:
            self._process.stdin.write((json.dumps(command) + "\n").encode())
            self._process.stdin.flush()
        except OSError as error:
            raise Failure(f"{self.name} does not listen any more ({error}); its log: {self.log}") from error

    def count(self):
        """How many events have come: a position for `after`."""
        with self._changed:
            return len(self.events)

    def wait_for(self, what, accept, limit=20.0, after=0):
        """The first event that `accept`s, among those from position `after` on. `what` names it in the Failure."""
        deadline = time.monotonic() + limit
        position = after
        with self._changed:
            while True:
                while position < len(self.events):
                    event = self.events[position]
                    position += 1
                    if accept(event):
                        return event
                left = deadline - time.monotonic()
                if left <= 0 or (not self._reader.is_alive() and position >= len(self.events)):
                    break
                self._changed.wait(min(left, 0.5))
            last = self.events[-1] if self.events else "nothing"
        state = "still runs" if self.running() else f"ended with {self._process.returncode}"
        raise Failure(f"{self.name}: {what} did not come within {limit:g} s; it {state}, said last: {last}; its log: {self.log}")

    def event(self, name, /, limit=20.0, after=0, **fields):
        """The first event of this name whose fields have these values."""
        def accept(event):
            return event.get("event") == name and all(event.get(key) == value for key, value in fields.items())
        return self.wait_for(f"event {name} {fields or ''}".strip(), accept, limit, after)

    def kill(self):
        """Ends the process at once, as a power cut would."""
        os.killpg(self.pid, signal.SIGKILL)
        self._process.wait(10)
        self._reader.join(5)
        self._close()

    def stop(self, limit=8.0, patience=0.0):
        """Ends the process and returns its exit code: its stdin ends, SIGTERM after `patience` seconds, SIGKILL to its
        session `limit` seconds later."""
        if self._log.closed:
            return self._process.returncode
        try:
            self._process.stdin.close()
        except OSError:
            pass
        code = self._wait(patience)
        if code is None:
            self._process.terminate()
            code = self._wait(limit)
        try:  # What it left behind in its session (a browser's children).
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait(10)
        self._reader.join(5)
        self._close()
        return "killed" if code is None else code

    def _close(self):
        for each in (self._process.stdin, self._process.stdout, self._log):
            try:
                each.close()
            except OSError:
                pass

    def _wait(self, limit):
        try:
            return self._process.wait(limit)
        except subprocess.TimeoutExpired:
            return None
