"""What stand builders carry in their lorry: platforms, walls, light boxes, counters, furniture, plants, lamps."""

import numpy as np

import mesh
import texture
from atlas import Atlas
from gltf import Model
from material import standard

STEEL, DARK, CHROME, BRASS, COPPER = "#b9bec4", "#34383e", "#dfe2e6", "#c9a15c", "#c27a50"
WHITE, WARM, COOL = "#ffffff", "#ffe2b8", "#dcecff"


class Stand:
    """A booth under construction: a model, its atlas, and the height visitors stand on."""

    def __init__(self, w, d, atlas=1024, atlas_height=None):
        self.w, self.d, self.floor = w, d, 0.0
        self.atlas = Atlas(atlas, atlas_height)
        self.model = Model(standard(), self.atlas.image)
        self.sign = None
        self.silks = {}

    def put(self, material, geo, x=0.0, y=0.0, z=0.0, yaw=0.0, color=None, node="body"):
        if color is not None:
            geo = geo.paint(color)
        self.model.add(material, geo.turn(yaw).move(x, y, z) if yaw else geo.move(x, y, z), node=node)

    def led(self, geo, color=WHITE, x=0.0, y=0.0, z=0.0, yaw=0.0, node="body"):
        """A lamp: the shape glows in one plain colour."""
        g = geo.copy()
        g.U = np.tile(self.atlas.color(color)[:2], (len(g.P), 1))
        self.model.add("glow", g.turn(yaw).move(x, y, z), node=node)

    def silk(self, geo, color, x=0.0, y=0.0, z=0.0, node="body"):
        """Cloth lit from inside: brighter round the middle of the shape's height than at its ends."""
        if color not in self.silks:
            c = np.array(texture.rgb(color)) / 255
            t = np.linspace(-1, 1, 28)[:, None, None]
            heart = 1 - np.abs(t) ** 1.7
            img = texture.picture(np.repeat(c * (0.62 + 0.38 * heart) + heart ** 2 * (1 - c) * 0.3, 6, 1))
            self.silks[color] = self.atlas.add(img, 2)
        u0, v0, u1, v1 = self.silks[color]
        g = geo.copy()
        h = g.P[:, 1]
        g.U = np.column_stack([np.full(len(h), (u0 + u1) / 2), v1 + (v0 - v1) * (h - h.min()) / max(np.ptp(h), 1e-9)])
        self.model.add("glow", g.move(x, y, z), node=node)

    def halo(self, w, h, color=WARM, x=0.0, y=0.0, z=0.0, yaw=0.0, tilt=0.0):
        """A soft pool of lamp light on a wall (or on a floor, with tilt -90): the renderer has no small lamps."""
        self.model.add("halo", mesh.panel(w, h).paint(color).turn(tilt, "x").turn(yaw).move(x, y, z))

    def local(self, x, z, yaw):
        """Turns offsets in a piece's own frame into booth coordinates."""
        c, s = np.cos(np.radians(yaw)), np.sin(np.radians(yaw))
        return lambda dx, dz: (x + dx * c + dz * s, z - dx * s + dz * c)

    # Floors and shells

    def platform(self, color, material="cloth", height=0.08, trim=STEEL, led=None, w=None, d=None, x=0.0, z=0.0):
        w, d = w or self.w, d or self.d
        self.put("metal" if trim in (STEEL, BRASS, CHROME) else "paint", mesh.box(w, height - 0.012, d, 0.01, 0.6), x, 0, z, color=trim)
        self.put(material, mesh.box(w - 0.04, 0.02, d - 0.04, 0.006, 0.22), x, height - 0.02, z, color=color)
        if led:
            for sx, sz, lw, ld in ((0, 1, w - 0.1, 0.012), (1, 0, 0.012, d - 0.1), (-1, 0, 0.012, d - 0.1)):
                self.led(mesh.box(lw, 0.018, ld, 0), led, x + sx * (w / 2 + 0.001), 0.016, z + sz * (d / 2 + 0.001))
            self.halo(w + 0.5, 0.7, led, x, 0.004, z + d / 2 + 0.12, tilt=-90)
        self.floor = max(self.floor, height)

    def wall(self, x, z, w, h, yaw=0.0, color="#f4f3f0", material="paint", thick=0.1, y=None, bevel=0.008, cell=0.4):
        self.put(material, mesh.box(w, h, thick, bevel, cell), x, self.floor if y is None else y, z, yaw, color)

    def mural(self, rect, x, y, z, w, h, yaw=0.0, lit=False):
        """A printed (or back-lit) picture, centred, hung a centimetre off whatever is behind."""
        self.put("glow" if lit else "print", mesh.panel(w, h, None if lit else 0.5, rect), x, y, z, yaw)

    def lightbox(self, rect, x, y, z, w, h, yaw=0.0, frame=DARK, depth=0.07):
        at = self.local(x, z, yaw)
        bx, bz = at(0, -depth / 2)
        self.put("paint", mesh.box(w + 0.05, h + 0.05, depth, 0.008, 0.5), bx, y - h / 2 - 0.025, bz, yaw, frame)
        fx, fz = at(0, 0.003)
        self.mural(rect, fx, y, fz, w, h, yaw, lit=True)

    def screen(self, rect, x, y, z, w, h, yaw=0.0):
        self.lightbox(rect, x, y, z, w, h, yaw, "#101216", 0.04)

    def fascia(self, x, y, z, w, h, yaw=0.0, color="#123456", ink="#ffffff", thick=0.14, sign_w=None, board=True, material="paint", face=None):
        """The board that carries the booth's name, centred at y; the program writes on the sign rectangle."""
        if board:
            self.put(material, mesh.box(w, h, thick, 0.012, 0.5), x, y - h / 2, z, yaw, face or color)
        fx, fz = self.local(x, z, yaw)(0, thick / 2 + 0.015)
        self.sign = {"position": [round(fx, 3), round(y, 3), round(fz, 3)], "yaw": yaw,
                     "size": [round(sign_w or w - 0.16, 3), round(h - 0.1, 3)], "color": ink, "background": color}

    def portal(self, w, h, depth, beam, x=0.0, z=0.0, yaw=0.0, color="#ffffff", material="paint", led=None):
        """A square frame to walk through: two posts and a lintel as one bevelled band."""
        t = beam
        g = mesh.box(w, t, depth, 0.015, 0.5).move(0, h - t, 0)
        posts = [mesh.box(t, h - t, depth, 0.015, 0.5).move(s * (w / 2 - t / 2), 0, 0) for s in (-1, 1)]
        self.put(material, mesh.join([g] + posts), x, self.floor, z, yaw, color)
        if led:
            inner_w, inner_h = w - 2 * t, h - t
            strips = [mesh.box(inner_w, 0.012, 0.025, 0).move(0, inner_h - 0.012, 0)]
            strips += [mesh.box(0.012, inner_h, 0.025, 0).move(s * (inner_w / 2 - 0.006), 0, 0) for s in (-1, 1)]
            self.led(mesh.join([s.move(0, 0, depth / 2 - 0.06) for s in strips]), led, x, self.floor, z, yaw)

    # Furniture

    def counter(self, x, z, w=1.6, d=0.55, h=1.04, yaw=0.0, body="#ffffff", top="#ffffff", led=None, rect=None, material="paint",
                round_=0.16, top_material="wood", dressed=True):
        at = self.local(x, z, yaw)
        f = self.floor
        self.put("paint", mesh.slab(mesh.rounded(w - 0.14, d - 0.12, round_), 0.09, 0), x, f, z, yaw, "#26292e")
        self.put(material, mesh.slab(mesh.rounded(w - 0.06, d - 0.06, round_), h - 0.14, 0.008), x, f + 0.08, z, yaw, body)
        self.put(top_material, mesh.slab(mesh.rounded(w, d, round_ + 0.03), 0.045, 0.01), x, f + h - 0.045, z, yaw, top)
        if led:
            self.led(mesh.slab(mesh.rounded(w - 0.055, d - 0.055, round_), 0.018, 0), led, x, f + h - 0.064, z, yaw)
        if rect is not None:
            px, pz = at(0, d / 2 - 0.026)
            self.mural(rect, px, f + 0.08 + (h - 0.14) / 2, pz, min(w - 2 * round_ - 0.1, w - 0.3), h - 0.3, yaw)
        if dressed:
            self.desk_things(x, z, w, f + h, yaw, body)

    def desk_things(self, x, z, w, y, yaw, color):
        """A tablet, two piles of leaflets and a small vase: what makes a counter look staffed."""
        at = self.local(x, z, yaw)
        px, pz = at(-w * 0.22, 0.02)
        self.put("metal", mesh.cylinder(0.06, 0.01, 24, 0.003), px, y, pz, color=STEEL)
        self.put("metal", mesh.box(0.02, 0.12, 0.012, 0.003).turn(-18, "x"), px, y + 0.005, pz, yaw, STEEL)
        self.put("paint", mesh.box(0.27, 0.19, 0.012, 0.005).move(0, 0.05, 0.012).turn(-18, "x"), px, y, pz, yaw, "#15181c")
        self.silk(mesh.panel(0.245, 0.165).move(0, 0.145, 0.0195).turn(-18, "x").turn(yaw), "#8fc8ff", px, y, pz)
        for k, (dx, dz, n, turn) in enumerate(((0.12, 0.04, 0.018, 8), (0.3, -0.02, 0.03, -12))):
            px, pz = at(w * dx, dz)
            self.put("paint", mesh.box(0.105, n, 0.21, 0.002), px, y, pz, yaw + turn, "#f7f5f0")
            self.put("paint", mesh.box(0.105, 0.003, 0.21, 0.001), px, y + n, pz, yaw + turn, color if k else "#e8b04a")
            self.put("paint", mesh.box(0.07, 0.001, 0.012, 0), px, y + n + 0.003, pz, yaw + turn, "#ffffff")
        px, pz = at(w * 0.4, -0.1)
        self.put("paint", mesh.lathe([(0, 0), (0.03, 0), (0.045, 0.04), (0.04, 0.09), (0.018, 0.13), (0.022, 0.15), (0.016, 0.14)], 20, 60), px, y, pz, color="#f2efe8")
        r = np.random.default_rng(int(abs(x * 70 + z * 31)) + 1)
        sprigs = [leaf(r.uniform(0.14, 0.24), 0.22, 0.12, r.uniform(55, 85), 72 * k + r.uniform(-20, 20), r, rows=2) for k in range(7)]
        self.put("leaf", mesh.join(sprigs), px, y + 0.13, pz)

    def plinth(self, x, z, w=0.5, d=0.5, h=0.9, yaw=0.0, color="#ffffff", r=0.03, led=None, material="paint", cap=None, cap_material="paint"):
        f = self.floor
        self.put(material, mesh.slab(mesh.rounded(w, d, r), h - 0.035, 0.01), x, f, z, yaw, color)
        self.put(cap_material, mesh.slab(mesh.rounded(w, d, r), 0.03, 0.008), x, f + h - 0.03, z, yaw, cap or color)
        if led:
            self.led(mesh.slab(mesh.rounded(w - 0.03, d - 0.03, r), 0.02, 0), led, x, f + h - 0.045, z, yaw)
        return f + h

    def drum(self, x, z, r=0.4, h=0.5, color="#ffffff", led=None, material="paint", cap=None, cap_material="paint"):
        f = self.floor
        self.put(material, mesh.cylinder(r, h - 0.035, 44, 0.01), x, f, z, color=color)
        self.put(cap_material, mesh.cylinder(r, 0.03, 44, 0.008), x, f + h - 0.03, z, color=cap or color)
        if led:
            self.led(mesh.cylinder(r - 0.014, 0.022, 44, 0), led, x, f + h - 0.046, z)
        return f + h

    def table(self, x, z, r=0.38, h=0.74, top="#ffffff", material="wood", leg=DARK):
        f = self.floor
        self.put("metal", mesh.lathe([(0, 0), (r * 0.62, 0), (r * 0.62, 0.012), (0.05, 0.03), (0.028, 0.06), (0.028, h - 0.05), (0.09, h - 0.024), (0, h - 0.024)], 32), x, f, z, color=leg)
        self.put(material, mesh.cylinder(r, 0.026, 44, 0.009), x, f + h - 0.026, z, color=top)
        return f + h

    def stool(self, x, z, color="#ffffff", h=0.72, leg=DARK):
        f = self.floor
        self.put("metal", mesh.lathe([(0, 0), (0.2, 0), (0.2, 0.01), (0.035, 0.03), (0.022, 0.05), (0.022, h - 0.05), (0, h - 0.05)], 28), x, f, z, color=leg)
        self.put("metal", mesh.tube([(0.15 * np.cos(t), 0.24, 0.15 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 25)[:-1]], 0.009, 6, closed=True), x, f, z, color=leg)
        self.put("cloth", mesh.lathe([(0, h - 0.06), (0.16, h - 0.06), (0.185, h - 0.04), (0.19, h - 0.015), (0.17, h + 0.012), (0.1, h + 0.02), (0, h + 0.016)], 28, 60), x, f, z, color=color)

    def chair(self, x, z, yaw=0.0, color="#ffffff", leg="#b58a5a", legs="wood"):
        """A shell chair on four splayed legs; it faces +Z before turning."""
        f = self.floor
        for sx in (-1, 1):
            for sz in (-1, 1):
                self.put(legs, mesh.tube([(sx * 0.15, 0.42, sz * 0.14), (sx * 0.21, 0, sz * 0.21)], [0.017, 0.011], 8), x, f, z, yaw, leg)
        rows = []
        # The shell: a side view swept across, its edges turned up to make it a bucket.
        for u in np.linspace(-1, 1, 7):
            side = np.array([(0.23, 0.425), (0.21, 0.44), (0.1, 0.43), (-0.08, 0.43), (-0.17, 0.46), (-0.215, 0.56), (-0.24, 0.7), (-0.255, 0.8)])
            lift = np.array([0.0, 0.005, 0.03, 0.06, 0.09, 0.07, 0.03, 0.0]) * abs(u) ** 2.4
            pull = np.array([0, 0, 0, 0, 0.03, 0.06, 0.05, 0.02]) * abs(u) ** 2
            half = np.array([0.2, 0.215, 0.225, 0.225, 0.225, 0.22, 0.205, 0.175])
            rows.append(np.stack([u * half, side[:, 1] + lift, side[:, 0] + pull], 1))
        P = np.array(rows)
        n = len(P[0])
        top = mesh.shade(P.reshape(-1, 3), mesh.grid_faces(7, n)[:, ::-1], 60)
        under = mesh.shade((P - (0, 0.012, 0.006)).reshape(-1, 3), mesh.grid_faces(7, n), 60)
        if top.N[:, 1].mean() < 0:
            top, under = top.flip(), under.flip()
        rim = np.concatenate([P[:, 0], P[-1, 1:], P[::-1, -1][1:], P[0, ::-1][1:-1]])
        self.put("paint", mesh.join([mesh.Geo(g.P, g.N, g.I) for g in (top, under)]), x, f, z, yaw, color)
        self.put("paint", mesh.tube(rim - (0, 0.006, 0.003), 0.009, 6, closed=True), x, f, z, yaw, color)

    def sofa(self, x, z, w=1.6, yaw=0.0, color="#d9d4c8", leg=DARK):
        f, at = self.floor, self.local(x, z, yaw)
        soft = lambda a, b, c: mesh.box(a, b, c, 0.045)
        parts = [soft(w, 0.26, 0.78).move(0, 0.12, 0), soft(w, 0.46, 0.2).move(0, 0.28, -0.3)]
        parts += [soft(0.17, 0.44, 0.78).move(s * (w / 2 - 0.085), 0.12, 0) for s in (-1, 1)]
        n = 2 if w > 1.2 else 1
        cw = (w - 0.34) / n
        parts += [soft(cw - 0.01, 0.15, 0.6).move((k - (n - 1) / 2) * cw, 0.36, 0.08) for k in range(n)]
        parts += [soft(cw - 0.03, 0.34, 0.14).turn(-10, "x").move((k - (n - 1) / 2) * cw, 0.48, -0.16) for k in range(n)]
        self.put("cloth", mesh.join(parts), x, f, z, yaw, color)
        for sx in (-1, 1):
            for sz in (-1, 1):
                lx, lz = at(sx * (w / 2 - 0.08), sz * 0.33)
                self.put("metal", mesh.cylinder(0.018, 0.13, 10, 0), lx, f, lz, color=leg)

    def armchair(self, x, z, yaw=0.0, color="#d98f5c", leg="#8a6a48"):
        """A round tub chair."""
        f = self.floor
        t = np.radians(np.linspace(-125, 125, 18))
        rings = []
        for a in t:
            q = 0.3 + 0.43 * (0.55 + 0.45 * np.cos(a * 0.72))
            out = []
            for r, y in ((0.39, 0.16), (0.41, 0.3), (0.42, q), (0.40, q + 0.035), (0.35, q + 0.035), (0.32, q), (0.31, 0.3), (0.31, 0.16)):
                out.append((r * np.sin(a), y, -r * np.cos(a)))
            rings.append(out)
        self.put("cloth", mesh.loft(rings, angle=60), x, f, z, yaw, color)
        self.put("cloth", mesh.lathe([(0, 0.18), (0.33, 0.18), (0.345, 0.22), (0.345, 0.4), (0.31, 0.445), (0.15, 0.46), (0, 0.46)], 32, 60), x, f, z, yaw, color)
        for k in range(4):
            a = np.radians(45 + 90 * k)
            self.put("wood", mesh.tube([(0.2 * np.sin(a), 0.2, 0.2 * np.cos(a)), (0.3 * np.sin(a), 0, 0.3 * np.cos(a))], [0.022, 0.013], 8), x, f, z, yaw, leg)

    def bench(self, x, z, w=1.6, yaw=0.0, color="#ffffff", leg=DARK):
        f, at = self.floor, self.local(x, z, yaw)
        for k in range(4):
            self.put("wood", mesh.box(w, 0.04, 0.095, 0.01), *_xyz(at(0, (k - 1.5) * 0.105), f + 0.41), yaw, color)
        for s in (-1, 1):
            self.put("metal", mesh.box(0.05, 0.41, 0.4, 0.012), *_xyz(at(s * (w / 2 - 0.18), 0), f), yaw, leg)

    def shelf(self, x, z, w, h, d=0.32, rows=4, yaw=0.0, color="#ffffff", frame=DARK, material="wood", led=None, columns=1):
        """Open shelving; returns the heights of its boards."""
        f, at = self.floor, self.local(x, z, yaw)
        for k in range(columns + 1):
            for sz in (-1, 1):
                px, pz = at(-w / 2 + k * w / columns, sz * (d / 2 - 0.015))
                self.put("metal", mesh.box(0.025, h, 0.025, 0.004, 0.8), px, f, pz, yaw, frame)
        heights = []
        for k in range(rows):
            y = f + 0.12 + (h - 0.2) * k / max(rows - 1, 1)
            self.put(material, mesh.box(w, 0.03, d, 0.006, 0.4), x, y, z, yaw, color)
            heights.append(y + 0.03)
            if led and k:
                px, pz = at(0, d / 2 - 0.03)
                self.led(mesh.box(w - 0.06, 0.008, 0.014, 0), led, px, y - 0.009, pz, yaw)
        return heights

    def rack(self, x, z, rects, yaw=0.0, color=STEEL):
        """A brochure stand with tilted pockets."""
        f, at = self.floor, self.local(x, z, yaw)
        self.put("metal", mesh.box(0.34, 0.012, 0.3, 0.005), x, f, z, yaw, DARK)
        px, pz = at(0, -0.06)
        self.put("metal", mesh.box(0.05, 1.45, 0.02, 0.004), px, f, pz, yaw, color)
        for k, r in enumerate(rects):
            y = f + 0.5 + k * 0.31
            g = mesh.box(0.24, 0.29, 0.025, 0.004).turn(-16, "x")
            px, pz = at(0, -0.01)
            self.put("paint", g, px, y, pz, yaw, "#f2f2f0")
            p = mesh.panel(0.21, 0.27, None, r).move(0, 0.15, 0.0145).turn(-16, "x")
            self.put("print", p, px, y, pz, yaw)

    # Lamps

    def pendant(self, x, y, z, r=0.2, color="#2b2e33", lamp=WARM, top=4.0, style="bell"):
        if style == "globe":
            self.led(mesh.ball(r, 20), lamp, x, y, z)
            self.put("metal", mesh.cylinder(r * 0.25, 0.05, 16), x, y + r * 0.95, z, color=color)
            cap = y + r
        else:
            profile = {"bell": [(r, 0), (r * 0.96, r * 0.3), (r * 0.72, r * 0.72), (r * 0.3, r * 0.95), (r * 0.1, r * 1.25), (0, r * 1.25)],
                       "cone": [(r, 0), (r * 0.16, r * 1.1), (0, r * 1.15)],
                       "dish": [(r, 0), (r * 0.98, r * 0.12), (r * 0.6, r * 0.34), (r * 0.12, r * 0.5), (0, r * 0.52)],
                       "tube": [(r * 0.35, 0), (r * 0.35, r * 2.2), (0, r * 2.2)]}[style]
            if style == "bell":
                profile = [tuple(p[:2]) for p in mesh.curve([(a, b, 0) for a, b in profile], 2)]
            outer = mesh.lathe(profile, 30, 50)
            inner = mesh.lathe([(a * 0.97, b - (0.004 if i else 0)) for i, (a, b) in enumerate(profile)], 30, 50).flip()
            self.put("paint", mesh.join([outer, inner]), x, y, z, color=color)
            self.led(mesh.cylinder(profile[0][0] * 0.86, 0.01, 24, 0), lamp, x, y + 0.012, z)
            cap = y + profile[-1][1]
        self.put("paint", mesh.tube([(x, cap - 0.01, z), (x, max(top, cap + 0.05), z)], 0.004, 5, caps=False), color="#222222")

    def spots(self, x0, x1, y, z, count, yaw=0.0, color="#25282c", lamp=WARM, tilt=35, rail=True, toward=-1):
        """A rail of small spotlights that lean towards -Z (or +Z with toward=1)."""
        at = self.local(0, 0, yaw)
        if rail:
            px, pz = at((x0 + x1) / 2, z)
            self.put("paint", mesh.box(abs(x1 - x0) + 0.2, 0.03, 0.04, 0.006), px, y, pz, yaw, color)
        for u in np.linspace(x0, x1, count):
            body = mesh.cylinder(0.045, 0.15, 18, 0.01).move(0, -0.15, 0)
            lens = mesh.cylinder(0.038, 0.006, 18, 0).move(0, -0.153, 0)
            px, pz = at(u, z)
            self.put("paint", mesh.box(0.02, 0.07, 0.02, 0.004).move(0, -0.06, 0), px, y, pz, yaw, color)
            self.put("paint", body.turn(-tilt * toward, "x").move(0, -0.05, 0), px, y, pz, yaw, color)
            self.led(lens.turn(-tilt * toward, "x").move(0, -0.05, 0), lamp, px, y, pz, yaw)

    # Plants

    def plant(self, x, z, kind="fig", size=1.0, pot="#e9e6df", seed=1, pot_material="paint", y=None, bare=False):
        f = self.floor if y is None else y
        r = np.random.default_rng(seed)
        rim = 0.0
        if not bare:
            h, a = 0.42 * size ** 0.5, 0.2 * size ** 0.5
            shape = [(0, 0), (a * 0.72, 0), (a * 0.78, 0.01), (a, h - 0.02), (a, h), (a - 0.025, h), (a - 0.035, h - 0.04)]
            self.put(pot_material, mesh.lathe(shape, 32, 40), x, f, z, color=pot)
            self.put("paint", mesh.cylinder(a - 0.03, 0.01, 24, 0), x, f + h - 0.045, z, color="#3b2c20")
            rim = h - 0.04
        leaves, stems = [], []
        if kind == "fig":
            for s in range(3):
                lean = r.uniform(-0.16, 0.16, 2) * size
                top = r.uniform(0.95, 1.35) * size
                path = mesh.curve([(0, 0, 0), (lean[0] * 0.5 + r.uniform(-.03, .03), top * 0.5, lean[1] * 0.5), (lean[0] * 1.3, top, lean[1] * 1.3)], 5)
                stems.append(mesh.tube(path, np.linspace(0.014, 0.006, len(path)) * size, 6))
                for k in range(13):
                    t = 0.28 + 0.72 * k / 12
                    p = path[min(int(t * (len(path) - 1)), len(path) - 1)]
                    leaves.append(leaf(r.uniform(0.2, 0.3) * size, 0.52, 0.35, r.uniform(15, 60), k * 137.5 + s * 60, r, rows=3).move(*p))
        elif kind == "palm":
            for k in range(12):
                yaw, out = k * 137.5 + r.uniform(-12, 12), r.uniform(0.45, 0.8) * size
                rise = r.uniform(0.7, 1.25) * size * (1 - 0.25 * (k / 12))
                path = mesh.curve([(0, 0, 0), (0, rise * 0.6, out * 0.25), (0, rise, out * 0.75), (0, rise * 0.86, out * 1.15)], 3)
                stems.append(mesh.tube(path, np.linspace(0.008, 0.003, len(path)) * size, 3, caps=False).turn(yaw))
                for j in range(2, len(path)):
                    for s in (-1, 1):
                        g = leaf(0.26 * size * (1 - abs(j / len(path) - 0.6) * 0.8), 0.13, 0.25, 28, s * 62, r, rows=2)
                        leaves.append(g.move(*path[j]).turn(yaw))
        elif kind == "blade":
            for k in range(12):
                leaves.append(leaf(r.uniform(0.5, 0.95) * size, 0.11, 0.1, r.uniform(70, 86), k * 137.5, r, rows=3).move(
                    r.uniform(-.06, .06) * size, 0, r.uniform(-.06, .06) * size))
        elif kind == "bush":
            for k in range(34):
                t, q = np.arccos(1 - 1.1 * r.random()), r.uniform(0, 360)
                d = np.array([np.sin(t) * np.sin(np.radians(q)), np.cos(t), np.sin(t) * np.cos(np.radians(q))])
                leaves.append(leaf(r.uniform(0.15, 0.23) * size, 0.5, 0.3, 70 - np.degrees(t) * 0.7, q, r, rows=2).move(*(d * 0.2 * size + (0, 0.1 * size, 0))))
        elif kind == "tree":
            trunk = mesh.curve([(0, 0, 0), (0.05, 0.9, 0.02), (-0.03, 1.7, 0), (0.02, 2.3, 0.03)], 6) * size
            stems.append(mesh.tube(trunk, np.linspace(0.075, 0.035, len(trunk)) * size, 9))
            for b in range(9):
                q, rise = np.radians(b * 137.5), r.uniform(0.5, 1.3)
                start = trunk[int(len(trunk) * (0.55 + 0.42 * b / 9))]
                end = start + np.array([np.sin(q) * r.uniform(.6, 1.0), rise, np.cos(q) * r.uniform(.6, 1.0)]) * size
                path = mesh.curve([start, (start + end) / 2 + (0, 0.12, 0), end], 4)
                stems.append(mesh.tube(path, np.linspace(0.03, 0.01, len(path)) * size, 6))
                for k in range(95):
                    p = path[r.integers(3, len(path))] + r.normal(0, 0.24, 3) * size * (1, 0.6, 1)
                    leaves.append(leaf(r.uniform(0.19, 0.28) * size, 0.55, 0.3, r.uniform(-10, 50), r.uniform(0, 360), r, rows=2).move(*p))
        if stems:
            self.put("paint", mesh.join(stems), x, f + rim, z, color="#5b4a33" if kind in ("fig", "tree") else "#58703a")
        self.put("leaf", mesh.join(leaves), x, f + rim, z)

    def trough(self, x, z, w, d=0.36, h=0.5, yaw=0.0, color="#ffffff", material="wood", kinds=("bush", "blade"), seed=3):
        f, at = self.floor, self.local(x, z, yaw)
        self.put(material, mesh.box(w, h, d, 0.01, 0.4), x, f, z, yaw, color)
        n = max(2, int(w / 0.45))
        for k in range(n):
            px, pz = at((k + 0.5) / n * (w - 0.1) - (w - 0.1) / 2, 0)
            self.plant(px, pz, kinds[k % len(kinds)], 0.62 + 0.14 * ((k * 7) % 3), seed=seed + k, y=f + h - 0.05, bare=True)


