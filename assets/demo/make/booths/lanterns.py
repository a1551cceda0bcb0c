"""D3: a night of lanterns. A dark room open to the aisle, a sky of lit silk, a small bridge on a mirror floor."""

import numpy as np

import lettering
import mesh
import sound
import texture
from kit import BRASS, Stand
from products import culture

PLOT = "D3"
TITLE = {"zh": "灯屿花灯", "en": "Lantern Isle"}
SUMMARY = {"zh": "绸骨花灯与节庆布景，点亮一座城的夜。", "en": "Silk lanterns and festival scenes that light a city's night."}
CONTACTS = [{"zh": "布景导演", "en": "Scene director"}]
PRODUCTS = [
    {"id": "palace", "build": lambda: culture.lantern("round", "#f2523c", 0.34), "title": {"zh": "团圆大红灯", "en": "Reunion lantern"}, "summary": {"zh": "真丝灯面，黄铜灯盖。", "en": "Silk on cane, caps of brass."}, "position": (-0.9, 2.55, 0.6), "yaw": 0},
    {"id": "pear", "build": lambda: culture.lantern("drop", "#ffb648", 0.3), "title": {"zh": "金桂灯", "en": "Osmanthus lantern"}, "summary": {"zh": "暖光 2700K。", "en": "Warm light, 2700 K."}, "position": (0.85, 2.5, 0.35), "yaw": 0},
    {"id": "drum", "build": culture.drum, "title": {"zh": "节庆大鼓", "en": "Festival drum"}, "summary": {"zh": "红漆铜钉，声传三里。", "en": "Red lacquer, brass studs, heard three miles off."}, "position": (1.55, 0.1, -1.2), "yaw": -30, "scale": 1.25},
]


def _night(w, h, seed, sky, hills, sun):
    """Hills under a sky with drifting lights."""
    from PIL import Image, ImageDraw, ImageFilter
    art = texture.ranges(w, h, sky, hills, seed=seed, sun=sun, base=0.6)
    lights = Image.new("RGB", art.size, (0, 0, 0))
    d = ImageDraw.Draw(lights)
    r = np.random.default_rng(seed)
    for k in range(46):
        x, y = r.uniform(0, w), r.uniform(0.05, 0.7) * h
        q = r.uniform(0.006, 0.022) * w
        d.rounded_rectangle([x - q * 0.8, y - q, x + q * 0.8, y + q], q * 0.5, fill=[(255, 170, 70), (255, 110, 60), (255, 210, 120)][k % 3])
    soft = lights.filter(ImageFilter.GaussianBlur(w * 0.018))
    return Image.fromarray(np.clip(np.asarray(art).astype(int) + np.asarray(soft).astype(int) * 2 + np.asarray(lights).astype(int), 0, 255).astype(np.uint8))


DUSK = [(0, "#101433"), (0.55, "#3b2a66"), (1, "#b4506a")]
NIGHT = [(0, "#0a0d22"), (0.6, "#1f2454"), (1, "#4a3a78")]
DAWN = [(0, "#26305f"), (0.5, "#b4627a"), (1, "#ffc987")]


def pictures():
    """Pictures that hang on the booth by themselves, by file name."""
    w, h = 640, 960
    hills = ["#3a2f5f", "#2a2450", "#1a1838", "#0e0f24"]
    foot = {"accent": "#ffb648", "ink": "#fff1d6"}
    out = {}
    for name, seed, sky, sun, zh, en, line in (
            ("night-1.jpg", 31, DUSK, (0.3, 0.34, 0.07, "#ffd7a0"), "第一夜 点灯", "Night one: lighting", "湖面千盏 / A thousand on the lake"),
            ("night-2.jpg", 32, NIGHT, (0.62, 0.22, 0.1, "#fff6dc"), "第二夜 猜谜", "Night two: riddles", "长街灯谜 / Riddles along the street"),
            ("night-3.jpg", 33, DAWN, (0.5, 0.5, 0.08, "#fff0c0"), "第三夜 放飞", "Night three: letting go", "与天同亮 / Until the sky is light")):
        out[name] = lettering.poster(_night(w, h, seed, sky, hills, sun), zh, en, [line], **foot)
    return out


# Three nights in turns beside the red poster. Each picture and each frame is a draw, and the fair has few to spare.
POSTERS = [
    {"files": ["night-1.jpg", "night-2.jpg", "night-3.jpg"], "position": (-2.308, 1.75, -1.87), "yaw": 90, "size": (0.74, 1.11), "seconds": 8.0, "frame": "#8a5a20"},
]


