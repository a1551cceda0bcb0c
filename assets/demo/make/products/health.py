"""Instruments of care: a scanner, a microscope, an operating lamp, a dentist's chair."""

import numpy as np

import mesh
import texture
from kit import CHROME, DARK, STEEL
from mesh import box, cylinder, lathe, tube
from products.smart import item


def scanner():
    """A magnetic resonance scanner: a deep soft-edged ring and a table on a pedestal. Front faces +Z."""
    s = item(128)
    white, grey, teal = "#f7f8f8", "#d5dbde", "#0fa596"
    # The ring is a soft square outside and a bell-mouthed tunnel inside.
    n = 72
    t = np.linspace(0, 2 * np.pi, n, endpoint=False)

    def loop(r, z, square):
        k = (np.abs(np.cos(t)) ** 4 + np.abs(np.sin(t)) ** 4) ** -0.25
        q = r * (1 + (k - 1) * square)
        return np.stack([q * np.cos(t), q * np.sin(t), np.full(n, z)], 1)

    skin = [loop(0.36, -0.72, 0), loop(0.4, -0.78, 0), loop(0.9, -0.8, 0.75), loop(0.99, -0.76, 0.8), loop(1.03, -0.66, 0.8), loop(1.04, 0.6, 0.8),
            loop(1.02, 0.7, 0.8), loop(0.95, 0.77, 0.78), loop(0.75, 0.79, 0.4), loop(0.5, 0.75, 0.05), loop(0.42, 0.66, 0), loop(0.375, 0.5, 0), loop(0.36, 0.3, 0), loop(0.36, -0.72, 0)]
    s.put("gloss", mesh.loft(skin, caps=False, angle=60), 0, 1.12, 0, color=white)
    s.put("paint", mesh.loft([loop(1.045, -0.3, 0.8), loop(1.05, -0.28, 0.8), loop(1.05, -0.2, 0.8), loop(1.045, -0.18, 0.8)], caps=False), 0, 1.12, 0, color=teal)
    s.led(mesh.loft([loop(0.56, 0.765, 0.1), loop(0.585, 0.775, 0.13), loop(0.6, 0.785, 0.15)], caps=False), "#7df0e0", 0, 1.12, 0.004)
    s.led(mesh.loft([loop(0.356, -0.5, 0), loop(0.356, -0.46, 0)], caps=False).flip(), "#e8fffb", 0, 1.12, 0)
    s.put("paint", box(1.7, 0.12, 1.3, 0.03), 0, 0, 0, color=grey)
    # Table: pedestal, rails, cradle, cushion
    s.put("paint", mesh.slab(mesh.rounded(0.52, 1.5, 0.12), 0.1, 0.03), 0, 0, 1.75, color=grey)
    s.put("gloss", mesh.slab(mesh.rounded(0.4, 1.3, 0.12), 0.56, 0.03), 0, 0.08, 1.75, color=white)
    s.put("paint", box(0.5, 0.08, 2.3, 0.03), 0, 0.63, 1.5, color=grey)
    section = [(-0.26, 0.1), (-0.2, 0.035), (-0.1, 0.01), (0, 0.0), (0.1, 0.01), (0.2, 0.035), (0.26, 0.1), (0.275, 0.09), (0.27, 0.03), (0.2, -0.03), (-0.2, -0.03), (-0.27, 0.03), (-0.275, 0.09)]
    s.put("gloss", mesh.extrude(section[::-1], 2.5, 0.01), 0, 0.75, 0.25, color=white)
    s.put("cloth", box(0.42, 0.06, 1.7, 0.028), 0, 0.77, 1.6, color="#2aa79b")
    s.put("cloth", box(0.34, 0.1, 0.28, 0.045), 0, 0.8, 0.85, color="#eef4f3")
    img = texture.gradient(120, 60, [(0, "#0c3b3a"), (1, "#0f6f68")])
    import lettering
    lettering.write(img, (12, 38), "1.5 T", 30, "bold", "#b8fff4")
    r = s.atlas.add(img)
    for x in (-0.72, 0.72):
        s.put("paint", box(0.2, 0.12, 0.02, 0.006), x, 1.12, 0.772, color=DARK)
        s.mural(r, x, 1.18, 0.796, 0.17, 0.085, lit=True)
    return s


