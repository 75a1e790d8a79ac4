# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The routes under /api/v1.0/, with Visio's statuses, headers and texts."""
import json
import re
import uuid
from datetime import UTC, datetime

from .rooms import World, as_uuid, slugify
from .tokens import SOURCES, color_of, mint, verify

PREFIX = "/api/v1.0/"
COOKIE = "lobbyParticipantId"
HTML_500 = b"<!doctype html>\n<title>Server Error (500)</title>\n<h1>Server Error (500)</h1>\n"
TEXTS = {
    "required": {"en": "This field is required.", "fr": "Ce champ est obligatoire."},
    "blank": {"en": "This field may not be blank.", "fr": "Ce champ ne peut être vide."},
    "null": {"en": "This field may not be null.", "fr": "Ce champ ne peut être nul."},
    "no room": {"en": "No Room matches the given query.", "fr": "Aucun Room ne correspond à la requête."},
    "not found": {"en": "Not found.", "fr": "Pas trouvé."},
}


class Reply:
    def __init__(self, status, body=None, headers=(), html=None):
        self.status = status
        self.headers = list(headers)
        if html is not None:
            self.headers.append(("Content-Type", "text/html; charset=utf-8"))
            self.body = html
        else:
            self.headers.append(("Content-Type", "application/json"))
            self.body = b"" if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


class Request:
    def __init__(self, method, path, query, headers, body):
        self.method, self.path, self.query, self.headers, self.body = method, path, query, headers, body
        accepted = headers.get("Accept-Language", "").lower()
        self.language = next((tag for tag in re.findall(r"[a-z]{2}", accepted) if tag in ("en", "fr")), None)

    def cookie(self, name):
        for pair in self.headers.get("Cookie", "").split(";"):
            key, _, value = pair.strip().partition("=")
            if key == name:
                return value
        return None


class Refusal(Exception):
    def __init__(self, reply):
        super().__init__()
        self.reply = reply


