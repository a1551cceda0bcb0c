"""One picture by F3D, in a process of its own; the argument is that of `filament.py`, whose view it needs.

F3D's own tone mapping is off. Its light, drawn darker so that what is bright is not clipped, is mapped here as that of the
others is.
"""

import json
import sys

import f3d
import numpy as np
from PIL import Image

import tone

# Shows light up to 4.
DARKER = 0.25


def picture(engine, path):
    engine.window.render_to_image(no_background=True).save(path)
    return np.asarray(Image.open(path).convert("RGBA"), np.float64) / 255


def main():
    job = json.loads(sys.argv[1])
    view = job["view"]
    engine = f3d.Engine.create(True)
    engine.window.size = tuple(job["size"])
    engine.options.update({
        "render.hdri.file": job["environment"],
        "render.hdri.ambient": True,
        "render.background.skybox": "disabled",
        "render.effect.antialiasing.mode": "ssaa",
        "render.effect.blending.mode": "ddp",
        "render.effect.tone_mapping": False,
        "scene.animation.indices": [-1],
        "scene.skip_content_check": True,
        "render.light.intensity": DARKER,
        "ui.loader_progress": False,
    })
    engine.scene.add(job["model"])
    engine.scene.animation.load_time(0.0)
    camera = engine.window.camera
    camera.focal_point, camera.position = view["look"], view["eye"]
    camera.view_up, camera.view_angle = [0.0, 1.0, 0.0], job["fov"]
    rgba = picture(engine, job["out"])
    rgba[..., :3] = tone.to_srgb(tone.neutral(tone.to_linear(rgba[..., :3]) / DARKER))
    Image.fromarray((rgba * 255).round().astype(np.uint8)).save(job["out"])


main()
