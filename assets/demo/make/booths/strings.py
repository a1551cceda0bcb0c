"""D4: strings. A concert shell of oak battens on a curve, instruments in niches of light."""

import numpy as np

import lettering
import mesh
import sound
import texture
from kit import BRASS, DARK, Stand
from products import culture

PLOT = "D4"
TITLE = {"zh": "弦山乐器", "en": "String Hill Instruments"}
SUMMARY = {"zh": "古琴与尤克里里，木头唱自己的歌。", "en": "Guqin and ukulele: wood that sings its own song."}
CONTACTS = [{"zh": "制琴师", "en": "Instrument maker"}]
PRODUCTS = [
    {"id": "guqin", "build": culture.guqin, "title": {"zh": "伏羲式古琴", "en": "Seven-string guqin"}, "summary": {"zh": "老杉木，大漆八层。", "en": "Old fir under eight coats of lacquer."}, "position": (0.0, 0.22, 0.15), "yaw": -8, "scale": 1.08},
    {"id": "uke-oak", "build": lambda: culture.ukulele(), "title": {"zh": "相思木尤克里里", "en": "Acacia ukulele"}, "summary": {"zh": "音乐会型，温暖明亮。", "en": "Concert size, warm and bright."}, "position": (1.35, 1.13, 0.75), "yaw": -18, "scale": 1.1},
    {"id": "uke-blue", "build": lambda: culture.ukulele("#7fb0c9", "#234a66"), "title": {"zh": "海蓝尤克里里", "en": "Sea-blue ukulele"}, "summary": {"zh": "入门也要好音准。", "en": "In tune from the first day."}, "position": (1.85, 0.93, 0.35), "yaw": -30, "scale": 1.05},
]


def sounds():
    """Somebody tries the guqin: five tones, slowly, with an open string below."""
    out = sound.silence(14)
    tune = [0, 2, 4, 7, 4, 9, 7, 4, 2, 4, 0, -3, 0, 2]
    for k, step in enumerate(tune):
        sound.pluck(out, 0.3 + k * 0.96 + (0.06 if k % 3 == 1 else 0.0), 196 * 2 ** (step / 12), 0.5, 0.35, 3.4)
    for at in (0.2, 4.1, 7.95, 11.8):
        sound.pluck(out, at, 98, 0.6, 0.2, 4.0)
    return {"guqin.ogg": out}


SOUNDS = [{"file": "guqin.ogg", "position": (0.0, 0.9, 0.15), "gain": -4.0, "radius": 1.5, "far": 8.0}]


