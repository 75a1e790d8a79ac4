# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The test's hand: /_test/…, JSON both ways. No part of Visio.

  GET    rooms                        all rooms
  POST   rooms                        {"name", "access_level"?, "configuration"?, "policy"?}
  DELETE rooms/SLUG
  POST   rooms/SLUG                   {"access_level"?, "configuration"?, "policy"?}: opens or closes the room; the
                                      policy "accept" or "deny" answers whoever asks, "manual" ignores them
  GET    rooms/SLUG/waiting
  POST   rooms/SLUG/accept | deny     {"participant_id"?}: one, or everybody who waits
  POST   rooms/SLUG/finish            the SFU closed the room: acceptances are forgotten
  POST   rooms/SLUG/presence          {"participant_id", "present"}: who is in the meeting, for toggle-hand and rename
  POST   settings                     {"allow_unregistered"?, "ids_from"?: "cookie" | "server", "sfu_up"?,
                                      "clock"?: "running" | "frozen"}: frozen time passes by `advance` alone
  POST   fault                        {"status"?, "delay"?, "times"?, "path"?, "headers"?}: the next `times` requests
                                      whose path holds `path` wait `delay` seconds and, with a status, get HTML
  DELETE fault
  POST   advance                      {"seconds"}: time passes for lobbies and throttle
  GET    requests                     what was asked so far;  DELETE requests forgets it
"""
import json
from urllib.parse import unquote

from .api import Reply
from .rooms import Room, as_uuid

PREFIX = "/_test/"


class Control:
    def __init__(self, world, log):
        self.world, self.log = world, log
        self.fault = None

    def handle(self, request):
        parts = [unquote(part) for part in request.path[len(PREFIX):].split("/") if part]
        try:
            body = json.loads(request.body) if request.body else {}
            return self.dispatch(request.method, parts, body)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return Reply(400, {"error": f"{type(error).__name__}: {error}"})

    def dispatch(self, method, parts, body):
        match method, *parts:
            case "GET", "rooms":
                return Reply(200, [self.show(room) for room in self.world.rooms.values()])
            case "POST", "rooms":
                room = Room(body["name"])
                self.change(room, body)
                self.world.rooms[room.slug] = room
                return Reply(201, self.show(room))
            case _, "rooms", slug, *rest:
                room = self.world.find(slug)
                return self.on_room(method, rest, room, body) if room else Reply(404, {"error": "no such room"})
            case "POST", "settings":
                for name in body:
                    if name not in ("allow_unregistered", "ids_from", "sfu_up", "clock"):
                        raise KeyError(name)
                    setattr(self.world, name, body[name])
            case "POST", "fault":
                self.fault = {"status": None, "delay": 0, "times": 1_000_000, "path": "", "headers": {}} | body
            case "DELETE", "fault":
                self.fault = None
            case "POST", "advance":
                self.world.advance(body["seconds"])
            case "GET", "requests":
                return Reply(200, self.log)
            case "DELETE", "requests":
                self.log.clear()
            case _:
                return Reply(404, {"error": "no such control"})
        return Reply(200, {})

    def on_room(self, method, parts, room, body):
        match method, *parts:
            case "DELETE",:
                del self.world.rooms[room.slug]
            case "POST",:
                self.change(room, body)
            case "GET", "waiting":
                return Reply(200, {"participants": self.world.waiting(room)})
            case "POST", ("accept" | "deny") as verb:
                return self.decide(room, body.get("participant_id"), verb == "accept")
            case "POST", "finish":
                room.entries.clear()
                room.present.clear()
            case "POST", "presence":
                (room.present.add if body["present"] else room.present.discard)(body["participant_id"])
            case _:
                return Reply(404, {"error": "no such control"})
        return Reply(200, self.show(room))

    def decide(self, room, wanted, allow):
        """As a host's call does: the id is read as a UUID and written anew, so another spelling is never found."""
        ids = [wanted] if wanted else [entry["id"] for entry in self.world.waiting(room)]
        for one in ids:
            if not as_uuid(one):
                return Reply(400, {"participant_id": ["Must be a valid UUID."]})
            if not self.world.decide(room, as_uuid(one), allow):
                return Reply(404, {"message": "Participant not found."})
        return Reply(200, {"decided": ids})

    def change(self, room, body):
        for name in ("access_level", "configuration", "policy"):
            if name in body:
                setattr(room, name, body[name])
        known = room.access_level in ("public", "trusted", "restricted")
        if not known or room.policy not in ("manual", "accept", "deny"):
            raise ValueError("unknown access_level or policy")

    def show(self, room):
        return {"id": room.id, "slug": room.slug, "name": room.name, "access_level": room.access_level,
                "policy": room.policy, "configuration": room.configuration}
