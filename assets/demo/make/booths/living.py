"""C4: a living room inside an oak house frame: lounge chair, record player, lamps, a wall of art."""


import lettering
import mesh
import texture
from kit import BRASS, Stand
from products import consumer

PLOT = "C4"
TITLE = {"zh": "栖木生活", "en": "Qimu Living"}
SUMMARY = {"zh": "实木家具、灯具与唱机，把家慢慢安顿好。", "en": "Solid-wood furniture, lamps and record players: settle in slowly."}
CONTACTS = [{"zh": "空间设计师", "en": "Interior designer"}]
PRODUCTS = [
    {"id": "lounge", "build": consumer.lounge_chair, "title": {"zh": "午后躺椅", "en": "Afternoon lounge chair"}, "summary": {"zh": "白橡木弯曲成型，羊毛面料。", "en": "Bent white oak and wool."}, "position": (0.75, 0.1, -0.75), "yaw": -25},
    {"id": "arc-lamp", "build": consumer.floor_lamp, "title": {"zh": "月弓落地灯", "en": "Moonbow floor lamp"}, "summary": {"zh": "大理石底座，黄铜灯臂。", "en": "Marble foot, brass bow."}, "position": (-0.55, 0.09, -1.35), "yaw": -6},
    {"id": "turntable", "build": consumer.turntable, "title": {"zh": "慢板黑胶唱机", "en": "Slow Side record player"}, "summary": {"zh": "胡桃木机身，皮带传动。", "en": "Walnut body, belt drive."}, "position": (-1.55, 0.72, -1.85), "yaw": 6, "scale": 1.05},
    {"id": "speaker", "build": consumer.speaker, "title": {"zh": "三分频音箱", "en": "Three-way speaker"}, "summary": {"zh": "人声温润，低频有度。", "en": "Warm voices, honest bass."}, "position": (-2.12, 0.72, -1.8), "yaw": 20, "scale": 0.95},
]


