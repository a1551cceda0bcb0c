"""Things made by hand and things seen on the way: porcelain, lanterns, instruments, travel models."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

import gltf
from gltf import Material
import mesh
import texture
from kit import BRASS, CHROME, STEEL
from mesh import box, cylinder, lathe, tube
from products.smart import item


def glaze(w, h, seed, bands=True, motif="peony"):
    """Cobalt brushwork on white: borders, scrolling stems, blossoms or hills. Repeats sideways."""
    s = 2
    W, H = w * s, h * s
    img = Image.new("RGB", (W, H), (246, 248, 250))
    d = ImageDraw.Draw(img)
    r = np.random.default_rng(seed)
    inks = [(24, 54, 140), (52, 92, 178), (110, 148, 212)]

    def wrapped(draw, x, y, reach):
        for dx in (-W, 0, W):
            if -reach < x + dx < W + reach:
                draw(x + dx, y)

    def blossom(q):
        def go(x, y):
            for k in range(8):
                a = k * np.pi / 4 + q
                px, py, e = x + q * 0.62 * np.cos(a), y + q * 0.62 * np.sin(a), q * 0.46
                d.ellipse([px - e, py - e, px + e, py + e], fill=inks[2], outline=inks[0], width=3)
            for k in range(6):
                a = k * np.pi / 3
                px, py, e = x + q * 0.3 * np.cos(a), y + q * 0.3 * np.sin(a), q * 0.3
                d.ellipse([px - e, py - e, px + e, py + e], fill=inks[1], outline=inks[0], width=2)
            d.ellipse([x - q * 0.18, y - q * 0.18, x + q * 0.18, y + q * 0.18], fill=(236, 240, 246), outline=inks[0], width=3)
        return go

    def leaf(q, a):
        def go(x, y):
            t = np.linspace(0, 1, 10)
            half = 0.24 * np.sin(np.pi * t)
            p = np.concatenate([np.stack([t, half], 1), np.stack([t, -half], 1)[::-1]]) * q
            m = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
            d.polygon([tuple(v) for v in p @ m.T + (x, y)], fill=inks[1], outline=inks[0])
        return go

    top, low = (0.16, 0.86) if bands else (0.0, 1.0)
    if motif == "peony":
        x = np.linspace(0, W, 240)
        for row, ph in ((0.36, 0.0), (0.66, np.pi)):
            y = H * row + H * 0.07 * np.sin(x / W * 2 * np.pi * 4 + ph)
            d.line(list(zip(x, y)), fill=inks[0], width=5)
            for k in range(4):
                cx = W * (k + 0.5 * (row > 0.5)) / 4 + W / 16
                for j in range(7):
                    a = r.uniform(0, 2 * np.pi)
                    px, py = cx + r.uniform(-0.1, 0.1) * W, H * row + r.uniform(-0.11, 0.11) * H
                    wrapped(leaf(r.uniform(30, 54), a), px, py, 80)
                wrapped(blossom(H * 0.1), cx, H * row, H * 0.2)
    elif motif == "hills":
        for k, c in enumerate(inks[::-1]):
            x = np.arange(W + 1)
            y = H * (0.5 + 0.12 * k) + sum(np.sin(x / W * 2 * np.pi * o + r.uniform(0, 7)) * H * 0.06 / o for o in (1, 2, 3, 5, 8))
            d.polygon([(0, H * low)] + list(zip(x.tolist(), y.tolist())) + [(W, H * low)], fill=c)
        d.ellipse([W * 0.62, H * 0.24, W * 0.62 + H * 0.12, H * 0.36], outline=inks[0], width=4)
        for k in range(5):
            bx, by = W * (0.2 + 0.03 * k), H * (0.3 + 0.02 * (k % 2))
            d.arc([bx - 10, by - 6, bx, by + 6], 180, 340, fill=inks[0], width=3), d.arc([bx, by - 6, bx + 10, by + 6], 200, 360, fill=inks[0], width=3)
    elif motif == "scales":
        q = H // 9
        for row, y in enumerate(range(int(H * top), int(H * low) + q, q // 2)):
            n = max(8, round(W / (2 * q)))
            for k in range(-1, n + 1):
                x = (k + 0.5 * (row % 2)) * W / n
                for f in (1, 0.66, 0.33):
                    d.ellipse([x - q * f, y - q * f, x + q * f, y + q * f], fill=(246, 248, 250), outline=inks[0 if f == 1 else 1], width=4)
    if bands:
        for y0, y1 in ((0.02, 0.045), (0.115, 0.14), (0.87, 0.895), (0.96, 0.985)):
            d.rectangle([0, H * y0, W, H * y1], fill=inks[0])
        n = 18
        for k in range(n):
            x0 = W * k / n
            for yb, up in ((H * 0.112, True), (H * 0.955, True)):
                d.polygon([(x0, yb), (x0 + W / n / 2, yb - H * 0.058), (x0 + W / n, yb)], fill=inks[1], outline=inks[0])
    return img.filter(ImageFilter.GaussianBlur(1.2)).resize((w, h), Image.LANCZOS)


def _pot(s, prof, img, x=0.0, z=0.0, parts=48):
    name = f"glaze{len(s.model.materials)}"
    s.model.materials[name] = Material(roughness=0.12, base=img)
    s.model.add(name, lathe(prof, parts, 50).move(x, 0, z))


def _smooth(points, per=6):
    return mesh.curve([(r, y, 0) for r, y in points], per)[:, :2]


def vase_tall():
    """A tall shouldered vase with a scrolling peony."""
    s = item()
    prof = np.concatenate([[(0, 0), (0.075, 0)], _smooth([(0.08, 0.004), (0.078, 0.05), (0.09, 0.16), (0.135, 0.32), (0.15, 0.4), (0.125, 0.475), (0.06, 0.52), (0.048, 0.545), (0.055, 0.565), (0.06, 0.57)]), [(0.052, 0.568), (0.042, 0.54), (0.0, 0.5)]])
    _pot(s, prof, glaze(512, 384, 3, motif="peony"))
    return s


def vase_round():
    """A moon jar with hills in mist."""
    s = item()
    prof = np.concatenate([[(0, 0), (0.07, 0)], _smooth([(0.075, 0.005), (0.12, 0.06), (0.165, 0.16), (0.155, 0.25), (0.1, 0.315), (0.06, 0.335), (0.058, 0.36), (0.063, 0.37)]), [(0.055, 0.366), (0.05, 0.34), (0, 0.31)]])
    _pot(s, prof, glaze(512, 256, 5, motif="hills"))
    return s


def tea_set():
    """Teapot, four cups and a jar on a bamboo tray."""
    s = item(64)
    s.put("wood", mesh.slab(mesh.rounded(0.56, 0.34, 0.05), 0.035, 0.008), color="#b98a58")
    for k in range(9):
        s.put("wood", box(0.5, 0.006, 0.02, 0.002), 0, 0.035, -0.12 + k * 0.03, color="#d8b07a")
    y = 0.041
    img = glaze(384, 192, 9, motif="scales")
    body = np.concatenate([[(0, 0), (0.035, 0)], _smooth([(0.038, 0.003), (0.062, 0.03), (0.068, 0.055), (0.055, 0.085), (0.034, 0.098)])])
    s.model.materials["ware"] = Material(roughness=0.12, base=img)
    s.model.add("ware", lathe(body, 40, 50).move(-0.1, y, 0))
    s.put("gloss", lathe([(0.038, 0.096), (0.034, 0.104), (0.015, 0.112), (0.006, 0.115), (0.012, 0.124), (0.008, 0.132), (0, 0.134)], 28, 50), -0.1, y, 0, color="#f4f7fa")
    s.put("gloss", tube(mesh.curve([(0.055, 0.045, 0), (0.09, 0.06, 0), (0.11, 0.095, 0)], 6), np.linspace(0.015, 0.007, 13), 12), -0.1, y, 0, color="#f4f7fa")
    s.put("wood", tube(mesh.curve([(-0.052, 0.085, 0), (-0.05, 0.15, 0), (0, 0.19, 0), (0.05, 0.15, 0), (0.052, 0.085, 0)], 6), 0.006, 8), -0.1, y, 0, color="#8a5a38")
    cup = np.array([(0, 0), (0.018, 0), (0.02, 0.004), (0.032, 0.03), (0.036, 0.045), (0.034, 0.045), (0.028, 0.026), (0.014, 0.008), (0, 0.007)])
    for x, z in ((0.06, 0.07), (0.15, 0.07), (0.06, -0.03), (0.15, -0.03)):
        s.model.add("ware", lathe(cup, 26, 50).move(x, y, z))
        s.put("gloss", cylinder(0.026, 0.001, 20, 0), x, y + 0.027, z, color="#b5762a")
    s.model.add("ware", lathe([(0, 0), (0.03, 0), (0.04, 0.02), (0.042, 0.06), (0.03, 0.085), (0.03, 0.09), (0, 0.09)], 30, 50).move(0.2, y, -0.11))
    s.put("gloss", lathe([(0.034, 0.088), (0.034, 0.1), (0.01, 0.106), (0.01, 0.116), (0, 0.118)], 26, 50), 0.2, y, -0.11, color="#1f3f8f")
    return s


def plate():
    """A charger on a wooden stand."""
    s = item(64)
    n = 512
    img = Image.new("RGB", (n, n), (246, 248, 250))
    d = ImageDraw.Draw(img)
    ink, soft = (24, 54, 140), (96, 136, 206)
    c = n / 2
    for r, w in ((250, 8), (236, 3), (170, 5), (160, 2)):
        d.ellipse([c - r, c - r, c + r, c + r], outline=ink, width=w)
    for k in range(24):
        a = k * np.pi / 12
        x, y = c + 203 * np.cos(a), c + 203 * np.sin(a)
        d.ellipse([x - 22, y - 22, x + 22, y + 22], fill=soft if k % 2 else (246, 248, 250), outline=ink, width=3)
        d.ellipse([x - 8, y - 8, x + 8, y + 8], fill=ink)
    for k in range(12):
        a = k * np.pi / 6
        for rr, q in ((105, 38), (62, 28)):
            x, y = c + rr * np.cos(a + (rr < 80) * 0.26), c + rr * np.sin(a + (rr < 80) * 0.26)
            d.ellipse([x - q, y - q, x + q, y + q], fill=soft if rr > 80 else (52, 92, 178), outline=ink, width=3)
    d.ellipse([c - 30, c - 30, c + 30, c + 30], fill=(246, 248, 250), outline=ink, width=4)
    s.model.materials["ware"] = Material(roughness=0.12, base=img.resize((320, 320), Image.LANCZOS))
    g = lathe([(0, 0), (0.09, 0), (0.1, 0.012), (0.19, 0.035), (0.2, 0.04), (0.19, 0.042), (0.1, 0.02), (0, 0.014)], 56, 60)
    g.U = np.stack([g.P[:, 0] / 0.41 + 0.5, g.P[:, 2] / 0.41 + 0.5], 1)
    s.model.add("ware", g.turn(78, "x").move(0, 0.22, -0.02))
    for x in (-0.07, 0.07):
        s.put("wood", tube(mesh.curve([(x, 0.24, -0.1), (x, 0.02, -0.06), (x, 0.012, 0.06), (x, 0.05, 0.07)], 6), 0.008, 8), color="#7a4a2a")
    s.put("wood", box(0.17, 0.014, 0.02, 0.004), 0, 0.008, -0.02, color="#7a4a2a")
    return s


def globe():
    """A standing globe: painted continents under a brass meridian; it turns slowly."""
    s = item(64)
    w, h = 512, 256
    v = texture.noise(w, h, 128, 64, 91) + 0.6 * texture.noise(w, h, 64, 64, 92) + 0.35 * texture.noise(w, h, 32, 32, 93) + 0.2 * texture.noise(w, h, 16, 16, 94)
    lat = np.abs(np.linspace(-1, 1, h))[:, None]
    land = v - 0.18 - 0.25 * (lat > 0.86) * -1
    sea = np.array([0.23, 0.46, 0.60]) + 0.05 * texture.noise(w, h, 64, 64, 95)[..., None]
    shore = np.array([0.42, 0.66, 0.74])
    ground = np.array([0.86, 0.74, 0.50]) + np.clip(v, 0, 1)[..., None] * np.array([-0.25, -0.12, -0.2])
    img = np.where((land > 0)[..., None], ground, np.where((land > -0.12)[..., None], shore, sea))
    img = np.where(((land > 0) & (land < 0.03))[..., None], np.array([0.42, 0.3, 0.18]), img)
    img = np.where((lat > 0.93)[..., None], 0.95, img)
    grid = ((np.arange(h) % 32 < 1)[:, None] | (np.arange(w) % 32 < 1)[None, :])
    img = np.where(grid[..., None], img * 0.8, img)
    s.model.materials["earth"] = Material(roughness=0.35, base=texture.picture(img))
    s.put("wood", lathe([(0, 0), (0.24, 0), (0.25, 0.02), (0.2, 0.05), (0.06, 0.08), (0.035, 0.14), (0.05, 0.22), (0.03, 0.3), (0.045, 0.36), (0, 0.37)], 36, 50), color="#7a4a2a")
    ring_at = (0, 0.74, 0)
    s.put("metal", tube([(0.375 * np.sin(a), -0.375 * np.cos(a), 0) for a in np.radians(np.linspace(-160, 160, 50))], 0.012, 8, squash=0.6).turn(23, "z"), *ring_at, color=BRASS)
    s.model.node("earth", ring_at, rotation=[0.0, 0.0, float(np.sin(np.radians(-11.5))), float(np.cos(np.radians(-11.5)))])
    s.model.node("spin", (0, 0, 0), "earth")
    s.model.title(body=("支架", "Stand"), spin=("地球", "Globe"))
    g = mesh.ball(0.335, 44)
    s.model.add("earth", g, node="spin")
    s.put("metal", cylinder(0.012, 0.78, 12, 0.003), 0, -0.39, 0, color=BRASS, node="spin")
    times, q = gltf.spin("y", 30.0, 1)
    s.model.animate("spin", "rotation", times, q)
    return s


def lighthouse():
    """A lighthouse on its rock, its lamp lit; a model of half a metre and a bit."""
    s = item(64)
    r = np.random.default_rng(7)
    t = np.linspace(0, 2 * np.pi, 26, endpoint=False)
    rings = []
    for y, q in ((0, 0.34), (0.05, 0.33), (0.1, 0.27), (0.14, 0.2), (0.155, 0.12)):
        k = q * (1 + 0.14 * np.sin(t * 3 + y * 20) + 0.09 * np.sin(t * 7 + y * 50) + r.uniform(-0.05, 0.05, 26))
        rings.append(np.stack([k * np.cos(t), y + r.uniform(-0.012, 0.012, 26) * (y > 0), k * np.sin(t)], 1))
    s.put("paint", mesh.loft(rings, angle=25), color="#8d8578")
    s.put("gloss", mesh.slab(mesh.disc(0.46, 56), 0.02, 0.006), color="#2f7f9a")
    base = 0.14
    for k in range(5):
        y0, y1 = base + 0.11 * k, base + 0.11 * (k + 1)
        f = lambda y: 0.1 - 0.045 * (y - base) / 0.55
        s.put("paint", lathe([(f(y0), y0), (f(y1), y1)], 36), color="#f7f4ee" if k % 2 else "#cf3f35")
    for k in range(4):
        a = np.radians(40 + 85 * k)
        y = base + 0.1 + 0.11 * k
        q = 0.1 - 0.045 * (y - base) / 0.55
        s.put("paint", box(0.02, 0.035, 0.012, 0.003), q * np.sin(a), y, q * np.cos(a), np.degrees(a), "#26384a")
    top = base + 0.55
    s.put("paint", lathe([(0.05, top - 0.012), (0.085, top), (0.085, top + 0.012), (0, top + 0.012)], 36), color="#26384a")
    for k in range(16):
        a = k * np.pi / 8
        s.put("paint", cylinder(0.0025, 0.035, 6, 0), 0.08 * np.sin(a), top + 0.012, 0.08 * np.cos(a), color="#26384a")
    s.put("paint", tube([(0.08 * np.sin(a), top + 0.047, 0.08 * np.cos(a)) for a in np.linspace(0, 2 * np.pi, 33)[:-1]], 0.003, 5, closed=True), color="#26384a")
    s.led(cylinder(0.03, 0.06, 20, 0.01), "#ffe49a", 0, top + 0.018, 0)
    s.put("glass", lathe([(0.047, top + 0.012), (0.047, top + 0.085)], 24))
    s.put("paint", lathe([(0.054, top + 0.085), (0.056, top + 0.09), (0.03, top + 0.125), (0.006, top + 0.14), (0.004, top + 0.17), (0, top + 0.17)], 32, 40), color="#cf3f35")
    s.put("paint", box(0.14, 0.07, 0.09, 0.004), 0.15, 0.115, 0.1, 30, "#f7f4ee")
    s.put("paint", mesh.extrude([(-0.06, 0), (0.06, 0), (0, 0.05)], 0.16, 0.003).turn(90).move(-0.08, 0.185, 0).turn(30), 0.15, 0, 0.1, color="#cf3f35")
    return s


def train():
    """The nose car of a fast train on a stretch of track, 1:30."""
    s = item(64)
    white, ink, red = "#f6f7f8", "#1d2b3c", "#d23c46"
    n = 30
    rings = []
    # From nose to tail: a rounded section that grows out of the beak.
    stations = [(0.55, 0.012, 0.015, 0.055), (0.545, 0.03, 0.03, 0.055), (0.52, 0.052, 0.05, 0.058), (0.46, 0.072, 0.074, 0.064), (0.37, 0.088, 0.105, 0.078), (0.27, 0.098, 0.132, 0.091), (0.16, 0.103, 0.15, 0.1), (0.05, 0.104, 0.155, 0.1025), (-0.75, 0.104, 0.155, 0.1025)]
    st = mesh.curve([(a, b, c) for a, b, c, _ in stations], 4)
    mid = np.interp(-st[:, 0], [-a for a, *_ in stations], [d for *_, d in stations])
    t = np.linspace(0, 2 * np.pi, n, endpoint=False)
    for (z, hw, hh), cy in zip(st, mid):
        k = (np.abs(np.cos(t)) ** 3.2 + np.abs(np.sin(t)) ** 3.2) ** (-1 / 3.2)
        k = 1 + (k - 1) * np.clip((0.5 - z) * 3, 0, 1)
        rings.append(np.stack([hw * k * np.cos(t), 0.055 + cy + hh / 2 * k * np.sin(t) * 1.0, np.full(n, z)], 1))
    skin = mesh.loft(rings, angle=60)
    low = skin.P[:, 1]
    skin.C = np.tile(mesh.linear(white), (len(low), 1))
    skin.C[low < 0.098] = mesh.linear("#c9ced4")
    s.put("gloss", skin)
    for x in (-1, 1):
        s.put("paint", box(0.003, 0.016, 0.92, 0.001), x * 0.1035, 0.105, -0.28, color=red)
        for k in range(9):
            s.put("gloss", box(0.003, 0.034, 0.058, 0.0012), x * 0.1038, 0.15, -0.06 - k * 0.075, color=ink)
        s.led(box(0.012, 0.006, 0.012, 0.001), "#fff7d8", x * 0.045, 0.112, 0.499)
    # Wind screen: a dark band laid over the nose.
    glass = []
    for u in np.linspace(0, 1, 7):
        z = 0.40 - 0.17 * u
        i = np.argmin(np.abs(st[:, 0] - z))
        hw, hh, cy = st[i, 1], st[i, 2], mid[i]
        a = np.radians(np.linspace(52, 128, 11))
        k = (np.abs(np.cos(a)) ** 3.2 + np.abs(np.sin(a)) ** 3.2) ** (-1 / 3.2)
        k = 1 + (k - 1) * np.clip((0.5 - z) * 3, 0, 1)
        glass.append(np.stack([hw * k * np.cos(a) * 0.93, 0.055 + cy + hh / 2 * k * np.sin(a) + 0.0025, np.full(11, z)], 1))
    P = np.array(glass).reshape(-1, 3)
    g = mesh.shade(P, mesh.grid_faces(7, 11), 80)
    s.put("gloss", g if g.N[:, 1].mean() > 0 else g.flip(), color="#0e1722")
    s.put("paint", box(0.17, 0.045, 1.1, 0.01), 0, 0.038, -0.2, color="#3a424c")
    for z in (0.2, 0.1, -0.45, -0.58):
        for x in (-0.062, 0.062):
            s.put("metal", cylinder(0.026, 0.012, 22, 0.003).turn(90, "z"), x + 0.006, 0.04, z, color=STEEL)
    s.put("paint", box(0.42, 0.012, 1.5, 0.004), 0, 0, -0.1, color="#6d6a66")
    for x in (-0.062, 0.062):
        s.put("metal", box(0.008, 0.01, 1.5, 0.001), x, 0.014, -0.1, color=STEEL)
    for k in range(21):
        s.put("paint", box(0.2, 0.008, 0.028, 0.002), 0, 0.01, -0.82 + k * 0.072, color="#a9a49c")
    return s


def lantern(shape="round", color="#d9342b", r=0.22):
    """A silk lantern with ribs, caps and a tassel; hangs with its top at the origin. The silk glows."""
    s = item(64)
    _lantern(s, 0, 0, 0, shape, color, r)
    return s


def _lantern(s, x, y, z, shape, color, r, cord=0.0):
    """Adds a lantern whose top cap is at y."""
    h = {"round": 0.8, "tall": 1.7, "flat": 0.5, "drop": 1.25}[shape] * r * 2
    t = np.linspace(-1, 1, 15)
    body = {"round": r * np.sqrt(np.clip(1 - 0.86 * t ** 2, 0, 1)), "tall": r * 0.62 * (1 - 0.1 * t ** 4), "flat": r * np.sqrt(np.clip(1 - 0.8 * t ** 2, 0, 1)) * 1.1,
            "drop": r * (0.78 + 0.28 * -t) * np.sqrt(np.clip(1 - 0.8 * np.abs(t) ** 3, 0, 1))}[shape]
    c = y - 0.03 - h / 2
    s.silk(lathe(np.stack([body, c + t * h / 2], 1), 26, 60), color, x, 0, z)
    for k in range(12):
        a = np.radians(30 * k)
        path = np.stack([np.sin(a) * (body + 0.002), c + t * h / 2, np.cos(a) * (body + 0.002)], 1)[::2]
        s.put("paint", tube(path, 0.0022 + r * 0.006, 4, caps=False), x, 0, z, color="#7a1f14" if shape != "tall" else "#4a2f1a")
    for yy, q in ((c - h / 2, body[0]), (c + h / 2, body[-1])):
        s.put("metal", cylinder(q * 1.06, 0.022, 26, 0.005), x, yy - 0.011, z, color=BRASS)
    s.put("metal", tube([(x, c + h / 2, z), (x, y + max(cord, 0.03), z)], 0.003, 5, caps=False), color=BRASS)
    s.put("metal", mesh.ball(0.014, 12), x, c - h / 2 - 0.03, z, color=BRASS)
    s.put("paint", lathe([(0.012, -0.2), (0.016, -0.17), (0.012, -0.06), (0.004, -0.03), (0, -0.03)], 12, 50), x, c - h / 2, z, color="#b3261e")


def guqin():
    """A seven-string zither of lacquered wood on two trestles, 1.2 m long (along X)."""
    s = item(64)
    x = np.linspace(-0.61, 0.61, 50)
    w = 0.1 - 0.018 * np.clip((x + 0.61) / 1.22, 0, 1)
    w = w - 0.016 * np.exp(-((x - 0.2) / 0.035) ** 2) - 0.014 * np.exp(-((x + 0.42) / 0.03) ** 2)
    w *= np.clip((0.615 - np.abs(x)) * 30, 0.72, 1)
    rings = []
    for a, b in zip(x, w):
        t = np.linspace(0, np.pi, 9)
        up = np.stack([np.full(9, a), 0.025 + 0.028 * np.sin(t), -b * np.cos(t)], 1)
        dn = np.stack([np.full(2, a), np.full(2, 0.0), np.array([b, -b]) * 0.97], 1)
        rings.append(np.concatenate([up, dn]))
    y = 0.74
    s.put("gloss", mesh.loft(rings, angle=40), 0, y, 0, color="#4a1d12")
    for k in range(7):
        z = -0.05 + k * 0.0167
        s.put("metal", tube([(-0.585, 0.058, z * 0.8), (0.56, 0.064, z)], 0.0011 + 0.0002 * (6 - k), 5), 0, y, 0, color="#e8dcc0")
    s.put("gloss", box(0.014, 0.02, 0.15, 0.004), 0.56, y + 0.045, 0, color="#1c0f0a")
    for k in range(13):
        q = -0.5 + k * 0.08
        s.put("metal", cylinder(0.004, 0.002, 10, 0.0006), q, y + 0.0515, -0.066, color="#f2ead2")
    for k in range(7):
        s.put("paint", lathe([(0.004, -0.16), (0.007, -0.12), (0.003, -0.05), (0.002, 0), (0, 0)], 8), 0.52, y, -0.05 + k * 0.0167, color="#8a1f1a")
    for q in (-0.38, 0.38):
        s.put("wood", box(0.05, 0.03, 0.34, 0.008), q, y - 0.034, 0, color="#6a3f24")
        for z in (-0.13, 0.13):
            s.put("wood", tube([(q, y - 0.02, z * 0.8), (q, 0, z * 1.15)], [0.018, 0.013], 8), color="#6a3f24")
        s.put("wood", box(0.03, 0.03, 0.26, 0.006), q, 0.22, 0, color="#6a3f24")
    s.put("wood", box(0.76, 0.03, 0.03, 0.006), 0, 0.225, 0, color="#6a3f24")
    return s


def ukulele(top="#d9a866", body="#8a4f2c"):
    """A small four-string guitar, standing upright on a cradle; 0.6 m tall."""
    s = item()
    t = np.linspace(0, 2 * np.pi, 56, endpoint=False)
    yy = np.cos(t)
    half = np.abs(np.sin(t)) ** 0.75 * (0.088 - 0.018 * yy - 0.022 * np.exp(-((yy - 0.18) / 0.28) ** 2))
    outline = np.stack([half * np.sign(np.sin(t)) * -1, 0.15 - 0.13 * yy * -1], 1)
    s.put("gloss", mesh.extrude(outline, 0.06, 0.006), 0, 0.02, -0.03, color=body)
    c = outline.mean(0)
    s.put("wood", mesh.extrude((outline - c) * 0.965 + c, 0.004, 0.001), 0, 0.02, 0.029, color=top)
    s.put("gloss", mesh.extrude(mesh.disc(0.031, 30), 0.001, 0), 0, 0.195, 0.0335, color="#1c120c")
    s.put("metal", mesh.extrude(mesh.disc(0.038, 36), 0.0012, 0.0003, hole=mesh.disc(0.033, 36)), 0, 0.195, 0.0335, color=BRASS)
    s.put("wood", box(0.034, 0.26, 0.02, 0.006), 0, 0.25, 0.02, color="#4a2a18")
    s.put("wood", mesh.extrude([(-0.024, 0), (0.024, 0), (0.03, 0.075), (0.0, 0.085), (-0.03, 0.075)], 0.014, 0.003), 0, 0.505, 0.012, color=body)
    for k in range(11):
        s.put("metal", box(0.034, 0.0014, 0.0016, 0), 0, 0.27 + 0.235 * (1 - 0.5 ** (k / 7)), 0.041, color=STEEL)
    s.put("wood", box(0.07, 0.012, 0.008, 0.003), 0, 0.1, 0.034, color="#3a2012")
    for k in range(4):
        q = -0.0105 + k * 0.007
        s.put("metal", tube([(q * 1.3, 0.106, 0.043), (q, 0.51, 0.043)], 0.0006, 4), color="#f4f1e6")
        s.put("metal", cylinder(0.004, 0.014, 10, 0.001).turn(90, "x"), (-0.018, -0.016, 0.016, 0.018)[k], (0.53, 0.562, 0.562, 0.53)[k], 0.024, color=CHROME)
    s.put("wood", box(0.16, 0.02, 0.14, 0.006), color="#6a3f24")
    for x in (-0.05, 0.05):
        s.put("wood", box(0.014, 0.05, 0.09, 0.004), x, 0.01, 0.0, color="#6a3f24")
    return s


def drum():
    """A barrel drum in red lacquer with brass studs, lying on a cradle."""
    s = item()
    prof = [(0.0, -0.2), (0.2, -0.2), (0.215, -0.185), (0.25, -0.08), (0.258, 0), (0.25, 0.08), (0.215, 0.185), (0.2, 0.2), (0, 0.2)]
    s.put("gloss", lathe(np.array(prof)[1:-1], 44, 50).turn(90, "x"), 0, 0.42, 0, color="#a3231b")
    for z in (-1, 1):
        s.put("paint", lathe([(0, 0.2), (0.19, 0.2), (0.212, 0.188)][::-1] if z > 0 else [(0.212, -0.188), (0.19, -0.2), (0, -0.2)][::-1], 44, 60).turn(90, "x"), 0, 0.42, 0, color="#efe0c2")
        for k in range(28):
            a = 2 * np.pi * k / 28
            s.put("metal", mesh.ball(0.009, 8), 0.216 * np.cos(a), 0.42 + 0.216 * np.sin(a), z * 0.183, color=BRASS)
    for x in (-1, 1):
        s.put("metal", tube([(x * 0.262 + 0.0, 0.42 + 0.03 * np.cos(a), 0.03 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 17)[:-1]], 0.005, 6, closed=True), color=BRASS)
        s.put("wood", tube([(x * 0.2, 0.3, 0.12), (x * 0.26, 0, 0.2)], 0.018, 8), color="#5a2f1a")
        s.put("wood", tube([(x * 0.2, 0.3, -0.12), (x * 0.26, 0, -0.2)], 0.018, 8), color="#5a2f1a")
        s.put("wood", box(0.03, 0.03, 0.34, 0.006), x * 0.235, 0.12, 0, color="#5a2f1a")
    for z in (-0.13, 0.13):
        s.put("wood", box(0.5, 0.04, 0.03, 0.008), 0, 0.2, z, color="#5a2f1a")
    return s