def microscope():
    """A laboratory microscope with two eyepieces, four objectives and a stage."""
    s = item()
    white, dark = "#eff1f2", "#2c3137"
    s.put("paint", mesh.slab(mesh.rounded(0.2, 0.3, 0.05), 0.045, 0.012), color=white)
    s.put("paint", mesh.slab(mesh.rounded(0.15, 0.16, 0.04), 0.02, 0.008), 0, 0.045, 0.03, color=dark)
    s.put("metal", lathe([(0, 0), (0.04, 0), (0.045, 0.01), (0.04, 0.03), (0.03, 0.035), (0, 0.035)], 32), 0, 0.06, 0.04, color=STEEL)
    s.led(cylinder(0.028, 0.006, 24, 0), "#fff7e0", 0, 0.094, 0.04)
    arm = mesh.curve([(-0.13, 0.03), (-0.13, 0.16), (-0.12, 0.28), (-0.05, 0.35), (0.05, 0.37)], 6)
    inner = mesh.curve([(0.05, 0.32), (-0.02, 0.305), (-0.065, 0.25), (-0.075, 0.15), (-0.075, 0.03)], 6)
    s.put("paint", mesh.extrude(np.concatenate([arm, inner]), 0.09, 0.015).turn(-90).move(0.045, 0, 0), color=white)
    s.put("paint", cylinder(0.052, 0.075, 32, 0.012), 0, 0.335, 0.04, color=white)
    s.put("paint", box(0.11, 0.06, 0.1, 0.022).turn(0), 0, 0.395, 0.05, color=white)
    for x in (-0.032, 0.032):
        g = lathe([(0, 0), (0.017, 0), (0.017, 0.06), (0.021, 0.065), (0.021, 0.1), (0.024, 0.105), (0.024, 0.12), (0.012, 0.124), (0, 0.118)], 24)
        s.put("paint", g.turn(48, "x").move(x, 0.425, 0.085), color=dark)
    s.put("paint", lathe([(0, 0), (0.05, 0.012), (0.055, 0.028), (0, 0.03)], 32).turn(12, "x"), 0, 0.305, 0.04, color=dark)
    for k, (h, c) in enumerate(((0.06, "#e2503f"), (0.05, "#f2c230"), (0.07, "#2f74ff"), (0.045, "#3aa565"))):
        a = np.radians(90 * k + 20)
        g = lathe([(0, -h), (0.007, -h), (0.012, -h * 0.7), (0.016, -h * 0.6), (0.016, 0), (0, 0)], 20).turn(20, "z").turn(np.degrees(a))
        s.put("metal", g.move(-0.028 * np.cos(a), 0.308, 0.04 + 0.028 * np.sin(a)), color=CHROME)
        s.put("paint", lathe([(0.0165, -h * 0.45), (0.0165, -h * 0.38)], 20).turn(20, "z").turn(np.degrees(a)).move(-0.028 * np.cos(a), 0.308, 0.04 + 0.028 * np.sin(a)), color=c)
    s.put("paint", mesh.slab(mesh.rounded(0.19, 0.16, 0.012), 0.012, 0.003), 0, 0.2, 0.04, color=dark)
    s.put("glass", box(0.076, 0.002, 0.026, 0), 0, 0.213, 0.04)
    s.put("paint", box(0.05, 0.09, 0.04, 0.008), 0, 0.12, -0.06, color=dark)
    for x in (-1, 1):
        s.put("paint", cylinder(0.034, 0.022, 28, 0.005).turn(90, "z"), x * 0.06 + 0.011, 0.11, -0.1, color=dark)
        s.put("metal", cylinder(0.02, 0.018, 24, 0.004).turn(90, "z"), x * 0.08 + 0.009, 0.11, -0.1, color=STEEL)
        s.put("metal", cylinder(0.01, 0.06, 14, 0.003), x * 0.07, 0.14, 0.0, color=STEEL)
    return s


