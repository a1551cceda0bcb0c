"""The hall: floor and lanes, walls and windows, the roof on its trusses, the entrance, the plaza, the stage."""

import numpy as np
from PIL import Image, ImageDraw

import fair
import lettering
import mesh
import texture
from atlas import Atlas
from gltf import Material
from kit import BRASS, STEEL, WARM, Stand

X, Z = fair.SIZE[0] / 2, fair.SIZE[1] / 2
EAVES, RISE = 8.4, 4.2


def roof(x, drop=0.0):
    return EAVES + RISE * (1 - (x / X) ** 2) - drop


def build():
    s = Stand(*fair.SIZE)
    skies = Atlas(1024, quality=84)
    s.model.materials["floor"] = Material(color=(0.74, 0.74, 0.75, 1), roughness=0.3, base=texture.terrazzo(), tile=4.0)
    s.model.materials["sky"] = Material(color=(0, 0, 0, 1), emissive=skies.image, strength=1.25)
    s.model.materials["glass"] = Material(color=(0.86, 0.94, 0.97, 0.07), roughness=0.04, blend=True)
    floor(s)
    walls(s, skies)
    vault(s, skies)
    entrance(s)
    banners(s)
    plaza(s)
    flock(s)
    stage(s, skies)
    lounges(s)
    return s


def floor(s):
    s.put("floor", mesh.panel(2 * X + 0.6, 2 * Z + 0.6, 0.6).turn(-90, "x"))
    # The boulevard and the cross avenue: carpet a hair above the terrazzo, edged in the zones' colours.
    def lane(x, z, w, d, color, y=0.006):
        s.put("cloth", mesh.panel(w, d, 0.6).turn(-90, "x"), x, y, z, color=color)

    blue = "#6c8bb5"
    lane(0, 1.0, 5.0, 33.0, blue)
    lane(-9.5, 0, 13.0, 3.6, blue, 0.005), lane(9.5, 0, 13.0, 3.6, blue, 0.005)
    for sx in (-1, 1):
        for z0, z1, zone in ((2.2, 16, "consumer" if sx < 0 else "culture"), (-14.5, -2.2, "smart" if sx < 0 else "health")):
            s.put("paint", mesh.panel(0.1, z1 - z0, 1.0).turn(-90, "x"), sx * 2.62, 0.007, (z0 + z1) / 2, color=fair.COLOR[zone])
        for z in (-1.95, 1.95):
            zone = ("smart" if sx < 0 else "health") if z < 0 else ("consumer" if sx < 0 else "culture")
            s.put("paint", mesh.panel(13.3, 0.1, 1.0).turn(-90, "x"), sx * 9.3, 0.007, z, color=fair.COLOR[zone])
    lane(0, -17.2, 9.2, 3.6, "#c9bda8", 0.005)
    # Zone letters on the floor where the lanes cross.
    for key, letter, title, color in fair.ZONES:
        img = Image.new("RGB", (128, 128), texture.rgb(color))
        lettering.write(img, (64, 62), letter, 78, "bold", "#ffffff", "mm")
        lettering.write(img, (64, 110), title["zh"], 18, "bold", "#ffffff", "ms")
        r = s.atlas.add(img)
        sx, sz = (-1 if key in ("smart", "consumer") else 1), (-1 if key in ("smart", "health") else 1)
        s.put("print", mesh.panel(1.1, 1.1, None, r).turn(-90, "x"), sx * 1.75, 0.009, sz * 3.2)


