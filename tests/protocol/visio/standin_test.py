#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether tools/visio-standin behaves as Visio was measured to behave (docs/visio.md, "The stand-in")."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import signal
import ssl
import subprocess
import sys
import tempfile
import unittest
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SECRET = "a-secret-of-at-least-thirty-two-characters"


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.text = response.status, response.headers, response.read().decode()

    def json(self):
        return json.loads(self.text)


def run(folder, *arguments):
    process = subprocess.Popen(
        [sys.executable, ROOT / "tools/visio-standin", "--state", folder, "--until-eof", "--api-key", "key", "--api-secret",
         SECRET, "--livekit-url", "https://livekit.example.fr", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return process, json.loads(process.stdout.readline())


def end(process):
    process.communicate("")
    return process.returncode


class StandInTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.process, cls.ready = run(cls.folder.name)
        cls.context = ssl.create_default_context(cafile=cls.ready["ca"])

    @classmethod
    def tearDownClass(cls):
        end(cls.process)
        cls.folder.cleanup()

    def setUp(self):
        for room in self.control("GET", "rooms").json():
            self.control("DELETE", "rooms/" + room["slug"])
        self.control("POST", "settings", {"allow_unregistered": False, "ids_from": "cookie", "sfu_up": True,
                                          "clock": "frozen"})
        self.control("DELETE", "fault")
        self.control("DELETE", "requests")
        self.id = str(uuid.uuid4())

    def call(self, method, path, body=None, headers=None, raw=None):
        connection = http.client.HTTPSConnection("localhost", self.ready["port"], context=self.context, timeout=10)
        sent = {"Accept": "application/json"} | ({"Content-Type": "application/json"} if body is not None else {}) | (headers or {})
        connection.request(method, path, raw if raw is not None else (json.dumps(body) if body is not None else None), sent)
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def api(self, method, route, body=None, headers=None, raw=None):
        return self.call(method, "/api/v1.0/" + route, body, headers, raw)

    def control(self, method, route, body=None):
        answer = self.call(method, "/_test/" + route, body)
        self.assertIn(answer.status, (200, 201, 400, 404), answer.text)
        return answer

    def room(self, slug, access="restricted", **more):
        return self.control("POST", "rooms", {"name": slug, "access_level": access, **more}).json()

    def enter(self, slug, identity=None, username="Salle 301", headers=None, **more):
        cookie = {"Cookie": f"lobbyParticipantId={identity}"} if identity else {}
        return self.api("POST", f"rooms/{slug}/request-entry/", {"username": username, **more}, cookie | (headers or {}))

    def state(self, slug, identity=None):
        return self.enter(slug, identity or self.id).json()["status"]

    def claims(self, token):
        signed, _, signature = token.rpartition(".")
        pad = lambda text: text + "=" * (-len(text) % 4)  # noqa: E731
        good = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()
        self.assertEqual(base64.urlsafe_b64decode(pad(signature)), good)
        return json.loads(base64.urlsafe_b64decode(pad(signed.split(".")[1])))

    # Transport

    def test_config(self):
        answer = self.api("GET", "config/")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.json()["livekit"]["url"], "https://livekit.example.fr")
        self.assertEqual(answer.json()["auto_mute_on_join_threshold"], 50)
        self.assertEqual(answer.json()["telephony"], {"enabled": False})
        self.assertIsNone(answer.headers["Set-Cookie"])

    def test_missing_slash_redirects_whatever_the_method(self):
        for method, route in (("GET", "config"), ("POST", "rooms/abc-defg-hij/request-entry")):
            answer = self.api(method, route, {} if method == "POST" else None)
            self.assertEqual((answer.status, answer.headers["Location"]), (301, f"/api/v1.0/{route}/"))

    def test_wrong_method_type_accept_and_json(self):
        self.room("abc-defg-hij")
        route = "rooms/abc-defg-hij/request-entry/"
        self.assertEqual(self.api("GET", route).status, 405)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self.assertEqual(self.api("POST", route, headers=form, raw="username=x").status, 415)
        self.assertEqual(self.api("POST", route, {"username": "x"}, {"Accept": "text/html"}).status, 406)
        broken = self.api("POST", route, headers={"Content-Type": "application/json"}, raw="{")
        self.assertEqual(broken.status, 400)
        self.assertTrue(broken.json()["detail"].startswith("JSON parse error"))
        self.assertEqual(self.api("GET", "rooms/a.b/").status, 404)
        self.assertEqual(self.api("GET", "").status, 200)
        self.assertEqual(self.call("GET", "/__lbheartbeat__").status, 200)

    def test_errors_are_translated(self):
        self.room("abc-defg-hij")
        ask = lambda tag: self.api("POST", "rooms/abc-defg-hij/request-entry/", {}, tag).json()["username"]  # noqa: E731
        self.assertEqual(ask({"Accept-Language": "en"}), ["This field is required."])
        self.assertEqual(ask({"Accept-Language": "fr"}), ["Ce champ est obligatoire."])
        self.assertEqual(ask({}), ["Ce champ est obligatoire."])

    def test_fault_is_html(self):
        self.control("POST", "fault", {"status": 500, "times": 1, "path": "config"})
        answer = self.api("GET", "config/")
        self.assertEqual(answer.status, 500)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/html"))
        self.assertEqual(self.api("GET", "config/").status, 200)

    # Rooms

    def test_public_room_gives_its_key_to_anybody(self):
        made = self.room("abc-defg-hij", "public")
        answer = self.api("GET", "rooms/abc-defg-hij/?username=Ada").json()
        self.assertEqual(answer["id"], made["id"])
        self.assertEqual(answer["livekit"]["room"], made["id"])
        self.assertEqual(self.claims(answer["livekit"]["token"])["name"], "Ada")
        again = self.api("GET", "rooms/abc-defg-hij/", headers={"Cookie": f"lobbyParticipantId={self.id}"}).json()
        first, second = (self.claims(one["livekit"]["token"]) for one in (answer, again))
        self.assertNotEqual(first["sub"], second["sub"])
        self.assertNotEqual(second["sub"], self.id)
        self.assertEqual(second["name"], "Anonymous")

    def test_other_rooms_keep_it(self):
        for access in ("trusted", "restricted"):
            self.room("abc-defg-" + access[:3], access)
            answer = self.api("GET", f"rooms/abc-defg-{access[:3]}/").json()
            self.assertEqual(answer["access_level"], access)
            self.assertNotIn("livekit", answer)
            self.assertNotIn("pin_code", answer)

    def test_slug_is_found_as_django_finds_it(self):
        made = self.room("abc-defg-hij")
        for element in ("ABC-DEFG-HIJ", made["id"], made["id"].replace("-", "")):
            self.assertEqual(self.api("GET", f"rooms/{element}/").status, 200, element)
        self.assertEqual(self.api("GET", "rooms/abcdefghij/").status, 404)
        self.room("Comité de direction")
        self.assertEqual(self.api("GET", "rooms/comite-de-direction/").status, 200)

    def test_unknown_room(self):
        self.assertEqual(self.api("GET", "rooms/abc-defg-hij/").status, 404)
        self.assertEqual(self.enter("abc-defg-hij").status, 404)
        self.control("POST", "settings", {"allow_unregistered": True})
        answer = self.api("GET", "rooms/abc-defg-hij/").json()
        self.assertEqual((answer["id"], answer["livekit"]["room"]), (None, "abc-defg-hij"))
        self.assertEqual(self.enter("abc-defg-hij").status, 404)

    # Lobby

    def test_answer_and_cookie(self):
        self.room("abc-defg-hij")
        answer = self.enter("abc-defg-hij", self.id)
        self.assertEqual(answer.json() | {"color": ""},
                         {"status": "waiting", "username": "Salle 301", "id": self.id, "color": "", "livekit": None})
        self.assertRegex(answer.json()["color"], r"^hsl\(\d+, \d+%, \d+%\)$")
        self.assertEqual(answer.headers["Set-Cookie"],
                         f"lobbyParticipantId={self.id}; HttpOnly; Path=/; SameSite=Lax; Secure")
        self.assertNotEqual(self.enter("abc-defg-hij").json()["id"], self.id)

    def test_name_is_needed(self):
        self.room("abc-defg-hij")
        for body in ({}, {"username": None}, {"username": ""}, {"username": "  "}):
            answer = self.api("POST", "rooms/abc-defg-hij/request-entry/", body)
            self.assertEqual((answer.status, list(answer.json())), (400, ["username"]), body)
        self.assertEqual(self.enter("abc-defg-hij", username="x" * 2000, surplus=1).status, 200)

    def test_public_room_accepts_at_once_and_stores_nothing(self):
        self.room("abc-defg-hij", "public")
        answer = self.enter("abc-defg-hij", self.id).json()
        self.assertEqual(answer["status"], "accepted")
        self.assertEqual(self.claims(answer["livekit"]["token"])["sub"], self.id)
        self.assertEqual(self.control("GET", "rooms/abc-defg-hij/waiting").json()["participants"], [])

    def test_place_is_kept_for_three_seconds(self):
        self.room("abc-defg-hij")
        waiting = lambda: len(self.control("GET", "rooms/abc-defg-hij/waiting").json()["participants"])  # noqa: E731
        self.state("abc-defg-hij")
        for _ in range(3):
            self.control("POST", "advance", {"seconds": 2.5})
            self.assertEqual(waiting(), 1)
            self.state("abc-defg-hij")
        self.control("POST", "advance", {"seconds": 3.0})
        self.assertEqual(waiting(), 0)

    def test_accepted_until_the_room_is_over(self):
        made = self.room("abc-defg-hij")
        self.state("abc-defg-hij")
        self.control("POST", "rooms/abc-defg-hij/accept", {"participant_id": self.id})
        answer = self.enter("abc-defg-hij", self.id, username="Other").json()
        self.assertEqual((answer["status"], answer["username"]), ("accepted", "Salle 301"))
        claims = self.claims(answer["livekit"]["token"])
        self.assertEqual((claims["sub"], claims["name"], claims["iss"]), (self.id, "Other", "key"))
        self.assertEqual(claims["exp"] - claims["nbf"], 6 * 3600)
        self.assertEqual(claims["video"], {
            "roomAdmin": False, "roomJoin": True, "room": made["id"], "canPublish": True, "canSubscribe": True,
            "canPublishData": True, "canPublishSources": ["camera", "microphone", "screen_share", "screen_share_audio"],
            "canUpdateOwnMetadata": False})
        self.assertEqual(claims["attributes"] | {"color": ""}, {"color": "", "room_role": None, "is_authenticated": "false"})
        self.control("POST", "advance", {"seconds": 6 * 3600 - 60})
        self.assertEqual(self.state("abc-defg-hij"), "accepted")
        self.control("POST", "rooms/abc-defg-hij/finish")
        self.assertEqual(self.state("abc-defg-hij"), "waiting")

    def test_denied_for_five_seconds(self):
        self.room("abc-defg-hij")
        self.state("abc-defg-hij")
        self.control("POST", "rooms/abc-defg-hij/deny")
        self.assertEqual(self.state("abc-defg-hij"), "denied")
        self.control("POST", "advance", {"seconds": 4})
        self.assertEqual(self.state("abc-defg-hij"), "denied")
        self.control("POST", "rooms/abc-defg-hij/accept", {"participant_id": self.id})  # A host may change his mind.
        self.assertEqual(self.state("abc-defg-hij"), "accepted")
        self.control("POST", "rooms/abc-defg-hij/finish")
        self.state("abc-defg-hij")
        self.control("POST", "rooms/abc-defg-hij/deny")
        self.control("POST", "advance", {"seconds": 5})
        self.assertEqual(self.state("abc-defg-hij"), "waiting")

    def test_opened_room_accepts_those_who_wait(self):
        self.room("abc-defg-hij")
        self.assertEqual(self.state("abc-defg-hij"), "waiting")
        self.control("POST", "rooms/abc-defg-hij", {"access_level": "public"})
        self.assertEqual(self.state("abc-defg-hij"), "accepted")

    def test_policy_answers_for_the_host(self):
        self.room("abc-defg-hij", policy="accept")
        self.assertEqual(self.state("abc-defg-hij"), "accepted")
        self.room("xyz-defg-hij", policy="deny")
        self.assertEqual(self.state("xyz-defg-hij"), "denied")

    def test_only_canonical_ids_can_be_accepted(self):
        self.room("abc-defg-hij")
        self.state("abc-defg-hij", "not-a-uuid")
        self.state("abc-defg-hij", self.id.upper())
        self.assertEqual(self.control("POST", "rooms/abc-defg-hij/accept", {"participant_id": "not-a-uuid"}).status, 400)
        if self.id.upper() != self.id:
            self.assertEqual(self.control("POST", "rooms/abc-defg-hij/accept", {"participant_id": self.id.upper()}).status, 404)

    def test_throttle_counts_per_id_over_all_rooms(self):
        self.room("abc-defg-hij")
        self.room("xyz-defg-hij", "public")
        for call in range(150):
            self.assertEqual(self.enter(("abc", "xyz")[call % 2] + "-defg-hij", self.id).status, 200)
        answer = self.enter("abc-defg-hij", self.id)
        self.assertEqual(answer.status, 429)
        self.assertEqual(answer.headers["Retry-After"], "60")
        self.assertIn("throttled", answer.json()["detail"])
        self.assertEqual(self.enter("abc-defg-hij", str(uuid.uuid4())).status, 200)
        self.control("POST", "advance", {"seconds": 60})
        self.assertEqual(self.enter("abc-defg-hij", self.id).status, 200)

    def test_without_sfu_nobody_is_queued(self):
        self.room("abc-defg-hij")
        self.room("xyz-defg-hij", "public")
        self.control("POST", "settings", {"sfu_up": False})
        answer = self.enter("abc-defg-hij", self.id)
        self.assertEqual((answer.status, answer.headers["Content-Type"][:9]), (500, "text/html"))
        self.assertEqual(self.state("xyz-defg-hij"), "accepted")
        self.control("POST", "settings", {"sfu_up": True})
        self.assertEqual(self.control("GET", "rooms/abc-defg-hij/waiting").json()["participants"], [])

    def test_server_chosen_ids(self):
        self.control("POST", "settings", {"ids_from": "server"})
        self.room("abc-defg-hij")
        answer = self.enter("abc-defg-hij", self.id, participant_id=self.id)
        chosen = answer.json()["id"]
        self.assertNotEqual(chosen, self.id)
        self.assertIsNone(answer.headers["Set-Cookie"])
        self.assertEqual(self.enter("abc-defg-hij", participant_id=chosen).json()["id"], chosen)
        self.assertNotEqual(self.enter("abc-defg-hij", chosen).json()["id"], chosen)
        self.assertEqual(self.enter("abc-defg-hij", participant_id="x").status, 400)

    def test_publish_sources_reach_the_token(self):
        self.room("abc-defg-hij", "public", configuration={"can_publish_sources": []})
        claims = self.claims(self.enter("abc-defg-hij", self.id).json()["livekit"]["token"])
        self.assertEqual((claims["video"]["canPublish"], claims["video"]["canPublishSources"]), (False, []))

    # Token routes

    def test_hand_and_name(self):
        self.room("abc-defg-hij", "public")
        token = self.enter("abc-defg-hij", self.id).json()["livekit"]["token"]
        login = {"Authorization": f"Bearer {token}"}
        hand = lambda body, headers: self.api("POST", "rooms/abc-defg-hij/toggle-hand/", body, headers)  # noqa: E731
        name = lambda text: self.api("POST", "rooms/abc-defg-hij/rename/", {"name": text}, login).status  # noqa: E731
        self.assertEqual(hand({"raised": True}, login).status, 404)
        self.control("POST", "rooms/abc-defg-hij/presence", {"participant_id": self.id, "present": True})
        self.assertEqual(hand({"raised": True}, login).json(), {"status": "success"})
        self.assertEqual(hand({"raised": "maybe"}, login).status, 400)
        self.assertEqual([name("Ada"), name("x" * 255), name("x" * 256), name(" ")], [200, 200, 400, 400])

    def test_every_token_fault_is_403(self):
        self.room("abc-defg-hij", "public")
        self.room("xyz-defg-hij", "public")
        token = self.enter("abc-defg-hij", self.id).json()["livekit"]["token"]
        forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
        for login in ({}, {"Authorization": f"Bearer {forged}"}, {"Authorization": f"Token {token}"},
                      {"Authorization": "Bearer rubbish"}, {"Authorization": f"X-LiveKit-Token {token}"}):
            answer = self.api("POST", "rooms/abc-defg-hij/toggle-hand/", {"raised": True}, login)
            self.assertEqual((answer.status, answer.headers["WWW-Authenticate"]), (403, None), login)
        other = self.api("POST", "rooms/xyz-defg-hij/toggle-hand/", {"raised": True}, {"Authorization": f"Bearer {token}"})
        self.assertEqual(other.status, 403)

    # The stand-in's own

    def test_requests_are_kept(self):
        self.room("abc-defg-hij")
        self.enter("abc-defg-hij", self.id)
        [seen] = self.control("GET", "requests").json()
        self.assertEqual((seen["method"], seen["path"], seen["status"]), ("POST", "/api/v1.0/rooms/abc-defg-hij/request-entry/", 200))
        self.assertEqual(json.loads(seen["body"]), {"username": "Salle 301"})

    def test_control_says_no(self):
        self.assertEqual(self.control("POST", "rooms", {}).status, 400)
        self.assertEqual(self.control("POST", "settings", {"nonsense": 1}).status, 400)
        self.assertEqual(self.control("POST", "rooms/none/accept").status, 404)
        self.assertEqual(self.control("GET", "nonsense").status, 404)


class ProgramTest(unittest.TestCase):
    def test_restart_keeps_the_authority_and_end_is_clean(self):
        with tempfile.TemporaryDirectory() as folder:
            process, ready = run(folder)
            authority = Path(ready["ca"]).read_text()
            self.assertEqual(end(process), 0)
            process, _ = run(folder)
            self.assertEqual(Path(ready["ca"]).read_text(), authority)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(10), 0)
            process.communicate()

    def test_plain_http_on_loopback_only(self):
        with tempfile.TemporaryDirectory() as folder:
            process, ready = run(folder, "--plain-http", "--room", "abc-defg-hij:restricted")
            self.assertTrue(ready["base_url"].startswith("http://"))
            connection = http.client.HTTPConnection("localhost", ready["port"], timeout=10)
            connection.request("GET", "/api/v1.0/rooms/abc-defg-hij/")
            self.assertEqual(json.loads(connection.getresponse().read())["access_level"], "restricted")
            connection.close()
            self.assertEqual(end(process), 0)
            refused = subprocess.run([sys.executable, ROOT / "tools/visio-standin", "--state", folder, "--plain-http",
                                      "--listen", "0.0.0.0"], capture_output=True, check=False, timeout=30)
            self.assertEqual(refused.returncode, 2)


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    unittest.main()
