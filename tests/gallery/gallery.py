"""Draws every model with Boothwalk and with Filament (and F3D), measures the pairs, and writes the page."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

import light
import measure
import page

HERE = Path(__file__).parent
SIZE, FOV = (480, 400), 40.0
# Seconds for one picture; software drivers are slow.
PATIENCE = 300


def child(command):
    """Runs it: (standard output, None) or (None, the last line it complained with)."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return None, f"no picture within {PATIENCE} s"
    if done.returncode == 0:
        return done.stdout, None
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return None, lines[-1] if lines else f"it ended with status {done.returncode}"


class Gallery:
    def __init__(self, options, models):
        self.options, self.models, self.out = options, models, options.out
        self.environment = self.out / "environment.hdr"
        # F3D's centre is a quarter turn away.
        self.turned = self.out / "environment-f3d.hdr"
        self.first = {}

    def theirs(self, script, model, out, view, environment):
        job = {"model": str(model), "out": str(out), "view": view, "size": SIZE, "fov": FOV,
               "environment": str(environment)}
        return child([sys.executable, str(HERE / script), json.dumps(job)])

    def ours(self, model, out, view):
        command = [self.options.boothwalk, "shot", str(model), str(out), "--size", f"{SIZE[0]}x{SIZE[1]}",
                   "--fov", str(FOV), "--environment", str(self.environment), "--background", "none"]
        for name in ("eye", "look") if view else ():
            command += [f"--{name}", ",".join(f"{part:.9g}" for part in view[name])]
        return child(command)[1]

    def row(self, name, path, **about):
        """Draws and measures one file; every failure is a sentence in the row."""
        row = {"name": name, "slug": name.replace("/", "-").replace(" ", "_"), **about}
        file = lambda who: self.out / f"{row['slug']}-{who}.png"
        view, row["filament_refused"] = self.theirs("filament.py", path, file("filament"), None, self.environment)
        # The last line: Filament itself may print before.
        view = json.loads(view.splitlines()[-1]) if view else None
        row["ours_refused"] = self.ours(path, file("ours"), view)
        if not row["filament_refused"] and not row["ours_refused"]:
            row["ours"] = measure.compare(file("filament"), file("ours"), file("difference"))
        if self.options.f3d and view:
            row["f3d_refused"] = self.theirs("f3d_view.py", path, file("f3d"), view, self.turned)[1]
            if not row["f3d_refused"]:
                row["f3d"] = measure.compare(file("filament"), file("f3d"))
        return row

    def rows(self):
        ball = self.out / "ball.gltf"
        light.write_ball(ball)
        if not self.options.filter:
            yield self.row("mirror ball", ball, attribution=[], screenshot=None)
        for model in json.loads((self.models / "index.json").read_text())["models"]:
            shot = model["screenshot"] and self.models / model["screenshot"]
            for form in model["files"]:
                if self.options.filter.lower() not in form["file"].lower():
                    continue
                picture = None
                if shot and shot.is_file():
                    picture = f"{model['name']}-screenshot.jpg"
                    shutil.copy(shot, self.out / picture)
                row = self.row(form["file"], self.models / form["file"], model=model["name"],
                               attribution=model["attribution"], screenshot=picture)
                self.form(row)
                yield row

    def form(self, row):
        """FLIP of a form of a model of ours against its first form of ours."""
        if row["ours_refused"]:
            return
        picture = self.out / f"{row['slug']}-ours.png"
        first = self.first.setdefault(row["model"], picture)
        if first != picture:
            a, b = measure.read(first), measure.read(picture)
            mask = (a[..., 3] > 0.5) | (b[..., 3] > 0.5)
            row["form_flip"] = measure.flip(measure.over_ground(a), measure.over_ground(b), mask)[1]

    def write(self, rows):
        """Writes the page and its figures, and returns the summary."""
        summary = page.summary(rows)
        (self.out / "gallery.json").write_text(json.dumps({"summary": summary, "files": rows}, indent=1))
        (self.out / "index.html").write_text(page.html(rows, summary, self.options.f3d))
        return summary


def main():
    parser = argparse.ArgumentParser(prog="./dev gallery", description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=Path("target/gallery"), help="folder for the page")
    parser.add_argument("filter", nargs="?", default="", help="only files whose name has this in it")
    parser.add_argument("--f3d", action="store_true", help="measure F3D, too")
    parser.add_argument("--boothwalk", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    options.out = options.out.resolve()
    models = Path(os.environ["BOOTHWALK_MODELS"]).resolve()
    if not (models / "index.json").is_file():
        sys.exit(f"no index.json in {models}; BOOTHWALK_MODELS names the folder of models")
    gallery = Gallery(options, models)
    radiance = light.radiance()
    light.write_radiance(gallery.environment, radiance)
    light.write_radiance(gallery.turned, np.roll(radiance, -light.WIDTH // 4, axis=1))
    rows = []
    for row in gallery.rows():
        rows.append(row)
        print(page.line(row), flush=True)
        # After every row, so that what was drawn is kept when the rest is given up.
        summary = gallery.write(rows)
    if not rows:
        sys.exit(f"no file's name has {options.filter!r} in it")
    print("\n".join(summary), options.out / "index.html", sep="\n")


main()
