"""C3: a market stall for oil, wine and fruit under a striped awning."""

import numpy as np

import lettering
import mesh
import texture
from kit import DARK, Stand
from products import consumer

PLOT = "C3"
TITLE = {"zh": "丰穗好食", "en": "Fengsui Pantry"}
SUMMARY = {"zh": "橄榄油、葡萄酒与时令水果，从产地到餐桌。", "en": "Olive oil, wine and fruit in season, from grove to table."}
CONTACTS = [{"zh": "食品采购顾问", "en": "Food buying adviser"}]
PRODUCTS = [
    {"id": "oils", "build": consumer.oils, "title": {"zh": "初榨橄榄油与山蜜", "en": "Olive oil and mountain honey"}, "summary": {"zh": "冷压工艺，单一产区。", "en": "Pressed cold, from one valley."}, "position": (-0.95, 1.05, 0.95), "yaw": 6, "scale": 1.15},
    {"id": "wines", "build": consumer.wines, "title": {"zh": "暮山红与晨雾白", "en": "Dusk Hill red and Morning Mist"}, "summary": {"zh": "橡木桶陈十二个月。", "en": "Twelve months in oak."}, "position": (0.5, 1.05, 0.85), "yaw": -8, "scale": 1.15},
    {"id": "avocado", "other": "avocado", "title": {"zh": "牛油果", "en": "Avocado"}, "summary": {"zh": "树上熟，手中软。", "en": "Ripened on the tree."}, "position": (1.0, 1.05, 1.0), "yaw": 15, "scale": 2.1},
]