def walls(s, skies):
    # What lies outside: towers in morning haze behind a strip of garden.
    city = texture.skyline(1000, 250, [(0, "#8fc1ea"), (0.55, "#cfe4f2"), (1, "#f5ead8")],
                           ["#bcd2e2", "#9fbcd2", "#86a8c0"], seed=12, low=0.3, high=0.9)
    d = ImageDraw.Draw(city)
    r = np.random.default_rng(2)
    for k in range(420):
        x, y = r.uniform(0, 1000), 250 - r.uniform(-6, 24)
        q = r.uniform(5, 15)
        tone = np.array([86, 128, 84]) * r.uniform(0.75, 1.15)
        d.ellipse([x - q, y - q * 0.8, x + q, y + q * 0.8], fill=tuple(tone.astype(int)))
    view = skies.add(city)
    # The doors look out on three narrow cuts of the same view.
    VIEW[:] = [(view[0] + (view[2] - view[0]) * a, view[1] + (view[3] - view[1]) * 0.3, view[0] + (view[2] - view[0]) * (a + 0.09), view[3]) for a in (0.1, 0.36, 0.62)]
    for sx in (-1, 1):
        s.put("sky", mesh.panel(2 * Z + 16, 15, None, view), sx * (X + 9), 6.2, 0, -90 * sx, node="NOCAST_outside")
        s.put("paint", mesh.box(2 * Z + 0.6, 0.5, 0.3, 0.02, 1.3), sx * (X + 0.15), 0, 0, 90, "#4a5058")
        s.put("wood", mesh.box(2 * Z + 0.6, 0.06, 0.42, 0.01, 1.3), sx * (X + 0.09), 0.5, 0, 90, "#d9b98e")
        s.put("paint", mesh.box(2 * Z + 0.6, 0.5, 0.34, 0.02, 1.3), sx * (X + 0.12), EAVES - 0.8, 0, 90, "#eceae6")
        s.put("paint", mesh.box(2 * Z + 0.6, 0.14, 0.16, 0.01, 1.3), sx * (X + 0.1), 3.4, 0, 90, "#e4e4e2")
        n = 18
        for k in range(n + 1):
            z = -Z + 2 * Z * k / n
            s.put("paint", mesh.box(0.1, EAVES - 0.8, 0.24, 0.01), sx * (X + 0.1), 0.3, z, 90, "#e4e4e2")
        s.put("glass", mesh.panel(2 * Z, EAVES - 1.2), sx * (X + 0.1), (EAVES - 0.6) / 2 + 0.3, 0, -90 * sx, node="NOCAST_roof")
    # Ends: a timber screen below, plaster above, up to the vault.
    for sz in (-1, 1):
        xs = np.linspace(-X - 0.3, X + 0.3, 43)
        outline = np.concatenate([[(-X - 0.3, 4.6), (X + 0.3, 4.6)], np.stack([xs[::-1], [roof(x, -0.1) for x in xs[::-1]]], 1)])
        s.put("paint", mesh.extrude(outline, 0.3, 0), 0, 0, -0.15 + sz * (Z + 0.18), color="#efece6")
        s.put("paint", mesh.box(2 * X + 0.6, 4.6, 0.3, 0.01, 1.1), 0, 0, sz * (Z + 0.2), color="#2f3a4a")
        for x in np.arange(-X + 0.35, X, 0.7):
            if abs(x) > 7.6:
                s.put("wood", mesh.box(0.14, 4.4, 0.14, 0.012), x, 0.1, sz * (Z - 0.03), color="#d8b78c")
        s.led(mesh.box(2 * X - 0.4, 0.03, 0.03, 0), WARM, 0, 4.63, sz * (Z - 0.03))
        s.put("paint", mesh.box(2 * X, 0.1, 0.3, 0.01, 1), 0, 4.5, sz * (Z - 0.1), color="#c9a678")


