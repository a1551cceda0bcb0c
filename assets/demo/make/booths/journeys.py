"""D2: journeys. A timber deck like a jetty, sails overhead, a wide sea on the wall."""

import numpy as np

import lettering
import mesh
import texture
from kit import BRASS, Stand
from products import culture

PLOT = "D2"
TITLE = {"zh": "远岬旅行", "en": "Far Cape Journeys"}
SUMMARY = {"zh": "灯塔、列车与群岛：把地图走成故事。", "en": "Lighthouses, trains and islands: walk the map into a story."}
CONTACTS = [{"zh": "线路策划", "en": "Route planner"}]
PRODUCTS = [
    {"id": "lighthouse", "build": culture.lighthouse, "title": {"zh": "东岬灯塔模型", "en": "East Cape lighthouse"}, "summary": {"zh": "夜航线路的起点。", "en": "Where the night crossing begins."}, "position": (-1.35, 0.88, 0.75), "yaw": -20, "scale": 1.3},
    {"id": "train", "build": culture.train, "title": {"zh": "海岸快线 1:30", "en": "Coast express, 1:30"}, "summary": {"zh": "时速 350 公里，窗外全是海。", "en": "350 km/h with the sea in every window."}, "position": (0.35, 0.93, 0.55), "yaw": -62},
    {"id": "globe", "build": culture.globe, "title": {"zh": "复古落地地球仪", "en": "Standing globe"}, "summary": {"zh": "先转一转，再出发。", "en": "Give it a turn, then go."}, "position": (1.75, 0.08, -0.55), "yaw": 15, "scale": 1.15},
]
# Made by film.py.
VIDEOS = [{"file": "walk.webm", "position": (1.3, 1.86, -2.313), "size": (1.6, 0.9), "gain": -6.0, "radius": 1.5, "far": 7.0, "frame": "none", "captions": [
    {"at": 0.0, "zh": "清晨，光穿过展厅的木梁。", "en": "Morning: light falls through the timber roof."},
    {"at": 3.2, "zh": "一杯山喃咖啡，从香气开始。", "en": "A cup of Shannan coffee begins with its scent."},
    {"at": 6.1, "zh": "灯屿把夜色一盏盏点亮。", "en": "Lantern Isle lights the night, lamp by lamp."},
    {"at": 9.0, "zh": "远岬旅行：下一站由你决定。", "en": "Far Cape Journeys: the next stop is yours."},
]}]


def sail(a, b, c, n=12, sag=0.32):
    """A triangle of cloth that hangs a little, seen from both sides."""
    a, b, c = (np.array(p, float) for p in (a, b, c))
    P, at, I = [], {}, []
    for i in range(n + 1):
        for j in range(n + 1 - i):
            u, v = i / n, j / n
            w = 1 - u - v
            p = a * w + b * u + c * v
            p[1] -= sag * max(27 * u * v * w, 0.0) ** 0.8 + 0.05 * (u * v + v * w + w * u)
            at[i, j] = len(P)
            P.append(p)
    for i in range(n):
        for j in range(n - i):
            I.append((at[i, j], at[i + 1, j], at[i, j + 1]))
            if i + j < n - 1:
                I.append((at[i + 1, j], at[i + 1, j + 1], at[i, j + 1]))
    g = mesh.shade(np.array(P), I, 80)
    g = g if g.N[:, 1].mean() > 0 else g.flip()
    under = g.flip()
    under.P = under.P - (0, 0.012, 0)
    return mesh.join([mesh.Geo(q.P, q.N, q.I) for q in (g, under)])


