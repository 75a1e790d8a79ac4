# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The mark: 32 bits drawn into a picture as a strip of black and white cells, and read back from pixels.

The geometry is that of drivers/simulated/mark_pattern.hpp. All measures are fractions of the picture, so that the mark
survives scaling by an SFU's layer or a screen's tile.
"""

import numpy as np

CELLS = 36  # Two guard cells (white, black), 32 bits, most significant first, two guard cells (black, white).
LEFT, TOP, WIDTH, HEIGHT = 0.05, 0.05, 0.90, 0.06
BLACK, WHITE = 16, 235
MINIMUM_CONTRAST = 60


def parse(text):
    """The number of 8 hexadecimal digits."""
    if len(text) != 8:
        raise ValueError(f"a mark has 8 hexadecimal digits, not {text!r}")
    return int(text, 16)


def cells(value):
    """The strip's cells from left to right, True is white."""
    bits = [bool(value >> bit & 1) for bit in range(31, -1, -1)]
    return [True, False, *bits, False, True]


def draw(luma, value):
    """Draws the mark into a (height, width) luma plane in place."""
    height, width = luma.shape
    top, bottom = round(TOP * height), round((TOP + HEIGHT) * height)
    for index, white in enumerate(cells(value)):
        left = round((LEFT + WIDTH * index / CELLS) * width)
        right = round((LEFT + WIDTH * (index + 1) / CELLS) * width)
        luma[top:bottom, left:right] = WHITE if white else BLACK


def read(luma):
    """The mark in a (height, width) luma plane as 8 hexadecimal digits, or None when there is none."""
    height, width = luma.shape
    top, bottom = (TOP + HEIGHT * 0.3) * height, (TOP + HEIGHT * 0.7) * height
    rows = slice(int(top), max(int(top) + 1, int(bottom)))
    levels = np.empty(CELLS)
    for index in range(CELLS):
        left = (LEFT + WIDTH * (index + 0.3) / CELLS) * width
        right = (LEFT + WIDTH * (index + 0.7) / CELLS) * width
        levels[index] = luma[rows, int(left):max(int(left) + 1, int(right))].mean()
    low, high = levels.min(), levels.max()
    if high - low < MINIMUM_CONTRAST:
        return None
    middle = (low + high) / 2
    # A cell that is neither black nor white means that this is a picture and no mark.
    if np.any(np.abs(levels - middle) < (high - low) * 0.2):
        return None
    white = levels > middle
    if not (white[0] and not white[1] and not white[-2] and white[-1]):
        return None
    value = 0
    for bit in white[2:-2]:
        value = value << 1 | int(bit)
    return f"{value:08x}"
