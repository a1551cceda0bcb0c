"""The light of the hall as a Radiance .hdr picture: a ray from the middle of the hall meets roof, walls or floor."""

import numpy as np

from texture import noise


def radiance(w=512, h=256):
    v, u = np.mgrid[0:h, 0:w]
    phi = ((u + 0.5) / w - 0.5) * 2 * np.pi
    theta = (v + 0.5) / h * np.pi
    d = np.stack([np.sin(theta) * np.sin(phi), np.cos(theta), -np.sin(theta) * np.cos(phi)], -1)
    with np.errstate(divide="ignore"):
        up = np.where(d[..., 1] > 0, 10.5 / d[..., 1], 1.6 / -d[..., 1])
        side = 21 / np.abs(d[..., 0])
        end = 22 / np.abs(d[..., 2])
    t = np.minimum(np.minimum(up, side), end)
    p = d * t[..., None]
    x, y, z = p[..., 0], p[..., 1] + 1.6, p[..., 2]
    out = np.zeros((h, w, 3))
    roof, floor = (t == up) & (d[..., 1] > 0), (t == up) & (d[..., 1] <= 0)
    wall = ~roof & ~floor
    # Timber between the skylights, and trusses across them every five metres.
    sky = (np.abs(x) < 6) | ((np.abs(x) > 11) & (np.abs(x) < 15))
    truss = np.abs((z + 2.5) % 5 - 2.5) < 0.28
    out[roof] = (0.62, 0.56, 0.48)
    out[roof & sky] = (1.9, 2.0, 2.15)
    out[roof & truss] = (0.6, 0.6, 0.62)
    lamp = roof & ~sky & (np.abs((z + 1.25) % 2.5 - 1.25) < 0.3) & (np.abs(np.abs(x) - 8.5) < 1.2)
    out[lamp] = (5.0, 4.6, 4.0)
    # Windows above, a warm band of booths below.
    window = wall & (y > 3.2) & (y < 8.2)
    out[wall] = (0.85, 0.83, 0.79)
    out[window] = (1.45, 1.55, 1.68)
    out[window & (np.abs((x + z + 1.25) % 2.5 - 1.25) < 0.1)] = (0.4, 0.4, 0.42)
    tone = noise(w, h, 32, 16, 5)[..., None] * 0.5 + 0.5
    booths = wall & (y <= 3.2) & (y > 0.3)
    out[booths] = (np.array([1.0, 0.84, 0.68]) * tone + np.array([0.62, 0.72, 0.85]) * (1 - tone))[booths]
    out[floor] = (0.56, 0.54, 0.51)
    sun = floor & (np.abs((x + 4.2 + 40) % 20 - 0) < 6)
    out[sun] = (0.82, 0.79, 0.73)
    # A little blur keeps the small lamps from sparkling in smooth metal.
    for axis, k in ((0, 2), (1, 3)):
        out = sum(np.roll(out, s, axis) for s in range(-k, k + 1)) / (2 * k + 1)
    # Scaled so that a pale wall in the middle of the hall comes out bright, not white.
    return out * 0.66


def save(path, image):
    """Radiance RGBE with run-length coded rows."""
    h, w, _ = image.shape
    top = image.max(2)
    e = np.where(top > 1e-9, np.ceil(np.log2(np.maximum(top, 1e-9)) + 1e-9), 0)
    m = np.clip(image / np.exp2(e)[..., None] * 256, 0, 255).astype(np.uint8)
    data = np.dstack([m, (e + 128).astype(np.uint8)])
    with open(path, "wb") as f:
        f.write(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n" + f"-Y {h} +X {w}\n".encode())
        for row in data:
            f.write(bytes([2, 2, w >> 8, w & 255]))
            for c in range(4):
                f.write(_runs(row[:, c].tobytes()))


def _runs(b):
    out, i = bytearray(), 0
    while i < len(b):
        n = 1
        while i + n < len(b) and n < 127 and b[i + n] == b[i]:
            n += 1
        if n > 2:
            out += bytes([128 + n, b[i]])
            i += n
            continue
        j = i
        while j < len(b) and j - i < 128 and not (j + 2 < len(b) and b[j] == b[j + 1] == b[j + 2]):
            j += 1
        out += bytes([j - i]) + b[i:j]
        i = j
    return bytes(out)
