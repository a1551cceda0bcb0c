"""One picture by Filament, in a process of its own: a model that brings it down costs one row of the page.

Called with one JSON argument: model, environment, out, size, fov (vertical, degrees) and view (eye and look, or null to frame the
bounds). Prints the view as JSON. Antialiased four times, straight alpha, PBR Neutral, sRGB.

Filament maps tones in the primaries of Rec. 2020, which shows saturated colours otherwise than Khronos' formula says, and
its pictures have 8 bits a channel. So its light comes in several exposures, and is mapped here. What glows by itself keeps
its brightness at every exposure: a picture of it alone is told apart from what is lit.
"""

import json
import math
import sys

import filly
import numpy as np
from PIL import Image

import tone

# The second exposure shows light up to this; at the third nothing that is lit is left.
BRIGHT, GLOW = 16.0, 1e6
# From the front, a little to the right and above, as `boothwalk shot` frames a model.
FRONT = np.array([0.55, 0.35, 1.0])


def frame(bounds, fov, aspect):
    low, high = (np.array(corner, float) for corner in bounds)
    radius = max(np.linalg.norm(high - low) / 2, 1e-3)
    narrow = min(math.radians(fov) / 2, math.atan(math.tan(math.radians(fov) / 2) * aspect))
    center = (low + high) / 2
    eye = center + FRONT / np.linalg.norm(FRONT) * radius / math.sin(narrow)
    return {"eye": eye.tolist(), "look": center.tolist(), "near": radius / 100, "far": radius * 20}


def main():
    job = json.loads(sys.argv[1])
    filly.set_log_level("error")
    width, height = job["size"]
    with filly.Renderer() as renderer:
        scene = renderer.create_scene()
        model = scene.load(job["model"])
        # Time 0 of every animation, as `boothwalk shot` shows it.
        for index in range(len(model.animations)):
            model.apply_animation(index, 0.0)
        view = job["view"] or frame(model.bounds, job["fov"], width / height)
        scene.environment = renderer.load_environment(job["environment"])
        scene.environment_rotation_deg = 180.0
        scene.environment_intensity = 1.0
        scene.tone_mapping, scene.encoding, scene.output_path = "linear", "srgb", "exact"
        scene.transparent, scene.background, scene.msaa = True, [0.0, 0.0, 0.0, 0.0], 4
        # A model's own lights are read by no shot of ours.
        for light in model.lights:
            light.intensity = 0.0
        camera = scene.camera = renderer.create_camera()
        camera.position = view["eye"]
        camera.look_at(view["look"])
        camera.set_perspective(fov_y_deg=job["fov"], near=view["near"], far=view["far"])
        target = renderer.create_render_target(width=width, height=height)

        def shot(range):
            # Exposure value at which a radiance of `range` arrives as 1: 1 / (1.2 · 2^EV).
            camera.exposure = math.log2(range / 1.2)
            renderer.render(scene, target)
            return target.read() / 255

        shots = [shot(range) for range in (1.0, BRIGHT, GLOW)]
    alpha = shots[0][..., 3:]
    dark, bright, glow = (tone.to_linear(np.minimum(shot[..., :3] / np.maximum(alpha, 1 / 255), 1)) for shot in shots)
    light = np.where(dark.max(-1, keepdims=True) < 0.98, dark, np.maximum(bright - glow, 0) * BRIGHT + glow)
    pixels = np.concatenate([tone.to_srgb(tone.neutral(light)), alpha], -1)
    Image.fromarray((pixels * 255).round().astype(np.uint8)).save(job["out"])
    print(json.dumps(view))


main()