def build():
    s = Stand(5, 5)
    sea, sand, coral = "#156a8a", "#f6ead2", "#e8694a"
    art = texture.ranges(1000, 400, [(0, "#3f9fd0"), (0.5, "#a8dcea"), (0.62, "#fbeccb"), (1, "#fff6e0")], ["#8fc3d6", "#5da3bd"], seed=95, sun=(0.72, 0.36, 0.09, "#fffdf0"), base=0.48)
    from PIL import ImageDraw
    d = ImageDraw.Draw(art)
    r = np.random.default_rng(8)
    for k in range(150):
        t = k / 150
        y = 245 + t * 155
        c = np.array([70, 160, 190]) * (1 - t) + np.array([14, 92, 130]) * t
        d.line([(0, y), (1000, y)], fill=tuple(c.astype(int)), width=3)
    for k in range(420):
        y = r.uniform(248, 398)
        q = (y - 235) * 0.22
        x = r.uniform(0, 1000)
        d.line([(x - q, y), (x + q, y)], fill=(250, 244, 214) if abs(x - 720) < 120 else (120, 190, 210), width=2)
    for x, y, q in ((250, 262, 26), (420, 280, 40), (880, 270, 30)):
        d.polygon([(x, y), (x, y - q * 2), (x + q, y - 4)], fill=(255, 255, 255)), d.polygon([(x - 3, y), (x - 3, y - q * 1.6), (x - q * 0.6, y - 4)], fill=(240, 236, 224))
        d.polygon([(x - q * 0.8, y + 2), (x + q * 1.1, y + 2), (x + q * 0.7, y + q * 0.3), (x - q * 0.5, y + q * 0.3)], fill=(150, 72, 50))
    lettering.write(art, (60, 118), "把地图走成故事", 78, "bold", "#ffffff", spacing=0.03), lettering.write(art, (64, 168), "Walk the map into a story", 38, "bold", "#fff6d8")
    mural = s.atlas.add(art)
    p1 = s.atlas.add(lettering.poster(texture.ranges(230, 345, [(0, "#102a4a"), (0.6, "#e8694a"), (1, "#ffd08a")], ["#7a4a6a", "#4a2f5a", "#241a3a"], seed=29, sun=(0.4, 0.5, 0.1, "#fff0c0"), base=0.62), "夜航", "Night crossing", ["东岬 — 外群岛"], style="head", accent="#ffd08a"))
    p2 = s.atlas.add(lettering.poster(texture.flow(230, 345, texture.gradient(230, 345, [(0, "#e8694a"), (1, "#f6b26a")]), ["#fff6e0", "#ffe2b0"], seed=18, width=2, count=12), "海岸快线", "Coast express", ["2 h 40 min"], style="head", accent="#ffffff"))
    s.platform("#c9a67a", material="wood", led="#bfe6f2")
    s.wall(0, -2.38, 4.8, 3.1, color="#ffffff", thick=0.14)
    s.mural(mural, 0, 1.75, -2.295, 4.7, 1.88, lit=True)
    s.wall(2.38, -1.5, 1.8, 3.1, 90, sea, thick=0.14)
    s.lightbox(p1, 2.28, 1.75, -1.45, 0.95, 1.42, -90)
    # Masts and sails
    masts = [(-2.3, 2.2, 4.3), (2.3, 2.2, 3.9), (-2.3, -2.2, 3.7), (2.3, -2.2, 4.3)]
    for x, z, h in masts:
        s.put("wood", mesh.cylinder(0.07, h, 18, 0.01, top=0.045), x, s.floor, z, color="#e0bb88")
        s.put("metal", mesh.cylinder(0.085, 0.12, 18, 0.01), x, s.floor, z, color=BRASS)
        s.put("metal", mesh.ball(0.06, 14), x, s.floor + h, z, color=BRASS)
    tip = lambda k, dy=0.0: (masts[k][0], masts[k][2] + dy, masts[k][1])
    s.put("cloth", sail(tip(0), tip(1), tip(2, -0.1)), color="#fbf6ea")
    s.put("cloth", sail(tip(1, -0.25), tip(3), tip(2, -0.3)), color=coral)
    s.fascia(0, 3.0, 2.2, 3.2, 0.64, color=sea, thick=0.1)
    for x in (-1.5, 1.5):
        s.put("paint", mesh.tube([(x, 3.3, 2.2), (np.sign(x) * 2.28, 3.75, 2.2)], 0.01, 6), color="#e9e2d2")
    for x in (-1, 1):
        s.put("paint", mesh.tube(mesh.curve([(x * 2.3, 1.1, 2.2), (x * 2.05, 1.0, 2.2), (x * 1.62, 2.75, 2.2)], 6), 0.012, 6), color="#e9e2d2")
    # Stands: a drum like a buoy, a long low crate for the train
    s.drum(-1.35, 0.75, 0.62, 0.8, "#ffffff", led="#bfe6f2", cap=sea)
    s.put("paint", mesh.cylinder(0.624, 0.18, 44, 0.01), -1.35, s.floor + 0.28, 0.75, color=coral)
    s.plinth(0.3, 0.6, 1.75, 0.62, 0.85, 28, sand, 0.04, led="#fff0d2", cap="#d9b484", cap_material="wood")
    s.counter(1.6, 1.75, 1.3, 0.55, body=sea, top="#e6c394", led="#bfe6f2", yaw=-12)
    s.put("cloth", mesh.slab(mesh.disc(0.95, 48), 0.014, 0.004), 1.75, s.floor, -0.55, color="#2f87a3")
    # Trunks stacked as a seat
    for x, y, z, w, h, dd, yaw, c in ((-1.65, 0, -1.75, 0.9, 0.34, 0.5, 6, "#8a5a38"), (-1.6, 0.34, -1.78, 0.72, 0.26, 0.44, -5, "#b0703f"), (-1.68, 0.6, -1.74, 0.5, 0.2, 0.34, 10, sea)):
        s.put("paint", mesh.box(w, h, dd, 0.025), x, s.floor + y, z, yaw, c)
        at = s.local(x, z, yaw)
        for dx in (-w * 0.3, w * 0.3):
            px, pz = at(dx, 0)
            s.put("paint", mesh.box(0.04, h + 0.008, dd + 0.008, 0.008), px, s.floor + y, pz, yaw, "#4a2a18")
            px, pz = at(dx, dd / 2)
            s.put("metal", mesh.box(0.03, 0.04, 0.014, 0.003), px, s.floor + y + h * 0.6, pz, yaw, BRASS)
    s.bench(-0.2, -1.75, 1.4, 0, "#e6c394")
    s.rack(-2.1, -0.5, [p2, p1, p2], 60)
    s.plant(2.1, 0.75, "palm", 1.15, sand, 101), s.plant(-2.15, 1.6, "blade", 1.0, coral, 102)
    return s
