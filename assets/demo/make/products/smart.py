"""Machines: a six-axis robot, a machining centre, a wind turbine, a pump cut open, a survey drone."""

import numpy as np

import gltf
import mesh
import texture
from kit import BRASS, CHROME, COOL, DARK, STEEL, Stand
from mesh import box, cylinder, lathe, tube


def item(atlas=64):
    """A product is built like a booth, without a floor."""
    return Stand(1, 1, atlas)


def robot():
    s = item()
    shell, dark, accent = "#f4f4f2", "#3a3f46", "#2f74ff"
    node = s.model.node
    node("turn", (0, 0.2, 0)), node("shoulder", (0.0, 0.26, 0.09), "turn"), node("elbow", (0, 0.62, 0), "shoulder")
    node("wrist", (0, 0.1, 0.58), "elbow"), node("hand", (0, 0, 0.14), "wrist")
    s.model.title(body=("底座", "Base"), turn=("转台", "Rotary table"), shoulder=("大臂", "Upper arm"),
                  elbow=("小臂", "Forearm"), wrist=("手腕", "Wrist"), hand=("夹爪", "Gripper"))
    # Base
    s.put("paint", mesh.slab(mesh.rounded(0.5, 0.5, 0.08), 0.04, 0.01), color=dark)
    s.put("paint", lathe([(0, 0.04), (0.2, 0.04), (0.2, 0.07), (0.165, 0.11), (0.165, 0.185), (0, 0.185)], 40), color=shell)
    s.led(lathe([(0.168, 0.19), (0.168, 0.2)], 40), "#58a6ff")
    for k in range(8):
        a = np.radians(45 * k + 22.5)
        s.put("metal", cylinder(0.013, 0.016, 6, 0.003), 0.215 * np.sin(a), 0.04, 0.215 * np.cos(a), color=STEEL)
    # Turntable with two cheeks
    s.put("paint", lathe([(0, 0.0), (0.165, 0), (0.17, 0.02), (0.16, 0.1), (0.12, 0.15), (0, 0.15)], 40), color=shell, node="turn")
    cheek = mesh.extrude([(-0.12, 0.06), (0.13, 0.06), (0.19, 0.22), (0.175, 0.31), (0.09, 0.36), (0.0, 0.31), (-0.1, 0.16)], 0.06, 0.018)
    for x in (-0.15, 0.09):
        s.put("paint", cheek.turn(-90).move(x + 0.06, 0, 0), color=shell, node="turn")
    s.put("paint", lathe([(0, -0.155), (0.075, -0.155), (0.095, -0.14), (0.095, 0.14), (0.075, 0.155), (0, 0.155)], 32).turn(90, "z"), 0, 0.26, 0.09, color=dark, node="turn")
    s.put("paint", cylinder(0.06, 0.16, 28, 0.02).turn(90, "z"), 0.33, 0.26, 0.09, color=dark, node="turn")
    # Upper arm: a tapering link
    def link(length, w0, w1, t, y=True):
        rings = []
        for k in np.linspace(0, 1, 7):
            w, d = w0 + (w1 - w0) * k, t * (1 - 0.12 * np.sin(np.pi * k))
            o = mesh.rounded(d * 2, w * 2, min(d, w) * 0.7, 6)
            rings.append(np.stack([o[:, 0], np.full(len(o), k * length), o[:, 1]], 1))
        return mesh.loft(rings)
    s.put("paint", link(0.62, 0.1, 0.075, 0.075), color=shell, node="shoulder")
    s.put("paint", box(0.012, 0.34, 0.05, 0.005), 0.07, 0.14, 0, color=accent, node="shoulder")
    s.put("paint", box(0.012, 0.34, 0.05, 0.005), -0.07, 0.14, 0, color=accent, node="shoulder")
    for r, x0, x1, c in ((0.1, -0.085, 0.085, shell),):
        s.put("paint", lathe([(0, x0), (r - 0.02, x0), (r, x0 + 0.02), (r, x1 - 0.02), (r - 0.02, x1), (0, x1)], 32).turn(90, "z"), color=c, node="elbow")
    s.put("paint", cylinder(0.065, 0.05, 28, 0.012).turn(90, "z"), -0.08, 0, 0, color=dark, node="elbow")
    s.put("paint", cylinder(0.065, 0.05, 28, 0.012).turn(90, "z"), 0.13, 0, 0, color=dark, node="elbow")
    # Forearm, carried a little above the elbow's axis
    s.put("paint", box(0.15, 0.17, 0.2, 0.03), 0, -0.0, 0.0, color=shell, node="elbow")
    s.put("paint", lathe([(0, -0.16), (0.07, -0.16), (0.085, -0.14), (0.085, 0.1), (0.062, 0.2), (0.05, 0.5), (0.05, 0.53), (0, 0.53)], 32).turn(90, "x"), 0, 0.1, 0, color=shell, node="elbow")
    s.put("paint", cylinder(0.06, 0.06, 28, 0.015).turn(-90, "x"), 0, 0.1, -0.15, color=dark, node="elbow")
    s.led(lathe([(0.087, -0.02), (0.087, 0.0)], 32).turn(90, "x"), "#58a6ff", 0, 0.1, 0, node="elbow")
    cable = mesh.curve([(0.0, 0.17, -0.1), (0.0, 0.24, 0.02), (0.0, 0.2, 0.22), (0.03, 0.155, 0.42), (0.03, 0.13, 0.5)], 8)
    s.put("paint", tube(cable, 0.016, 10), color="#22252a", node="elbow")
    # Wrist and gripper
    s.put("paint", cylinder(0.05, 0.12, 28, 0.015).turn(90, "z"), 0.06, 0, 0, color=dark, node="wrist")
    s.put("paint", lathe([(0, -0.02), (0.045, -0.02), (0.05, 0), (0.048, 0.1), (0, 0.1)], 28).turn(90, "x"), color=shell, node="wrist")
    s.put("metal", cylinder(0.04, 0.03, 28, 0.005).turn(90, "x"), 0, 0, -0.04, color=STEEL, node="hand")
    s.put("paint", box(0.13, 0.05, 0.06, 0.012), 0, -0.025, 0.02, color=dark, node="hand")
    for x in (-0.05, 0.05):
        s.put("metal", box(0.014, 0.036, 0.1, 0.004), x, -0.018, 0.1, color=CHROME, node="hand")
        s.put("paint", box(0.018, 0.04, 0.035, 0.006), x * 0.9, -0.02, 0.135, color=accent, node="hand")
    s.model.nodes["shoulder"]["rotation"] = quat("x", 14)
    for joint, axis, angles in (("turn", "y", [-34, 30, 46, -10]), ("shoulder", "x", [12, 38, 6, 22]), ("elbow", "x", [6, -24, 26, 2]),
                                ("wrist", "x", [50, 30, 20, 66]), ("hand", "z", [0, 90, 0, -60])):
        t, q = gltf.swing(axis, 12.0, angles)
        s.model.animate(joint, "rotation", t, q)
        s.model.nodes[joint]["rotation"] = [float(v) for v in q[0]]
    return s


