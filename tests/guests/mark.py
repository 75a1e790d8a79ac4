# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""The mark: 32 bits drawn into the top of a picture as two rows of black and white cells, and read back from pixels.

The geometry is that of drivers/simulated/mark_pattern.hpp, which describes it: the cells are parts of the picture, so
that the mark survives scaling by an SFU's layer or a screen's tile.
"""

import numpy as np

COLUMNS, ROWS, ROWS_PER_HEIGHT = 20, 2, 12
BLACK, WHITE = 16, 235
BLACK_AT_MOST, WHITE_AT_LEAST = 95, 160


def parse(text):
    """The number of 8 hexadecimal digits."""
    if len(text) != 8:
        raise ValueError(f"a mark has 8 hexadecimal digits, not {text!r}")
    return int(text, 16)


def cells(value):
    """The cells as two rows of booleans from left to right; True is white. The outer two of each side are fixed."""
    bits = [bool(value >> bit & 1) for bit in range(31, -1, -1)]
    return [[True, False, *bits[:16], False, True], [False, True, *bits[16:], True, False]]


def draw(luma, value):
    """Draws the mark into a (height, width) luma plane in place."""
    height, width = luma.shape
    for row, line in enumerate(cells(value)):
        for column, white in enumerate(line):
            luma[row * height // ROWS_PER_HEIGHT:(row + 1) * height // ROWS_PER_HEIGHT,
                 column * width // COLUMNS:(column + 1) * width // COLUMNS] = WHITE if white else BLACK


def read(luma):
    """The mark in a (height, width) luma plane as 8 hexadecimal digits, or None when there is none."""
    height, width = luma.shape
    value = 0
    for row in range(ROWS):
        top, bottom = row * height // ROWS_PER_HEIGHT, (row + 1) * height // ROWS_PER_HEIGHT
        white = []
        for column in range(COLUMNS):
            left, right = column * width // COLUMNS, (column + 1) * width // COLUMNS
            level = luma[_middle_half(top, bottom), _middle_half(left, right)].mean()
            if BLACK_AT_MOST < level < WHITE_AT_LEAST:
                return None
            white.append(bool(level >= WHITE_AT_LEAST))
        if white[:2] + white[-2:] != ([True, False, False, True] if row == 0 else [False, True, True, False]):
            return None
        for bit in white[2:-2]:
            value = value << 1 | bit
    return f"{value:08x}"


def _middle_half(start, end):
    quarter = (end - start) // 4
    return slice(start + quarter, max(start + quarter + 1, end - quarter))
