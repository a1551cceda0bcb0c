"""A3: wind, water and survey. A ceiling of timber fins that rises and falls like a wave over ten metres."""

import numpy as np

import lettering
import mesh
import texture
from kit import DARK, Stand
from products import smart

PLOT = "A3"
TITLE = {"zh": "澄风水能", "en": "Chengfeng Wind & Water"}
SUMMARY = {"zh": "风机、螺杆泵与巡检无人机：让清洁能源跑得更稳。", "en": "Turbines, screw pumps and survey drones that keep clean power steady."}
CONTACTS = [{"zh": "项目经理", "en": "Project manager"}, {"zh": "运维顾问", "en": "Maintenance adviser"}]
PRODUCTS = [
    {"id": "turbine", "title": {"zh": "CF-4.5 陆上风机（1:40）", "en": "CF-4.5 onshore turbine (1:40)"},
     "summary": {"zh": "叶轮直径 160 米，低风速机型。", "en": "Rotor of 160 m, made for low wind."},
     "build": smart.turbine, "position": (-3.3, 0.34, -0.3), "yaw": 14, "scale": 0.98},
    {"id": "pump", "title": {"zh": "双螺杆泵剖视", "en": "Twin-screw pump, cut open"},
     "summary": {"zh": "无脉动输送，效率高出一成。", "en": "Pumps without pulses, a tenth more efficient."},
     "build": smart.pump, "position": (0.3, 0.92, 0.55), "yaw": -18},
    {"id": "drone", "title": {"zh": "六旋翼巡检无人机", "en": "Six-rotor survey drone"},
     "summary": {"zh": "续航 55 分钟，自动识别叶片裂纹。", "en": "Flies 55 minutes and spots cracks in blades by itself."},
     "build": smart.drone, "position": (3.2, 1.02, 0.3), "yaw": 25},
]


def build():
    s = Stand(10, 5)
    teal, pale = "#0f6f86", "#eaf3f4"
    art = texture.ranges(1000, 300, [(0, "#7cc4e8"), (0.6, "#d8eef4"), (1, "#fff6e2")], ["#a8cfd6", "#6fb0b4", "#3d8a86", "#1f6a62"], seed=41, sun=(0.2, 0.3, 0.09, "#ffffff"), base=0.52)
    from PIL import ImageDraw
    d = ImageDraw.Draw(art)
    for x, y, r in ((640, 190, 60), (740, 170, 78), (860, 185, 66), (950, 160, 90)):
        d.line([(x, y), (x, y + r * 2)], fill=(255, 255, 255), width=3)
        for k in range(3):
            a = np.radians(120 * k + x)
            d.line([(x, y), (x + r * np.sin(a), y + r * np.cos(a))], fill=(255, 255, 255), width=3)
    lettering.write(art, (60, 100), "风从海上来", 66, "bold", "#0b4a5c")
    lettering.write(art, (62, 140), "The wind comes off the sea", 30, "bold", "#0b4a5c")
    mural = s.atlas.add(art)
    p1 = s.atlas.add(lettering.poster(texture.waves(250, 375, "#0f6f86", "#3fa3b5", 30), "水有所向", "Water, on its way", ["螺杆泵 · 无脉动"], style="head", accent="#ffd27a"))
    p2 = s.atlas.add(lettering.poster(texture.flow(250, 375, texture.gradient(250, 375, [(0, "#bfe6ee"), (1, "#f7fbf8")]), ["#0f6f86", "#62b6a4"], seed=14, width=1), "低风也发电", "Power from a breeze", ["切入风速 2.5 m/s"], ink="#0b4a5c", style="head", accent="#0f6f86"))
    p3 = s.atlas.add(lettering.poster(texture.contour(250, 375, "#24503f", "#9fd3a2", seed=6), "空中巡检", "Eyes in the air", ["55 min · IP54"], accent="#ffd27a"))
    s.platform("#c8b193", material="wood", led="#bff0f5")
    s.put("cloth", mesh.slab(mesh.rounded(3.0, 3.4, 0.4), 0.012, 0.004), 0.2, s.floor, 0.2, color=teal)
    s.wall(0, -2.38, 9.8, 3.2, color=pale, thick=0.14)
    s.mural(mural, 0.0, 1.85, -2.295, 8.4, 2.52, lit=True)
    s.wall(-4.9, -1.5, 1.8, 3.2, 90, teal, thick=0.14)
    # The wave: fins on edge, hung from two beams.
    n = 44
    for k in range(n):
        x = -4.75 + 9.5 * k / (n - 1)
        lift = 0.24 * np.sin(k / n * 2 * np.pi * 1.4 + 0.6)
        zs = np.linspace(-2.3, 2.2, 9)
        low = 3.5 + lift + 0.14 * np.sin(zs * 1.25 + k * 0.13)
        outline = np.concatenate([np.stack([zs, low], 1), np.stack([zs[::-1], low[::-1] * 0 + 4.05 + lift * 0.6], 1)])
        s.put("wood", mesh.extrude(outline, 0.045, 0.0).turn(-90), x, 0, 0, color=("#f0d6ae", "#e6c695", "#f5deb9")[k % 3])
    for z in (-1.3, 1.3):
        s.put("paint", mesh.box(9.7, 0.1, 0.08, 0.01, 0.5), 0, 4.0, z, color=DARK)
    for x in (-4.75, 4.75):
        for z in (-2.15, 2.1):
            s.put("paint", mesh.box(0.14, 4.0, 0.14, 0.02, 0.5), x, s.floor, z, color=pale)
    s.fascia(-0.2, 2.98, 2.2, 4.4, 0.72, color=teal, thick=0.12)
    for x in (-1.8, 1.4):
        s.put("paint", mesh.box(0.05, 0.5, 0.05, 0.004), x, 3.3, 2.2, color=DARK)
    s.drum(-3.3, -0.3, 0.85, 0.26, pale, led="#bff0f5", cap="#8fae7a", cap_material="cloth")
    s.plinth(0.3, 0.55, 1.35, 0.7, 0.84, -18, pale, 0.12, led="#bff0f5")
    s.drum(3.2, 0.3, 0.62, 0.94, pale, led="#bff0f5", cap=teal)
    s.lightbox(p1, 1.85, 1.7, -1.55, 0.95, 1.42, -10), s.lightbox(p3, 4.6, 1.7, -1.3, 0.95, 1.42, -55)
    s.lightbox(p2, -4.81, 1.75, -1.5, 0.95, 1.42, 90)
    s.put("metal", mesh.box(0.06, 2.4, 0.06, 0.006), 1.85, s.floor, -1.66, color=DARK), s.put("metal", mesh.box(0.06, 2.4, 0.06, 0.006), 4.7, s.floor, -1.42, color=DARK)
    s.counter(-1.6, 1.75, 1.7, 0.6, body=teal, top="#f0d6ae", led="#bff0f5", yaw=8)
    s.table(1.9, 1.4, 0.4, 0.74, "#f0d6ae")
    s.chair(2.35, 1.75, -135, pale), s.chair(1.45, 1.05, 40, teal), s.chair(1.5, 1.85, 140, pale)
    s.plant(-4.5, 1.9, "palm", 1.15, "#e8e2d6", 11), s.plant(4.5, 1.8, "fig", 1.2, "#e8e2d6", 12)
    s.trough(-1.2, -2.05, 2.6, 0.36, 0.45, color="#e6c695", seed=31)
    s.lightbox(p3, -5.02, 1.75, -1.5, 0.95, 1.42, -90)
    return s