def lamp():
    """An operating lamp on a wheeled stand: two petals of small lights on a sprung arm."""
    s = item(64)
    white = "#f5f7f7"
    for k in range(5):
        a = 72 * k
        s.put("metal", tube([(0, 0.1, 0), (0.33 * np.sin(np.radians(a)), 0.07, 0.33 * np.cos(np.radians(a)))], [0.03, 0.016], 10), color=STEEL)
        s.put("paint", cylinder(0.035, 0.025, 18, 0.008).turn(90, "z"), 0.33 * np.sin(np.radians(a)) + 0.012, 0.035, 0.33 * np.cos(np.radians(a)), color=DARK)
    s.put("paint", lathe([(0, 0.07), (0.06, 0.07), (0.06, 0.14), (0.025, 0.17), (0.025, 1.5), (0, 1.5)], 24), color=white)
    s.put("paint", cylinder(0.04, 0.12, 24, 0.012), 0, 1.46, 0, color="#0fa596")
    arm = mesh.curve([(0, 1.52, 0), (0, 1.78, 0.08), (0, 1.98, 0.3), (0, 2.0, 0.62)], 8)
    s.put("paint", tube(arm, 0.026, 14), color=white)
    s.put("paint", tube([(0, 2.0, 0.62), (0, 1.86, 0.66)], 0.02, 12), color=STEEL)
    tilt = 24
    for k in range(5):
        a = np.radians(72 * k)
        x, z = 0.235 * np.sin(a), 0.235 * np.cos(a)
        petal = lathe([(0, 0), (0.14, 0), (0.155, 0.015), (0.15, 0.045), (0.1, 0.065), (0, 0.07)], 36, 50)
        s.put("gloss", petal.move(x, 0, z).turn(tilt, "x"), 0, 1.79, 0.68, color=white)
        for j in range(7):
            b = np.radians(60 * j)
            r = 0.085 if j else 0
            s.led(cylinder(0.026, 0.004, 14, 0).move(x + r * np.sin(b), -0.004, z + r * np.cos(b)).turn(tilt, "x"), "#fffbea", 0, 1.79, 0.68)
    s.put("gloss", lathe([(0, 0), (0.12, 0), (0.13, 0.02), (0.1, 0.07), (0, 0.085)], 36, 50).turn(tilt, "x"), 0, 1.79, 0.68, color="#0fa596")
    s.put("metal", cylinder(0.018, 0.12, 16, 0.005).move(0, -0.12, 0).turn(tilt, "x"), 0, 1.79, 0.68, color=STEEL)
    return s