def sounds():
    """Chimes in a light wind, and now and then a bell from far off."""
    out, r = sound.silence(10), np.random.default_rng(3)
    tube = [(1, 1, 0.9), (2.76, 0.5, 0.5), (5.4, 0.22, 0.25)]
    for at in np.cumsum(r.uniform(0.15, 0.75, 22)):
        sound.strike(out, at, 880 * 2 ** (r.choice([0, 2, 4, 7, 9, 12]) / 12), tube, r.uniform(0.2, 0.6))
    bell = [(0.5, 0.6, 3.0), (1, 1, 2.2), (1.2, 0.5, 1.6), (1.5, 0.35, 1.2), (2, 0.4, 0.9), (2.7, 0.2, 0.5)]
    sound.strike(out, 0.4, 196, bell, 0.7)
    return {"chimes.ogg": out}


# Under the lanterns; silent where the neighbours begin.
SOUNDS = [{"file": "chimes.ogg", "position": (0.0, 2.6, 0.4), "gain": -8.0, "radius": 1.2, "far": 7.0}]


def build():
    s = Stand(5, 5)
    night, red = "#1a1a2e", "#b3261e"
    art = texture.ranges(960, 460, [(0, "#0d1026"), (0.55, "#2a2358"), (1, "#7a3f6a")], ["#3a2f5f", "#2a2450", "#1a1838", "#0e0f24"], seed=111, sun=(0.74, 0.24, 0.1, "#ffe9b0"), base=0.6)
    from PIL import Image, ImageDraw, ImageFilter
    glow = Image.new("RGB", art.size, (0, 0, 0))
    d = ImageDraw.Draw(glow)
    r = np.random.default_rng(6)
    for k in range(130):
        x, y, q = r.uniform(0, 960), r.uniform(40, 440), r.uniform(2, 9)
        c = [(255, 170, 70), (255, 110, 60), (255, 210, 120)][k % 3]
        d.rounded_rectangle([x - q * 0.8, y - q, x + q * 0.8, y + q], q * 0.5, fill=c)
    soft = glow.filter(ImageFilter.GaussianBlur(9))
    art = Image.fromarray(np.clip(np.asarray(art).astype(int) + np.asarray(soft).astype(int) * 2 + np.asarray(glow).astype(int), 0, 255).astype(np.uint8))
    lettering.write(art, (330, 386), "点亮一座城的夜", 70, "serifbold", "#ffe2a8", spacing=0.06), lettering.write(art, (334, 434), "Light a city's night", 34, "bold", "#ffcf8a")
    mural = s.atlas.add(art)
    p1 = s.atlas.add(lettering.poster(texture.waves(220, 330, "#b3261e", "#e8694a", 26), "上元", "First full moon", ["灯会策划"], style="middle", accent="#ffe2a8"))
    s.platform("#191922", material="paint", led="#ffb648", trim=BRASS)
    s.wall(0, -2.38, 4.8, 3.8, color=night, thick=0.14)
    s.wall(-2.38, -0.9, 3.1, 3.8, 90, night, thick=0.14)
    s.mural(mural, 0.05, 2.1, -2.295, 4.5, 2.16, lit=True)
    s.lightbox(p1, -2.28, 1.75, -0.9, 1.0, 1.5, 90, frame=red)
    # Posts and beams in red lacquer with gold collars; a ceiling grid carries the lanterns.
    for x in (-2.3, 2.3):
        for z in (2.2, -2.2):
            if z > 0 or x > 0:
                s.put("gloss", mesh.cylinder(0.12, 3.9, 28, 0.01), x, s.floor, z, color=red)
                for y in (0.0, 3.35):
                    s.put("metal", mesh.cylinder(0.15, 0.14, 28, 0.02), x, s.floor + y, z, color=BRASS)
        s.put("gloss", mesh.box(0.16, 0.22, 4.7, 0.02, 0.6), x, 3.78, 0, color=red)
    for z in (2.2, -2.2):
        s.put("gloss", mesh.box(4.9, 0.22, 0.16, 0.02, 0.6), 0, 3.78, z, color=red)
    for k in range(9):
        s.put("paint", mesh.box(0.04, 0.08, 4.4, 0.006, 1.4), -1.84 + k * 0.46, 3.86, 0, color="#3a2418")
    for k in range(7):
        s.put("paint", mesh.box(4.5, 0.06, 0.04, 0.006, 1.4), 0, 3.92, -1.8 + k * 0.6, color="#3a2418")
    # Lattice frieze under the front beam
    for k in range(25):
        s.put("metal", mesh.box(0.025, 0.26, 0.025, 0.003), -2.04 + k * 0.17, 3.5, 2.2, color=BRASS)
    for y in (3.5, 3.63, 3.76):
        s.put("metal", mesh.box(4.3, 0.02, 0.02, 0.003), 0, y, 2.2, color=BRASS)
    s.fascia(0, 3.12, 2.2, 2.9, 0.62, color=red, ink="#ffe2a8", thick=0.1)
    s.put("metal", mesh.box(2.98, 0.7, 0.08, 0.01), 0, 2.77, 2.18, color=BRASS)
    tones = ["#f2523c", "#ff8a3c", "#ffb648", "#ff6a4a", "#ffd27a", "#f27a8a"]
    shapes = ["round", "tall", "flat", "drop"]
    r = np.random.default_rng(10)
    for k, (x, z) in enumerate([(-1.7, 1.5), (0.0, 1.4), (1.6, 1.5), (-1.75, -0.35), (0.1, -0.5), (1.75, 0.0), (-0.9, -1.4), (0.95, -1.5), (-1.75, -1.75), (1.85, -1.85), (-0.15, 0.45)]):
        y = 3.45 - 0.55 * ((k * 5) % 4) / 3
        culture._lantern(s, x, y, z, shapes[k % 4], tones[k % 6], 0.17 + 0.05 * (k % 3), cord=3.86 - y)
    for x, z, y in ((-0.9, 0.6, 2.55), (0.85, 0.35, 2.5)):
        s.put("metal", mesh.tube([(x, y, z), (x, 3.88, z)], 0.004, 5, caps=False), color=BRASS)
    # A humped bridge in the middle, low enough to look over; lotus bowls beside it.
    t = np.linspace(-1, 1, 17)
    top = 0.12 + 0.36 * (1 - t ** 2)
    outline = np.concatenate([np.stack([t * 0.85, top - 0.12 * (1 - np.abs(t) ** 3) - 0.02], 1), np.stack([t * 0.85, top + 0.04], 1)[::-1]])
    s.put("gloss", mesh.extrude(outline, 0.5, 0.012).move(0, 0, -0.25), -0.35, s.floor - 0.06, -1.15, color=red)
    for z in (-0.25, 0.25):
        path = np.stack([t * 0.85, top + 0.26, t * 0 + z], 1)
        s.put("gloss", mesh.tube(path, 0.018, 8), -0.35, s.floor - 0.06, -1.15, color=red)
        for k in range(0, 17, 2):
            s.put("metal", mesh.cylinder(0.011, 0.24, 8, 0), -0.35 + t[k] * 0.85, s.floor - 0.04 + top[k], -1.15 + z, color=BRASS)
    for x, z, q in ((-1.55, 0.55, 0.2), (1.1, -0.25, 0.16), (-1.2, -0.35, 0.14)):
        for ring_, n, up in ((1.0, 9, 25), (0.7, 7, 52), (0.4, 5, 72)):
            for k in range(n):
                a = 360 / n * k
                petal = mesh.ball(q * 0.42 * (0.6 + 0.4 * ring_), 10, 1.0).scale(0.55, 0.18, 1).move(0, 0, q * 0.42).turn(-up, "x").turn(a + up)
                s.led(petal, ("#ff9aa8", "#ffb6a0", "#ffd9c0")[k % 3] if ring_ < 1 else "#f27a8a", x, s.floor + 0.05 + q * 0.12, z)
        s.led(mesh.ball(q * 0.18, 10), "#ffe9a0", x, s.floor + q * 0.5, z)
        s.halo(q * 5, q * 5, "#ff9a6a", x, s.floor + 0.006, z, tilt=-90)
    s.counter(1.6, 1.65, 1.3, 0.55, body=night, top="#8a3a28", led="#ffb648", yaw=-10, material="gloss")
    s.plant(-2.0, 1.75, "blade", 1.1, red, 113, "gloss")
    for x, z in ((-0.9, 0.6), (0.85, 0.35), (0, 1.4)):
        s.halo(2.2, 2.2, "#ff9a4a", x, s.floor + 0.005, z, tilt=-90)
    s.lightbox(p1, -2.49, 1.75, -1.75, 1.0, 1.5, -90, frame=red), s.lightbox(p1, -2.49, 1.75, -0.1, 1.0, 1.5, -90, frame=red)
    return s
