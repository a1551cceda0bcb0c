"""C2: a coffee bar in dark green and oak, with copper lamps over the counter."""


import lettering
import mesh
import texture
from kit import BRASS, COPPER, Stand
from products import consumer

PLOT = "C2"
TITLE = {"zh": "山喃咖啡", "en": "Shannan Coffee"}
SUMMARY = {"zh": "高山小粒咖啡，现磨一杯请您尝。", "en": "High-grown arabica, ground for you while you wait."}
CONTACTS = [{"zh": "首席咖啡师", "en": "Head barista"}]
PRODUCTS = [
    {"id": "espresso", "build": consumer.espresso, "title": {"zh": "双头意式咖啡机", "en": "Two-group espresso machine"},
     "summary": {"zh": "双锅炉，九巴恒压。", "en": "Two boilers, a steady nine bar."}, "position": (-0.55, 1.12, 0.62), "yaw": 0, "scale": 1.0},
    {"id": "grinder", "build": consumer.grinder, "title": {"zh": "平刀磨豆机", "en": "Flat-burr grinder"},
     "summary": {"zh": "低温研磨，留住花香。", "en": "Grinds cool and keeps the flowers in."}, "position": (0.25, 1.12, 0.6), "yaw": 15},
]


def build():
    s = Stand(5, 5)
    green, oak, cream = "#24463c", "#efcf9e", "#f4ead7"
    art = texture.leaves(520, 260, texture.gradient(520, 260, [(0, "#1d3a31"), (1, "#2f5a48")]), ["#3f7357", "#2f5f49", "#558a62", "#28503f"], seed=15, count=60, size=0.42)
    lettering.write(art, (260, 128), "山在杯中", 78, "serifbold", "#f7e7c4", "ms"), lettering.write(art, (260, 184), "A mountain in a cup", 34, "bold", "#f7e7c4", "ms")
    mural = s.atlas.add(art)
    menu = texture.gradient(300, 260, [(0, "#22282a"), (1, "#1a1f21")])
    lettering.write(menu, (24, 50), "今日供应", 30, "bold", "#f7e7c4"), lettering.write(menu, (160, 50), "Today", 22, "sans", "#d9a05c")
    for k, (a, b, c) in enumerate((("意式浓缩", "Espresso", "18"), ("澳白", "Flat white", "26"), ("手冲 花果香", "Pour-over, floral", "32"), ("桂花拿铁", "Osmanthus latte", "30"), ("冷萃", "Cold brew", "28"))):
        lettering.write(menu, (24, 92 + k * 34), a, 19, "bold", "#ffffff"), lettering.write(menu, (140, 92 + k * 34), b, 15, "sans", "#cfd6d2", width=100), lettering.write(menu, (278, 92 + k * 34), c, 19, "bold", "#d9a05c", "rs")
    menu_r = s.atlas.add(menu)
    p1 = s.atlas.add(lettering.poster(texture.ranges(240, 360, [(0, "#f6dfb8"), (1, "#e9b98a")], ["#c9a06a", "#8f8a55", "#4f6b4a", "#24463c"], seed=62, sun=(0.6, 0.3, 0.12, "#fff3d2")), "海拔 1600", "Grown at 1,600 m", ["云雾带小粒种"], accent="#f7e7c4"))
    s.platform("#c9a87c", material="wood", led="#ffcf8f")
    s.wall(0, -2.38, 4.8, 3.6, color=green, thick=0.14)
    s.wall(-2.38, -1.4, 2.0, 3.6, 90, green, thick=0.14)
    s.mural(mural, -0.9, 2.45, -2.295, 2.9, 1.45, lit=True)
    s.lightbox(menu_r, 1.5, 2.35, -2.22, 1.5, 1.3)
    s.lightbox(p1, -2.28, 1.75, -1.3, 1.0, 1.5, 90)
    # Back bar with shelves of cups and sacks
    s.put("paint", mesh.box(4.2, 0.86, 0.5, 0.012, 0.4), 0.1, s.floor, -2.02, color="#1d3a31")
    for k in range(5):
        s.put("paint", mesh.box(0.78, 0.66, 0.02, 0.008), -1.58 + k * 0.84, s.floor + 0.1, -1.765, color="#2b5347")
        s.put("metal", mesh.box(0.2, 0.016, 0.02, 0.004), -1.58 + k * 0.84, s.floor + 0.66, -1.75, color=BRASS)
    s.put("wood", mesh.box(4.26, 0.04, 0.54, 0.01, 0.4), 0.1, s.floor + 0.86, -2.02, color=oak)
    s.put("wood", mesh.box(2.8, 0.035, 0.26, 0.008, 0.4), -0.85, 1.6, -2.17, color=oak)
    s.led(mesh.box(2.7, 0.008, 0.02, 0), "#ffd9a0", -0.85, 1.592, -2.08)
    cup = mesh.lathe([(0, 0), (0.028, 0), (0.042, 0.07), (0.039, 0.07), (0.026, 0.008), (0, 0.006)], 18, 50)
    for k in range(16):
        s.put("gloss", cup, -2.1 + k * 0.165, 1.635, -2.17 + 0.03 * (k % 2), color=("#f4ead7", "#d9763a", "#2f5a4a", "#f4ead7", "#c9a15c")[k % 5])
    for k in range(7):
        s.put("paint", mesh.lathe([(0, 0), (0.055, 0), (0.06, 0.02), (0.06, 0.17), (0.04, 0.2), (0.042, 0.22), (0, 0.22)], 16, 50), -1.7 + k * 0.22, s.floor + 0.9, -2.05, color=("#c9a87c", "#8a5a38", "#e9dcc2")[k % 3])
    # The bar: fluted oak front, stone top
    w, z0 = 3.0, 0.65
    s.put("paint", mesh.slab(mesh.rounded(w - 0.1, 0.6, 0.1), 0.09, 0), -0.2, s.floor, z0, color="#16211d")
    s.put("paint", mesh.slab(mesh.rounded(w - 0.08, 0.62, 0.12), 0.94, 0.008), -0.2, s.floor + 0.06, z0, color=green)
    for k in range(44):
        x = -w / 2 + 0.12 + (w - 0.24) * k / 43
        s.put("wood", mesh.box(0.042, 0.84, 0.04, 0.014), -0.2 + x, s.floor + 0.1, z0 + 0.315, color=oak)
    s.put("gloss", mesh.slab(mesh.rounded(w + 0.06, 0.8, 0.14), 0.045, 0.012, cell=0.35), -0.2, s.floor + 0.995, z0, color="#efece6")
    s.led(mesh.box(w - 0.2, 0.012, 0.02, 0), "#ffd08a", -0.2, s.floor + 0.975, z0 + 0.34)
    for x in (0.75, 0.95):
        s.put("gloss", cup, x, s.floor + 1.04, 0.75, color="#f4ead7")
        s.put("gloss", mesh.lathe([(0, 0), (0.05, 0.002), (0.068, 0.012), (0.066, 0.014), (0.045, 0.006), (0, 0.006)], 24, 60), x, s.floor + 1.04, 0.75, color="#f4ead7")
    for x in (-1.3, -0.55, 0.2, 0.95):
        s.stool(x, 1.45, ("#b86a3c", "#2f5a4a")[int(x * 4) % 2], 0.74, COPPER)
    # A slatted canopy carries the lamps and the sign
    for x in (-2.35, 2.35):
        s.put("wood", mesh.box(0.16, 3.9, 0.16, 0.015, 0.6), x, s.floor, 2.25, color=oak)
        s.put("wood", mesh.box(0.16, 0.2, 4.7, 0.015, 0.6), x, 3.78, 0, color=oak)
    s.put("wood", mesh.box(4.86, 0.2, 0.16, 0.015, 0.6), 0, 3.78, 2.25, color=oak)
    for k in range(19):
        s.put("wood", mesh.box(0.05, 0.14, 4.4, 0.006, 1.2).paint(oak, 0.06, k), -2.1 + k * 0.2333, 3.82, 0, 0)
    for k in range(4):
        s.pendant(-1.25 + k * 0.72, 2.25, 0.75, 0.2, COPPER if k % 2 else "#b86a3c", "#ffd9a0", 3.85, "bell")
    s.fascia(0, 3.2, 2.27, 3.4, 0.7, color=green, ink="#f7e7c4", thick=0.12)
    for x in (-1.4, 1.4):
        s.put("metal", mesh.box(0.03, 0.3, 0.03, 0.003), x, 3.52, 2.25, color=BRASS)
    s.table(1.75, 1.6, 0.34, 0.74, oak), s.chair(2.15, 1.9, -130, cream), s.chair(1.35, 1.95, 140, green)
    s.plant(-2.05, 1.9, "fig", 1.15, "#b86a3c", 61), s.plant(2.15, -1.4, "palm", 1.0, "#b86a3c", 62)
    return s
