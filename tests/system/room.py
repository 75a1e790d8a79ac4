# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The room: rotonded as a process, asked and told by rotondectl."""

import json
import re
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

from tests.guests import mark, picture
from tests.system.processes import CHECKOUT, Child, Failure, binaries

ROOM_TONE = 440  # Hz, the simulated microphone's.


def write_feed(path, link, begins_in, lasts=600, title="Point d'équipe"):
    """An agenda with one meeting that begins `begins_in` seconds from now, replaced as a whole."""
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=begins_in)
    stamp = "%Y%m%dT%H%M%SZ"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rotonde//Tests//FR", "BEGIN:VEVENT", f"UID:{start:{stamp}}@tests.invalid",
             f"DTSTAMP:{datetime.now(UTC):{stamp}}", f"DTSTART:{start:{stamp}}", f"DTEND:{start + timedelta(seconds=lasts):{stamp}}",
             f"SUMMARY:{title}", f"LOCATION:{link}", "END:VEVENT", "END:VCALENDAR", ""]
    temporary = path.with_suffix(".new")
    temporary.write_text("\r\n".join(lines))
    temporary.rename(path)
    return start


def toml(settings):
    """Nested dictionaries of texts, numbers, truths and lists of texts as TOML."""
    return "\n".join(f"[{table}]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
                     for table, values in settings.items())


def with_field_names(tree):
    """Protobuf's JSON names fields in camel case; here they have the names of control.proto. Map keys stay."""
    if isinstance(tree, list):
        return [with_field_names(each) for each in tree]
    if not isinstance(tree, dict):
        return tree
    return {re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "_" + m[1].lower(), key) if re.fullmatch(r"[a-z]\w*", key) else key: with_field_names(value)
            for key, value in tree.items()}


def number(tree, *path):
    """A number of the status by its path; 0 when it is not set. (Protobuf's JSON writes 64-bit numbers as texts.)"""
    for key in path:
        tree = tree.get(key, {}) if isinstance(tree, dict) else {}
    return float(tree) if not isinstance(tree, dict) else 0.0


