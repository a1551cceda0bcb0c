"""B3: a clinic of three small houses in oak outline: dentistry, surgery, rest."""

import numpy as np

import lettering
import mesh
import texture
from kit import STEEL, WARM, Stand
from products import health

PLOT = "B3"
TITLE = {"zh": "安禾健康", "en": "Anhe Care"}
SUMMARY = {"zh": "口腔椅、手术灯与康养空间，一站式诊所方案。", "en": "Dental chairs, operating lamps and rooms to recover in: a clinic in one piece."}
CONTACTS = [{"zh": "诊所设计师", "en": "Clinic designer"}, {"zh": "售后主管", "en": "Service lead"}]
PRODUCTS = [
    {"id": "chair", "title": {"zh": "云枕牙科椅", "en": "Cloud dental chair"},
     "summary": {"zh": "记忆海绵与静音升降。", "en": "Memory foam and a silent lift."},
     "build": health.dental_chair, "position": (-3.15, 0.08, -0.35), "yaw": -32},
    {"id": "lamp", "title": {"zh": "五瓣无影灯", "en": "Five-petal operating lamp"},
     "summary": {"zh": "显色指数 97，温升不到 1 ℃。", "en": "Colour rendering 97, less than 1 °C of warmth."},
     "build": health.lamp, "position": (0.2, 0.08, -0.7), "yaw": -10},
]


def gable(s, x, z, w, d, eave, peak, color, led=WARM):
    """The outline of a house in timber: frames front and back, beams between them."""
    t = 0.14
    outer = [(-w / 2, 0), (-w / 2, eave), (0, peak), (w / 2, eave), (w / 2, 0)]
    k = (peak - eave) / (w / 2)
    inner = [(w / 2 - t, 0), (w / 2 - t, eave - t * 0.45), (0, peak - t * (1 + k * k) ** 0.5), (-w / 2 + t, eave - t * 0.45), (-w / 2 + t, 0)]
    frame = mesh.extrude(outer[::-1] + inner[::-1], 0.14, 0.012, cell=0.8)
    for dz in (-d / 2, 0.0, d / 2 - 0.14):
        s.put("wood", frame, x, s.floor, z + dz, color=color)
    for px, py in ((-w / 2 + 0.07, eave - 0.05), (w / 2 - 0.07, eave - 0.05), (0, peak - 0.16), (-w / 4, (eave + peak) / 2 - 0.12), (w / 4, (eave + peak) / 2 - 0.12)):
        s.put("wood", mesh.box(0.1, 0.12, d, 0.01, 0.6), x + px, s.floor + py - 0.06, z, color=color)
    if led:
        for sx in (-1, 1):
            a = np.degrees(np.arctan2(peak - eave, w / 2))
            length = np.hypot(peak - eave, w / 2) - 0.2
            s.led(mesh.box(length, 0.012, 0.03, 0).turn(-sx * a, "z"), led, x + sx * (w / 4 - 0.02), s.floor + (eave + peak) / 2 - 0.2, z + d / 2 - 0.07)


def build():
    s = Stand(10, 5)
    oak, mint, pale = "#f3dcb6", "#bfe3da", "#f4f7f4"
    a1 = texture.leaves(440, 300, texture.gradient(440, 300, [(0, "#e6f5ee"), (1, "#bfe3d4")]), ["#8fcbb4", "#6bb59a", "#a9dcc4", "#4f9f86"], seed=3, count=40, size=0.34)
    lettering.write(a1, (220, 150), "笑得自在", 66, "bold", "#0d5b4c", "ms"), lettering.write(a1, (220, 192), "Smile at ease", 30, "bold", "#0d5b4c", "ms")
    m1 = s.atlas.add(a1)
    a2 = texture.circles(440, 300, "#0c6f68", ["#0fa596", "#3fc2ae", "#0a4f52"], seed=33, count=8)
    lettering.write(a2, (40, 110), "光，没有影子", 58, "bold", "#ffffff"), lettering.write(a2, (42, 150), "Light without shadow", 28, "bold", "#baf5ea")
    m2 = s.atlas.add(a2)
    a3 = texture.ranges(440, 300, [(0, "#dff0ea"), (1, "#fff4e0")], ["#c3e0d2", "#95c7b0", "#6aa88d"], seed=8, sun=(0.5, 0.4, 0.12, "#ffe7b5"), base=0.6)
    lettering.write(a3, (220, 80), "慢慢恢复", 54, "bold", "#17634f", "ms"), lettering.write(a3, (220, 116), "Heal in your own time", 26, "bold", "#17634f", "ms")
    m3 = s.atlas.add(a3)
    s.platform("#e6d3b3", material="wood", led="#aef0e0")
    for k, (x, color, m) in enumerate(((-3.2, mint, m1), (0.0, "#0c7f77", m2), (3.2, pale, m3))):
        outline = [(-1.5, 0), (1.5, 0), (1.5, 2.7), (0, 3.9), (-1.5, 2.7)]
        s.put("paint", mesh.extrude(outline, 0.12, 0.012, cell=0.5), x, s.floor, -2.42, color=color)
        s.mural(m, x, 1.75, -2.28, 2.5, 1.7, lit=True)
        gable(s, x, -0.1, 3.1, 4.5, 2.75, 3.95, oak)
    s.fascia(0, 2.78, 2.24, 3.4, 0.66, color="#0c7f77", thick=0.12)
    s.put("cloth", mesh.slab(mesh.rounded(2.6, 3.4, 0.5), 0.012, 0.004), -3.2, s.floor, 0, color="#9fd3c6")
    s.put("cloth", mesh.slab(mesh.disc(1.25, 56), 0.012, 0.004), 3.2, s.floor, 0.1, color="#9fd3c6")
    s.sofa(3.2, -1.35, 2.0, 0, "#e8e2d4"), s.armchair(2.3, 0.6, 130, "#3fb5a3"), s.armchair(4.15, 0.5, -120, "#d9a05c")
    s.table(3.2, 0.0, 0.42, 0.42, oak)
    s.put("gloss", mesh.lathe([(0, 0), (0.05, 0), (0.07, 0.08), (0.04, 0.16), (0.025, 0.2), (0.032, 0.22)], 28, 60), 3.25, s.floor + 0.42, 0.05, color="#f2efe8")
    # An operating table under the lamp
    s.put("paint", mesh.slab(mesh.rounded(0.5, 0.9, 0.12), 0.08, 0.02), 0.2, s.floor, 0.35, 90, "#c9cfd2")
    s.put("metal", mesh.box(0.3, 0.6, 0.4, 0.03), 0.2, s.floor + 0.06, 0.35, color=STEEL)
    s.put("cloth", mesh.box(1.9, 0.1, 0.56, 0.04), 0.2, s.floor + 0.68, 0.35, color="#26333a")
    s.put("cloth", mesh.box(0.34, 0.08, 0.42, 0.035), -0.55, s.floor + 0.78, 0.35, color="#3fb5a3")
    s.counter(-1.35, 1.85, 1.3, 0.55, body="#f8faf9", top=oak, led="#aef0e0")
    s.plant(-4.6, 1.9, "fig", 1.15, "#e9e4d8", 41), s.plant(4.6, -1.9, "palm", 1.1, "#e9e4d8", 42), s.plant(1.55, -1.95, "fig", 1.0, "#e9e4d8", 43)
    for x in (-3.2, 3.2):
        s.pendant(x, 2.5, 0.4, 0.26, "#f4efe4", WARM, 3.9, "bell")
    return s