class Api:
    """Stateless but for `world`; every call happens under the server's lock."""

    def __init__(self, world: World, livekit_url, key, secret, language, service=None):
        """`service` tells the SFU of hands and names; without it the test says who is present."""
        self.service = service
        self.world, self.livekit_url, self.key, self.secret, self.language = world, livekit_url, key, secret, language
        room = r"rooms/(?P<room>[^/.]+)/"
        self.routes = [
            (re.compile(r""), {"GET": self.index}),
            (re.compile(r"config/"), {"GET": self.config}),
            (re.compile(room), {"GET": self.room}),
            (re.compile(room + "request-entry/"), {"POST": self.request_entry}),
            (re.compile(room + "toggle-hand/"), {"POST": self.toggle_hand}),
            (re.compile(room + "rename/"), {"POST": self.rename}),
        ]

    def text(self, request, name):
        return TEXTS[name][request.language or self.language]

    def handle(self, request):
        try:
            return self.dispatch(request)
        except Refusal as refusal:
            return refusal.reply

    def dispatch(self, request):
        route = request.path[len(PREFIX):]
        for pattern, methods in self.routes:
            if found := pattern.fullmatch(route):
                return self.call(request, methods, found.groupdict())
        if not route.endswith("/") and any(pattern.fullmatch(route + "/") for pattern, _ in self.routes):
            query = f"?{request.query}" if request.query else ""
            return Reply(301, headers=[("Location", request.path + "/" + query)], html=b"")
        return Reply(404, {"detail": self.text(request, "not found")})

    def call(self, request, methods, arguments):
        accept = request.headers.get("Accept", "*/*")
        if not re.search(r"application/json|application/\*|\*/\*", accept):
            return Reply(406, {"detail": "Could not satisfy the request Accept header."})
        handler = methods.get(request.method)
        if not handler:
            return Reply(405, {"detail": f'Method "{request.method}" not allowed.'},
                         [("Allow", ", ".join([*methods, "HEAD", "OPTIONS"]))])
        return handler(request, **arguments)

    # What several routes need.

    def json_body(self, request):
        kind = request.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if kind != "application/json":
            raise Refusal(Reply(415, {"detail": f'Unsupported media type "{kind}" in request.'}))
        try:
            body = json.loads(request.body)
        except ValueError as error:
            raise Refusal(Reply(400, {"detail": f"JSON parse error - {error}"})) from error
        if not isinstance(body, dict):
            raise Refusal(Reply(400, {"non_field_errors": ["Invalid data. Expected a dictionary."]}))
        return body

    def known_room(self, request, element):
        room = self.world.find(element)
        if not room:
            raise Refusal(Reply(404, {"detail": self.text(request, "no room")}))
        return room

    def text_field(self, request, body, name, most=None):
        if name not in body:
            raise Refusal(Reply(400, {name: [self.text(request, "required")]}))
        value = body[name]
        if value is None:
            raise Refusal(Reply(400, {name: [self.text(request, "null")]}))
        if not isinstance(value, (str, int, float)) or isinstance(value, bool):
            raise Refusal(Reply(400, {name: ["Not a valid string."]}))
        value = str(value).strip()
        if not value:
            raise Refusal(Reply(400, {name: [self.text(request, "blank")]}))
        if most and len(value) > most:
            raise Refusal(Reply(400, {name: [f"Ensure this field has no more than {most} characters."]}))
        return value

    def livekit(self, room_name, identity, username, sources=None):
        return {"url": self.livekit_url, "room": room_name,
                "token": mint(self.key, self.secret, room_name, identity, username, sources)}

    # The routes.

    def index(self, request):
        base = f"https://{request.headers.get('Host', 'localhost')}{PREFIX}"
        names = ("users", "rooms", "recordings", "resource-accesses", "files")
        return Reply(200, {name: f"{base}{name}/" for name in names})

    def config(self, request):
        return Reply(200, {
            "LANGUAGE_CODE": {"en": "en-us", "fr": "fr-fr"}[self.language],
            "livekit": {"url": self.livekit_url, "force_wss_protocol": False,
                        "enable_firefox_proxy_workaround": False, "default_sources": SOURCES},
            "telephony": {"enabled": False},
            "resource": {"default_access_level": "public"},
            "recording": {"is_enabled": False, "available_modes": [], "expiration_days": None, "max_duration": None},
            "subtitle": {"enabled": False},
            "diagnostics": {"connection_test_enabled": False},
            "idle_disconnect_warning_delay": None,
            "auto_mute_on_join_threshold": 50,
            "max_participants_for_sound": 5,
        })

    def room(self, request, room):
        username = request.parameter("username") or "Anonymous"
        found = self.world.find(room)
        if found:
            answer = {"id": found.id, "name": found.name, "slug": found.slug, "configuration": found.configuration,
                      "access_level": found.access_level}
            if found.access_level == "public":
                answer["pin_code"] = None
                answer["livekit"] = self.livekit(found.id, str(uuid.uuid4()), username, found.sources())
            return Reply(200, answer)
        if not self.world.allow_unregistered:
            return Reply(404, {"detail": self.text(request, "no room")})
        slug = slugify(room)
        if not slug:
            return Reply(500, html=HTML_500)
        return Reply(200, {"id": None, "slug": slug, "is_administrable": False, "access_level": "public",
                           "livekit": self.livekit(slug, str(uuid.uuid4()), username)})

    def request_entry(self, request, room):
        cookie = request.cookie(COOKIE)
        if cookie is not None and (wait := self.world.throttled(cookie)) is not None:
            return Reply(429, {"detail": f"Request was throttled. Expected available in {wait} seconds."},
                         [("Retry-After", str(wait))])
        found = self.known_room(request, room)
        body = self.json_body(request)
        username = self.text_field(request, body, "username")
        identity = self.identity(body, cookie, found)
        answer = {"status": "accepted", "username": username, "id": identity, "color": None, "livekit": None}
        if found.access_level == "public":
            answer["color"] = color_of(identity)
            answer["livekit"] = self.livekit(found.id, identity, username, found.sources())
        else:
            entry = self.world.poll(found, identity, username)
            if not entry:
                return Reply(500, html=HTML_500)
            answer.update({key: entry[key] for key in ("status", "username", "color")})
            if entry["status"] == "accepted":
                name = entry["username"] if self.world.ids_from == "server" else username
                answer["livekit"] = self.livekit(found.id, identity, name, found.sources())
        headers = []
        if self.world.ids_from == "cookie":
            headers = [("Set-Cookie", f"{COOKIE}={identity}; HttpOnly; Path=/; SameSite=Lax; Secure")]
        return Reply(200, answer, headers)

    def identity(self, body, cookie, room):
        if self.world.ids_from == "cookie":
            return cookie or str(uuid.uuid4())
        given = body.get("participant_id")
        if given is not None and not as_uuid(given):
            raise Refusal(Reply(400, {"participant_id": ["Must be a valid UUID."]}))
        self.world.prune(room)
        return given if given in room.entries else str(uuid.uuid4())

    def holder(self, request, room):
        """The identity in a token that is good for this room, on the routes where the token is the login."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        wanted = "Bearer" if self.world.ids_from == "cookie" else "X-LiveKit-Token"
        claims = verify(token, self.key, self.secret) if scheme == wanted else None
        found = self.world.find(room)
        if not claims or not found or claims["video"]["room"] != found.id:
            raise Refusal(Reply(403, {"detail": "You do not have permission to perform this action."}))
        return found, claims["sub"]

    def toggle_hand(self, request, room):
        found, identity = self.holder(request, room)
        body = self.json_body(request)
        if "raised" not in body:
            return Reply(400, {"raised": [self.text(request, "required")]})
        if not isinstance(body["raised"], bool):
            return Reply(400, {"raised": ["Must be a valid boolean."]})
        raised_at = datetime.now(UTC).isoformat() if body["raised"] else ""
        return self.on_participant(found, identity, attributes={"handRaisedAt": raised_at})

    def rename(self, request, room):
        found, identity = self.holder(request, room)
        name = self.text_field(request, self.json_body(request), "name", 255)
        return self.on_participant(found, identity, name=name)

    def on_participant(self, room, identity, **change):
        if not self.world.sfu_up:
            return Reply(500, html=HTML_500)
        # Visio's own side effect: the metadata becomes the text "null".
        present = self.service.update(room.id, identity, metadata="null", **change) if self.service else identity in room.present
        if not present:
            return Reply(404, {"error": "Participant not found"})
        return Reply(200, {"status": "success"})
