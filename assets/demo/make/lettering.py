"""Type and posters. Fonts are Noto Sans CJK and Noto Serif CJK (SIL Open Font License), baked into the pictures."""

import functools
import os

from PIL import ImageDraw, ImageFont

from texture import rgb

FOLDERS = ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/share/fonts/noto"]
FACES = {"sans": "NotoSansCJK-Regular.ttc", "bold": "NotoSansCJK-Bold.ttc", "serif": "NotoSerifCJK-Regular.ttc",
         "serifbold": "NotoSerifCJK-Bold.ttc"}
missing = set()


@functools.cache
def font(face, size):
    for folder in FOLDERS:
        path = os.path.join(folder, FACES[face])
        if os.path.exists(path):
            # Collections hold JP, KR, SC, TC and HK; the third is Simplified Chinese.
            return ImageFont.truetype(path, size, index=2)
    raise SystemExit(f"{FACES[face]} not found: install the package fonts-noto-cjk")


@functools.cache
def _blank(face):
    f = font(face, 32)
    return bytes(f.getmask("\U0010fffd"))


def check(text, face):
    for c in text:
        if not c.isspace() and bytes(font(face, 32).getmask(c)) == _blank(face):
            missing.add(c)


def write(img, xy, text, size, face="bold", fill="#ffffff", anchor="ls", spacing=0.0, width=None):
    """One line of text; `spacing` widens the gaps by a share of the size; `width` shrinks what is too long."""
    check(text, face)
    d = ImageDraw.Draw(img)
    while True:
        f = font(face, int(size))
        total = sum(f.getlength(c) for c in text) + spacing * size * (len(text) - 1) if spacing else f.getlength(text)
        if not width or total <= width or size < 8:
            break
        size *= 0.97
    color = rgb(fill) if isinstance(fill, str) else fill
    x, y = xy
    if anchor[0] == "m":
        x -= total / 2
    elif anchor[0] == "r":
        x -= total
    if not spacing:
        d.text((x, y), text, font=f, fill=color, anchor="l" + anchor[1])
        return total
    for c in text:
        d.text((x, y), c, font=f, fill=color, anchor="l" + anchor[1])
        x += f.getlength(c) + spacing * size
    return total


def upright(img, xy, text, size, face="serifbold", fill="#ffffff", gap=1.12):
    """Chinese set from top to bottom, centred on x."""
    check(text, face)
    d = ImageDraw.Draw(img)
    for k, c in enumerate(text):
        d.text((xy[0], xy[1] + k * size * gap), c, font=font(face, int(size)), fill=rgb(fill), anchor="ma")


def poster(art, zh, en, lines=(), ink="#ffffff", accent="#ffb347", style="foot", mark=None):
    """A poster over a backdrop. Styles: foot (title low), head (title high), middle, upright (Chinese down the right)."""
    img = art.convert("RGB").copy()
    w, h = img.size
    d = ImageDraw.Draw(img)
    m = w * 0.08
    big = min(w * 0.17, (w - 2 * m) / max(len(zh), 1) * 0.98)
    small = w * 0.052
    if style == "upright":
        size = min(w * 0.17, h * 0.62 / len(zh) / 1.12)
        upright(img, (w - m - size / 2, m), zh, size, fill=ink)
        d.rectangle([m, h - m * 2.9 - small * len(lines) * 1.5, m + w * 0.1, h - m * 2.9 - small * len(lines) * 1.5 + w * 0.012], fill=rgb(accent))
        y = h - m * 1.6 - small * len(lines) * 1.5
        write(img, (m, y), en, small * 1.25, "bold", ink, width=w - 2 * m)
        for k, t in enumerate(lines):
            write(img, (m, y + small * 1.5 * (k + 1)), t, small, "sans", ink, width=w - 2 * m)
    else:
        y = {"foot": h - m - small * (1.5 * len(lines) + 2.2), "head": m + big, "middle": h * 0.5}[style]
        anchor, x = ("ms", w / 2) if style == "middle" else ("ls", m)
        write(img, (x, y), zh, big, "bold", ink, anchor, width=w - 2 * m)
        y += small * 1.75
        write(img, (x, y), en, small * 1.2, "bold", ink, anchor, width=w - 2 * m)
        bar = y + small * 0.75
        if style == "middle":
            d.rectangle([x - w * 0.06, bar, x + w * 0.06, bar + w * 0.012], fill=rgb(accent))
        else:
            d.rectangle([m, bar, m + w * 0.12, bar + w * 0.012], fill=rgb(accent))
        for k, t in enumerate(lines):
            write(img, (x, bar + small * (1.75 + 1.5 * k)), t, small, "sans", ink, anchor, width=w - 2 * m)
    if mark:
        write(img, (w - m, m * 0.75 + small * 0.5) if style != "head" else (w - m, h - m), mark, small * 0.95, "bold", ink,
              "rs", spacing=0.08)
    return img