def build():
    s = Stand(5, 5)
    oak, clay, sage = "#f1d2a2", "#cf8a66", "#a9b79a"
    arts = [texture.circles(180, 240, "#f3e6d3", ["#cf8a66", "#e0b48a", "#8a9a86"], seed=71, count=5, low=0.12, high=0.34),
            texture.ranges(250, 180, [(0, "#f3e6d3"), (1, "#f0d2b0")], ["#d9b08a", "#b98a6a", "#8f6a58"], seed=32, sun=(0.7, 0.3, 0.13, "#d9704a"), base=0.55),
            texture.leaves(180, 240, "#e9e4d4", ["#8a9a7a", "#a9b79a", "#6a7a5f"], seed=19, count=12, size=0.5),
            texture.waves(160, 160, "#efe6d8", "#7a8a94", 20)]
    rects = [s.atlas.add(a) for a in arts]
    head = texture.gradient(520, 130, [(0, "#eee4d2"), (1, "#eee4d2")])
    lettering.write(head, (260, 66), "把家慢慢安顿好", 46, "serifbold", "#5d3a28", "ms", spacing=0.08), lettering.write(head, (260, 106), "Settle in slowly", 24, "sans", "#8a5a40", "ms", spacing=0.06)
    hr = s.atlas.add(head)
    s.platform("#e6c79a", material="wood", led="#ffe0b0")
    s.put("cloth", mesh.slab(mesh.rounded(2.9, 2.6, 0.25), 0.016, 0.005, cell=0.3), 0.45, s.floor, -0.35, color="#e9dcc6")
    s.put("cloth", mesh.slab(mesh.rounded(2.5, 2.2, 0.2), 0.018, 0.005, cell=0.3), 0.45, s.floor, -0.35, color="#d8b193")
    s.wall(0, -2.38, 4.8, 3.0, color="#eee4d2", thick=0.14)
    s.wall(2.38, -1.15, 2.5, 3.0, 90, sage, thick=0.14)
    s.mural(hr, 0.95, 2.72, -2.3, 2.6, 0.65)
    # Pictures in frames
    for r_, x, y, w, h in ((rects[1], 1.35, 1.75, 1.25, 0.9), (rects[0], 0.3, 1.8, 0.62, 0.83), (rects[3], 2.05, 1.85, 0.4, 0.4)):
        s.put("wood", mesh.box(w + 0.08, h + 0.08, 0.04, 0.008), x, y - h / 2 - 0.04, -2.285, color="#c99a68")
        s.put("paint", mesh.box(w + 0.02, h + 0.02, 0.044, 0.002), x, y - h / 2 - 0.01, -2.285, color="#fbf7ee")
        s.mural(r_, x, y, -2.26, w - 0.1, h - 0.1)
    s.put("wood", mesh.box(0.74, 0.98, 0.04, 0.008), 2.29, 1.2, -1.1, -90, "#c99a68")
    s.mural(rects[2], 2.265, 1.69, -1.1, 0.66, 0.88, -90)
    # House frame
    eave, peak, w = 2.95, 4.15, 4.8
    outer = [(-w / 2, 0), (-w / 2, eave), (0, peak), (w / 2, eave), (w / 2, 0)]
    t = 0.15
    inner = [(w / 2 - t, 0), (w / 2 - t, eave - 0.06), (0, peak - 0.18), (-w / 2 + t, eave - 0.06), (-w / 2 + t, 0)]
    frame = mesh.extrude(outer[::-1] + inner[::-1], 0.15, 0.014, cell=0.5)
    for z in (2.2, 0.7, -0.8, -2.3):
        s.put("wood", frame, 0, s.floor, z - 0.075, color=oak)
    for x, y in ((0, peak - 0.22), (-1.2, (eave + peak) / 2 - 0.16), (1.2, (eave + peak) / 2 - 0.16), (-2.32, eave - 0.14), (2.32, eave - 0.14)):
        s.put("wood", mesh.box(0.1, 0.12, 4.5, 0.012, 0.6), x, s.floor + y, -0.05, color=oak)
    for k in range(14):
        for sx in (-1, 1):
            u = 0.12 + k / 14 * 0.86
            s.put("wood", mesh.box(0.05, 0.03, 2.9, 0.005, 1.2), sx * u * w / 2, s.floor + peak - (peak - eave) * u + 0.01, -0.85, color="#e6bd86")
    s.fascia(0, 2.72, 2.24, 3.0, 0.6, color="#8a4f36", ink="#fff0da", thick=0.08)
    # Sideboard with the record player, records below
    s.put("wood", mesh.box(1.7, 0.5, 0.46, 0.012, 0.3), -1.5, s.floor + 0.14, -1.95, color="#b98358")
    for k in range(3):
        s.put("wood", mesh.box(0.52, 0.4, 0.02, 0.006), -2.04 + k * 0.545, s.floor + 0.19, -1.715, color=("#c99468", "#a8744c", "#c99468")[k])
        s.put("metal", mesh.ball(0.014, 10), -2.04 + k * 0.545, s.floor + 0.52, -1.695, color=BRASS)
    for x in (-2.25, -0.75):
        for z in (-2.1, -1.8):
            s.put("wood", mesh.cylinder(0.02, 0.15, 10, 0, top=0.026), x, s.floor, z, color="#a8744c")
    s.put("gloss", mesh.lathe([(0, 0), (0.05, 0), (0.09, 0.06), (0.1, 0.13), (0.06, 0.21), (0.03, 0.25), (0.04, 0.27), (0.03, 0.26)], 28, 60), -0.95, s.floor + 0.64, -1.95, color=clay)
    s.plant(-0.95, -1.95, "blade", 0.5, y=s.floor + 0.86, bare=True, seed=83)
    s.sofa(-1.25, 0.35, 1.7, 90, "#c9b79a"), s.table(-0.2, 0.35, 0.36, 0.4, oak)
    for k, c in enumerate(("#cf8a66", "#a9b79a")):
        s.put("cloth", mesh.box(0.4, 0.4, 0.13, 0.055).turn(-14, "x"), -1.38, s.floor + 0.5, 0.72 - k * 0.75, 90, c)
    s.put("paint", mesh.box(0.22, 0.03, 0.16, 0.004), -0.2, s.floor + 0.4, 0.35, 20, "#8a4f36"), s.put("paint", mesh.box(0.2, 0.025, 0.15, 0.004), -0.2, s.floor + 0.43, 0.35, -8, "#eee4d2")
    s.counter(1.65, 1.65, 1.3, 0.55, body="#f6ecdc", top="#c99468", led="#ffe0b0", yaw=-15, round_=0.2)
    s.plant(2.05, -1.9, "fig", 1.2, "#e9e0d0", 81), s.plant(-2.05, 1.85, "palm", 1.05, clay, 82)
    for x, y, q in ((0.5, 2.75, 0.2), (0.95, 2.4, 0.15), (0.1, 2.45, 0.13)):
        s.pendant(x, y, 0.5, q, BRASS, "#fff0d6", 3.9, "globe")
    return s
