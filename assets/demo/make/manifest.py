"""The text files: fair.toml, booth.toml, product.toml, CREDITS.toml and the licence beside every asset."""

import json

import fair

OURS = """This asset is by the Boothwalk contributors and dedicated to the public domain under CC0 1.0 Universal
(https://creativecommons.org/publicdomain/zero/1.0/legalcode): copy, change and use it without asking.

Lettering in its pictures is set in Noto Sans CJK and Noto Serif CJK (SIL Open Font License 1.1).
Firms, products and figures named in it are invented.
"""

CREDITS = [{
    "title": "Boothwalk International Import Fair: hall, booths and products",
    "authors": ["Boothwalk contributors"], "licence": "CC0-1.0", "source": "assets/demo/make", "changes": "none",
}, {
    "title": "A walk through the fair (the film of Far Cape Journeys)",
    "authors": ["Boothwalk contributors"], "licence": "CC0-1.0", "source": "assets/demo/make/film.py", "changes": "none",
}, {
    "title": "Noto Sans CJK, Noto Serif CJK (lettering in pictures)",
    "authors": ["Adobe", "Google"], "licence": "OFL-1.1", "source": "https://github.com/notofonts/noto-cjk", "changes": "none",
}]


def value(v):
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, str):
        return json.dumps(v, ensure_ascii=False)
    if isinstance(v, dict):
        return "{ " + ", ".join(f"{k} = {value(x)}" for k, x in v.items()) + " }"
    if isinstance(v, (list, tuple)):
        return "[" + ", ".join(value(x) for x in v) + "]"
    return repr(round(float(v), 4)) if isinstance(v, float) or hasattr(v, "dtype") else repr(v)


def table(pairs):
    return "".join(f"{k} = {value(v)}\n" for k, v in pairs)


def reals(v):
    return [float(x) for x in v]


def fair_toml(booths):
    out = table([("format", 1), ("id", "demo"), ("title", fair.TITLE), ("environment", "environment/hall.hdr"),
                 ("tour", "tour.log"), ("credits", "CREDITS.toml"),
                 # A web server lists no folders.
                 ("booths", booths)])
    out += "\n[sun]\n" + table(fair.SUN.items())
    out += "\n[[hall]]\n" + table([("id", "main"), ("title", fair.HALL), ("model", "hall/hall.glb"),
                                   ("size", reals(fair.SIZE)), ("spawn", fair.SPAWN)])
    for key, _, title, color in fair.ZONES:
        out += "\n[[hall.zone]]\n" + table([("id", key), ("title", title), ("color", color)])
    for key, zone, at, yaw, size in fair.PLOTS:
        out += "\n[[hall.plot]]\n" + table([("id", key), ("zone", zone), ("position", reals(at)), ("yaw", float(yaw)), ("size", reals(size))])
    return out


def booth_toml(name, m, stand):
    out = table([("format", 1), ("id", name), ("plot", m.PLOT), ("title", m.TITLE), ("summary", m.SUMMARY),
                 ("model", "booth.glb"), ("languages", ["zh", "en"]), ("products", [p["id"] for p in m.PRODUCTS])])
    for role in getattr(m, "CONTACTS", [{"zh": "展台接待", "en": "Booth reception"}]):
        out += "\n[[contacts]]\n" + table([("role", role)])
    sign = dict(stand.sign)
    sign["yaw"] = float(sign["yaw"])
    out += "\n[sign]\n" + table(sign.items())
    for p in getattr(m, "POSTERS", []):
        named = [("file", f"posters/{p['file']}")] if "file" in p else [("files", [f"posters/{f}" for f in p["files"]])]
        kept = [(k, p[k]) for k in ("columns", "seconds", "frame") if k in p]
        out += "\n[[posters]]\n" + table(named + [("position", reals(p["position"])), ("yaw", float(p["yaw"])), ("size", reals(p["size"]))] + kept)
    for p in getattr(m, "SOUNDS", []):
        out += "\n[[sounds]]\n" + table([("file", f"sounds/{p['file']}"), ("position", reals(p["position"])), ("gain", p["gain"]), ("radius", p["radius"]), ("far", p["far"])])
    for p in getattr(m, "VIDEOS", []):
        said = "".join(f"    {value(caption)},\n" for caption in p["captions"])
        out += "\n[[videos]]\n" + table([("file", f"videos/{p['file']}"), ("position", reals(p["position"])), ("size", reals(p["size"])),
                                         ("gain", p["gain"]), ("radius", p["radius"]), ("far", p["far"]), ("frame", p["frame"])])
        out += f"captions = [\n{said}]\n"
    return out


def product_toml(p):
    return table([("format", 1), ("id", p["id"]), ("title", p["title"]), ("summary", p["summary"]), ("model", "model.glb"),
                  ("position", reals(p["position"])), ("yaw", float(p.get("yaw", 0))), ("scale", float(p.get("scale", 1.0)))])


def credits_toml():
    out = "format = 1\n"
    for c in CREDITS + others():
        out += "\n[[credit]]\n" + table((k, ", ".join(v) if isinstance(v, list) else v) for k, v in c.items())
    return out


def others():
    """Exhibits made by other people (see products/others.py)."""
    from products import others as o
    return [{k: v for k, v in c["credit"].items() if k != "licence_text"} for c in o.MODELS.values()]


def licence(credit=None):
    if not credit:
        return OURS
    return (f"{credit['title']}\nAuthors: {', '.join(credit['authors'])}\nLicence: {credit['licence']} ({credit['licence_text']})\n"
            f"Source: {credit['source']}\nChanges: {credit['changes']}\n")
