"""Things for the home and the road: a coffee machine, bottles, a handbag, a lounge chair, lamps, a record player."""

import numpy as np
from PIL import Image, ImageDraw

import gltf
import lettering
import mesh
import texture
from kit import BRASS, CHROME, COPPER, DARK, STEEL, WARM
from mesh import box, cylinder, lathe, tube
from products.smart import item


def espresso():
    """A two-group lever-age coffee machine in red enamel and chrome. The barista stands at -Z; +Z faces the guests."""
    s = item(256)
    red = "#b3261e"
    for x in (-0.32, 0.32):
        for z in (-0.16, 0.16):
            s.put("metal", lathe([(0, 0), (0.03, 0), (0.034, 0.01), (0.02, 0.05), (0, 0.05)], 18), x, 0, z, color=CHROME)
    s.put("metal", box(0.82, 0.1, 0.5, 0.02), 0, 0.045, 0, color=CHROME)
    body = [(-0.12, 0.14), (0.24, 0.14), (0.25, 0.2), (0.25, 0.36), (0.2, 0.47), (0.12, 0.5), (-0.2, 0.5), (-0.24, 0.46), (-0.24, 0.36), (-0.12, 0.33)]
    s.put("gloss", mesh.extrude(body, 0.8, 0.02).turn(-90).move(0.4, 0, 0), color=red)
    for x in (-0.415, 0.385):
        s.put("metal", mesh.extrude([(y * 1.04, z * 1.02 - 0.006) for y, z in body], 0.03, 0.01).turn(-90).move(x + 0.03, 0, 0), color=CHROME)
    s.put("metal", box(0.76, 0.012, 0.36, 0.004), 0, 0.5, -0.02, color=STEEL)
    rail = mesh.curve([(-0.37, 0.56, -0.2), (-0.37, 0.56, 0.12), (0.37, 0.56, 0.12), (0.37, 0.56, -0.2)], 10)
    s.put("metal", tube(rail, 0.008, 8), color=CHROME)
    for x, z in ((-0.36, -0.18), (-0.34, 0.11), (0.34, 0.11), (0.36, -0.18), (0, 0.135)):
        s.put("metal", cylinder(0.006, 0.06, 8, 0), x, 0.5, z, color=CHROME)
    img = texture.gradient(240, 68, [(0, "#b3261e"), (1, "#9c1d17")])
    lettering.write(img, (120, 46), "山喃 SHANNAN", 34, "serifbold", "#f7e7c4", "ms", width=214)
    r = s.atlas.add(img)
    s.put("print", mesh.panel(0.5, 0.14, None, r), 0, 0.27, 0.2525)
    # Groups, spouts, steam wands on the working side
    for x in (-0.2, 0.2):
        s.put("metal", lathe([(0, 0), (0.05, 0), (0.055, 0.02), (0.055, 0.07), (0.04, 0.09), (0, 0.09)], 28), x, 0.27, -0.2, color=CHROME)
        s.put("metal", lathe([(0.036, 0), (0.04, 0.005), (0.04, 0.035), (0, 0.035)], 26), x, 0.235, -0.2, color=CHROME)
        s.put("paint", tube([(x, 0.255, -0.24), (x, 0.245, -0.4)], [0.012, 0.016], 12), color="#2b1c14")
        s.put("gloss", lathe([(0, 0), (0.028, 0), (0.04, 0.045), (0.038, 0.06), (0.033, 0.045), (0.02, 0.01), (0, 0.008)], 24, 50), x, 0.146, -0.2, color="#f6f2ea")
        s.put("metal", tube(mesh.curve([(x * 1.85, 0.4, -0.24), (x * 1.85, 0.36, -0.32), (x * 1.85, 0.18, -0.3)], 6), 0.006, 8), color=CHROME)
        s.put("metal", cylinder(0.03, 0.012, 24, 0.003).turn(-90, "x"), x * 0.9, 0.41, -0.236, color="#f2efe8")
    s.put("metal", box(0.7, 0.008, 0.2, 0.002), 0, 0.14, -0.22, color=DARK)
    for k in range(9):
        x, z = -0.28 + (k % 5) * 0.14, -0.06 + (k // 5) * 0.09
        cup = lathe([(0, 0), (0.024, 0), (0.036, 0.05), (0.034, 0.05), (0.022, 0.008), (0, 0.006)], 20, 50)
        s.put("gloss", cup, x, 0.512, z, color=("#f6f2ea", "#b3261e", "#f6f2ea", "#2f4b45")[k % 4])
    return s


def grinder():
    s = item()
    s.put("paint", mesh.slab(mesh.rounded(0.17, 0.24, 0.05), 0.03, 0.01), color=DARK)
    s.put("gloss", mesh.slab(mesh.rounded(0.14, 0.15, 0.05), 0.33, 0.02), 0, 0.03, -0.03, color="#2f4b45")
    s.put("metal", lathe([(0, 0.36), (0.06, 0.36), (0.065, 0.38), (0.05, 0.41), (0, 0.41)], 28), 0, 0, -0.03, color=CHROME)
    s.put("glass", lathe([(0.045, 0.4), (0.1, 0.56), (0.1, 0.58)], 32), 0, 0, -0.03)
    s.put("paint", lathe([(0, 0.405), (0.045, 0.405), (0.085, 0.51), (0.04, 0.53), (0, 0.535)], 28), 0, 0, -0.03, color="#3b2114")
    s.put("paint", lathe([(0, 0.58), (0.102, 0.58), (0.1, 0.595), (0, 0.6)], 32), 0, 0, -0.03, color=DARK)
    s.put("metal", tube([(0, 0.3, 0.04), (0, 0.24, 0.09)], [0.025, 0.016], 12), color=CHROME)
    return s


def _label(zh, en, back, ink, line, w=150, h=200, art=None):
    img = (art or Image.new("RGB", (w, h), texture.rgb(back))).resize((w, h))
    d = ImageDraw.Draw(img)
    d.rectangle([7, 7, w - 8, h - 8], outline=texture.rgb(line), width=2)
    lettering.write(img, (w / 2, h * 0.5), zh, 40, "serifbold", ink, "ms", width=w - 24)
    lettering.write(img, (w / 2, h * 0.62), en, 15, "bold", ink, "ms", spacing=0.08, width=w - 24)
    d.line([w * 0.3, h * 0.7, w * 0.7, h * 0.7], fill=texture.rgb(line), width=2)
    lettering.write(img, (w / 2, h * 0.82), "500 ml", 14, "sans", ink, "ms")
    return img


def bottle(s, x, z, shape, body, label, cap, wrap=150):
    """A bottle with a label wrapped round its front. `shape` is oil, wine, square-shouldered or jar."""
    prof = {"oil": [(0, 0), (0.036, 0), (0.04, 0.006), (0.04, 0.19), (0.034, 0.215), (0.016, 0.245), (0.014, 0.3), (0.017, 0.303), (0.017, 0.312), (0, 0.312)],
            "wine": [(0, 0), (0.034, 0), (0.038, 0.006), (0.038, 0.18), (0.034, 0.205), (0.02, 0.228), (0.015, 0.245), (0.014, 0.31), (0.016, 0.312), (0.016, 0.325), (0, 0.325)],
            "jar": [(0, 0), (0.05, 0), (0.055, 0.01), (0.055, 0.1), (0.045, 0.115), (0, 0.115)]}[shape]
    top = {"oil": (0.0, 0.0185, 0.285, 0.05), "wine": (0, 0.0165, 0.262, 0.066), "jar": (0, 0.05, 0.112, 0.024)}[shape]
    r, y0, y1 = {"oil": (0.0407, 0.04, 0.165), "wine": (0.0387, 0.045, 0.15), "jar": (0.0557, 0.02, 0.09)}[shape]
    s.put("gloss", lathe(prof, 26, 40), x, 0, z, color=body)
    s.put("metal" if cap in (BRASS, STEEL, COPPER) else "paint", cylinder(top[1], top[3], 24, 0.003), x, top[2], z, color=cap)
    g = mesh.bent(r * np.radians(wrap), y1 - y0, r, label, 14, inside=False)
    s.model.add("print", g.move(x, (y0 + y1) / 2, z + r))


def oils():
    """Olive oil, vinegar and honey on an oak board."""
    s = item(512)
    a = s.atlas.add(_label("初榨", "EXTRA VIRGIN", "#f3ead2", "#3f4a1e", "#a98b3d"))
    b = s.atlas.add(_label("橄榄", "OLIVE OIL", "#2f3a1a", "#e9d9a0", "#c9a15c"))
    c = s.atlas.add(_label("山蜜", "MOUNTAIN HONEY", "#fff4d6", "#8a4b12", "#d9962b", 200, 120))
    d = s.atlas.add(_label("香醋", "AGED VINEGAR", "#efe3d8", "#5a1d1a", "#a8453a"))
    s.put("wood", mesh.slab(mesh.rounded(0.62, 0.3, 0.06), 0.025, 0.008), color="#d8a878")
    s.floor = 0.025
    for k, (x, z, shape, body, label, cap) in enumerate(((-0.22, -0.04, "oil", "#33401a", a, BRASS), (-0.12, 0.04, "oil", "#4a5a20", b, "#20252b"), (-0.02, -0.05, "oil", "#33401a", a, BRASS),
                                                         (0.09, 0.02, "wine", "#3a1512", d, COPPER), (0.21, 0.03, "jar", "#c9791a", c, BRASS))):
        bottle(s, x, z, shape, body, label, cap)
    for key in list(s.model.parts):
        s.model.parts[key] = [g if key[1] == "wood" else g.move(0, 0.025, 0) for g in s.model.parts[key]]
    return s


def wines():
    s = item(512)
    a = s.atlas.add(_label("暮山红", "DUSK HILL RED", "#f5efe6", "#6a1420", "#b5894a", art=texture.ranges(150, 200, [(0, "#f5efe6"), (1, "#f0dfcb")], ["#e3c9ae", "#cfa58a"], seed=3, base=0.75)))
    b = s.atlas.add(_label("晨雾白", "MORNING MIST", "#f7f7ee", "#4a5a3a", "#a9b98a", art=texture.ranges(150, 200, [(0, "#f7f7ee"), (1, "#eef1de")], ["#dfe6c9", "#c6d2a8"], seed=5, base=0.75)))
    for k, (x, z, body, lab, cap) in enumerate(((-0.12, 0, "#2a0f16", a, "#6a1420"), (0.0, 0.03, "#3d4a1c", b, BRASS), (0.12, 0, "#2a0f16", a, "#6a1420"))):
        bottle(s, x, z, "wine", body, lab, cap)
    for x in (-0.06, 0.07):
        s.put("glass", lathe([(0.036, 0), (0.034, 0.003), (0.004, 0.008), (0.004, 0.09), (0.02, 0.1), (0.038, 0.14), (0.036, 0.19), (0.03, 0.215)], 30, 60), x, 0, 0.14)
        s.put("gloss", lathe([(0, 0.098), (0.018, 0.102), (0.034, 0.135), (0.035, 0.145), (0, 0.146)], 26, 60), x, 0, 0.14, color="#5a0f1c" if x < 0 else "#e3cf7a")
    return s


def handbag(color="#b5673a", trim="#5d3320"):
    """A structured leather bag with a flap, a brass turn-lock and a rolled handle."""
    s = item()
    rings = []
    for y, w, d in ((0.0, 0.15, 0.06), (0.012, 0.158, 0.066), (0.1, 0.155, 0.06), (0.2, 0.142, 0.046), (0.225, 0.135, 0.038)):
        o = mesh.rounded(w * 2, d * 2, d * 0.55, 6)
        rings.append(np.stack([o[:, 0], np.full(len(o), y), o[:, 1]], 1))
    s.put("paint", mesh.loft(rings, angle=50), color=color)
    flap = []
    for t in np.linspace(0, 1, 12):
        # Over the top from back to front, then down.
        p = [(-0.036, 0.222), (-0.02, 0.236), (0.0, 0.241), (0.025, 0.238), (0.048, 0.222), (0.058, 0.19), (0.064, 0.15), (0.068, 0.11), (0.07, 0.095)]
        k = t * (len(p) - 1)
        i = min(int(k), len(p) - 2)
        z, y = np.array(p[i]) + (np.array(p[i + 1]) - p[i]) * (k - i)
        w = 0.138 + 0.012 * t - 0.05 * max(0, t - 0.8) / 0.2
        flap.append([(x * w, y, z) for x in np.linspace(-1, 1, 9)])
    P = np.array(flap).reshape(-1, 3)
    g = mesh.shade(P, mesh.grid_faces(12, 9), 60)
    if (g.N[:, 1].sum() + g.N[:, 2].sum()) < 0:
        g = g.flip()
    back = g.flip()
    back.P = back.P + mesh.unit(back.N) * 0.003
    s.put("paint", mesh.join([mesh.Geo(q.P, q.N, q.I) for q in (g, back)]), color=color)
    edge = np.concatenate([[f[0] for f in flap], flap[-1][1:-1], [f[-1] for f in flap[::-1]]])
    s.put("paint", tube(edge, 0.0032, 6), color=trim)
    s.put("metal", mesh.extrude(mesh.rounded(0.045, 0.03, 0.008), 0.006, 0.002), 0, 0.118, 0.069, color=BRASS)
    s.put("metal", cylinder(0.008, 0.012, 16, 0.002).turn(90, "x"), 0, 0.118, 0.072, color=BRASS)
    for x in (-0.085, 0.085):
        s.put("metal", tube([(x + 0.012 * np.cos(t), 0.252 + 0.014 * np.sin(t), 0) for t in np.linspace(0, 2 * np.pi, 17)[:-1]], 0.003, 6, closed=True), color=BRASS)
    handle = mesh.curve([(-0.085, 0.262, 0), (-0.07, 0.33, 0), (0, 0.375, 0), (0.07, 0.33, 0), (0.085, 0.262, 0)], 8)
    s.put("paint", tube(handle, 0.0085, 10), color=trim)
    for x in (-1, 1):
        s.put("metal", lathe([(0, 0), (0.006, 0), (0.006, 0.004), (0, 0.004)], 12), x * 0.11, -0.003, 0.03, color=BRASS)
    return s


def lounge_chair():
    """A reclining chair of bent oak with upholstered cushions, and its footstool."""
    s = item()
    oak, cloth = "#e0b78a", "#5b6f5a"
    for x in (-0.33, 0.33):
        side = mesh.curve([(0.42, 0.02), (0.38, 0.3), (0.28, 0.5), (0.0, 0.56), (-0.3, 0.54)], 6)
        s.put("wood", tube(np.stack([side[:, 0] * 0 + x, side[:, 1], side[:, 0]], 1), 0.02, 10, squash=0.8), color=oak)
        leg = mesh.curve([(-0.5, 0.02), (-0.34, 0.3), (-0.3, 0.54)], 6)
        s.put("wood", tube(np.stack([leg[:, 0] * 0 + x, leg[:, 1], leg[:, 0]], 1), [0.016] * 6 + [0.02] * 7, 10), color=oak)
        s.put("wood", box(0.075, 0.025, 0.6, 0.01), x, 0.56, 0.0, color=oak)
    for z, y in ((0.3, 0.27), (-0.25, 0.22)):
        s.put("wood", tube([(-0.33, y, z), (0.33, y, z)], 0.016, 10), color=oak)
    s.put("wood", tube([(-0.3, 0.9, -0.58), (0.3, 0.9, -0.58)], 0.016, 10), color=oak)
    for x in (-0.29, 0.29):
        s.put("wood", tube([(x, 0.24, -0.22), (x, 0.92, -0.59)], 0.018, 10), color=oak)
    s.put("cloth", box(0.56, 0.13, 0.6, 0.055).turn(9, "x"), 0, 0.3, 0.06, color=cloth)
    s.put("cloth", box(0.56, 0.72, 0.12, 0.055).turn(-27, "x"), 0, 0.34, -0.22, color=cloth)
    s.put("cloth", box(0.42, 0.18, 0.09, 0.042).turn(-27, "x"), 0, 0.82, -0.4, color="#d8b98a")
    s.put("cloth", box(0.5, 0.12, 0.38, 0.05), 0, 0.3, 0.85, color=cloth)
    for x in (-0.2, 0.2):
        for z in (0.71, 0.99):
            s.put("wood", tube([(x * 0.9, 0.31, 0.85 + (z - 0.85) * 0.9), (x * 1.1, 0, z)], [0.018, 0.012], 8), color=oak)
    return s


def floor_lamp():
    """An arc lamp: marble foot, brass bow, paper-white dome."""
    s = item(64)
    s.put("gloss", mesh.slab(mesh.rounded(0.32, 0.24, 0.06), 0.09, 0.015), color="#ecebe8")
    bow = mesh.curve([(0, 0.08, 0), (0, 1.2, -0.04), (0.16, 1.75, -0.02), (0.6, 1.98, 0.02), (1.02, 1.85, 0.05), (1.12, 1.66, 0.05)], 8)
    s.put("metal", tube(bow, 0.014, 10), color=BRASS)
    dome = [(0.24, 0), (0.235, 0.06), (0.19, 0.14), (0.1, 0.19), (0.02, 0.205), (0, 0.205)]
    s.put("paint", mesh.join([lathe(dome, 36, 60), lathe([(a * 0.97, b * 0.97) for a, b in dome], 36, 60).flip()]), 1.12, 1.46, 0.05, color="#f3ead8")
    s.led(mesh.ball(0.075, 20), WARM, 1.12, 1.53, 0.05)
    return s


def turntable():
    """A record player in walnut with its arm, and a record that turns."""
    s = item(256)
    s.put("wood", box(0.46, 0.08, 0.36, 0.012), 0, 0.02, 0, color="#8a5a38")
    for x in (-0.18, 0.18):
        for z in (-0.13, 0.13):
            s.put("metal", cylinder(0.024, 0.022, 18, 0.004), x, 0, z, color=BRASS)
    s.put("metal", cylinder(0.152, 0.018, 56, 0.004), -0.06, 0.1, 0, color=STEEL)
    art = Image.new("RGB", (240, 240), (14, 14, 16))
    d = ImageDraw.Draw(art)
    for k in range(118, 40, -2):
        v = 20 + (k * 7) % 14
        d.ellipse([120 - k, 120 - k, 120 + k, 120 + k], outline=(v, v, v + 2))
    d.ellipse([82, 82, 158, 158], fill=texture.rgb("#d9763a"))
    lettering.write(art, (120, 112), "慢板", 18, "bold", "#fff3dc", "ms")
    lettering.write(art, (120, 142), "SLOW SIDE", 9, "bold", "#fff3dc", "ms")
    d.ellipse([117, 117, 123, 123], fill=(230, 230, 230))
    r = s.atlas.add(art.resize((220, 220), Image.LANCZOS))
    s.model.node("record", (-0.06, 0.118, 0))
    s.model.title(body=("唱机", "Player"), record=("唱片", "Record"))
    disc = mesh.extrude(mesh.disc(0.148, 56), 0.004, 0.001).turn(-90, "x")
    s.model.add("print", disc.uv(r), node="record")
    s.put("metal", cylinder(0.004, 0.016, 10, 0.001), color=CHROME, node="record")
    t, q = gltf.spin("y", 1.8, -1)
    s.model.animate("record", "rotation", t, q)
    s.put("metal", cylinder(0.03, 0.03, 24, 0.006), 0.165, 0.1, -0.11, color=CHROME)
    arm = mesh.curve([(0.165, 0.145, -0.15), (0.165, 0.145, -0.1), (0.15, 0.143, 0.04), (0.085, 0.135, 0.11)], 6)
    s.put("metal", tube(arm, 0.0055, 8), color=CHROME)
    s.put("paint", box(0.024, 0.014, 0.04, 0.003), 0.075, 0.123, 0.115, -32, color=DARK)
    s.put("metal", cylinder(0.018, 0.03, 18, 0.003).turn(90, "x"), 0.165, 0.145, -0.19, color=DARK)
    for k in range(2):
        s.put("metal", cylinder(0.014, 0.016, 20, 0.003), 0.12 + k * 0.05, 0.1, 0.15, color=BRASS)
    return s


def speaker():
    s = item()
    s.put("wood", box(0.26, 0.62, 0.28, 0.014), 0, 0.0, 0, color="#8a5a38")
    s.put("paint", box(0.22, 0.57, 0.012, 0.005), 0, 0.025, 0.138, color="#23262a")
    for y, r in ((0.19, 0.088), (0.4, 0.05), (0.52, 0.024)):
        s.put("metal", lathe([(r + 0.01, 0), (r + 0.01, 0.008), (r, 0.011), (r - 0.004, 0.008)], 36, 50).turn(90, "x"), 0, y, 0.143, color=BRASS)
        s.put("paint", lathe([(r, 0.008), (r * 0.85, 0.014), (r * 0.75, 0.004), (r * 0.3, -0.02), (r * 0.26, -0.008), (0, 0.004)], 36, 60).turn(90, "x"), 0, y, 0.146, color="#33373c")
    return s
