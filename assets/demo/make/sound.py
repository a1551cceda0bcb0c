"""Sounds that repeat without a seam: what rings at the end goes on at the beginning."""

import pathlib
import shutil
import subprocess
import tempfile
import wave

import numpy as np

RATE = 48_000


def silence(seconds):
    return np.zeros(int(seconds * RATE))


def strike(out, at, hertz, partials, level):
    """Adds what is struck at a time: partials are (times the pitch, level, seconds until a third is left)."""
    longest = max(p[2] for p in partials) * 5
    t = np.arange(int(min(longest * RATE, len(out)))) / RATE
    tone = sum(a * np.exp(-t / d) * np.sin(2 * np.pi * hertz * k * t) for k, a, d in partials if hertz * k < RATE * 0.4)
    tone *= np.minimum(t / 0.003, 1) * np.minimum((t[-1] - t) / 0.3, 1)
    where = (int(at * RATE) + np.arange(len(t))) % len(out)
    np.add.at(out, where, level * tone)


def pluck(out, at, hertz, level, bright=0.5, seconds=3.0):
    """Adds a plucked string (Karplus and Strong, 1983)."""
    size = RATE / hertz
    line = np.random.default_rng(int(hertz * 7 + at * 13)).uniform(-1, 1, int(size))
    for _ in range(int(3 - 2 * bright)):
        line = (line + np.roll(line, 1)) / 2
    tone = np.zeros(int(seconds * RATE))
    for k in range(0, len(tone) - len(line), len(line)):
        tone[k:k + len(line)] = line
        line = 0.5 * 0.998 * (line + np.roll(line, 1))
    # The line is a whole number of samples long; what it lacks of the pitch is made up for here.
    t = np.arange(len(tone)) * (int(size) / size)
    tone = np.interp(t, np.arange(len(tone)), tone)
    tone *= np.minimum(np.arange(len(tone)) / (0.002 * RATE), 1) * np.minimum(np.arange(len(tone))[::-1] / (0.2 * RATE), 1)
    where = (int(at * RATE) + np.arange(len(tone))) % len(out)
    np.add.at(out, where, level * tone)


def save(path, samples, kbit=28):
    """Writes Ogg Opus by ffmpeg; where that is not installed the file stays as it is."""
    if not shutil.which("ffmpeg"):
        print(f"  {path.name}: kept, there is no ffmpeg", flush=True)
        return
    samples = samples / np.abs(samples).max() * 0.7
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder) / "plain.wav"
        with wave.open(str(plain), "wb") as w:
            w.setnchannels(1), w.setsampwidth(2), w.setframerate(RATE)
            w.writeframes((samples * 32767).astype("<i2").tobytes())
        subprocess.run(["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-i", str(plain), "-fflags", "+bitexact",
                        "-flags:a", "+bitexact", "-c:a", "libopus", "-vbr", "constrained", "-b:a", f"{kbit}k", str(path)], check=True)
