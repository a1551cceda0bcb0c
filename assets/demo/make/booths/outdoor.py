"""C1: running and travelling light. Stacked blocks in sunset colours as stairs for shoes, a big sun on the wall."""

import numpy as np

import lettering
import mesh
import texture
from kit import BRASS, Stand
from products import consumer

PLOT = "C1"
TITLE = {"zh": "轻野行装", "en": "Qingye Outdoor"}
SUMMARY = {"zh": "跑鞋、水壶与旅行包：背得轻，走得远。", "en": "Running shoes, flasks and bags: carry less, go further."}
CONTACTS = [{"zh": "买手接待", "en": "Buyer reception"}]
PRODUCTS = [
    {"id": "shoe", "other": "shoe", "title": {"zh": "风履跑鞋 海蓝", "en": "Windstep, sea blue"}, "summary": {"zh": "单只 198 克，回弹中底。", "en": "198 g each, a midsole that gives back."},
     "position": (-1.2, 1.27, 0.55), "yaw": 35, "scale": 1.35},
    {"id": "flask", "other": "flask", "title": {"zh": "山行保温壶", "en": "Hill flask"}, "summary": {"zh": "24 小时保冷，硅胶护套。", "en": "Cold for 24 hours, in a silicone sleeve."},
     "position": (0.45, 1.02, 0.35), "yaw": -15, "scale": 1.2},
    {"id": "bag-tan", "build": lambda: consumer.handbag(), "title": {"zh": "步步手袋 驼色", "en": "Stride bag, tan"}, "summary": {"zh": "植鞣皮革，黄铜旋锁。", "en": "Vegetable-tanned leather, brass lock."},
     "position": (-0.42, 0.87, 0.85), "yaw": 18, "scale": 1.15},
    {"id": "bag-green", "build": lambda: consumer.handbag("#2f5a4a", "#1d3a30"), "title": {"zh": "步步手袋 松绿", "en": "Stride bag, pine"}, "summary": {"zh": "同款松绿。", "en": "The same in pine green."},
     "position": (1.3, 1.39, -1.9), "yaw": -8, "scale": 1.1},
]


def build():
    s = Stand(5, 5)
    coral, sand, plum = "#f07f4f", "#fbe9d2", "#6a2f5e"
    art = texture.ranges(900, 420, [(0, "#5b2a6a"), (0.35, "#d8586a"), (0.6, "#f79a5a"), (1, "#ffe0a3")], ["#e8876a", "#b8516a", "#7d3366", "#471f4f"], seed=52, sun=(0.66, 0.42, 0.17, "#fff0c2"), base=0.56)
    lettering.write(art, (60, 120), "走远一点", 84, "bold", "#ffffff"), lettering.write(art, (64, 172), "Go a little further", 38, "bold", "#ffe9c8")
    mural = s.atlas.add(art)
    p1 = s.atlas.add(lettering.poster(texture.flow(230, 345, texture.gradient(230, 345, [(0, "#ffb066"), (1, "#e2503f")]), ["#ffe0a3", "#ffffff"], seed=23, width=1, count=18), "198 克", "198 grams", ["风履跑鞋", "Windstep"], style="head", accent="#ffffff"))
    p2 = s.atlas.add(lettering.poster(texture.circles(230, 345, "#fbe9d2", ["#f2b680", "#f07f4f", "#e9c9a0"], seed=44), "步步手袋", "The Stride bag", ["植鞣皮革"], ink="#5d2b1a", style="head", accent="#5d2b1a"))
    s.platform("#e9cfa8", material="cloth", led="#ffd9a0")
    s.wall(0, -2.38, 4.8, 3.7, color=sand, thick=0.14)
    s.mural(mural, -0.25, 2.0, -2.295, 4.1, 1.92, lit=True)
    s.wall(2.38, -1.2, 2.3, 3.7, 90, coral, thick=0.14)
    s.lightbox(p1, 2.28, 1.8, -1.75, 0.92, 1.38, -90), s.lightbox(p2, 2.28, 1.8, -0.7, 0.92, 1.38, -90)
    # Arches: three nested half-rounds towards the aisle.
    for z, r, c in ((2.15, 2.35, coral), (1.55, 2.2, "#f5a45c"), (0.95, 2.05, "#f8c98a")):
        t = np.radians(np.linspace(0, 180, 25))
        h = 1.75
        outer = np.concatenate([[(r, 0)], np.stack([r * np.cos(t), h + r * np.sin(t) * 0.92], 1), [(-r, 0)]])
        q = r - 0.22
        inner = np.concatenate([[(q, 0)], np.stack([q * np.cos(t), h + q * np.sin(t) * 0.92], 1), [(-q, 0)]])
        s.put("paint", mesh.extrude(np.concatenate([outer, inner[::-1]]), 0.2, 0.02, cell=0.7), 0, s.floor, z - 0.1, color=c)
        pts = np.concatenate([[(q - 0.004, 0.0)], np.stack([(q - 0.004) * np.cos(t), h + (q - 0.004) * np.sin(t) * 0.92], 1), [(-q + 0.004, 0.0)]])
        s.led(mesh.tube(np.column_stack([pts, pts[:, 0] * 0 + z + 0.06]), 0.009, 4, caps=False), "#fff0d2", 0, s.floor, 0)
    s.fascia(0, 2.98, 2.28, 3.0, 0.6, color=plum, ink="#ffe0a3", thick=0.1)
    # Stairs of blocks for the shoes.
    for x, z, w, d, h, c in ((-1.2, 0.55, 0.8, 0.62, 1.19, coral), (-0.4, 0.85, 0.72, 0.62, 0.79, "#f5a45c"), (0.4, 0.35, 0.7, 0.62, 0.94, plum), (-0.85, -0.15, 0.7, 0.6, 0.5, "#f8c98a"), (0.2, 0.98, 0.45, 0.5, 0.36, "#f8c98a")):
        s.plinth(x, z, w, d, h, 0, c, 0.02)
    heights = s.shelf(1.3, -1.98, 1.5, 2.1, 0.42, 4, color="#fdf1dd", frame=BRASS, material="paint", led="#fff0d2", columns=1)
    r = np.random.default_rng(4)
    for k, y in enumerate(heights[:2]):
        for j in range(4):
            s.put("paint", mesh.box(0.3, 0.12, 0.2, 0.008), 0.78 + j * 0.345, y, -1.98, float(r.uniform(-6, 6)), (coral, "#f5a45c", plum, sand)[(j + k) % 4])
            s.put("paint", mesh.box(0.306, 0.035, 0.206, 0.008), 0.78 + j * 0.345, y + 0.1, -1.98, 0, "#fff6e6")
    s.counter(1.55, 1.5, 1.4, 0.58, body=sand, top="#f6d7a8", led="#ffd9a0", yaw=-18, round_=0.24)
    s.bench(-1.5, -1.5, 1.5, 0, "#f2cfa0")
    s.plant(-2.15, -1.9, "fig", 1.1, plum, 51), s.plant(2.15, 0.6, "blade", 1.05, plum, 52)
    s.spots(-1.2, 1.2, 3.35, 0.9, 3, rail=False)
    return s