def build():
    s = Stand(5, 5)
    olive, cream, brick = "#6d7a35", "#f7efdc", "#c4543a"
    art = texture.ranges(760, 330, [(0, "#bfe0ee"), (0.6, "#fdf0cf"), (1, "#fbe2a8")], ["#c3cfa5", "#9fb06a", "#7b8f45", "#566a2c"], seed=71, sun=(0.25, 0.3, 0.1, "#fffbe6"), base=0.5)
    from PIL import ImageDraw
    d = ImageDraw.Draw(art)
    r = np.random.default_rng(5)
    for k in range(150):
        x, y = r.uniform(0, 760), r.uniform(225, 330)
        q = (y - 190) * 0.09
        d.ellipse([x - q * 1.3, y - q, x + q * 1.3, y + q * 0.8], fill=tuple((np.array([92, 112, 58]) * r.uniform(0.75, 1.2)).astype(int)))
    lettering.write(art, (400, 92), "从山谷来", 66, "bold", "#4a5520", "ls"), lettering.write(art, (402, 132), "Straight from the valley", 29, "bold", "#4a5520", "ls")
    mural = s.atlas.add(art)
    grove = texture.leaves(240, 360, "#f3ead2", ["#8a9a4a", "#6d7a35", "#a9b56a", "#4f5a24"], seed=9, count=34, size=0.3)
    ImageDraw.Draw(grove).ellipse([28, 88, 212, 272], fill=(247, 239, 220))
    p1 = s.atlas.add(lettering.poster(grove, "初榨", "First pressing", ["酸度 ≤ 0.3%"], ink="#2f3a12", style="middle", accent="#c4543a"))
    s.platform("#d2b48a", material="wood", led="#ffe0a0")
    s.wall(0, -2.38, 4.8, 3.3, color=cream, thick=0.14)
    s.wall(2.38, -1.4, 2.0, 3.3, 90, olive, thick=0.14)
    s.mural(mural, -0.35, 2.15, -2.295, 3.7, 1.6, lit=True)
    s.lightbox(p1, 2.28, 1.75, -1.35, 1.0, 1.5, -90)
    # Striped awning: curved strips in two colours, with scallops along the front edge.
    n, w = 16, 4.8
    for k in range(n):
        x0, x1 = -w / 2 + w * k / n, -w / 2 + w * (k + 1) / n
        t = np.linspace(0, 1, 9)
        z, y = 0.35 + t * 1.95, 3.72 - 0.55 * t ** 1.8
        P = np.concatenate([np.stack([np.full(9, x), y, z], 1) for x in (x0, x1)])
        c = brick if k % 2 else cream
        g = mesh.shade(P, mesh.grid_faces(2, 9), 80)
        g = g if g.N[:, 1].mean() > 0 else g.flip()
        under = g.flip()
        under.P = under.P - (0, 0.01, 0)
        s.put("cloth", mesh.join([mesh.Geo(q.P, q.N, q.I) for q in (g, under)]), color=c)
        a = np.radians(np.linspace(180, 360, 11))
        scallop = np.concatenate([[(w / n / 2, 0.0), (-w / n / 2, 0.0)], np.stack([w / n / 2 * np.cos(a), -0.05 + 0.11 * np.sin(a)], 1)])
        s.put("cloth", mesh.extrude(scallop, 0.012, 0.002), (x0 + x1) / 2, y[-1], z[-1] - 0.006, color=c)
    for x in (-2.35, 2.35):
        s.put("wood", mesh.box(0.13, 3.1, 0.13, 0.015, 0.6), x, s.floor, 2.25, color="#d6a874")
        s.put("wood", mesh.box(0.12, 3.7, 0.12, 0.015, 0.6), x, s.floor, 0.4, color="#d6a874")
    s.put("wood", mesh.box(4.84, 0.12, 0.1, 0.012, 0.6), 0, 3.68, 0.38, color="#d6a874")
    s.put("wood", mesh.box(4.84, 0.1, 0.1, 0.012, 0.6), 0, 3.08, 2.25, color="#d6a874")
    s.fascia(0, 2.72, 2.24, 3.1, 0.62, color=olive, ink="#fff6dd", thick=0.08)
    for x in (-1.3, 1.3):
        s.put("paint", mesh.box(0.03, 0.16, 0.03, 0.003), x, 3.0, 2.24, color=DARK)
    # Tasting table and crates of fruit
    s.put("wood", mesh.box(2.9, 0.05, 0.85, 0.012, 0.35), -0.25, s.floor + 0.92, 0.9, color="#e0b484")
    for x in (-1.55, 1.05):
        for z in (0.58, 1.22):
            s.put("wood", mesh.box(0.08, 0.92, 0.08, 0.012), x, s.floor, z, color="#c9965f")
    s.put("wood", mesh.box(2.6, 0.03, 0.7, 0.008, 0.4), -0.25, s.floor + 0.25, 0.9, color="#c9965f")
    fruit = mesh.ball(0.042, 10)
    r = np.random.default_rng(12)
    def crate(x, z, y, yaw, c, n=5, m=4, lift=14):
        at = s.local(x, z, yaw)
        for dz in (-0.17, 0.17):
            for k in range(3):
                px, pz = at(0, dz)
                s.put("wood", mesh.box(0.5, 0.055, 0.016, 0.004), px, y + 0.005 + k * 0.065, pz, yaw, "#e6bd88")
        for dx in (-0.24, 0.24):
            px, pz = at(dx, 0)
            s.put("wood", mesh.box(0.018, 0.2, 0.33, 0.004), px, y, pz, yaw, "#d6a874")
        px, pz = at(0, 0)
        s.put("wood", mesh.box(0.46, 0.1, 0.31, 0.004), px, y, pz, yaw, "#b98a58")
        for i in range(n):
            for j in range(m):
                px, pz = at(-0.19 + 0.38 * i / (n - 1) + r.uniform(-.008, .008), -0.125 + 0.25 * j / (m - 1))
                base = mesh.linear(c) * r.uniform(0.8, 1.15)
                g = fruit.scale(1, r.uniform(0.92, 1.08), 1)
                g.C = np.tile(np.clip(base, 0, 1), (len(g.P), 1))
                s.put("gloss", g, px, y + 0.15 + r.uniform(-.006, .012), pz)
    f = s.floor
    for x, z, y, yaw, c in ((1.85, 1.75, f + 0.42, -6, "#e8862e"), (1.85, 1.2, f + 0.42, 4, "#c9302c"), (-1.95, 1.3, f + 0.42, 5, "#e3b62c"), (-1.95, 1.75, f + 0.42, -3, "#7aa23a"), (-0.7, 0.9, f + 0.28, 2, "#c9302c"), (0.2, 0.9, f + 0.28, -3, "#e3b62c")):
        crate(x, z, y, yaw, c)
        if y < f + 0.5 and abs(x) > 1.5:
            s.put("wood", mesh.box(0.56, 0.42, 0.42, 0.01, 0.4), x, f, z, yaw, "#c9965f")
    heights = s.shelf(0.95, -2.0, 2.4, 1.2, 0.4, 3, color="#e6bd88", frame=DARK, led="#ffe0a0", columns=2)
    lab = s.atlas.add(consumer._label("丰穗", "FENGSUI", "#f3ead2", "#4a5520", "#c4543a", 110, 150))
    for k, y in enumerate(heights):
        for j in range(11):
            shape = ("jar", "oil", "wine")[k]
            m = ("#c9791a", "#4a5a20", "#3a1512")[k] if j % 3 else ("#8a3a1a", "#33401a", "#3d4a1c")[k]
            prof = {"jar": [(0, 0), (0.05, 0), (0.055, 0.01), (0.055, 0.1), (0.045, 0.115), (0, 0.115)],
                    "oil": [(0, 0), (0.036, 0), (0.04, 0.006), (0.04, 0.19), (0.016, 0.245), (0.014, 0.3), (0, 0.3)],
                    "wine": [(0, 0), (0.034, 0), (0.038, 0.006), (0.038, 0.18), (0.02, 0.228), (0.015, 0.31), (0, 0.31)]}[shape]
            x = -0.12 + j * 0.214
            s.put("gloss", mesh.lathe(prof, 14, 40), x, y, -1.98, color=m)
            rr, a, b = {"jar": (0.0557, 0.02, 0.09), "oil": (0.0407, 0.05, 0.16), "wine": (0.0387, 0.05, 0.15)}[shape]
            s.model.add("print", mesh.bent(rr * 1.9, b - a, rr, lab, 6, inside=False).move(x, y + (a + b) / 2, -1.98 + rr))
    s.plinth(-1.6, -1.9, 0.9, 0.55, 1.0, 0, olive, 0.04, cap="#e0b484", cap_material="wood")
    s.plant(-1.6, -1.9, "bush", 1.4, y=s.floor + 0.98, bare=True, seed=72)
    s.plant(-2.1, -1.0, "fig", 1.15, brick, 73)
    for x in (-1.1, 0.0, 1.1):
        s.pendant(x, 2.3, 0.7, 0.22, olive, "#ffe2b0", 3.6, "dish")
    s.lightbox(p1, 2.49, 1.75, -1.4, 1.0, 1.5, 90)
    return s
