#!/usr/bin/env python3
"""Makes the demo fair: every model, picture and manifest under assets/demo. Same input, same bytes."""

import argparse
import importlib
import pathlib
import time

import numpy as np

import bake
import fair
import gltf
import lettering
import mesh
import sky
import sound
from manifest import booth_toml, credits_toml, fair_toml, licence, product_toml
from products import others

HERE = pathlib.Path(__file__).resolve().parent

BOOTHS = ["robots", "machines", "energy", "imaging", "optics", "clinic", "outdoor", "coffee", "pantry", "living",
          "porcelain", "journeys", "lanterns", "strings"]
TRIANGLES = 50_000
BYTES = 24 * 1024 * 1024


def solids(model, turn=0.0, move=(0, 0, 0), scale=1.0):
    """A model's triangles, placed: what throws shade on its surroundings."""
    out = []
    for (node, mat), g in model.merged().items():
        if mat not in ("glass", "glow", "halo", "sky") and not node.startswith("COL_"):
            out.append(((g.P + model.place(node)) * scale @ mesh.rotation(turn).T + move)[g.I])
    return np.concatenate(out) if out else np.zeros((0, 3, 3))


def booth(name, out, rays, others_from):
    m = importlib.import_module(f"booths.{name}")
    stand = m.build()
    folder = out / "booths" / name
    (folder / "products").mkdir(parents=True, exist_ok=True)
    shade, total, count, draws = [], 0, stand.model.triangles(), stand.model.draws()
    for p in m.PRODUCTS:
        pf = folder / "products" / p["id"]
        pf.mkdir(parents=True, exist_ok=True)
        if "other" in p:
            # An exhibit by other people: converted from its source where that is at hand, else kept as it lies here.
            if others_from:
                others.convert(p["other"], others_from, pf / "model.glb")
            tri, corners = others.measure(pf / "model.glb")
            shade.append(corners * p.get("scale", 1.0) @ mesh.rotation(p.get("yaw", 0)).T + p["position"])
            credit, d = others.MODELS[p["other"]]["credit"], 1
        else:
            model = p["build"]().model
            span = np.ptp(np.concatenate([g.P for g in model.merged().values()]), axis=0).max()
            bake.occlusion(model, cube=max(span / 90, 0.002), reach=span * 0.32, count=rays)
            gltf.write(model, pf / "model.glb")
            shade.append(solids(model, p.get("yaw", 0), p["position"], p.get("scale", 1.0)))
            tri, credit, d = model.triangles(), None, model.draws()
        draws += d
        size = (pf / "model.glb").stat().st_size
        (pf / "product.toml").write_text(product_toml(p), encoding="utf-8")
        (pf / "LICENSE").write_text(licence(credit), encoding="utf-8")
        total, count = total + size, count + tri
    bake.occlusion(stand.model, shade, cube=0.035, reach=1.3, count=rays)
    gltf.write(stand.model, folder / "booth.glb")
    if hasattr(m, "pictures"):
        (folder / "posters").mkdir(exist_ok=True)
        for file, art in m.pictures().items():
            art.convert("RGB").save(folder / "posters" / file, quality=88)
            total += (folder / "posters" / file).stat().st_size
    if hasattr(m, "sounds"):
        (folder / "sounds").mkdir(exist_ok=True)
        for file, samples in m.sounds().items():
            sound.save(folder / "sounds" / file, samples)
            total += (folder / "sounds" / file).stat().st_size
    (folder / "booth.toml").write_text(booth_toml(name, m, stand), encoding="utf-8")
    (folder / "LICENSE").write_text(licence(), encoding="utf-8")
    total += (folder / "booth.glb").stat().st_size
    plot = fair.PLOT[m.PLOT]
    block = np.concatenate([solids(stand.model, plot[3], (plot[2][0], 0, plot[2][1]))])
    print(f"  {name:10} {m.PLOT}  {count:6} triangles  {draws:2} draws  {len(m.PRODUCTS)} products  {total / 1024:6.0f} KiB", flush=True)
    return block, count


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", type=pathlib.Path, default=HERE.parent, help="where the fair goes (default: the folder above)")
    p.add_argument("--only", nargs="*", metavar="PART", help="make only these: hall, environment, manifest, or booths by name")
    p.add_argument("--rays", type=int, default=64, help="rays per vertex for the baked shade (default: 64)")
    p.add_argument("--others", type=pathlib.Path, metavar="FOLDER", help="read other people's models again from this folder")
    a = p.parse_args()
    parts = a.only or ["environment", "manifest"] + BOOTHS + ["hall"]
    a.out.mkdir(parents=True, exist_ok=True)
    begin = time.time()
    if "environment" in parts:
        (a.out / "environment").mkdir(exist_ok=True)
        sky.save(a.out / "environment" / "hall.hdr", sky.radiance())
        (a.out / "environment" / "LICENSE").write_text(licence(), encoding="utf-8")
        print("  environment", flush=True)
    blocks, heavy = [], []
    for name in BOOTHS:
        if name in parts:
            block, count = booth(name, a.out, a.rays, a.others)
            blocks.append(block)
            if count > TRIANGLES:
                heavy.append(name)
    if "hall" in parts:
        import hall
        stand = hall.build()
        (a.out / "hall").mkdir(exist_ok=True)
        # Each plot's booth darkens the floor around it; when only the hall is made, plain blocks stand in.
        if len(blocks) < len(BOOTHS):
            blocks = [mesh.box(pl[4][0], 0.5, pl[4][1], 0).turn(pl[3]).move(pl[2][0], 0, pl[2][1]) for pl in fair.PLOTS]
            blocks = [b.P[b.I] for b in blocks]
        bake.occlusion(stand.model, blocks, cube=0.11, reach=2.2, count=a.rays)
        gltf.write(stand.model, a.out / "hall" / "hall.glb")
        (a.out / "hall" / "LICENSE").write_text(licence(), encoding="utf-8")
        print(f"  hall           {stand.model.triangles():6} triangles  {stand.model.draws():2} draws  "
              f"{(a.out / 'hall' / 'hall.glb').stat().st_size / 1024:.0f} KiB", flush=True)
    if "manifest" in parts:
        (a.out / "fair.toml").write_text(fair_toml(BOOTHS), encoding="utf-8")
        (a.out / "CREDITS.toml").write_text(credits_toml(), encoding="utf-8")
    if lettering.missing:
        raise SystemExit("no glyph for: " + " ".join(sorted(lettering.missing)))
    size = sum(f.stat().st_size for f in a.out.rglob("*") if f.is_file() and "make" not in f.relative_to(a.out).parts)
    print(f"  {size / 1024 / 1024:.2f} MiB in all, {time.time() - begin:.0f} s")
    if heavy:
        raise SystemExit(f"more than {TRIANGLES} triangles: {', '.join(heavy)}")
    if size > BYTES:
        raise SystemExit(f"larger than {BYTES} bytes")


if __name__ == "__main__":
    main()
