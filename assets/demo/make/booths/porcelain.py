"""D1: blue and white. A moon gate in white plaster, a grey stone floor, vases on pale oak."""

import numpy as np

import lettering
import mesh
import texture
from kit import BRASS, DARK, STEEL, WARM, Stand
from products import culture

PLOT = "D1"
TITLE = {"zh": "青澜瓷坊", "en": "Qinglan Porcelain"}
SUMMARY = {"zh": "手绘青花与茶器，一笔一窑一世界。", "en": "Hand-painted blue and white: one brush, one kiln, one world."}
CONTACTS = [{"zh": "工坊主理", "en": "Head of the workshop"}]
PRODUCTS = [
    {"id": "peony", "build": culture.vase_tall, "title": {"zh": "缠枝牡丹瓶", "en": "Scrolling peony vase"}, "summary": {"zh": "高 57 厘米，釉下青花。", "en": "57 cm, cobalt under the glaze."}, "position": (1.35, 0.93, 0.95), "yaw": 30, "scale": 1.1},
    {"id": "moonjar", "build": culture.vase_round, "title": {"zh": "远山月罐", "en": "Distant hills moon jar"}, "summary": {"zh": "山水入罐，四面可观。", "en": "A landscape that goes all the way round."}, "position": (-1.55, 0.78, 0.95), "yaw": 120, "scale": 1.15},
    {"id": "teaset", "build": culture.tea_set, "title": {"zh": "海波茶具", "en": "Sea-wave tea set"}, "summary": {"zh": "一壶四杯一罐，竹盘为席。", "en": "Pot, four cups and a jar on bamboo."}, "position": (0.0, 0.8, -0.35), "yaw": 0, "scale": 1.2},
    {"id": "charger", "build": culture.plate, "title": {"zh": "团花大盘", "en": "Medallion charger"}, "summary": {"zh": "直径 40 厘米。", "en": "40 cm across."}, "position": (-1.72, 1.13, -1.95), "yaw": 8, "scale": 1.2},
]


