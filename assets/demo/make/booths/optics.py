"""B2: optics. A dark blue cube with a round window, and lit specimen circles on the wall."""

import numpy as np
from PIL import Image, ImageDraw

import lettering
import mesh
import texture
from kit import BRASS, CHROME, DARK, Stand
from products import health

PLOT = "B2"
TITLE = {"zh": "微观纪光学", "en": "Weiguanji Optics"}
SUMMARY = {"zh": "显微镜与数字切片，把看不见的变成看得懂。", "en": "Microscopes and digital slides: from unseen to understood."}
CONTACTS = [{"zh": "实验室规划师", "en": "Laboratory planner"}]
PRODUCTS = [
    {"id": "microscope", "title": {"zh": "双目生物显微镜", "en": "Binocular microscope"},
     "summary": {"zh": "平场复消色差物镜，40 至 1000 倍。", "en": "Plan apochromats, 40 to 1000 times."},
     "build": health.microscope, "position": (-0.75, 0.99, 0.75), "yaw": -14, "scale": 1.25},
    {"id": "microscope-lab", "title": {"zh": "教学显微镜", "en": "Teaching microscope"},
     "summary": {"zh": "一键投屏，全班同看。", "en": "One key puts the slide on every screen in class."},
     "build": health.microscope, "position": (1.15, 0.99, -1.5), "yaw": -8, "scale": 1.15},
]


def specimen(n, back, inks, seed, kind):
    """What one might see through an eyepiece."""
    s = 2
    img = Image.new("RGB", (n * s, n * s), texture.rgb("#0b1a2b"))
    disc = Image.new("RGB", img.size, texture.rgb(back))
    d = ImageDraw.Draw(disc)
    r = np.random.default_rng(seed)
    for k in range(90 if kind != "rings" else 26):
        x, y, q = r.uniform(0, n * s), r.uniform(0, n * s), r.uniform(6, 26) * (2.2 if kind == "rings" else 1)
        c = texture.rgb(inks[k % len(inks)])
        if kind == "rings":
            for f in (1, 0.7, 0.4):
                d.ellipse([x - q * f, y - q * f, x + q * f, y + q * f], outline=c, width=5)
        elif kind == "rods":
            a = r.uniform(0, np.pi)
            d.line([x - q * 2 * np.cos(a), y - q * 2 * np.sin(a), x + q * 2 * np.cos(a), y + q * 2 * np.sin(a)], fill=c, width=11)
        else:
            d.ellipse([x - q, y - q * 0.8, x + q, y + q * 0.8], fill=c)
            d.ellipse([x - q * 0.35, y - q * 0.3, x + q * 0.35, y + q * 0.3], fill=tuple(int(v * 0.55) for v in c))
    mask = Image.new("L", img.size, 0)
    ImageDraw.Draw(mask).ellipse([8, 8, n * s - 8, n * s - 8], fill=255)
    img.paste(disc, (0, 0), mask)
    return img.resize((n, n), Image.LANCZOS)


