"""The gallery's page: one static HTML file beside its pictures."""

from html import escape

import numpy as np

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 130rem; padding: 0 1rem; }
section { border-top: 1px solid #bbb; padding: .6rem 0; }
h2 { font-size: 1rem; margin: 0; }
.pictures { display: flex; flex-wrap: wrap; gap: .5rem; }
figure { margin: 0; width: 300px; }
img { background: #808080; display: block; width: 100%; }
.difference img { background: #000; }
figcaption, .credit { color: #555; font-size: .85rem; }
.refused { color: #a00; }
"""


def line(row):
    """A row in one line of text."""
    if row["ours_refused"]:
        return f"refused  {row['name']}: {row['ours_refused']}"
    if row["filament_refused"]:
        return f"Filament refused  {row['name']}: {row['filament_refused']}"
    figures = row["ours"]
    text = (f"FLIP {figures['fitted']:.3f}  (as it is {figures['flip']:.3f}, gain {figures['gain']:.2f})  "
            f"outline {figures['outline']:4d} of {figures['pixels']}  {row['name']}")
    if "f3d" in row:
        text += f"  F3D {row['f3d']['fitted']:.3f} (gain {row['f3d']['gain']:.2f}, outline {row['f3d']['outline']})"
    elif row.get("f3d_refused"):
        text += f"  F3D refused: {row['f3d_refused']}"
    return text


def _spread(name, figures):
    fitted = np.array([figure["fitted"] for figure in figures])
    equal = sum(figure["outline"] == 0 for figure in figures)
    return (f"{name}: FLIP median {np.median(fitted):.3f}, 90th percentile {np.percentile(fitted, 90):.3f}, "
            f"worst {fitted.max():.3f}; {equal} of {len(figures)} silhouettes equal to within a pixel")


def summary(rows):
    """Lines of text: over all files, then over the files that each renderer drew."""
    lines = []
    drawn = [row for row in rows if "ours" in row and "model" in row]
    refused = [row for row in rows if row["ours_refused"]]
    if drawn:
        lines.append(_spread(f"Boothwalk, {len(drawn)} files", [row["ours"] for row in drawn]))
    shared = [row for row in drawn if "f3d" in row]
    if shared:
        lines.append(_spread(f"Boothwalk, {len(shared)} files that F3D draws, too", [row["ours"] for row in shared]))
        lines.append(_spread(f"F3D, {len(shared)} files", [row["f3d"] for row in shared]))
    forms = [row for row in drawn if "form_flip" in row]
    if forms:
        worst = max(forms, key=lambda row: row["form_flip"])
        lines.append(f"Forms of one model among each other: FLIP at most {worst['form_flip']:.4f} ({worst['name']})")
    lines.append(f"{len(refused)} refused")
    return lines


def _figure(file, caption, kind=""):
    return f'<figure class="{kind}"><img src="{escape(file)}" alt="" loading="lazy"><figcaption>{caption}</figcaption></figure>'


def _section(row, with_f3d):
    slug, figures = row["slug"], row.get("ours")
    parts = [f"<section><h2>{escape(row['name'])}</h2>"]
    for who in ("ours", "filament", "f3d"):
        if row.get(f"{who}_refused"):
            name = {"ours": "Boothwalk", "filament": "Filament", "f3d": "F3D"}[who]
            parts.append(f'<p class="refused">{name} refuses: {escape(row[f"{who}_refused"])}</p>')
    if figures:
        text = (f"FLIP {figures['fitted']:.3f} after a gain of {figures['gain']:.2f} ({figures['flip']:.3f} without); "
                f"{figures['outline']} of {figures['pixels']} pixels outside the other silhouette")
        if "form_flip" in row:
            text += f"; {row['form_flip']:.4f} from the first form"
        parts.append(f"<p>{text}</p>")
    parts.append('<div class="pictures">')
    if not row["ours_refused"]:
        parts.append(_figure(f"{slug}-ours.png", "Boothwalk"))
    if not row["filament_refused"]:
        parts.append(_figure(f"{slug}-filament.png", "Filament"))
    if figures:
        parts.append(_figure(f"{slug}-difference.png", "FLIP", "difference"))
    if with_f3d and "f3d" in row:
        other = row["f3d"]
        parts.append(_figure(f"{slug}-f3d.png", f"F3D: FLIP {other['fitted']:.3f}, gain {other['gain']:.2f}"))
    if row["screenshot"]:
        parts.append(_figure(row["screenshot"], "the sample's own picture"))
    parts.append("</div>")
    if row["attribution"]:
        parts.append(f'<p class="credit">{escape("; ".join(row["attribution"]))}</p>')
    return "".join([*parts, "</section>\n"])


def html(rows, lines, with_f3d):
    """The page: the worst pair first, then what was refused."""
    order = sorted(rows, key=lambda row: (row["ours"]["fitted"] if "ours" in row else -1, row["name"]), reverse=True)
    intro = ("Same camera, same environment, PBR Neutral, animations at time 0. FLIP is the mean over the union of both "
             "silhouettes, after the one factor on a picture's light that makes it least (between half and double).")
    return (f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Boothwalk beside Filament</title>'
            f"<style>{STYLE}</style><h1>Boothwalk beside Filament</h1><p>{intro}</p>"
            + "".join(f"<p>{escape(text)}</p>" for text in lines)
            + "".join(_section(row, with_f3d) for row in order) + "</html>\n")