class Room(Child):
    """One appliance with simulated camera and microphone, off-screen, its media on loopback."""

    def __init__(self, logs, folder, standin, feed=None, mark="c0ffee42", name="Salle 301", environment=None, more="", simulcast=True, **join):
        """`environment` adds variables, `simulcast` sends three layers, `more` is TOML after the usual settings, `join` are settings of [join]."""
        self.mark = mark
        # A socket's path has at most 107 bytes: too few for a folder of a checkout.
        self._run = tempfile.TemporaryDirectory(prefix="rotonde-", dir="/tmp")
        self.socket = Path(self._run.name) / "control.sock"
        (folder / "state").mkdir(parents=True, exist_ok=True)
        settings = {
            "room": {"name": name, "language": "fr"},
            "calendar": {"feed": str(feed)} if feed else {},
            "visio": {"hosts": [standin.host]},
            "network": {"ca_file": str(standin.ca_file), "loopback_media": True},
            "join": {"media": "always", "lead": "0s", "spread": "0s", "countdown": "5s", **join},
            "media": {"simulated": True, "simulated_mark": mark, "display": "none", "simulcast": simulcast},
        }
        self.file = folder / "rotonde.toml"
        self.file.write_text(toml({table: values for table, values in settings.items() if values}) + more)
        super().__init__("rotonded", [binaries() / "rotonded", "--config", self.file], logs, {
            "STATE_DIRECTORY": str(folder / "state"), "RUNTIME_DIRECTORY": self._run.name, "LANG": "C.UTF-8",
            "LSAN_OPTIONS": f"suppressions={CHECKOUT / 'tests/system/leaks_not_ours.txt'}:print_suppressions=0",
            **(environment or {})})
        try:
            self._until("its control socket", self.socket.exists, 20)
            self.wait("its status", lambda status: True, 20)
        except Failure:
            self.stop()
            raise

    def stop(self, limit=8.0, patience=0.0):
        try:
            return super().stop(limit, patience)
        finally:
            self._run.cleanup()

    def kill(self):
        super().kill()
        self._run.cleanup()

    def _until(self, what, condition, limit):
        deadline = time.monotonic() + limit
        while not condition():
            if time.monotonic() > deadline or not self.running():
                state = "still runs" if self.running() else "has ended"
                raise Failure(f"rotonded: {what} did not come within {limit:g} s; it {state}; its log: {self.log}")
            time.sleep(0.05)

    def run_ctl(self, *arguments, limit=20):
        """Runs rotondectl to its end, well or not."""
        command = [str(binaries() / "rotondectl"), "--socket", str(self.socket), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=limit, stdin=subprocess.DEVNULL)

    def ctl(self, *arguments, limit=20):
        """Runs rotondectl and returns what it prints; a Failure with its message when it does not succeed."""
        answer = self.run_ctl(*arguments, limit=limit)
        if answer.returncode != 0:
            raise Failure(f"rotondectl {arguments[0]} ended with {answer.returncode}: {answer.stderr.strip() or answer.stdout.strip()}")
        return answer.stdout

    def status(self):
        """The whole status with the field names of control.proto."""
        return with_field_names(json.loads(self.ctl("status", "--json")))

    def wait(self, what, accept, limit=20.0):
        """The first status that `accept`s; asks four times a second."""
        deadline = time.monotonic() + limit
        last = "no status"
        while time.monotonic() < deadline:
            try:
                last = self.status()
                if accept(last):
                    return last
            except (Failure, ValueError) as error:
                last = error
            if not self.running():
                break
            time.sleep(0.25)
        seen = last.get("meeting", {}) if isinstance(last, dict) else last
        state = "still runs" if self.running() else "has ended"
        raise Failure(f"rotonded: {what} did not come within {limit:g} s; it {state}, its meeting: {seen}; its log: {self.log}")

    def phase(self, *names, limit=20.0):
        """Waits for a phase, by its name without PHASE_."""
        return self.wait(f"phase {'/'.join(names)}", lambda s: s.get("meeting", {}).get("phase") in [f"PHASE_{n}" for n in names], limit)

    def entry(self, name, limit=20.0):
        return self.wait(f"entry {name}", lambda s: s.get("meeting", {}).get("entry") == f"ENTRY_{name}", limit)

    def call(self, link, limit=20.0):
        """Joins by hand and waits until the media connection stands."""
        self.ctl("join", link)
        return self.phase("IN_MEETING", limit=limit)

    def ended(self, reason, limit=20.0):
        """Waits until the room is out of the meeting, for this reason (without END_)."""
        def out(status):
            meeting = status.get("meeting", {})
            return meeting.get("last_end") == f"END_{reason}" and meeting.get("phase") in ("PHASE_IDLE", "PHASE_ANNOUNCED")
        return self.wait(f"the end {reason}", out, limit)

    def hang_up(self, limit=10.0):
        self.ctl("leave")
        return self.phase("IDLE", "ANNOUNCED", limit=limit)

    def identity(self):
        """The room's own LiveKit identity in the meeting."""
        def own(status):
            return next((p["identity"] for p in status.get("roster", {}).values() if p.get("self")), None)
        return own(self.wait("its own roster entry", own))

    def shows(self, guest_mark, file, limit=20.0):
        """Waits until the guest's mark is read from the room's screen; the last screenshot stays in `file`."""
        value = mark.parse(guest_mark)
        deadline = time.monotonic() + limit
        while True:
            self.ctl("screenshot", file)
            with Image.open(file) as screen:
                if picture.read_mark(screen, value) == guest_mark:
                    return
            if time.monotonic() > deadline:
                raise Failure(f"the room's screen did not show the mark {guest_mark} within {limit:g} s: see {file}")
            time.sleep(0.3)

    def plays(self, limit=20.0):
        """Waits until the mixed sound of the others is well above silence."""
        return self.wait("sound at the speaker", lambda s: -50 < number(s, "devices", "speaker_level") < 0, limit)
