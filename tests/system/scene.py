# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""A test case with an SFU, Visio's stand-in and a room of its own."""

import shutil
import unittest

from tests.system.guests import LightGuest
from tests.system.processes import log_folder
from tests.system.room import Room
from tests.system.sfu import Sfu
from tests.system.standin import Standin

SLUG = "abc-defg-hij"


class Scene(unittest.TestCase):
    # Three encoders beside those of the guests are too much for two processors and a sanitizer: who tests layers says so.
    simulcast = False

    def setUp(self):
        self.logs = log_folder(self.id().split(".", 2)[-1])
        shutil.rmtree(self.logs)
        self.logs.mkdir()
        self.sfu = Sfu(self.logs)
        self.addCleanup(self.sfu.stop)
        self.standin = Standin(self.logs, self.sfu, self.livekit_url())
        self.addCleanup(self.standin.stop)
        self.link = self.standin.link(SLUG)

    def livekit_url(self):
        """Where Visio sends those who enter."""
        return self.sfu.url

    def start_room(self, **settings):
        """Its state is kept: a room that starts again in the same test is the same box."""
        room = Room(self.logs, self.logs / "room", self.standin, **{"simulcast": self.simulcast, **settings})
        self.addCleanup(self.stop_room, room)
        return room

    def stop_room(self, room):
        """The service must end by itself and well: a sanitizer's finding or a leak is another exit code than 0."""
        if room.running():
            self.assertEqual(room.stop(), 0, f"rotonded did not end well: see {room.log}")

    def guest(self, name, *options, kind=LightGuest):
        guest = kind(name, self.logs, *options)
        self.addCleanup(guest.stop)
        guest.join(self.sfu.url, self.standin.livekit_room(SLUG))
        return guest
