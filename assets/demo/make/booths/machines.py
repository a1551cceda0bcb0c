"""A2: machine tools. A heavy yellow gantry over a white machining centre, cut parts on plinths."""

import lettering
import mesh
import texture
from kit import BRASS, CHROME, COPPER, DARK, STEEL, Stand
from products import smart

PLOT = "A2"
TITLE = {"zh": "精川数控", "en": "Jingchuan CNC"}
SUMMARY = {"zh": "五轴加工中心与刀具，微米之间见功夫。", "en": "Five-axis machining centres and tools: skill between two microns."}
CONTACTS = [{"zh": "技术销售", "en": "Technical sales"}]
PRODUCTS = [
    {"id": "centre", "title": {"zh": "JC-500 五轴加工中心", "en": "JC-500 five-axis machining centre"},
     "summary": {"zh": "主轴 20000 转/分，定位精度 3 微米。", "en": "Spindle 20,000 rpm, positioning to 3 microns."},
     "build": smart.machining_centre, "position": (-0.75, 0.08, -0.95), "yaw": 8},
]


def impeller(s, x, y, z, color):
    """A turned hub with swept blades: the piece that shows what five axes are for."""
    import numpy as np
    s.put("metal", mesh.lathe([(0, 0), (0.15, 0), (0.15, 0.018), (0.09, 0.035), (0.05, 0.08), (0.032, 0.13), (0.02, 0.14), (0, 0.14)], 36, 50), x, y, z, color=color)
    for k in range(9):
        rows = []
        for t in np.linspace(0, 1, 7):
            a = np.radians(k * 40 + t * 65)
            r0, r1, h = 0.14 - 0.1 * t, 0.148 - 0.055 * t, 0.02 + 0.1 * t
            rows.append([(r0 * np.sin(a), h - 0.004, r0 * np.cos(a)), (r1 * np.sin(a), h + 0.03 - 0.004 * t, r1 * np.cos(a))])
        P = np.array(rows).reshape(-1, 3)
        g = mesh.shade(P, mesh.grid_faces(7, 2), 60)
        back = g.flip()
        back.P = back.P + mesh.unit(back.N) * 0.003
        s.put("metal", mesh.join([mesh.Geo(q.P, q.N, q.I) for q in (g, back)]), x, y, z, color=color)


def build():
    s = Stand(5, 5)
    yellow, ink = "#f5b821", "#20252b"
    art = texture.contour(560, 380, "#1d232b", "#5c6873", seed=17, lines=18, light="#f5b821")
    lettering.write(art, (36, 84), "微米之间", 66, "bold", "#ffffff")
    lettering.write(art, (38, 122), "Between two microns", 26, "bold", "#f5b821")
    mural = s.atlas.add(art)
    p1 = s.atlas.add(lettering.poster(texture.circles(240, 360, "#f5b821", ["#ffd35c", "#e8a50c", "#fbe3a2"], seed=8), "五轴联动", "Five axes at once", ["一次装夹 · 全面加工", "One set-up, every face"], ink="#20252b", accent="#20252b", style="head"))
    p2 = s.atlas.add(lettering.poster(texture.flow(240, 360, "#20252b", ["#5c6873", "#f5b821"], seed=9, width=1), "硬核刀具", "Tools that last", ["涂层寿命 +40%"], accent="#f5b821"))
    s.platform("#4b5058", material="paint", led="#ffd77a", trim=DARK)
    s.wall(0, -2.38, 4.8, 3.3, color="#eceeef", thick=0.14)
    s.wall(-2.38, -1.4, 2.0, 3.3, 90, "#eceeef", thick=0.14)
    s.mural(mural, 0.95, 2.0, -2.3, 2.6, 1.76)
    s.lightbox(p1, -2.28, 1.75, -1.4, 1.0, 1.5, 90)
    # Gantry: two box girders on four posts, with diagonal braces.
    for x in (-2.3, 2.3):
        for z in (-2.1, 2.2):
            s.put("paint", mesh.box(0.2, 4.0, 0.2, 0.02, 0.5), x, s.floor, z, color=yellow)
            s.put("paint", mesh.box(0.34, 0.05, 0.34, 0.01), x, s.floor, z, color=ink)
        s.put("paint", mesh.box(0.18, 0.3, 4.5, 0.02, 0.5), x, 3.78, 0.05, color=yellow)
        s.put("paint", mesh.tube([(x, 3.1, 2.2), (x, 3.8, 1.5)], 0.035, 8, caps=False), color=ink)
    for z in (2.2, 0.6, -1.0):
        s.put("paint", mesh.box(4.8, 0.3 if z > 2 else 0.16, 0.18, 0.02, 0.5), 0, 3.78 if z > 2 else 3.9, z, color=yellow if z > 2 else ink)
        s.led(mesh.box(3.9, 0.02, 0.05, 0), "#fff4dc", 0, 3.76 if z > 2 else 3.885, z)
    s.fascia(0.0, 3.2, 2.24, 3.4, 0.68, color="#20252b", ink="#ffcf4a", thick=0.1)
    for x in (-1.4, 1.4):
        s.put("paint", mesh.box(0.04, 0.35, 0.04, 0.004), x, 3.5, 2.22, color=ink)
    # Safety stripes around the machine, as in a workshop.
    for x in (-2.05, 0.7):
        s.put("paint", mesh.panel(0.08, 2.4, 0.4).turn(-90, "x"), x, s.floor + 0.003, -0.9, color=yellow)
    s.put("paint", mesh.panel(2.83, 0.08, 0.4).turn(-90, "x"), -0.675, s.floor + 0.003, 0.3, color=yellow)
    y = s.plinth(1.6, 0.2, 0.5, 0.5, 0.95, color=ink, led="#ffd77a", cap=yellow)
    impeller(s, 1.6, y, 0.2, "#e3e6ea")
    y = s.plinth(1.6, -0.75, 0.5, 0.5, 1.1, color=ink, led="#ffd77a", cap=yellow)
    impeller(s, 1.6, y, -0.75, BRASS)
    y = s.plinth(1.6, -1.65, 0.5, 0.5, 1.25, color=ink, led="#ffd77a", cap=yellow)
    for k, (r, h) in enumerate(((0.022, 0.2), (0.016, 0.24), (0.028, 0.15), (0.012, 0.22), (0.02, 0.17))):
        x = 1.44 + k * 0.08
        s.put("metal", mesh.lathe([(0, 0), (0.032, 0), (0.032, 0.03), (r, 0.05), (r, h * 0.7), (r * 0.7, h), (0, h)], 16), x, y, -1.65, color=(CHROME, BRASS, STEEL, COPPER, CHROME)[k])
    s.counter(1.35, 1.7, 1.7, 0.6, body=yellow, top="#3a3f46", top_material="paint", led="#fff0c8", rect=None, round_=0.06)
    s.rack(-1.95, 1.5, [p2, p1, p2], 20)
    s.stool(0.3, 1.2, yellow), s.stool(-1.2, 1.7, yellow)
    s.table(-0.55, 1.55, 0.36, 1.02, "#f2f2f0", "paint")
    s.plant(2.1, -2.0, "blade", 1.2, "#20252b", 8)
    s.spots(-1.6, 1.6, 3.85, 0.6, 4, rail=False)
    return s
