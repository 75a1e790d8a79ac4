# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
"""A beeping tone, and a meter that tells which tone a stream of samples holds."""

from collections import deque

import numpy as np

RATE = 48000
BLOCK = RATE // 100  # 10 ms, the unit in which WebRTC moves sound.
BEEP, PAUSE = 0.6, 0.2


class Tone:
    """Blocks of 10 ms of a tone at `level` dBFS (peak) that beeps: 0.6 s on, 0.2 s off, with soft edges."""

    def __init__(self, hertz, level=-12.0):
        period = int((BEEP + PAUSE) * RATE)
        time = np.arange(period) / RATE
        edge = np.clip(np.minimum(time, BEEP - time) / 0.01, 0.0, 1.0)
        samples = np.sin(2 * np.pi * hertz * time) * edge * 10 ** (level / 20) * 32767
        self._blocks = samples.astype(np.int16).reshape(-1, BLOCK)
        self._next = 0

    def block(self):
        block = self._blocks[self._next]
        self._next = (self._next + 1) % len(self._blocks)
        return block


class Meter:
    """Measures the loudest 100 ms of the last second, so that pauses between beeps do not count."""

    def __init__(self):
        self._blocks = deque(maxlen=100)

    def add(self, samples):
        """Takes mono int16 samples at 48 kHz."""
        self._blocks.append(np.asarray(samples, dtype=np.float32) / 32768)

    def measure(self):
        """{hz, dbfs, purity}: frequency of the strongest line, RMS level, and the share of the power around that
        line; None without samples. Silence has hz 0."""
        if not self._blocks:
            return None
        samples = np.concatenate(self._blocks)
        window = RATE // 10
        if len(samples) < window:
            return None
        whole = samples[-(len(samples) // window) * window:].reshape(-1, window)
        power = (whole**2).mean(axis=1)
        loudest = whole[power.argmax()]
        level = float(10 * np.log10(max(float(power.max()), 1e-10)))
        if level < -80:
            return {"hz": 0, "dbfs": round(level, 1), "purity": 0.0}
        spectrum = np.abs(np.fft.rfft(loudest * np.hanning(window))) ** 2
        peak = int(spectrum[2:].argmax()) + 2
        near = spectrum[max(peak - 3, 0):peak + 4]
        bins = np.arange(max(peak - 3, 0), max(peak - 3, 0) + len(near))
        hertz = float((near * bins).sum() / near.sum()) * RATE / window
        return {"hz": round(hertz), "dbfs": round(level, 1), "purity": round(float(near.sum() / spectrum.sum()), 3)}