def vault(s, skies):
    sky = texture.gradient(500, 420, [(0, "#9cc8f0"), (0.5, "#cfe6f8"), (1, "#a9d0f2")])
    haze = np.clip(texture.cloud(500, 420, 128, 33) * 1.4 + 0.1, 0, 1)
    sky = texture.picture(np.asarray(sky) / 255 * (1 - haze[..., None]) + haze[..., None])
    view = skies.add(sky)
    bands = [(-X - 0.4, -15, False), (-15, -11, True), (-11, -6, False), (-6, 6, True), (6, 11, False), (11, 15, True), (15, X + 0.4, False)]
    for x0, x1, open_ in bands:
        xs = np.linspace(x0, x1, max(3, int((x1 - x0) / 1.2)))
        zs = np.linspace(-Z - 0.3, Z + 0.3, 30)
        A, B = np.meshgrid(xs, zs, indexing="ij")
        P = np.stack([A, roof(A), B], -1).reshape(-1, 3)
        I = mesh.grid_faces(len(xs), len(zs))
        g = mesh.shade(P, I, 80)
        if g.N[:, 1].mean() > 0:
            g = g.flip()
        if open_:
            g.U = np.stack([(g.P[:, 2] / 20 % 1) * 0 + (g.P[:, 2] + Z + 1) / (2 * Z + 2), (g.P[:, 0] + 16) / 32], 1)
            s.model.add("sky", g.uv(view).move(0, 0.35, 0), node="NOCAST_outside")
            for z in np.arange(-Z, Z + 0.1, 2.2):
                s.put("paint", mesh.tube([(x, roof(x, -0.05), z) for x in xs], 0.035, 4, caps=False), color="#f3f3f1", node="NOCAST_roof")
            for x in np.arange(x0, x1 + 0.1, 2.0):
                s.put("paint", mesh.box(0.07, 0.1, 2 * Z, 0), x, roof(x, -0.02), 0, color="#f3f3f1", node="NOCAST_roof")
        else:
            s.put("wood", g, color="#f7e2c2", node="NOCAST_roof")
            slope = np.degrees(np.arctan2(roof((x0 + x1) / 2 + 0.5) - roof((x0 + x1) / 2 - 0.5), 1))
            for x in np.linspace(x0 + 0.8, x1 - 0.8, max(2, int((x1 - x0) / 0.9))):
                if abs(x) < X:
                    s.put("wood", mesh.box(0.09, 0.26, 2 * Z, 0.0, 3), x, roof(x, 0.3), 0, color="#ecd3ac", node="NOCAST_roof")
            # Lines of light between the ribs.
            for x in ((x0 + x1) / 2,):
                if abs(x) < 12:
                    s.led(mesh.box(0.16, 0.05, 2 * Z - 1, 0).turn(slope, "z"), "#fff3df", x, roof(x, 0.36), 0, node="NOCAST_roof")
    # Lattice arches every five metres and a little; they throw the shadows that draw the floor.
    for z in np.arange(-22.5, 22.6, 5.0):
        arch(s, z)
    for x in (-11, -6, 6, 11, -15, 15, 0):
        s.put("paint", mesh.box(0.12, 0.2, 2 * Z, 0.0), x, roof(x, 0.24), 0, color="#f0efec")


def arch(s, z, color="#f4f4f2"):
    n = 22
    xs = np.linspace(-X, X, n + 1)
    top = np.stack([xs, roof(xs, 0.3), xs * 0 + z], 1)
    low = np.stack([xs, roof(xs, 1.15), xs * 0 + z], 1)
    parts = [mesh.tube(top, 0.085, 7, caps=False)]
    parts += [mesh.tube(low + (0, 0, dz), 0.06, 6, caps=False) for dz in (-0.28, 0.28)]
    for k in range(n):
        for dz in (-0.28, 0.28):
            a, b = top[k] if k % 2 else low[k] + (0, 0, dz), low[k + 1] + (0, 0, dz) if k % 2 else top[k + 1]
            parts.append(mesh.tube([a, b], 0.032, 4, caps=False))
        if k % 2 == 0:
            parts.append(mesh.tube([low[k] + (0, 0, -0.28), low[k] + (0, 0, 0.28)], 0.03, 4, caps=False))
    s.put("paint", mesh.join([mesh.Geo(g.P, g.N, g.I) for g in parts]), color=color)
    for sx in (-1, 1):
        s.put("paint", mesh.box(0.36, EAVES - 0.4, 0.36, 0.03, 0.8), sx * (X - 0.2), 0, z, color="#f0efec")