def quat(axis, degrees):
    h = np.radians(degrees) / 2
    q = [0.0, 0.0, 0.0, float(np.cos(h))]
    q["xyz".index(axis)] = float(np.sin(h))
    return q


def machining_centre():
    """An enclosed five-axis machine with a lit window and a panel on an arm. Front faces +Z."""
    s = item(256)
    white, dark, blue = "#f1f2f3", "#2e343c", "#2468e8"
    s.put("paint", box(2.1, 0.14, 1.5, 0.02), color=dark)
    side = [(-0.72, 0), (0.72, 0), (0.72, 0.95), (0.6, 1.2), (0.6, 1.95), (0.5, 2.05), (-0.72, 2.05)]
    for x in (-1.05, 0.55):
        w = 0.28 if x < 0 else 0.5
        s.put("paint", mesh.extrude(side, w, 0.025).turn(-90).scale(1, 1, 1).move(x + w, 0.1, 0), color=white)
    mid = 0.55 - (-0.77)
    s.put("paint", box(mid, 0.85, 1.3, 0.02), -0.11, 0.1, 0.02, color=white)
    s.put("paint", box(mid, 0.32, 1.2, 0.02), -0.11, 1.83, -0.1, color=white)
    s.put("paint", box(mid, 1.0, 0.06, 0.01), -0.11, 0.95, -0.62, color="#c8ccd0")
    s.put("paint", box(mid, 0.03, 1.1, 0.0), -0.11, 0.94, -0.05, color="#8d949c")
    # Inside: table, trunnion, spindle, and the part being cut.
    s.put("metal", cylinder(0.24, 0.05, 36, 0.008), -0.11, 1.12, -0.05, color=STEEL)
    s.put("metal", cylinder(0.13, 0.16, 28, 0.01), -0.11, 0.96, -0.05, color="#8b9299")
    s.put("metal", lathe([(0, 0), (0.15, 0), (0.15, 0.05), (0.09, 0.08), (0.11, 0.17), (0.05, 0.2), (0, 0.2)], 9, 20), -0.11, 1.17, -0.05, color="#d9b36a")
    s.put("paint", box(0.3, 0.34, 0.3, 0.03), -0.11, 1.56, -0.16, color=dark)
    s.put("metal", lathe([(0, 0), (0.012, 0), (0.012, 0.09), (0.035, 0.11), (0.05, 0.2), (0.07, 0.26), (0, 0.26)], 28), -0.11, 1.37, -0.05, color=CHROME)
    s.put("paint", cylinder(0.1, 0.16, 30, 0.015), -0.11, 1.58, -0.05, color="#4a515a")
    s.led(box(mid - 0.1, 0.03, 0.04, 0), COOL, -0.11, 1.8, 0.4)
    s.led(box(mid - 0.1, 0.6, 0.01, 0), "#b9cee0", -0.11, 1.12, -0.585)
    # Doors: dark frames with glass, one slid a hand open.
    for x, w in ((-0.44, 0.63), (0.3, 0.5)):
        s.put("paint", mesh.extrude(mesh.rounded(w, 1.02, 0.04), 0.04, 0.008, hole=mesh.rounded(w - 0.14, 0.82, 0.05)), x, 1.42, 0.6, color=dark)
        s.put("glass", mesh.panel(w - 0.13, 0.81), x, 1.42, 0.62)
    s.put("metal", tube([(-0.16, 1.2, 0.66), (-0.16, 1.62, 0.66)], 0.014, 10), color=STEEL)
    # Stripe, maker's mark, lamp, panel
    s.put("paint", box(0.5, 0.1, 0.01, 0.003), 0.8, 1.84, 0.707, color=blue)
    s.put("paint", box(mid + 0.3, 0.07, 0.012, 0.003), -0.25, 0.52, 0.675, color=blue)
    for k, c in enumerate(("#3ddc84", "#ffc53d", "#ff5a4f")):
        s.led(cylinder(0.03, 0.06, 18, 0.004), c, -0.9, 2.16 + k * 0.065, 0)
    s.put("metal", cylinder(0.012, 0.08, 10, 0), -0.9, 2.1, 0, color=DARK)
    img = texture.gradient(120, 150, [(0, "#0d2038"), (1, "#123a63")])
    from PIL import ImageDraw
    import lettering
    d = ImageDraw.Draw(img)
    lettering.write(img, (10, 26), "N120 G01", 17, "bold", "#8fd3ff")
    for k in range(5):
        d.rectangle([10, 40 + k * 15, 10 + 30 + (k * 37) % 66, 46 + k * 15], fill=(70, 150, 220))
    d.ellipse([76, 104, 108, 136], outline=(255, 196, 61), width=4)
    r = s.atlas.add(img)
    s.put("paint", box(0.34, 0.5, 0.06, 0.015), 0.8, 1.12, 0.78, color=dark)
    s.mural(r, 0.8, 1.45, 0.815, 0.27, 0.28, lit=True)
    for k in range(12):
        s.put("paint", box(0.03, 0.022, 0.012, 0.004), 0.695 + (k % 4) * 0.05, 1.16 + (k // 4) * 0.04, 0.812, color=("#d8dde2", "#3ddc84", "#d8dde2", "#ff5a4f")[k % 4])
    s.put("metal", cylinder(0.028, 0.03, 20, 0.006).turn(90, "x"), 0.92, 1.2, 0.81, color=STEEL)
    for x in (-0.85, 0.95):
        for z in (-0.6, 0.6):
            s.put("metal", cylinder(0.05, 0.06, 16, 0.005), x, 0, z, color=STEEL)
    return s


def turbine():
    """A wind turbine at 1:40: tapered tower, nacelle, three twisted blades that turn."""
    s = item()
    white = "#f7f8f8"
    s.put("paint", mesh.slab(mesh.disc(0.42, 48), 0.05, 0.012), color="#7fa06a")
    s.put("paint", lathe([(0, 0.05), (0.14, 0.05), (0.13, 0.075), (0, 0.075)], 36), color="#c8cac9")
    h = 2.1
    s.put("paint", lathe([(0.062, 0.07), (0.056, 0.6), (0.047, 1.3), (0.036, h), (0, h)], 30), color=white)
    s.put("paint", box(0.03, 0.07, 0.012, 0.004), 0, 0.08, 0.06, color="#6c737a")
    node = s.model.node
    node("rotor", (0, h + 0.055, 0.2))
    s.model.title(body=("塔筒和机舱", "Tower and nacelle"), rotor=("叶轮", "Rotor"))
    rings = []
    for z, w, hh in ((-0.22, 0.03, 0.035), (-0.2, 0.05, 0.055), (-0.05, 0.06, 0.062), (0.08, 0.055, 0.058), (0.14, 0.045, 0.05)):
        o = mesh.rounded(w * 2, hh * 2, w * 0.8, 5)
        rings.append(np.stack([o[:, 0], o[:, 1] + h + 0.055, np.full(len(o), z)], 1))
    s.put("paint", mesh.loft(rings), color=white)
    s.put("paint", box(0.008, 0.05, 0.008, 0), 0, h + 0.11, -0.16, color="#dd3333")
    s.put("paint", lathe([(0.048, -0.06), (0.05, 0), (0.04, 0.05), (0.02, 0.075), (0, 0.08)], 28, 60).turn(90, "x"), color=white, node="rotor")
    for k in range(3):
        rings = []
        for t in np.linspace(0, 1, 14):
            chord = 0.03 + 0.105 * np.exp(-((t - 0.2) / 0.16) ** 2) * 0.7 + 0.055 * (1 - t)
            chord *= min(1, (1.02 - t) * 9)
            thick = 0.026 * (1 - t) + 0.006
            twist = np.radians(24 * (1 - t) ** 1.6 + 2)
            a = np.linspace(0, 2 * np.pi, 14, endpoint=False)
            x, z = np.cos(a) * chord / 2 + chord * 0.16, np.sin(a) * thick / 2 * (1 - 0.5 * np.cos(a))
            rings.append(np.stack([x * np.cos(twist) - z * np.sin(twist), np.full(14, 0.03 + t * 0.98), x * np.sin(twist) + z * np.cos(twist)], 1))
        blade = mesh.loft(rings, angle=60)
        s.put("paint", blade.turn(120 * k, "z"), color=white, node="rotor")
        tip = [r for r in rings[10:12]]
        s.put("paint", mesh.loft([q * (1.012, 1, 1.15) for q in tip], angle=60).turn(120 * k, "z"), color="#e2503f", node="rotor")
    t, q = gltf.spin("z", 9.0, -1)
    s.model.animate("rotor", "rotation", t, q)
    return s


def pump():
    """A screw-spindle pump with a window cut into its housing."""
    s = item()
    green, dark = "#e0762c", "#2e3339"
    s.put("paint", box(1.0, 0.05, 0.36, 0.012), color=dark)
    for x in (-0.3, 0.22):
        s.put("paint", box(0.1, 0.1, 0.24, 0.015), x, 0.05, 0, color=green)
    ax = lambda prof, parts=40, sweep=360: lathe(prof, parts, 40, sweep).turn(-90, "z")
    # Motor with cooling fins
    motor = ax([(0, -0.5), (0.1, -0.5), (0.115, -0.48), (0.115, -0.12), (0.1, -0.1), (0, -0.1)])
    s.put("paint", motor, 0, 0.27, 0, color=green)
    for k in range(28):
        s.put("paint", box(0.3, 0.02, 0.006, 0.001).move(-0.3, 0.113, 0).turn(360 / 28 * k, "x"), 0, 0.27, 0, color=green)
    s.put("paint", box(0.12, 0.06, 0.1, 0.012), -0.26, 0.375, 0, color=dark)
    # Casing: three quarters of a shell, the cut faces red as on teaching models
    shell = lathe([(0.135, -0.05), (0.15, -0.04), (0.15, 0.34), (0.135, 0.36)], 40, 40, 265).turn(-90, "z").turn(-40, "x")
    inner = lathe([(0.122, -0.05), (0.122, 0.36)], 40, 40, 265).flip().turn(-90, "z").turn(-40, "x")
    s.put("paint", shell, 0, 0.27, 0, color=green), s.put("metal", inner, 0, 0.27, 0, color=STEEL)
    for a in (0, 265):
        cut = box(0.03, 0.4, 0.004, 0).move(0.136, -0.045, 0).turn(a).turn(-90, "z").turn(-40, "x")
        s.put("paint", cut, 0, 0.27, 0, color="#e2503f")
    s.put("paint", ax([(0.05, -0.1), (0.17, -0.1), (0.17, -0.05), (0.05, -0.05)]), 0, 0.27, 0, color=green)
    s.put("paint", ax([(0, 0.36), (0.165, 0.36), (0.165, 0.4), (0.09, 0.42), (0.07, 0.5), (0.11, 0.5), (0.11, 0.53), (0, 0.53)]), 0, 0.27, 0, color=green)
    s.put("paint", lathe([(0.07, 0), (0.07, 0.14), (0.115, 0.14), (0.115, 0.17), (0, 0.17)], 36), 0.12, 0.4, -0.02, color=green)
    for k in range(8):
        a = np.radians(45 * k)
        s.put("metal", cylinder(0.01, 0.018, 6, 0.002), 0.12 + 0.093 * np.sin(a), 0.57, -0.02 + 0.093 * np.cos(a), color=CHROME)
        s.put("metal", cylinder(0.01, 0.016, 6, 0.002).turn(-90, "z"), 0.4, 0.27 + 0.14 * np.sin(a), 0.14 * np.cos(a), color=CHROME)
    # The spindle turns in the window.
    s.model.node("spindle", (0, 0.27, 0))
    s.model.title(body=("泵体", "Housing"), spindle=("螺杆", "Spindle"))
    s.put("metal", cylinder(0.03, 0.5, 24, 0.004).turn(-90, "z"), -0.1, 0, 0, color=STEEL, node="spindle")
    for start in (0, 180):
        path, n = [], 60
        for k in range(n + 1):
            a = np.radians(start) + k / n * 2 * np.pi * 2.5
            path.append((-0.02 + 0.36 * k / n, 0.062 * np.cos(a), 0.062 * np.sin(a)))
        s.put("metal", tube(path, 0.03, 8), color=BRASS, node="spindle")
    t, q = gltf.spin("x", 4.0, 1)
    s.model.animate("spindle", "rotation", t, q)
    return s


def drone():
    """A survey drone with six arms; its rotors turn."""
    s = item()
    body, dark = "#f2f3f4", "#2b3036"
    s.model.title(body=("机身", "Airframe"), **{f"rotor{k}": (f"旋翼 {k + 1}", f"Rotor {k + 1}") for k in range(6)})
    rings = []
    for y, w, d in ((0.0, 0.06, 0.09), (0.02, 0.1, 0.14), (0.05, 0.105, 0.15), (0.085, 0.08, 0.11), (0.1, 0.04, 0.06)):
        o = mesh.rounded(w * 2, d * 2, w * 0.85, 6)
        rings.append(np.stack([o[:, 0], np.full(len(o), y + 0.2), o[:, 1]], 1))
    s.put("paint", mesh.loft(rings, angle=60), color=body)
    s.put("paint", box(0.1, 0.012, 0.16, 0.005), 0, 0.296, -0.01, color="#ff8a3d")
    s.put("gloss", mesh.ball(0.05, 24), 0, 0.16, 0.06, color="#15181c")
    s.put("gloss", cylinder(0.024, 0.02, 20, 0.003).turn(90, "x"), 0, 0.155, 0.1, color="#0a1a3a")
    s.put("paint", box(0.09, 0.05, 0.05, 0.012), 0, 0.18, 0.05, color=dark)
    for k in range(6):
        a = 60 * k + 30
        c, q = np.sin(np.radians(a)), np.cos(np.radians(a))
        p = (0.34 * c, 0.25, 0.34 * q)
        s.put("paint", tube([(0.08 * c, 0.24, 0.08 * q), p], [0.018, 0.013], 10), color=dark)
        s.put("paint", cylinder(0.03, 0.055, 22, 0.008), p[0], 0.235, p[2], color=body)
        s.put("metal", cylinder(0.022, 0.022, 18, 0.004), p[0], 0.29, p[2], color=STEEL)
        s.led(mesh.ball(0.008, 10), "#43e08a" if q > 0 else "#ff5a4f", p[0] * 1.09, 0.25, p[2] * 1.09)
        name = s.model.node(f"rotor{k}", (p[0], 0.318, p[2]))
        for side in (0, 180):
            t = np.linspace(0, 1, 8)
            w = 0.018 * (0.5 + np.sin(np.pi * np.clip(t * 1.1, 0, 1)) * 0.6)
            P = np.concatenate([np.stack([t * 0.15, 0.006 - t * 0.004 + e * 0.006, e * w], 1) for e in (-1, 1)])
            g = mesh.shade(P, mesh.grid_faces(2, 8), 60)
            g = mesh.join([g, g.flip()])
            s.put("paint", g.turn(side), color="#22262b", node=name)
        times, q2 = gltf.spin("y", 1.0, 1 if k % 2 else -1)
        s.model.animate(name, "rotation", times, q2)
    for x in (-0.11, 0.11):
        for z in (-0.08, 0.08):
            s.put("paint", tube([(x * 0.6, 0.22, z), (x * 1.3, 0.01, z * 1.2)], 0.008, 8), color=dark)
        s.put("paint", tube([(x * 1.3, 0.008, -0.17), (x * 1.3, 0.008, 0.17)], 0.009, 8), color=dark)
    return s
