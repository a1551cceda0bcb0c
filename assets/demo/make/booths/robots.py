"""A1: a robot maker. Nested frames with blue light, the robot on a round stage in the middle."""

import lettering
import mesh
import texture
from kit import DARK, STEEL, Stand
from products import smart

PLOT = "A1"
TITLE = {"zh": "启衡机器人", "en": "Qiheng Robotics"}
SUMMARY = {"zh": "六轴协作机器人与视觉抓取，为中小工厂而设计。", "en": "Six-axis collaborative robots with sighted gripping, made for small factories."}
CONTACTS = [{"zh": "应用工程师", "en": "Application engineer"}, {"zh": "渠道负责人", "en": "Channel manager"}]
PRODUCTS = [
    {"id": "arm", "title": {"zh": "QH-12 六轴机械臂", "en": "QH-12 six-axis arm"},
     "summary": {"zh": "臂展 1.3 米，负载 12 千克，重复定位 ±0.02 毫米。", "en": "Reach 1.3 m, payload 12 kg, repeatability ±0.02 mm."},
     "build": smart.robot, "position": (-0.3, 0.5, 0.35), "yaw": 12},
]


def build():
    s = Stand(5, 5)
    art = texture.flow(760, 420, texture.gradient(760, 420, [(0, "#0a1a33"), (1, "#16407e")], 40), ["#2f7bff", "#7fe3ff", "#ffffff"], seed=4, count=30, width=1)
    lettering.write(art, (50, 110), "让每一次抓取都恰到好处", 50, "bold", "#ffffff")
    lettering.write(art, (52, 154), "A grip that knows how much is enough", 26, "bold", "#9fd4ff")
    mural = s.atlas.add(art)
    p1 = s.atlas.add(lettering.poster(texture.contour(230, 345, "#0f2f63", "#5aa2ff", seed=5), "六轴协作", "Six axes", ["重复定位 ±0.02 mm", "负载 12 kg · 臂展 1.3 m"], style="head", accent="#7fe3ff"))
    p2 = s.atlas.add(lettering.poster(texture.circles(230, 345, "#dfeaff", ["#2468e8", "#7fb2ff", "#ffffff"], seed=3), "视觉抓取", "Sees, then grips", ["3D 相机 · 毫秒响应"], ink="#0c2450", style="foot", accent="#2468e8"))
    sc = texture.gradient(250, 140, [(0, "#08203f"), (1, "#0c3a70")])
    lettering.write(sc, (18, 40), "节拍 4.2 s", 26, "bold", "#7fe3ff")
    lettering.write(sc, (18, 64), "Cycle time", 14, "sans", "#ffffff")
    for k in range(12):
        from PIL import ImageDraw
        ImageDraw.Draw(sc).rectangle([18 + k * 18, 124 - (k * 29 % 43), 30 + k * 18, 124], fill=(74, 163, 255))
    screen = s.atlas.add(sc)
    s.platform("#39424f", led="#58a6ff")
    s.wall(0, -2.36, 4.7, 3.5, color="#eef1f5", thick=0.14)
    s.wall(2.36, -1.0, 2.7, 3.5, 90, color="#1a2a44", thick=0.14)
    s.mural(mural, -0.1, 1.95, -2.28, 4.2, 2.32, lit=True)
    s.lightbox(p1, 2.27, 1.65, -1.55, 0.94, 1.4, -90), s.lightbox(p2, 2.27, 1.65, -0.4, 0.94, 1.4, -90)
    for z, w, h in ((2.1, 4.9, 3.9), (0.9, 4.9, 3.78), (-0.3, 4.9, 3.66)):
        s.portal(w, h, 0.24, 0.24, 0, z, color="#f4f6f8", led="#bfe0ff")
    s.fascia(0.0, 3.12, 2.2, 3.3, 0.66, color="#1b57d6", thick=0.12)
    for x in (-1.2, 1.2):
        s.put("metal", mesh.box(0.04, 0.4, 0.04, 0.004), x, 3.4, 2.17, color=STEEL)
    s.drum(-0.3, 0.35, 0.95, 0.42, "#f4f6f8", led="#58a6ff", cap="#2c3440")
    s.put("glass", mesh.lathe([(0.93, 0), (0.93, 0.28)], 48, sweep=250).turn(-125), -0.3, s.floor + 0.42, 0.35)
    s.counter(1.45, 1.75, 1.5, 0.6, body="#f4f6f8", top="#d8b78c", led="#58a6ff", yaw=-20)
    s.plinth(-1.95, -1.6, 0.6, 0.5, 0.95, color="#f4f6f8", led="#58a6ff")
    s.put("metal", mesh.lathe([(0, 0), (0.13, 0), (0.13, 0.05), (0.06, 0.08), (0.06, 0.16), (0.11, 0.18), (0.11, 0.23), (0, 0.23)], 32), -2.0, s.floor + 0.95, -1.6, color=STEEL)
    s.put("metal", mesh.lathe([(0.05, 0), (0.1, 0), (0.1, 0.045), (0.05, 0.045)], 14, 20), -1.8, s.floor + 0.95, -1.5, color="#c9a15c")
    s.put("metal", mesh.tube([(1.3, s.floor, -1.75), (1.3, s.floor + 1.3, -1.75)], 0.025), color=DARK)
    s.put("metal", mesh.cylinder(0.22, 0.02, 28), 1.3, s.floor, -1.75, color=DARK)
    s.screen(screen, 1.3, 1.55, -1.7, 0.82, 0.46, -18)
    s.stool(0.5, -1.5, "#2468e8"), s.stool(1.0, 1.1, "#2468e8")
    s.plant(-2.15, 2.0, "fig", 1.1, "#ffffff", 4), s.plant(2.1, -2.0, "blade", 1.1, "#ffffff", 5)
    s.spots(-1.6, 1.6, 3.3, -0.3, 4, lamp="#eaf3ff", rail=False)
    return s
