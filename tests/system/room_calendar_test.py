# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The room with its bookings on a real CalDAV server: Radicale."""

import base64
import json
import subprocess
import urllib.request
from datetime import UTC, datetime, timedelta

from tests.system.processes import CHECKOUT
from tests.system.room import with_field_names
from tests.system.scene import SLUG, Scene

PASSWORD = "pass word"


class CalDav(Scene):
    def setUp(self):
        super().setUp()
        self.standin.make_room(SLUG)
        folder = self.logs / "radicale"
        folder.mkdir()
        self.server = subprocess.Popen(["python3", "-B", CHECKOUT / "tests/caldav/caldav_server.py", "radicale", folder],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop_server)
        self.base = f"http://127.0.0.1:{json.loads(self.server.stdout.readline())['port']}"
        self.ask("MKCALENDAR", "/room/salle/")

    def stop_server(self):
        self.server.stdin.close()
        self.server.stdout.close()
        self.server.wait(15)

    def ask(self, method, path, body=None):
        login = base64.b64encode(f"room:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(self.base + path, body and body.encode(), method=method,
                                         headers={"Authorization": f"Basic {login}", "Content-Type": "text/calendar"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            self.assertIn(answer.status, (200, 201, 204))

    def put(self, title, begins_in, link=""):
        start = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=begins_in)
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rotonde//Tests//FR", "BEGIN:VEVENT", f"UID:{title}@tests.invalid",
                 f"DTSTAMP:{start:%Y%m%dT%H%M%SZ}", f"DTSTART:{start:%Y%m%dT%H%M%SZ}", "DURATION:PT10M", f"SUMMARY:{title}",
                 f"LOCATION:{link}", "END:VEVENT", "END:VCALENDAR", ""]
        self.ask("PUT", f"/room/salle/{title}.ics", "\r\n".join(lines))

    def start_with(self, password, address="/"):
        """The password is a credential, as systemd hands it to the service."""
        credentials = self.logs / "credentials"
        credentials.mkdir(exist_ok=True)
        (credentials / "calendar-password").write_text(password + "\n")
        return self.start_room(environment={"CREDENTIALS_DIRECTORY": str(credentials)}, more=(
            f'\n[calendar]\ncaldav = ["{self.base}{address}"]\nuser = "room"\npassword_file = "calendar-password"\n'))

    def titles(self, room):
        agenda = with_field_names(json.loads(room.ctl("agenda", "--json")))
        return sorted(occurrence.get("title", "") for occurrence in agenda.get("occurrences", {}).values())

    def test_a_booking_on_the_server_starts_the_call(self):
        self.put("Demain", 86400)
        room = self.start_with(PASSWORD)
        room.wait("the agenda", lambda _: self.titles(room) == ["Demain"])
        self.put("Conseil", 8, self.link)
        self.ask("DELETE", "/room/salle/Demain.ics")
        room.ctl("call", "calendar.refresh")
        self.assertEqual(room.phase("IN_MEETING", limit=30)["meeting"]["title"], "Conseil")
        self.assertEqual(self.titles(room), ["Conseil"])
        room.hang_up()
        self.stop_room(room)
        log = room.log.read_text()
        self.assertIn("calendar", log)
        for secret in (PASSWORD, base64.b64encode(f"room:{PASSWORD}".encode()).decode(), "/room/salle", SLUG):
            self.assertNotIn(secret, log)

    def test_a_wrong_password_is_told_with_its_cure(self):
        room = self.start_with("another word")
        status = room.wait("the problem", lambda s: s.get("agenda", {}).get("feed_problem"))
        self.assertIn("calendar.user", status["agenda"]["feed_problem"])
        self.assertNotIn("another word", json.dumps(status) + room.log.read_text())