def dental_chair():
    """A dentist's chair with delivery arm, basin and lamp. The head end points to -Z."""
    s = item(64)
    white, mint = "#f3f5f5", "#3fb5a3"
    s.put("paint", mesh.slab(mesh.rounded(0.62, 1.0, 0.16), 0.06, 0.02), color="#c9cfd2")
    s.put("gloss", lathe([(0, 0.05), (0.17, 0.05), (0.15, 0.16), (0.12, 0.3), (0.16, 0.4), (0, 0.4)], 32, 60), color=white)
    # Seat, back and head rest follow one line in side view.
    line = mesh.curve([(1.12, 0.42), (0.75, 0.47), (0.25, 0.5), (-0.05, 0.52), (-0.3, 0.66), (-0.62, 0.88), (-0.86, 1.04)], 6)
    width = np.interp(np.linspace(0, 1, len(line)), [0, 0.15, 0.4, 0.6, 0.8, 1], [0.34, 0.42, 0.5, 0.56, 0.52, 0.4])
    tang = mesh.unit(np.gradient(line, axis=0))
    norm = np.stack([tang[:, 1], -tang[:, 0]], 1)
    for off, th, c, mat, k in ((0.0, 0.055, white, "gloss", 1.0), (0.06, 0.045, mint, "cloth", 0.93)):
        rings = []
        for p, q, w in zip(line, norm, width):
            o = mesh.rounded(w * k, th * 2, th * 0.9, 5)
            z, y = p[0] + q[0] * (off + o[:, 1]), p[1] + q[1] * (off + o[:, 1])
            rings.append(np.stack([o[:, 0], y, z], 1))
        s.put(mat, mesh.loft(rings, angle=60), color=c)
    s.put("cloth", box(0.28, 0.09, 0.22, 0.04).turn(38, "x"), 0, 1.12, -0.98, color=mint)
    s.put("metal", box(0.06, 0.02, 0.3, 0.006).turn(38, "x"), 0, 1.02, -0.88, color=STEEL)
    for x in (-1, 1):
        s.put("paint", tube(mesh.curve([(x * 0.28, 0.5, 0.0), (x * 0.36, 0.62, -0.05), (x * 0.36, 0.72, 0.1), (x * 0.36, 0.72, 0.32)], 6), 0.025, 10), color=white)
    # Basin column with the lamp's mast
    s.put("gloss", mesh.slab(mesh.rounded(0.26, 0.34, 0.09), 0.86, 0.03), -0.62, 0, -0.1, color=white)
    s.put("gloss", lathe([(0, 0.0), (0.06, 0.005), (0.13, 0.06), (0.14, 0.065), (0.13, 0.07), (0.06, 0.02), (0, 0.012)], 32, 60), -0.62, 0.87, -0.02, color="#e9f3f6")
    s.put("metal", tube(mesh.curve([(-0.68, 0.86, -0.12), (-0.68, 1.02, -0.1), (-0.64, 1.05, -0.04), (-0.62, 1.0, -0.02)], 6), 0.01, 8), color=CHROME)
    mast = mesh.curve([(-0.62, 0.85, -0.22), (-0.62, 1.6, -0.24), (-0.5, 1.9, -0.25), (-0.12, 1.88, -0.2), (0.0, 1.72, -0.12)], 8)
    s.put("paint", tube(mast, 0.02, 12), color=white)
    s.put("gloss", box(0.24, 0.1, 0.14, 0.04).turn(22, "x"), 0.0, 1.6, -0.1, color=white)
    s.led(box(0.18, 0.006, 0.09, 0).turn(22, "x"), "#fffbe8", 0.0, 1.596, -0.1)
    # Delivery arm with a tray and four handpieces
    s.put("paint", tube(mesh.curve([(-0.55, 0.8, 0.02), (-0.55, 1.02, 0.3), (-0.3, 1.05, 0.5), (0.05, 1.0, 0.52)], 8), 0.02, 10), color=white)
    s.put("gloss", mesh.slab(mesh.rounded(0.5, 0.3, 0.07), 0.06, 0.018), 0.18, 0.96, 0.55, color=white)
    s.put("metal", mesh.slab(mesh.rounded(0.38, 0.2, 0.03), 0.008, 0.003), 0.18, 1.02, 0.53, color=STEEL)
    for k in range(4):
        x = 0.03 + k * 0.1
        s.put("metal", tube([(x, 1.0, 0.7), (x, 1.1, 0.74)], [0.008, 0.012], 10), color=CHROME)
        s.put("paint", tube(mesh.curve([(x, 1.0, 0.7), (x, 0.82, 0.78), (x, 0.76, 0.6), (x, 0.94, 0.5)], 6), 0.006, 6), color="#9fb8ba")
    s.put("metal", lathe([(0, 0), (0.2, 0), (0.2, 0.012), (0.03, 0.05), (0.025, 0.42), (0, 0.42)], 28), 0.62, 0, -0.85, color=CHROME)
    s.put("cloth", lathe([(0, 0.42), (0.17, 0.42), (0.18, 0.45), (0.16, 0.5), (0, 0.51)], 28, 60), 0.62, 0, -0.85, color=mint)
    return s