def entrance(s):
    name = Image.new("RGB", (1000, 150), texture.rgb(fair.NAVY))
    a = texture.flow(1000, 150, fair.NAVY, ["#1d4d8f", "#2f7bd0", "#e2503f"], seed=3, count=16, width=1, swing=0.2)
    name.paste(a, (0, 0))
    lettering.write(name, (500, 84), fair.TITLE["zh"], 76, "bold", "#ffffff", "ms", spacing=0.1)
    lettering.write(name, (500, 128), fair.TITLE["en"].upper(), 26, "bold", "#ffd9a0", "ms", spacing=0.16)
    r = s.atlas.add(name)
    back = texture.gradient(500, 75, [(0, fair.CORAL), (1, fair.GOLD)], 0)
    lettering.write(back, (250, 46), "感谢光临  再会", 34, "bold", "#ffffff", "ms")
    lettering.write(back, (250, 66), "Thank you for walking with us", 15, "bold", "#ffffff", "ms")
    rb = s.atlas.add(back)
    for color, w, h, z in ((fair.CORAL, 9.4, 3.35, 13.4), ("#f2f0ea", 10.2, 3.55, 14.1), (fair.NAVY, 11.0, 3.75, 14.8)):
        s.portal(w, h, 0.44, 0.42, 0, z, color=color, led="#fff1d8")
    # The name stands on the outermost frame, the first one that visitors meet.
    s.put("paint", mesh.box(11.0, 1.5, 0.34, 0.03, 0.6), 0, 3.72, 14.85, color=fair.NAVY)
    s.mural(r, 0, 4.47, 15.026, 9.6, 1.44, lit=True)
    s.mural(rb, 0, 4.47, 14.674, 9.6, 1.44, 180, lit=True)
    for y in (3.72, 5.2):
        s.led(mesh.box(11.0, 0.03, 0.36, 0), "#ffd9a0", 0, y, 14.85)
    for sx in (-1, 1):
        s.trough(sx * 7.2, 14.9, 2.6, 0.5, 0.6, color="#c79a67", seed=5 + sx)
        # Registration desks to either side.
        s.counter(sx * 10.4, 18.6, 3.0, 0.7, 1.06, -20 * sx, "#ffffff", "#d9b98e", led=WARM, round_=0.3)
        s.put("paint", mesh.box(3.6, 2.7, 0.14, 0.02, 0.5), sx * 11.0, 0, 16.9, -20 * sx, fair.NAVY)
    img = texture.gradient(280, 200, [(0, fair.NAVY), (1, "#1d4d8f")])
    lettering.write(img, (140, 92), "服务台", 54, "bold", "#ffffff", "ms", spacing=0.1)
    lettering.write(img, (140, 132), "INFORMATION", 24, "bold", "#ffd9a0", "ms", spacing=0.12)
    r = s.atlas.add(img)
    back = s.atlas.add(plan())
    for sx in (-1, 1):
        px, pz = s.local(sx * 11.0, 16.9, -20 * sx)(0, 0.082)
        s.mural(r, px, 1.85, pz, 2.1, 1.5, -20 * sx, lit=True)
        px, pz = s.local(sx * 11.0, 16.9, -20 * sx)(0, -0.082)
        s.mural(back, px, 1.45, pz, 1.9, 2.17, -20 * sx + 180, lit=True)
    doors(s)


def plan():
    """The hall seen from above, in the zones' colours."""
    img = Image.new("RGB", (210, 226), texture.rgb(fair.PAPER))
    d = ImageDraw.Draw(img)
    to = lambda x, z: (105 + x * 4.4, 128 + z * 4.1)
    d.rectangle([*to(-X, -Z + 1), *to(X, Z - 1)], outline=texture.rgb(fair.NAVY), width=3)
    d.rectangle([*to(-2.5, -16), *to(2.5, 17)], fill=(200, 212, 228)), d.rectangle([*to(-16, -1.8), *to(16, 1.8)], fill=(200, 212, 228))
    for key, zone, (x, z), yaw, (w, depth) in fair.PLOTS:
        w, depth = (depth, w) if abs(yaw) == 90 else (w, depth)
        d.rectangle([*to(x - w / 2 + 0.15, z - depth / 2 + 0.15), *to(x + w / 2 - 0.15, z + depth / 2 - 0.15)], fill=texture.rgb(fair.COLOR[zone]))
        lettering.write(img, to(x, z), key, 12, "bold", "#ffffff", "mm")
    lettering.write(img, (12, 22), "展馆平面图", 17, "bold", fair.NAVY), lettering.write(img, (198, 22), "Hall plan", 13, "bold", fair.CORAL, "rs")
    return img


def doors(s):
    """The way in: a glazed front with sliding doors, daylight behind."""
    for k in range(7):
        x = -6.3 + 2.1 * k
        s.put("sky", mesh.panel(2.02, 3.9, None, VIEW[k % 3]), x, 2.05, Z - 0.04, 180)
        s.put("paint", mesh.box(0.09, 4.1, 0.16, 0.01, 1.2), x - 1.05, 0, Z - 0.08, color="#e8e8e6")
        s.put("paint", mesh.box(2.1, 0.07, 0.12, 0.01), x, 2.6, Z - 0.08, color="#e8e8e6")
        if k in (2, 3, 4):
            s.put("metal", mesh.tube([(x - 0.85, 0.8, Z - 0.16), (x - 0.85, 1.5, Z - 0.16)], 0.018, 8), color=STEEL)
    s.put("paint", mesh.box(0.09, 4.1, 0.16, 0.01, 1.2), 7.35, 0, Z - 0.08, color="#e8e8e6")
    s.put("paint", mesh.box(15.2, 0.5, 0.5, 0.03, 0.8), 0, 4.05, Z - 0.2, color=fair.NAVY)
    s.led(mesh.box(14.6, 0.02, 0.04, 0), WARM, 0, 4.04, Z - 0.35)
    s.put("cloth", mesh.panel(12.6, 1.6, 0.6).turn(-90, "x"), 0, 0.006, Z - 1.2, color="#3f4854")
    for sx in (-1, 1):
        s.plant(sx * 7.0, Z - 1.0, "palm", 1.35, fair.NAVY, seed=130 + sx)