def build():
    s = Stand(5, 5)
    navy, cyan = "#16304d", "#4fd1e0"
    views = [s.atlas.add(specimen(190, b, i, k, t)) for k, (b, i, t) in enumerate((
        ("#f6d7e3", ["#c2417c", "#e48fb2", "#8a3f8f"], "cells"), ("#d7eef6", ["#1f7fb0", "#58b6d6", "#0f4f7a"], "rods"),
        ("#e8f3d2", ["#5a9a3a", "#98c65a", "#3f6f2a"], "rings"), ("#fbe6c2", ["#d98a2b", "#f0b95a", "#a85a1f"], "cells"),
        ("#e2dcf5", ["#6a4fb0", "#a58fe0", "#3f2f7a"], "rings")))]
    head = texture.gradient(420, 120, [(0, "#16304d"), (1, "#16304d")])
    lettering.write(head, (210, 58), "把看不见的变成看得懂", 38, "bold", "#ffffff", "ms")
    lettering.write(head, (210, 96), "From unseen to understood", 24, "bold", "#4fd1e0", "ms")
    title = s.atlas.add(head)
    p1 = s.atlas.add(lettering.poster(texture.contour(220, 330, "#0f2740", "#4fd1e0", seed=27, lines=20), "数字切片", "Digital slides", ["0.25 μm / 像素", "Whole slide in 40 s"], accent="#ff9d5c"))
    s.platform("#2d3c4d", led=cyan)
    s.wall(0, -2.38, 4.8, 3.6, color=navy, thick=0.14)
    for k, (x, y, q) in enumerate(((-1.55, 1.75, 0.58), (-0.35, 2.25, 0.42), (0.45, 1.45, 0.5), (1.4, 2.2, 0.52), (-0.55, 1.15, 0.32))):
        o = mesh.extrude(mesh.disc(q + 0.05, 48), 0.06, 0.012)
        s.put("metal", o, x, y, -2.31, color=CHROME)
        g = mesh.extrude(mesh.disc(q, 48), 0.004, 0.0)
        s.model.add("glow", g.uv(views[k]).move(x, y, -2.247))
    s.mural(title, 0.3, 3.12, -2.3, 2.5, 0.71, lit=False)
    # The side wall with a round window one looks through, as through a lens.
    wall = mesh.rounded(2.6, 3.6, 0.02, 1)
    s.put("paint", mesh.extrude(wall, 0.14, 0.01, hole=mesh.disc(0.85, 48), cell=0.45).move(0, 1.8, 0), 2.42, s.floor, -1.1, -90, navy)
    rim = mesh.lathe([(0.86, -0.02), (0.86, 0.18), (0.8, 0.18), (0.8, -0.02), (0.86, -0.02)], 56, 30).turn(90, "x")
    s.put("metal", rim, 2.43, s.floor + 1.8, -1.1, -90, BRASS)
    # Front: one post, one fascia, lamps like lenses.
    for x in (-2.35, 2.35):
        s.put("paint", mesh.box(0.2, 3.6, 0.2, 0.02, 0.5), x, s.floor, 2.3, color=navy)
    s.put("paint", mesh.box(4.9, 0.16, 0.2, 0.02, 0.5), 0, s.floor + 3.5, 2.3, color=navy)
    for x in (-2.35, 2.35):
        s.put("paint", mesh.box(0.16, 0.16, 4.6, 0.02, 0.5), x, s.floor + 3.5, 0, color=navy)
    s.fascia(0, 3.12, 2.34, 4.4, 0.7, color="#e9f6f8", ink="#12395c", thick=0.12)
    s.led(mesh.box(4.4, 0.025, 0.1, 0), cyan, 0, 2.745, 2.34)
    # Two benches in white with oak tops
    s.counter(-0.6, 0.75, 1.8, 0.75, 0.91, body="#f5f7f8", top="#e3c79c", led=cyan, round_=0.1, yaw=0, dressed=False)
    s.counter(1.0, -1.55, 2.0, 0.65, 0.91, body="#f5f7f8", top="#e3c79c", led=cyan, round_=0.1, dressed=False)
    s.stool(-1.0, 0.05, "#4fa8b8", 0.62), s.stool(-0.2, 0.05, "#4fa8b8", 0.62), s.stool(0.6, -0.75, "#e9f0f2", 0.62), s.stool(1.4, -0.75, "#e9f0f2", 0.62)
    for x, h in ((-0.2, 0.16), (-0.08, 0.12), (0.03, 0.2)):
        s.put("glass", mesh.lathe([(0, 0), (0.04, 0), (0.045, 0.02), (0.014, h * 0.7), (0.016, h)], 20, 50), x, s.floor + 0.91, 0.72)
        s.put("gloss", mesh.lathe([(0, 0.004), (0.038, 0.004), (0.04, 0.02), (0.028, h * 0.36), (0, h * 0.36)], 20, 50), x, s.floor + 0.91, 0.72, color=("#e2503f", "#2f9fd0", "#f2b630")[int(h * 100) % 3])
    s.lightbox(p1, -2.2, 1.6, -1.5, 0.98, 1.47, 75)
    s.put("metal", mesh.box(0.06, 2.35, 0.06, 0.006), -2.3, s.floor, -1.54, color=DARK)
    s.plant(-2.05, -0.6, "blade", 1.0, "#e9f0f2", 31), s.plant(2.1, 1.8, "fig", 1.05, "#e9f0f2", 32)
    for x in (-0.9, 0.6):
        s.pendant(x, 2.1, 0.4, 0.2, "#e9f0f2", "#fff3da", 3.6, "dish")
    s.put("paint", mesh.box(4.6, 0.06, 0.08, 0.01), 0, 3.58, 0.4, color=navy)
    return s
