# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The light guest's camera: a moving picture with a coloured frame and a mark, as I420 bytes."""

import colorsys

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.guests import mark

FRAME = 0.012  # Width of the coloured frame, in parts of the picture's height.


def frame_colour(value):
    """The frame's RGB colour: a hue that follows from the mark, so that two guests' pictures differ."""
    return tuple(round(part * 255) for part in colorsys.hsv_to_rgb((value * 2654435761 % 2**32) / 2**32, 1.0, 1.0))


class Picture:
    """A still with a disc that circles, one turn in four seconds. `frame(seconds)` makes the picture of a moment."""

    def __init__(self, width, height, value, name):
        self._width, self._height = width, height
        still = self._still(width, height, value, name)
        luma, chroma_blue, chroma_red = still.convert("YCbCr").split()
        half = (width // 2, height // 2)
        # WebRTC's pictures have video range.
        self._luma = (16 + np.asarray(luma, dtype=np.float32) * 219 / 255).astype(np.uint8)
        chroma = [np.asarray(plane.resize(half, Image.Resampling.BOX), dtype=np.float32) for plane in (chroma_blue, chroma_red)]
        self._chroma = [(128 + (plane - 128) * 224 / 255).astype(np.uint8) for plane in chroma]
        radius = height // 10
        y, x = np.ogrid[-radius:radius, -radius:radius]
        self._disc = x * x + y * y <= radius * radius
        self._radius = radius

    @staticmethod
    def _still(width, height, value, name):
        colour = frame_colour(value)
        ramp = np.linspace(0.25, 0.6, height)[:, None, None] * np.array([90, 110, 150])[None, None, :]
        image = Image.fromarray(np.broadcast_to(ramp, (height, width, 3)).astype(np.uint8), "RGB")
        pen = ImageDraw.Draw(image)
        unit = height / 18
        middle = width / 2
        pen.ellipse((middle - 5 * unit, 11 * unit, middle + 5 * unit, 22 * unit), fill=(60, 66, 96))
        pen.ellipse((middle - 2.2 * unit, 5.5 * unit, middle + 2.2 * unit, 11 * unit), fill=(198, 160, 134))
        try:
            font = ImageFont.truetype("DejaVuSans.ttf", round(unit))
        except OSError:
            font = ImageFont.load_default()
        pen.text((middle, 16.2 * unit), name, font=font, anchor="mm", fill=(240, 240, 240))
        strip = np.zeros((height, width), dtype=np.uint8)
        mark.draw(strip, value)
        strip = strip[:mark.ROWS * height // mark.ROWS_PER_HEIGHT]
        image.paste(Image.fromarray(((strip.astype(np.float32) - mark.BLACK) * 255 / 219).astype(np.uint8), "L"), (0, 0))
        # The readers take the middle of a cell: the frame covers only the outer cells' edges.
        edge = max(2, round(FRAME * height))
        pen.rectangle((0, 0, width - 1, height - 1), outline=colour, width=edge)
        return image

    def frame(self, seconds):
        turn = 2 * np.pi * seconds / 4
        radius = self._radius
        left = int(self._width * (0.5 + 0.36 * np.cos(turn))) - radius & ~1
        top = int(self._height * (0.58 + 0.25 * np.sin(turn))) - radius & ~1
        planes = [self._luma.copy(), *(plane.copy() for plane in self._chroma)]
        planes[0][top:top + 2 * radius, left:left + 2 * radius][self._disc] = 180
        planes[1][top // 2:top // 2 + radius, left // 2:left // 2 + radius][self._disc[::2, ::2]] = 100
        planes[2][top // 2:top // 2 + radius, left // 2:left // 2 + radius][self._disc[::2, ::2]] = 150
        return b"".join(plane.tobytes() for plane in planes)


def _runs(places):
    """(start, end) of each run of neighbouring numbers."""
    breaks = np.flatnonzero(np.diff(places) > 1)
    return list(zip(places[np.r_[0, breaks + 1]], places[np.r_[breaks, len(places) - 1]] + 1, strict=True)) if len(places) else []


def find_frames(image, value):
    """Boxes (left, top, right, bottom) in a screenshot that may be the frame of the guest with this mark: lines of its
    colour that span a picture of 16:9. Pictures of guests with a like hue may be among them."""
    pixels = np.asarray(image.convert("RGB"), dtype=np.int16)
    near = np.abs(pixels - np.array(frame_colour(value), dtype=np.int16)).max(axis=2) < 70
    # A side of the frame is a long line; stray pixels of the colour are not.
    rows = _runs(np.flatnonzero(near.sum(axis=1) > pixels.shape[1] * 0.05))
    columns = _runs(np.flatnonzero(near.sum(axis=0) > pixels.shape[0] * 0.05))
    for first, (left, _) in enumerate(columns):
        for _, right in columns[first + 1:]:
            for upper, (top, _) in enumerate(rows):
                for _, bottom in rows[upper + 1:]:
                    if right - left >= 64 and abs((right - left) * 9 / 16 - (bottom - top)) < 0.06 * (bottom - top):
                        yield int(left), int(top), int(right), int(bottom)


def read_mark(image, value):
    """The mark read from the guest's picture within a screenshot; None when the picture or its mark is not there."""
    grey = np.asarray(image.convert("L"))
    wanted = f"{value:08x}"
    found = (mark.read(grey[top:bottom, left:right]) for left, top, right, bottom in find_frames(image, value))
    return next((seen for seen in found if seen == wanted), None)