CLOTHS, VIEW = {}, []


def banners(s):
    for key, letter, title, color in fair.ZONES:
        pale, deep = _mix(color, "#ffffff", 0.35), _mix(color, fair.NAVY, 0.35)
        img = {"smart": lambda: texture.flow(104, 172, texture.gradient(104, 172, [(0, color), (1, deep)]), [pale, "#ffffff"], seed=7, width=1, count=14),
               "health": lambda: texture.circles(104, 172, color, [pale, deep, _mix(color, "#ffffff", 0.15)], seed=5, count=7, low=0.1, high=0.3),
               "consumer": lambda: texture.waves(104, 172, color, _mix(color, "#ffffff", 0.4), 16),
               "culture": lambda: texture.leaves(104, 172, color, [pale, deep, _mix(color, "#ffffff", 0.15)], seed=4, count=26, size=0.3)}[key]()
        lettering.upright(img, (80, 14), title["zh"], 27, "bold", "#ffffff")
        CLOTHS[key] = s.atlas.add(img)
    for key, letter, title, color in fair.ZONES:
        img = texture.gradient(440, 128, [(0, color), (1, _mix(color, fair.NAVY, 0.25))], 20)
        d = ImageDraw.Draw(img)
        d.rectangle([0, 0, 118, 128], fill=texture.rgb(_mix(color, "#ffffff", 0.12)))
        lettering.write(img, (59, 60), letter, 104, "bold", "#ffffff", "mm")
        lettering.write(img, (138, 66), title["zh"], 62, "bold", "#ffffff", "ls", spacing=0.06)
        lettering.write(img, (140, 104), title["en"], 29, "bold", "#ffffff", "ls", width=290)
        r = s.atlas.add(img)
        x, z = (-6.0 if key in ("smart", "consumer") else 6.0), (-7.7 if key in ("smart", "health") else 7.7)
        w, h, y = 4.6, 1.34, 6.3
        for k in range(4):
            a = np.radians(90 * k)
            px, pz = x + np.sin(a) * w / 2, z + np.cos(a) * w / 2
            s.put("paint", mesh.box(w, h + 0.08, 0.08, 0.02, 0.8), px - np.sin(a) * 0.05, y - h / 2 - 0.04, pz - np.cos(a) * 0.05, 90 * k, color)
            s.mural(r, px + np.sin(a) * 0.002, y, pz + np.cos(a) * 0.002, w, h, 90 * k, lit=True)
            q = np.radians(45 + 90 * k)
            cx, cz = x + np.sin(q) * w * 0.69, z + np.cos(q) * w * 0.69
            s.put("paint", mesh.tube([(cx, y + h / 2, cz), (cx, roof(cx, 1.0), cz)], 0.008, 4, caps=False), color="#d0d0d0")


def _mix(a, b, t):
    p, q = texture.rgb(a), texture.rgb(b)
    return "#%02x%02x%02x" % tuple(int(u + (v - u) * t) for u, v in zip(p, q))


