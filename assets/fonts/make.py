#!/usr/bin/env python3
"""Makes the two fonts in this folder again.

They are Noto Sans SC out of Noto Sans CJK, cut down to what signs and panels need: ASCII, Latin, punctuation, arrows,
shapes, everything that GB 2312 has besides hanzi, its 6,763 hanzi, and the 8,105 of the national list of 2013 (in the
Unicode Han database: kTGH).

    apt-get install fonts-noto-cjk unicode-data
    pip install fonttools brotli && python3 assets/fonts/make.py
"""

import bz2
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTCollection

SOURCE = pathlib.Path("/usr/share/fonts/opentype/noto")
UNIHAN = pathlib.Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
HERE = pathlib.Path(__file__).resolve().parent
MAX_BYTES = 8 * 1024 * 1024

RANGES = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x0100, 0x017F),  # Latin Extended-A: names of firms and people
    (0x0391, 0x03C9),  # Greek: units and formulas
    (0x2002, 0x200A),  # spaces
    (0x2010, 0x2027),  # general punctuation
    (0x2030, 0x203E),
    (0x2070, 0x208E),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x2126),  # letterlike: degrees Celsius, numero, trade mark
    (0x2150, 0x217F),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x226B),  # mathematics
    (0x2318, 0x2318),  # the command key
    (0x23CE, 0x23CE),  # the return key
    (0x2460, 0x2473),  # circled numbers
    (0x2500, 0x257F),  # box drawing
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2605, 0x2606),  # stars
    (0x26A0, 0x26A0),  # warning
    (0x2713, 0x2717),  # ticks and crosses
    (0x3000, 0x3029),  # CJK punctuation
    (0x3040, 0x30FF),  # kana
    (0x32A3, 0x32A3),
    (0x3380, 0x33DF),  # squared units
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),
    (0xFFFD, 0xFFFD),
]


def gb2312(first_row, last_row):
    """The characters in these rows of GB 2312: hanzi are in rows 16 to 87."""
    found = set()
    for row in range(first_row, last_row + 1):
        for cell in range(1, 95):
            try:
                found.add(ord(bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    return found


def national_list():
    """The characters of the national list."""
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        rows = [line.split("\t") for line in lines if "\tkTGH\t2013:" in line]
    if len(rows) != 8105:
        sys.exit(f"{UNIHAN} names {len(rows)} characters of the national list, which has 8,105")
    return {int(row[0][2:], 16) for row in rows}


def make(source, target):
    collection = TTCollection(SOURCE / source)
    font = next(f for f in collection.fonts if f["name"].getDebugName(16) == "Noto Sans CJK SC"
                or f["name"].getDebugName(1) == "Noto Sans CJK SC")
    wanted = {c for low, high in RANGES for c in range(low, high + 1)} | gb2312(1, 9) | gb2312(16, 87)
    wanted |= national_list()
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["ccmp", "kern", "liga", "mark", "mkmk", "palt", "halt"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    # The build's date would make every run differ.
    font.recalcTimestamp = False
    path = HERE / target
    font.save(path)
    print(f"{target}: {len(font.getBestCmap())} characters, {path.stat().st_size} bytes")
    return path.stat().st_size


def main():
    total = make("NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf")
    total += make("NotoSansCJK-Bold.ttc", "NotoSansSC-Bold.otf")
    if total > MAX_BYTES:
        sys.exit(f"the fonts take {total} bytes, more than {MAX_BYTES}")


main()