def build():
    s = Stand(5, 5)
    cobalt, plaster = "#1f3f8f", "#f5f2ea"
    art = texture.ranges(560, 420, [(0, "#f5f2ea"), (0.6, "#e9eef4"), (1, "#dfe7f1")], ["#c9d6ea", "#9db4da", "#5f83c0", "#1f3f8f"], seed=84, base=0.5)
    lettering.upright(art, (96, 36), "一窑春水", 54, "serifbold", "#1f3f8f")
    lettering.write(art, (150, 74), "Spring water, fired", 26, "bold", "#1f3f8f")
    mural = s.atlas.add(art)
    p1 = s.atlas.add(lettering.poster(texture.waves(220, 330, "#1f3f8f", "#5f83c0", 26), "海波", "Sea waves", ["茶器系列"], style="middle", accent="#e8b04a"))
    p2 = s.atlas.add(culture.glaze(300, 300, 31, bands=False))
    s.platform("#b9bdc0", material="paint", trim=STEEL, led="#dfe8ff")
    for k in range(4):
        for j in range(4):
            s.put("paint", mesh.box(1.2, 0.012, 1.2, 0.004, 0.3), -1.83 + k * 1.22, s.floor - 0.008, -1.83 + j * 1.22, color=("#c3c6c8", "#b4b9bd", "#bcc0c3")[(k * 2 + j * 3) % 3])
    s.floor += 0.004
    s.wall(0, -2.38, 4.8, 3.5, color=plaster, thick=0.14)
    s.mural(mural, 0, 1.95, -2.295, 3.2, 2.4, lit=True)
    s.wall(-2.38, -1.2, 2.4, 3.5, 90, cobalt, thick=0.14)
    s.lightbox(p1, -2.28, 1.75, -1.2, 0.95, 1.42, 90)
    # The moon gate: a round opening one walks through, with a brass rim.
    w, h, r = 4.9, 3.75, 1.32
    t = np.radians(np.linspace(-36, 216, 41))
    gate = np.concatenate([[(-w / 2, 0), (-r * np.cos(np.radians(36)), 0)], np.stack([r * np.cos(t), 0.98 + r * 0.98 * np.sin(t)], 1)[::-1], [(r * np.cos(np.radians(36)), 0), (w / 2, 0), (w / 2, h), (-w / 2, h)]])
    gate[:, 1] = np.maximum(gate[:, 1], 0)
    s.put("paint", mesh.extrude(gate, 0.26, 0.012, cell=0.55), 0, s.floor, 1.85, color=plaster)
    rim = np.stack([(r - 0.01) * np.cos(t), 0.98 + (r * 0.98 - 0.01) * np.sin(t), t * 0], 1)
    rim = rim[rim[:, 1] >= 0.0]
    s.put("metal", mesh.tube(rim, 0.03, 8), 0, s.floor, 2.11, color=BRASS)
    s.led(mesh.tube(rim * (0.985, 1, 1) + (0, 0, 0), 0.008, 5), "#fff0d2", 0, s.floor, 1.95)
    # A roof line of dark tiles along the top
    for k in range(29):
        x = -2.48 + k * 0.177
        s.put("paint", mesh.tube([(x, h + s.floor + 0.09, 2.3), (x, h + s.floor + 0.22, 1.98), (x, h + s.floor + 0.09, 1.66)], 0.05, 8), color="#3d444c")
    s.put("paint", mesh.box(5.0, 0.07, 0.6, 0.01, 0.5), 0, h + s.floor, 1.98, color="#4a525b")
    s.put("paint", mesh.tube([(-2.5, h + s.floor + 0.25, 1.98), (2.5, h + s.floor + 0.25, 1.98)], 0.06, 10), color="#343a42")
    s.fascia(0, 3.06, 2.13, 2.6, 0.6, color=cobalt, thick=0.06)
    # Lattice windows in the gate wall
    for x in (-1.85, 1.85):
        s.put("wood", mesh.box(0.7, 1.0, 0.05, 0.008), x, s.floor + 1.35, 2.11, color="#8a5a38")
        s.mural(p2, x, s.floor + 1.85, 2.138, 0.6, 0.9, lit=True)
        for k in range(3):
            s.put("wood", mesh.box(0.022, 0.9, 0.02, 0.003), x - 0.15 + k * 0.15, s.floor + 1.4, 2.14, color="#8a5a38")
        for k in range(5):
            s.put("wood", mesh.box(0.6, 0.022, 0.02, 0.003), x, s.floor + 1.53 + k * 0.155, 2.14, color="#8a5a38")
    s.plinth(1.35, 0.95, 0.56, 0.56, 0.846, 0, "#efe2c8", 0.02, led="#fff0d2", material="wood")
    s.plinth(-1.55, 0.95, 0.66, 0.66, 0.696, 0, "#efe2c8", 0.02, led="#fff0d2", material="wood")
    s.plinth(-1.72, -1.95, 0.7, 0.5, 1.046, 0, cobalt, 0.02)
    # A low tea table with stools
    s.put("wood", mesh.box(1.7, 0.06, 0.75, 0.014, 0.3), 0, s.floor + 0.656, -0.35, color="#d9a878")
    for x in (-0.75, 0.75):
        s.put("wood", mesh.box(0.07, 0.66, 0.66, 0.012, 0.4), x, s.floor, -0.35, color="#c9965f")
    for x, z in ((-0.5, -1.15), (0.5, -1.15), (-0.5, 0.45), (0.5, 0.45)):
        s.put("gloss", mesh.lathe([(0, 0), (0.13, 0), (0.15, 0.03), (0.185, 0.18), (0.185, 0.24), (0.15, 0.39), (0.13, 0.42), (0, 0.425)], 30, 50), x, s.floor, z, color=("#f4f7fa", cobalt)[int((x + z) * 10) % 2])
    heights = s.shelf(1.75, -2.02, 1.1, 2.2, 0.36, 5, color="#e0b98a", frame=DARK, led="#fff0d2")
    shapes = ([(0, 0), (0.05, 0), (0.1, 0.08), (0.1, 0.14), (0.04, 0.2), (0.035, 0.25), (0.05, 0.27)], [(0, 0), (0.04, 0), (0.11, 0.06), (0.12, 0.08), (0.1, 0.08)], [(0, 0), (0.06, 0), (0.08, 0.03), (0.07, 0.2), (0.03, 0.26), (0.035, 0.3)])
    for k, y in enumerate(heights):
        for j in range(3):
            p = np.array(shapes[(k + j) % 3])
            s.put("gloss", mesh.lathe(np.concatenate([p, p[::-1][:1] * (0.85, 1)]), 22, 60), 1.38 + j * 0.36, y, -2.02, color=("#f4f7fa", cobalt, "#a9c4dc", "#dfe9f2")[(k * 2 + j) % 4])
    s.counter(1.7, 0.0, 1.1, 0.5, 1.0, -90, plaster, "#d9a878", led="#fff0d2")
    s.plant(-2.05, 0.1, "fig", 1.15, cobalt, 91, "gloss"), s.plant(2.1, -1.2, "blade", 1.0, "#f4f7fa", 92, "gloss")
    for x in (-0.5, 0.5):
        s.pendant(x, 2.3, -0.35, 0.24, "#f3ead8", WARM, 3.5, "dish")
    s.put("paint", mesh.box(4.7, 0.06, 0.08, 0.01, 0.6), 0, 3.52, -0.35, color="#3d444c")
    return s