def plaza(s):
    # A tree in a round bench under three rings of light: the place to meet.
    s.put("floor", mesh.ring(1.35, 1.05, 0.5, 56, 0.02), color="#e9e2d6")
    s.put("paint", mesh.cylinder(1.06, 0.42, 40, 0), color="#3b2c20")
    s.put("wood", mesh.ring(1.78, 1.3, 0.06, 56, 0.015), 0, 0.4, 0, color="#d8b78c")
    s.put("paint", mesh.ring(1.62, 1.4, 0.4, 56, 0.01), color="#3a4048")
    s.led(mesh.ring(1.66, 1.6, 0.02, 56, 0), WARM, 0, 0.37, 0)
    s.plant(0, 0, "tree", 1.5, seed=11, y=0.42, bare=True)
    for k in range(12):
        a = np.radians(k * 30)
        s.plant(0.8 * np.sin(a), 0.8 * np.cos(a), ("bush", "blade")[k % 2], 0.75, seed=k + 20, y=0.38, bare=True)
    for r, y, tilt, axis, color in ((3.9, 7.4, 8, "x", "#fff2dc"), (2.8, 8.3, -10, "z", "#fff2dc"), (1.8, 6.7, 6, "z", "#ffe0b0")):
        body = mesh.ring(r, r - 0.1, 0.24, 72, 0.01)
        glow = mesh.ring(r - 0.012, r - 0.088, 0.05, 72, 0)
        s.put("metal", body.turn(tilt, axis), 0, y, 0, color=BRASS)
        s.led(glow.turn(tilt, axis), color, 0, y - 0.03, 0)
        s.led(mesh.lathe([(r + 0.004, 0.03), (r + 0.004, 0.21)], 72).turn(tilt, axis), color, 0, y, 0)
        for k in range(3):
            a = np.radians(120 * k + 20)
            p = np.array([r * np.sin(a), 0.2, r * np.cos(a)]) @ mesh.rotation(tilt, axis).T + (0, y, 0)
            s.put("paint", mesh.tube([p, (p[0] * 0.9, roof(p[0], 0.3), p[2] * 0.9)], 0.007, 4, caps=False), color="#c8c8c8")


def flock(s):
    """Folded paper birds that fly in from the entrance, circle the rings of light and go on to the stage."""
    line = [(0.5, 6.3, 16.5), (-1.0, 5.3, 12.0), (1.2, 4.8, 8.5), (3.0, 5.2, 3.8), (2.8, 6.0, -2.8), (-2.6, 6.6, -3.0), (-3.2, 7.2, 2.8),
            (2.4, 7.8, 3.2), (3.0, 7.2, -3.2), (1.2, 5.8, -8.5), (-1.2, 5.0, -13.0), (0.5, 4.9, -17.5), (2.0, 5.4, -21.0)]
    path = mesh.curve(line, 24)
    tones = [(0.0, fair.CORAL), (0.25, fair.GOLD), (0.5, "#ffffff"), (0.75, "#5ec4b6"), (1.0, "#4c86e0")]
    r = np.random.default_rng(88)
    P = np.array([(0, 0.0, 0.26), (0, 0.05, 0.02), (0, -0.05, 0.02), (0, 0.07, -0.26), (0.03, 0.03, 0.1), (0.03, 0.03, -0.1), (0.36, 0.17, -0.06),
                  (-0.03, 0.03, 0.1), (-0.03, 0.03, -0.1), (-0.36, 0.17, -0.06), (0.05, 0.0, 0.02), (-0.05, 0.0, 0.02)])
    I = [(4, 6, 5), (7, 8, 9), (0, 10, 1), (0, 1, 11), (3, 1, 10), (3, 11, 1), (0, 2, 10), (0, 11, 2), (3, 10, 2), (3, 2, 11)]
    one = mesh.shade(P, I, 12)
    birds = []
    for k in range(230):
        t = (k + r.uniform(-0.5, 0.5)) / 229
        at = np.clip(t, 0, 1) * (len(path) - 2)
        i = int(at)
        p = path[i] + (path[i + 1] - path[i]) * (at - i)
        d = path[min(i + 2, len(path) - 1)] - path[max(i - 1, 0)]
        spread = 0.5 + 0.25 * np.sin(t * 9)
        g = one.scale(r.uniform(0.75, 1.25)).turn(r.uniform(-28, 28), "z").turn(np.degrees(-np.arctan2(d[1], np.hypot(d[0], d[2]))) + r.uniform(-14, 14), "x")
        g = g.turn(np.degrees(np.arctan2(d[0], d[2])) + r.uniform(-22, 22))
        a, b = [q for q in zip(tones, tones[1:]) if q[0][0] <= np.clip(t, 0, 0.999) < q[1][0]][0]
        tone = _mix(a[1], b[1], (np.clip(t, 0, 1) - a[0]) / (b[0] - a[0]))
        birds.append(g.paint(_mix(tone, "#ffffff", r.uniform(0, 0.35))).move(*(p + r.normal(0, spread, 3) * (1, 0.55, 1))))
    s.model.add("leaf", mesh.join(birds))


