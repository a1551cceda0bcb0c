"""Procedural pictures: repeating materials, and backdrops for posters and light walls. All from fixed seeds."""

import functools

import numpy as np
from PIL import Image, ImageDraw, ImageFilter


def noise(w, h, cell_x, cell_y, seed):
    """Smooth repeating noise in -1..1: random values on a coarse grid, blended with a smooth step."""
    r = np.random.default_rng(seed)
    nx, ny = max(1, w // cell_x), max(1, h // cell_y)
    g = r.uniform(-1, 1, (ny, nx))
    y, x = np.arange(h) * ny / h, np.arange(w) * nx / w
    yi, xi = y.astype(int), x.astype(int)
    fy, fx = y - yi, x - xi
    fy, fx = (fy * fy * (3 - 2 * fy))[:, None], (fx * fx * (3 - 2 * fx))[None, :]
    a, b = g[yi][:, xi], g[yi][:, (xi + 1) % nx]
    c, d = g[(yi + 1) % ny][:, xi], g[(yi + 1) % ny][:, (xi + 1) % nx]
    return (a * (1 - fx) + b * fx) * (1 - fy) + (c * (1 - fx) + d * fx) * fy


def cloud(w, h, cell, seed, octaves=4):
    return sum(noise(w, h, max(1, cell >> k), max(1, cell >> k), seed + k) / 2 ** k for k in range(octaves)) / 1.8


def picture(values):
    return Image.fromarray(np.clip(values * 255 + 0.5, 0, 255).astype(np.uint8))


@functools.cache
def wood():
    """Pale oak, boards side by side, grain upright; tint it with vertex colours."""
    w = h = 384
    out = np.zeros((h, w, 3))
    r = np.random.default_rng(3)
    boards = 4
    for k in range(boards):
        x0, x1 = k * w // boards, (k + 1) * w // boards
        n = x1 - x0
        warp = noise(w, h, 64, 128, 40 + k)[:, :n] * 9 + noise(w, h, 16, 192, 50 + k)[:, :n] * 3
        x = np.arange(n)[None, :] + warp
        rings = np.sin(x * 0.42 + k * 2.1) * 0.5 + np.sin(x * 1.15 + k) * 0.3
        pores = np.clip(noise(w, h, 2, 48, 60 + k)[:, :n] - 0.35, 0, 1)
        fine = noise(w, h, 1, 24, 70 + k)[:, :n]
        v = 0.86 + 0.04 * rings - 0.12 * pores + 0.03 * fine + r.uniform(-0.05, 0.05)
        edge = np.minimum(np.arange(n), n - 1 - np.arange(n))[None, :]
        v = v * np.where(edge < 1, 0.72, 1)
        out[:, x0:x1] = v[..., None] * np.array([1.0, 0.955, 0.88]) + (1 - v[..., None]) * np.array([0.24, 0.06, -0.06])
    return picture(out)


@functools.cache
def weave():
    """A looped carpet or upholstery weave, nearly white; tint it."""
    w = h = 256
    y, x = np.mgrid[0:h, 0:w]
    loop = np.sin(x * 2 * np.pi / 8 + np.where((y // 4) % 2, np.pi, 0)) * np.sin(y * 2 * np.pi / 8)
    v = 0.84 + 0.08 * loop + 0.06 * noise(w, h, 2, 2, 11) + 0.015 * noise(w, h, 32, 32, 12)
    return picture(np.repeat(v[..., None], 3, 2))


@functools.cache
def terrazzo():
    """Polished floor: pale cement with small stones and fine joints. One picture is 4 x 4 m."""
    n = 1024
    base = 0.70 + 0.035 * cloud(n, n, 256, 21) + 0.02 * noise(n, n, 2, 2, 22)
    img = picture(np.repeat(base[..., None], 3, 2) * (1.0, 0.99, 0.965))
    d = ImageDraw.Draw(img)
    r = np.random.default_rng(23)
    tones = [(120, 118, 116), (205, 200, 192), (150, 140, 128), (226, 224, 220), (98, 100, 104), (180, 150, 124)]
    for _ in range(5200):
        x, y, s = r.uniform(0, n), r.uniform(0, n), r.uniform(0.7, 3.0) ** 1.15
        k = r.integers(5, 8)
        t = np.sort(r.uniform(0, 2 * np.pi, k))
        q = s * r.uniform(0.6, 1.2, k)
        d.polygon([(x + a * np.cos(b), y + a * np.sin(b)) for a, b in zip(q, t)], fill=tones[r.integers(len(tones))])
    img = Image.blend(img, img.filter(ImageFilter.GaussianBlur(0.8)), 0.6)
    a = np.asarray(img).astype(float) / 255
    for k in (0, n // 2):
        a[k:k + 2] *= 0.72
        a[:, k:k + 2] *= 0.72
    return picture(a)


def gradient(w, h, stops, angle=90.0):
    """Colours along a direction; 90 runs from top to bottom. Stops are (place, '#rrggbb')."""
    t = np.radians(angle)
    y, x = np.mgrid[0:h, 0:w]
    p = (x / max(w - 1, 1) - 0.5) * np.cos(t) + (y / max(h - 1, 1) - 0.5) * np.sin(t)
    p = (p - p.min()) / max(np.ptp(p), 1e-9)
    at = [s[0] for s in stops]
    rgb = np.array([[int(s[1][i:i + 2], 16) / 255 for i in (1, 3, 5)] for s in stops])
    v = np.stack([np.interp(p, at, rgb[:, k]) for k in range(3)], -1)
    return picture(v + np.random.default_rng(w * 7 + h).uniform(-0.006, 0.006, v.shape))


def rgb(c):
    return tuple(int(c[i:i + 2], 16) for i in (1, 3, 5))


def ranges(w, h, sky, layers, seed=5, sun=None, base=0.45):
    """Layered mountains in haze under a sky; `layers` are colours from far to near."""
    img = gradient(w, h, sky).convert("RGB")
    d = ImageDraw.Draw(img)
    if sun:
        x, y, r, c = sun
        glow = Image.new("L", (w, h), 0)
        ImageDraw.Draw(glow).ellipse([w * x - h * r * 2.2, h * y - h * r * 2.2, w * x + h * r * 2.2, h * y + h * r * 2.2], fill=90)
        img.paste(Image.new("RGB", (w, h), rgb(c)), (0, 0), glow.filter(ImageFilter.GaussianBlur(h * r)))
        d = ImageDraw.Draw(img)
        d.ellipse([w * x - h * r, h * y - h * r, w * x + h * r, h * y + h * r], fill=rgb(c))
    n = len(layers)
    for k, c in enumerate(layers):
        t = k / max(n - 1, 1)
        r = np.random.default_rng(seed * 31 + k)
        xs = np.arange(w + 1)
        y = np.zeros(w + 1)
        for o in range(1, 7):
            y += np.sin(xs / w * 2 * np.pi * o * r.uniform(0.5, 1.1) + r.uniform(0, 7)) / o ** 1.25
        crest = h * (base + 0.5 * t) - y * h * 0.075
        d.polygon([(0, h)] + list(zip(xs.tolist(), crest.tolist())) + [(w, h)], fill=rgb(c))
    return img


def contour(w, h, low, high, seed=9, lines=14, cell=None, line=0.12, light=None):
    """Height lines of a smooth landscape: a calm technical backdrop."""
    v = cloud(w, h, cell or max(w, h) // 3, seed, 3)
    v = (v - v.min()) / np.ptp(v)
    f = v * lines % 1
    edge = np.clip(1 - np.abs(f - 0.5) / line * 2.2, 0, 1)
    a, b = np.array(rgb(low)) / 255, np.array(rgb(high)) / 255
    c = np.array(rgb(light or high)) / 255
    base = a + (b - a) * v[..., None] * 0.5
    return picture(base + (c - base) * edge[..., None] * 0.55)


def flow(w, h, back, inks, seed=4, count=26, width=2, swing=0.11):
    """Bundles of flowing lines."""
    s = 2
    img = back.resize((w * s, h * s)) if isinstance(back, Image.Image) else Image.new("RGB", (w * s, h * s), rgb(back))
    d = ImageDraw.Draw(img)
    x = np.linspace(0, w * s, 90)
    r = np.random.default_rng(seed)
    ph, fr = r.uniform(0, 7, 3), r.uniform(0.7, 1.6, 3)
    for k in range(count):
        t = k / max(count - 1, 1)
        y = h * s * (0.3 + 0.4 * t + swing * np.sin(x / w / s * 2 * np.pi * fr[0] + ph[0] + t * 2.2)
                     + swing * 0.6 * np.sin(x / w / s * 2 * np.pi * fr[1] * 1.7 + ph[1] - t * 3.0))
        q = (len(inks) - 1) * t
        i = min(int(q), len(inks) - 2) if len(inks) > 1 else 0
        a, b = np.array(rgb(inks[i])), np.array(rgb(inks[min(i + 1, len(inks) - 1)]))
        d.line(list(zip(x, y)), fill=tuple((a + (b - a) * (q - i)).astype(int)), width=int(width * s), joint="curve")
    return img.resize((w, h), Image.LANCZOS)


def circles(w, h, back, inks, seed=6, count=9, low=0.06, high=0.36):
    """Large overlapping discs, translucent."""
    s = 2
    img = Image.new("RGB", (w * s, h * s), rgb(back))
    r = np.random.default_rng(seed)
    for k in range(count):
        layer = Image.new("L", img.size, 0)
        q, x, y = r.uniform(low, high) * max(w, h) * s, r.uniform(0, w * s), r.uniform(0, h * s)
        ImageDraw.Draw(layer).ellipse([x - q, y - q, x + q, y + q], fill=int(r.uniform(110, 215)))
        img.paste(Image.new("RGB", img.size, rgb(inks[k % len(inks)])), (0, 0), layer)
    return img.resize((w, h), Image.LANCZOS)


def leaves(w, h, back, inks, seed=8, count=46, size=0.2):
    """A thicket of simple leaves."""
    s = 2
    img = back.resize((w * s, h * s)) if isinstance(back, Image.Image) else Image.new("RGB", (w * s, h * s), rgb(back))
    d = ImageDraw.Draw(img)
    r = np.random.default_rng(seed)
    for k in range(count):
        q, x, y, a = r.uniform(0.5, 1) * size * h * s, r.uniform(0, w * s), r.uniform(0, h * s), r.uniform(0, 2 * np.pi)
        t = np.linspace(0, 1, 14)
        half = 0.2 * np.sin(np.pi * t) ** 0.9
        side = np.concatenate([np.stack([t, half], 1), np.stack([t, -half], 1)[::-1]]) * q
        m = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
        c = rgb(inks[r.integers(len(inks))])
        d.polygon([tuple(p) for p in side @ m.T + (x, y)], fill=c)
        tip = m @ np.array([q, 0]) + (x, y)
        d.line([(x, y), tuple(tip)], fill=tuple(int(v * 0.8) for v in c), width=s)
    return img.resize((w, h), Image.LANCZOS)


def skyline(w, h, sky, inks, seed=12, low=0.12, high=0.55):
    """Towers in haze, from far to near."""
    img = gradient(w, h, sky).convert("RGB")
    d = ImageDraw.Draw(img)
    r = np.random.default_rng(seed)
    for k, c in enumerate(inks):
        x, t = -20, k / max(len(inks) - 1, 1)
        while x < w:
            bw = int(r.uniform(0.012, 0.045) * w * (0.7 + 0.6 * t))
            bh = h * r.uniform(low, high) * (1 - 0.45 * t) * r.uniform(0.5, 1)
            d.rectangle([x, h - bh, x + bw, h], fill=rgb(c))
            if r.random() < 0.4:
                d.rectangle([x + bw * 0.2, h - bh * 1.08, x + bw * 0.7, h - bh], fill=rgb(c))
            if r.random() < 0.5:
                lit = tuple(min(255, int(v * 1.08 + 8)) for v in rgb(c))
                for yy in range(int(h - bh) + 6, h, 9):
                    d.line([x + 3, yy, x + bw - 3, yy], fill=lit, width=2)
            x += bw + int(r.uniform(0, 0.012) * w)
    return img


def waves(w, h, back, line, step=34):
    """Overlapping scallops, the old pattern of the sea."""
    s = 2
    img = Image.new("RGB", (w * s, h * s), rgb(back))
    d = ImageDraw.Draw(img)
    q = step * s
    row = 0
    for y in range(-q, h * s + 2 * q, q // 2):
        for x in range(-q + (q if row % 2 else 0), w * s + 2 * q, 2 * q):
            for k, f in enumerate((1, 0.74, 0.48, 0.22)):
                rr = q * f
                d.ellipse([x - rr, y + q - rr, x + rr, y + q + rr], fill=rgb(back), outline=rgb(line), width=2 * s)
        row += 1
    return img.resize((w, h), Image.LANCZOS)


@functools.cache
def pool():
    """A round spot of light that fades outwards, as transparency."""
    n = 64
    y, x = (np.mgrid[0:n, 0:n] + 0.5) / n * 2 - 1
    a = np.clip(1 - np.hypot(x, y), 0, 1)
    a = a * a * (3 - 2 * a)
    return Image.fromarray(np.dstack([np.full((n, n, 3), 255), a * 255]).astype(np.uint8), "RGBA")
