# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""LiveKit tokens (JWT, HS256) with the claims that Visio writes."""
import base64
import hashlib
import hmac
import json
import random
import time

SOURCES = ["camera", "microphone", "screen_share", "screen_share_audio"]
LIFETIME = 6 * 3600


def color_of(identity):
    seed = int.from_bytes(hashlib.sha1(identity.encode()).digest()[-2:])
    dice = random.Random(seed)
    return f"hsl({dice.randint(0, 360)}, {dice.randint(50, 75)}%, {dice.randint(25, 60)}%)"


def _encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _sign(text, secret):
    return hmac.new(secret.encode(), text, hashlib.sha256).digest()


def mint(key, secret, room, identity, name, sources=None):
    now = int(time.time())
    allowed = SOURCES if sources is None else sources
    claims = {
        "name": name, "sub": identity, "iss": key, "nbf": now, "exp": now + LIFETIME,
        "video": {"roomAdmin": False, "roomJoin": True, "room": room, "canPublish": bool(allowed), "canSubscribe": True,
                  "canPublishData": True, "canPublishSources": allowed, "canUpdateOwnMetadata": False},
        "attributes": {"color": color_of(identity), "room_role": None, "is_authenticated": "false"},
    }
    return _token(claims, secret)


def grant(key, secret, video):
    """A token for the server's own interface."""
    now = int(time.time())
    return _token({"iss": key, "nbf": now - 10, "exp": now + 60, "video": video}, secret)


def _token(claims, secret):
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    signed = b".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return (signed + b"." + _encode(_sign(signed, secret))).decode()


def verify(token, key, secret):
    """The claims of a good token, else None."""
    try:
        signed, _, signature = token.rpartition(".")
        header, _, body = signed.partition(".")
        if json.loads(_decode(header))["alg"] != "HS256":
            return None
        if not hmac.compare_digest(_sign(signed.encode(), secret), _decode(signature)):
            return None
        claims = json.loads(_decode(body))
        now = time.time()
        good = claims["iss"] == key and claims["nbf"] <= now + 60 and claims["exp"] > now
        return claims if good else None
    except (ValueError, KeyError, TypeError):
        return None
