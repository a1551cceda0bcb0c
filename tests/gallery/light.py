"""The light of the gallery: one Radiance picture that all renderers read, and a mirror ball that shows whether they agree.

The centre column of the picture is towards −Z and its top row is up. Filament puts the centre towards +Z, so its environment is
turned by half a turn; the mirror ball's row on the page would show a wrong turn or a mirrored picture at once.
"""

import base64
import json

import numpy as np

WIDTH, HEIGHT = 512, 256


def _smooth(low, high, x):
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def radiance():
    """A room that no turn or reflection leaves as it is: warm floor, cool ceiling, a window, a strip, a small lamp."""
    x, y = np.meshgrid((np.arange(WIDTH) + 0.5) / WIDTH, (np.arange(HEIGHT) + 0.5) / HEIGHT)
    phi, theta = (x - 0.5) * 2 * np.pi, y * np.pi
    d = np.stack([np.sin(theta) * np.sin(phi), np.cos(theta), -np.sin(theta) * np.cos(phi)], -1)

    def toward(*direction):
        direction = np.array(direction, float)
        return d @ (direction / np.linalg.norm(direction))

    up = _smooth(-0.35, 0.6, d[..., 1])[..., None]
    room = np.array([0.34, 0.29, 0.24]) * (1 - up) + np.array([0.62, 0.68, 0.78]) * up
    window = _smooth(0.80, 0.88, toward(-0.8, 0.5, 0.6))[..., None] * np.array([3.4, 3.3, 3.1])
    strip = ((np.abs(d[..., 2] + 0.2) < 0.1) & (d[..., 1] > 0.55))[..., None] * np.array([2.4, 2.5, 2.6])
    lamp = _smooth(0.985, 0.995, toward(0.75, 0.25, 0.6))[..., None] * np.array([9.0, 6.0, 3.5])
    return (room + window + strip + lamp).astype(np.float32)


def write_radiance(path, texels):
    """Radiance RGBE, uncompressed."""
    largest = texels.max(-1)
    mantissa, exponent = np.frexp(largest)
    scale = np.where(largest > 1e-32, mantissa * 256 / np.maximum(largest, 1e-32), 0)
    rgbe = np.empty((*largest.shape, 4), np.uint8)
    rgbe[..., :3] = texels * scale[..., None]
    rgbe[..., 3] = np.where(largest > 1e-32, exponent + 128, 0)
    head = f"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {HEIGHT} +X {WIDTH}\n"
    path.write_bytes(head.encode() + rgbe.tobytes())


def write_ball(path):
    """A glTF mirror ball of radius 1."""
    rows, columns = 48, 96
    v, u = np.meshgrid(np.arange(rows + 1) / rows, np.arange(columns + 1) / columns, indexing="ij")
    theta, phi = v * np.pi, u * 2 * np.pi
    points = np.stack([np.sin(theta) * np.cos(phi), np.cos(theta), np.sin(theta) * np.sin(phi)], -1)
    points = points.reshape(-1, 3).astype("<f4")
    corner = (np.arange(rows)[:, None] * (columns + 1) + np.arange(columns)).reshape(-1, 1)
    triangles = corner + np.array([0, 1, columns + 2, 0, columns + 2, columns + 1])
    indices = triangles.astype("<u4")
    data = points.tobytes() + indices.tobytes()
    vector = {"bufferView": 0, "componentType": 5126, "count": len(points), "type": "VEC3"}
    path.write_text(json.dumps({
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "NORMAL": 1}, "indices": 2, "material": 0}]}],
        "materials": [{"pbrMetallicRoughness": {"metallicFactor": 1, "roughnessFactor": 0}}],
        "buffers": [{"uri": "data:application/octet-stream;base64," + base64.b64encode(data).decode(),
                     "byteLength": len(data)}],
        "bufferViews": [{"buffer": 0, "byteLength": points.nbytes},
                        {"buffer": 0, "byteOffset": points.nbytes, "byteLength": indices.nbytes}],
        "accessors": [{**vector, "min": [-1, -1, -1], "max": [1, 1, 1]}, vector,
                      {"bufferView": 1, "componentType": 5125, "count": indices.size, "type": "SCALAR"}],
    }))