def stage(s, skies):
    art = texture.ranges(1000, 300, [(0, "#183a6b"), (0.35, "#3f7fb8"), (0.6, "#f0b48a"), (1, "#f7d9b0")],
                         ["#6d92b8", "#43709c", "#28517f", "#173660"], seed=21, sun=(0.7, 0.42, 0.09, "#fff0cf"), base=0.55)
    lettering.write(art, (90, 120), "世界好物，一步之间", 74, "bold", "#ffffff", "ls", spacing=0.04)
    lettering.write(art, (94, 172), "The world, one step away", 40, "bold", "#ffe7c2", "ls")
    r = skies.add(art)
    s.put("paint", mesh.box(14.6, 4.7, 0.3, 0.03, 0.8), 0, 0.1, -Z + 0.32, color="#14181e")
    s.put("sky", mesh.panel(14.2, 4.26, None, r), 0, 2.45, -Z + 0.485)
    s.put("wood", mesh.box(15.0, 0.1, 3.4, 0.02, 0.4), 0, 0, -Z + 1.9, color="#b98f62")
    s.led(mesh.box(14.9, 0.02, 0.01, 0), WARM, 0, 0.05, -Z + 3.606)
    s.put("paint", mesh.slab(mesh.rounded(0.7, 0.5, 0.1), 1.12, 0.02), 4.6, 0.1, -Z + 1.9, color=fair.NAVY)
    # Tall cloths in the zones' colours to either side of the screen, on the plaster above the timber.
    for sx in (-1, 1):
        for k, (key, letter, title, color) in enumerate(fair.ZONES):
            img = CLOTHS[key]
            x = sx * (10.2 + k * 2.55)
            if abs(x) < X - 1:
                s.put("print", mesh.panel(1.9, 3.3, 1.2, img), x, 6.55, -Z + 0.06)
                s.put("metal", mesh.tube([(x - 1.02, 8.24, -Z + 0.08), (x + 1.02, 8.24, -Z + 0.08)], 0.025, 8), color=BRASS)
            x = sx * (2.2 + k * 3.1)
            s.put("print", mesh.panel(1.9, 3.3, 1.2, img), x, 6.75, Z - 0.06, 180)
            s.put("metal", mesh.tube([(x - 1.02, 8.44, Z - 0.08), (x + 1.02, 8.44, Z - 0.08)], 0.025, 8), color=BRASS)
    for x in (-6.6, 6.6):
        s.floor = 0.1
        s.plant(x, -Z + 1.3, "palm", 1.25, seed=int(40 + x))
        s.floor = 0.0
    for row in range(2):
        for k in range(-4, 5):
            if k:
                s.chair(k * 0.72 + np.sign(k) * 0.45, -16.2 - row * 1.15, 180, ("#e8e3d9", "#dd6f52", "#3d5578")[(k * 3 + row) % 3])


def lounges(s):
    k = 0
    for sx in (-1, 1):
        for z in (-13.0, -4.4, 4.4, 13.0):
            s.put("cloth", mesh.slab(mesh.disc(1.75, 56), 0.012, 0.003), sx * 18.6, 0.002, z, color=("#a8b5a2", "#c9b79c", "#9fb0c4", "#c8a593")[k % 4])
            tones = [("#d98f5c", "#3f6f78"), ("#516f5a", "#e0c38f"), ("#b5533c", "#e9e0d0"), ("#3d5578", "#d8a35e")][k % 4]
            s.armchair(sx * 18.0, z + 0.9, 180 + 12, tones[0]), s.armchair(sx * 18.2, z - 0.95, -10, tones[1])
            s.armchair(sx * 19.55, z, -90 * sx, tones[0])
            s.table(sx * 18.45, z, 0.36, 0.46, "#d8b78c")
            s.plant(sx * 20.2, z + 1.7, ("fig", "palm")[k % 2], 1.25, seed=60 + k)
            s.plant(sx * 20.2, z - 1.75, ("palm", "fig")[k % 2], 1.15, seed=70 + k)
            k += 1
        for z in (-8.7, 0.0, 8.7):
            s.trough(sx * 20.2, z, 3.0, 0.5, 0.55, 90, "#c79a67", seed=int(z + 50))