def build():
    s = Stand(5, 5)
    oak, ink, wine = "#f0cf9e", "#33201a", "#7a2a2e"
    art = texture.flow(460, 300, texture.gradient(460, 300, [(0, "#3a1f1c"), (1, "#7a2a2e")], 60), ["#f0cf9e", "#d98a5a", "#ffe9c8"], seed=55, count=18, width=1, swing=0.16)
    lettering.write(art, (40, 92), "木头在唱歌", 54, "serifbold", "#ffe9c8"), lettering.write(art, (42, 130), "Wood that sings", 26, "bold", "#f0cf9e")
    mural = s.atlas.add(art)
    p1 = s.atlas.add(lettering.poster(texture.circles(230, 345, "#f3e4cc", ["#d98a5a", "#7a2a2e", "#f0cf9e"], seed=61, count=6, low=0.1, high=0.3), "今晚开演", "Tonight at eight", ["古琴 × 尤克里里"], ink="#33201a", style="foot", accent="#7a2a2e"))
    s.platform("#9a6a48", material="wood", led="#ffcf9a")
    # The shell: battens on an arc, their tops rising to the sides.
    r = 2.55
    for k in range(63):
        a = np.radians(-84 + 168 * k / 62)
        x, z = r * np.sin(a), 0.15 - r * np.cos(a) * 0.94
        h = 2.95 + 0.75 * (1 - np.cos(a)) + 0.05 * np.sin(k * 0.9)
        if x > 2.42 or x < -2.42:
            continue
        s.put("wood", mesh.box(0.09, h, 0.055, 0.008, 1.2).paint(oak, 0.1, k), x, s.floor, z, -np.degrees(a))
    t = np.radians(np.linspace(-72, 72, 40))
    back = np.concatenate([np.stack([(r + 0.06) * np.sin(t), -(0.15 - (r + 0.06) * np.cos(t) * 0.94)], 1), np.stack([(r + 0.1) * np.sin(t), -(0.15 - (r + 0.1) * np.cos(t) * 0.94)], 1)[::-1]])
    s.put("paint", mesh.slab(back, 2.9, 0.0, cell=0.5), 0, s.floor, 0, color=ink)
    arc = np.stack([(r - 0.06) * np.sin(t), t * 0, 0.15 - (r - 0.06) * np.cos(t) * 0.94], 1)
    for y in (0.02, 2.82):
        s.led(mesh.tube(arc, 0.012, 5, caps=False), "#ffdca8", 0, s.floor + y, 0)
    # The picture hangs in the shell like a score.
    s.lightbox(mural, 0.0, 1.95, -2.1, 1.75, 1.14, frame=ink)
    # Round dais for the guqin, with its mat
    s.put("wood", mesh.slab(mesh.disc(1.25, 56), 0.12, 0.012, cell=0.4), 0, s.floor, 0.1, color="#d8a878")
    s.led(mesh.slab(mesh.disc(1.256, 56), 0.012, 0), "#ffcf9a", 0, s.floor + 0.05, 0.1)
    s.put("cloth", mesh.slab(mesh.rounded(1.9, 1.1, 0.08), 0.012, 0.003, cell=0.3), 0, s.floor + 0.12, 0.15, color=wine)
    s.put("cloth", mesh.lathe([(0, 0), (0.2, 0), (0.22, 0.04), (0.2, 0.1), (0.1, 0.12), (0, 0.12)], 32, 60), 0.05, s.floor + 0.13, -0.42, color="#d9b07a")
    s.plinth(1.35, 0.75, 0.42, 0.42, 1.05, -18, wine, 0.03, led="#ffdca8"), s.plinth(1.85, 0.35, 0.42, 0.42, 0.85, -30, ink, 0.03, led="#ffdca8")
    # Front: a lintel that floats on two oak fins
    for x in (-2.3, 2.3):
        for k in range(3):
            s.put("wood", mesh.box(0.06, 3.7, 0.24, 0.01, 0.8), x + (k - 1) * 0.11, s.floor, 2.2, color=oak)
    s.put("paint", mesh.box(4.9, 0.24, 0.3, 0.02, 0.6), 0, 3.56, 2.2, color=ink)
    s.led(mesh.box(4.4, 0.015, 0.05, 0), "#ffdca8", 0, 3.548, 2.25)
    s.fascia(0, 3.12, 2.22, 3.4, 0.66, color=wine, ink="#ffe9c8", thick=0.1)
    for x in (-1.4, 1.4):
        s.put("metal", mesh.box(0.025, 0.16, 0.025, 0.003), x, 3.43, 2.2, color=BRASS)
    # Listening bench, sheet music, lamps like notes
    s.bench(-1.65, 1.35, 1.1, 60, oak)
    s.counter(1.75, 1.75, 1.0, 0.5, body=ink, top=oak, led="#ffdca8", yaw=-10)
    s.put("metal", mesh.tube([(-1.35, s.floor, -0.85), (-1.35, s.floor + 1.15, -0.85)], 0.012, 10), color=BRASS)
    s.put("metal", mesh.cylinder(0.17, 0.014, 28, 0.004), -1.35, s.floor, -0.85, color=BRASS)
    s.put("metal", mesh.box(0.52, 0.36, 0.012, 0.004).turn(-22, "x"), -1.35, s.floor + 1.08, -0.82, 30, DARK)
    s.put("paint", mesh.box(0.42, 0.29, 0.006, 0.002).turn(-22, "x"), -1.345, s.floor + 1.11, -0.805, 30, "#f7f0e0")
    s.put("paint", mesh.box(0.9, 2.1, 0.08, 0.015, 0.4), -2.2, s.floor, -0.2, 70, ink)
    px, pz = s.local(-2.2, -0.2, 70)(0, 0.05)
    s.mural(p1, px, 1.25, pz, 0.8, 1.2, 70, lit=True)
    for k, (x, y, z) in enumerate(((-0.9, 2.75, 0.4), (-0.45, 2.5, 0.1), (0.0, 2.85, 0.5), (0.5, 2.45, 0.15), (0.95, 2.7, 0.45))):
        s.pendant(x, y, z, 0.11, BRASS, "#ffdca8", 3.6, "globe")
    s.put("paint", mesh.box(2.4, 0.05, 0.5, 0.01), 0, 3.58, 0.3, color=ink)
    for x in (-1.1, 1.1):
        s.put("metal", mesh.tube([(x, 3.6, 0.3), (x, 3.62, 2.2)], 0.012, 6), color=BRASS)
    s.plant(2.05, -0.75, "fig", 1.1, wine, 121), s.plant(-2.1, 1.95, "palm", 1.0, "#e6d2ae", 122)
    return s