def leaf(length, width, bend, rise, yaw, r, rows=4):
    """One leaf that starts at the origin: folded along its rib, drooping towards the tip."""
    t = np.linspace(0, 1, rows + 1)
    half = np.sin(np.pi * np.clip(t, 0.03, 1) ** 0.8) ** 0.8 * width * length / 2
    half[-1] = 0
    y = -bend * length * t ** 2
    P = []
    for s in (-1, 0, 1):
        P.append(np.stack([s * half, y + abs(s) * half * 0.35, t * length], 1))
    P = np.concatenate(P)
    n = rows + 1
    I = np.concatenate([mesh.grid_faces(2, n), mesh.grid_faces(2, n) + n])
    g = mesh.shade(P, I, 80)
    if g.N[:, 1].sum() < 0:
        g = g.flip()
    # Leaning the normals upward scatters the light as a leaf full of cells does.
    g.N = mesh.unit(g.N + (0, 0.5, 0))
    tone = np.array([0.10, 0.23, 0.055]) * r.uniform(0.7, 1.5) + r.uniform(0, 0.05) * np.array([1, 0.7, 0])
    g.C = np.tile(np.clip(tone, 0, 1), (len(g.P), 1))
    return g.turn(-rise, "x").turn(yaw)


def _xyz(xz, y):
    return xz[0], y, xz[1]
