"""B1: medical imaging. White curves: a hollow light wall around the scanner, a ring of light overhead."""

import numpy as np

import lettering
import mesh
import texture
from kit import CHROME, STEEL, Stand
from products import health

PLOT = "B1"
TITLE = {"zh": "明曜影像", "en": "Mingyao Imaging"}
SUMMARY = {"zh": "安静、明亮的磁共振，让检查不再紧张。", "en": "Quiet, bright magnetic resonance that takes the fear out of a scan."}
CONTACTS = [{"zh": "临床顾问", "en": "Clinical adviser"}]
PRODUCTS = [
    {"id": "scanner", "title": {"zh": "静境 1.5T 磁共振", "en": "Stillness 1.5 T scanner"},
     "summary": {"zh": "70 厘米大孔径，噪声降低八成。", "en": "A 70 cm bore and four fifths less noise."},
     "build": health.scanner, "position": (-0.25, 0.08, -1.0), "yaw": 18, "scale": 0.86},
]


def build():
    s = Stand(5, 5)
    teal = "#0fa596"
    art = texture.gradient(900, 330, [(0, "#0b6f74"), (0.5, "#2fb8a8"), (1, "#d9f6ee")], 12)
    art = texture.flow(900, 330, art, ["#ffffff", "#b9fff0", "#0b6f74"], seed=19, count=22, width=1, swing=0.16)
    lettering.write(art, (200, 110), "看见，是安心的开始", 58, "bold", "#ffffff")
    lettering.write(art, (202, 156), "To see is the start of calm", 30, "bold", "#ffffff")
    mural = s.atlas.add(art)
    p1 = s.atlas.add(lettering.poster(texture.circles(220, 330, "#dff5f0", ["#0fa596", "#7fdccb", "#ffffff"], seed=14), "静境 1.5T", "Stillness", ["噪声 −80%", "孔径 70 cm"], ink="#07524e", accent="#0fa596"))
    s.platform("#dfe9e8", led="#9ff5e6")
    s.put("cloth", mesh.slab(mesh.rounded(3.6, 3.9, 1.2, 14), 0.01, 0.003), -0.2, s.floor, 0.1, color="#7fc9bd")
    # The light wall is an arc of a 2.9 m circle; behind it a plain white shell gives it thickness.
    r = 2.7
    for dr, h, part in ((0.0, 3.0, "in"), (0.16, 3.1, "out")):
        if part == "out":
            a0, a1 = np.radians(-62), np.radians(62)
            t = np.linspace(a0, a1, 40)
            inner = np.stack([(r + 0.01) * np.sin(t), (r + 0.01) * np.cos(t)], 1)
            outer = np.stack([(r + 0.18) * np.sin(t), (r + 0.18) * np.cos(t)], 1)[::-1]
            s.put("paint", mesh.slab(np.concatenate([inner, outer]), h, 0.015), 0, s.floor, 0.45, color="#f6f8f8")
    s.model.add("glow", mesh.bent(2 * r * np.radians(58), 2.1, r, mural, 40).move(0, 1.85, 0.45 - r))
    # A ring of light over the middle, carried by two slim columns and the wall.
    for x in (-2.2, 2.2):
        s.put("metal", mesh.cylinder(0.05, 3.3, 20, 0.005), x, s.floor, 1.75, color=CHROME)
    s.put("gloss", mesh.ring(2.32, 2.05, 0.26, 72, 0.03), 0, 3.35, 0.1, color="#fbfcfc")
    s.led(mesh.ring(2.26, 2.1, 0.02, 72, 0), "#effffc", 0, 3.338, 0.1)
    s.led(mesh.lathe([(2.045, 0.08), (2.045, 0.18)], 72).flip(), "#9ff5e6", 0, 3.35, 0.1)
    s.fascia(0, 3.05, 2.32, 3.2, 0.62, color=teal, thick=0.1)
    for x in (-1.3, 1.3):
        s.put("metal", mesh.box(0.03, 0.3, 0.03, 0.003), x, 3.3, 2.3, color=STEEL)
    s.counter(-1.55, 1.7, 1.4, 0.62, body="#fbfcfc", top="#ffffff", top_material="gloss", led="#9ff5e6", yaw=22, material="gloss", round_=0.28)
    s.put("paint", mesh.box(1.06, 2.3, 0.1, 0.02, 0.4), 2.1, s.floor, -0.35, -70, "#f6f8f8")
    px, pz = s.local(2.1, -0.35, -70)(0, 0.06)
    s.mural(p1, px, 1.35, pz, 0.94, 1.41, -70, lit=True)
    s.armchair(1.55, 1.35, -150, "#3fb5a3", "#c9a678"), s.armchair(0.75, 1.75, 170, "#e9efee", "#c9a678")
    s.plant(2.2, 2.1, "fig", 1.1, "#ffffff", 21), s.plant(-2.2, -0.9, "palm", 0.95, "#ffffff", 22)
    return s
