// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// The mark of drivers/simulated/mark_pattern.hpp on a canvas: two rows of twenty cells along a picture's top.
"use strict";

const Mark = {
  columns: 20,
  rows: 2,
  rowsPerHeight: 12,

  cells(value) {
    const bits = Array.from({ length: 32 }, (_, index) => (value >>> (31 - index)) & 1);
    return [[1, 0, ...bits.slice(0, 16), 0, 1], [0, 1, ...bits.slice(16), 1, 0]];
  },

  draw(pen, width, height, value) {
    Mark.cells(value).forEach((line, row) => line.forEach((white, column) => {
      const left = Math.floor(column * width / Mark.columns), right = Math.floor((column + 1) * width / Mark.columns);
      const top = Math.floor(row * height / Mark.rowsPerHeight), bottom = Math.floor((row + 1) * height / Mark.rowsPerHeight);
      pen.fillStyle = white ? "#fff" : "#000";
      pen.fillRect(left, top, right - left, bottom - top);
    }));
  },

  // The mark in the pixels of an ImageData as 8 hexadecimal digits, or null. Canvas pixels have full range: the
  // thresholds are those of the header, converted.
  read(image) {
    const { data, width, height } = image;
    const blackAtMost = (95 - 16) * 255 / 219, whiteAtLeast = (160 - 16) * 255 / 219;
    let text = 0;
    for (let row = 0; row < Mark.rows; ++row) {
      const white = [];
      for (let column = 0; column < Mark.columns; ++column) {
        const level = Mark.level(data, width, [column * width / Mark.columns, (column + 1) * width / Mark.columns],
          [row * height / Mark.rowsPerHeight, (row + 1) * height / Mark.rowsPerHeight]);
        if (level > blackAtMost && level < whiteAtLeast) return null;
        white.push(level >= whiteAtLeast ? 1 : 0);
      }
      const fixed = [...white.slice(0, 2), ...white.slice(-2)].join("");
      if (fixed !== (row === 0 ? "1001" : "0110")) return null;
      for (const bit of white.slice(2, -2)) text = text * 2 + bit;
    }
    return text.toString(16).padStart(8, "0");
  },

  // Mean luma of a cell's middle half in both directions.
  level(data, width, [left, right], [top, bottom]) {
    const quarterX = (right - left) / 4, quarterY = (bottom - top) / 4;
    let sum = 0, count = 0;
    for (let y = Math.floor(top + quarterY); y < Math.max(bottom - quarterY, top + quarterY + 1); ++y) {
      for (let x = Math.floor(left + quarterX); x < Math.max(right - quarterX, left + quarterX + 1); ++x) {
        const at = 4 * (y * width + x);
        sum += 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
        ++count;
      }
    }
    return sum / count;
  },
};
