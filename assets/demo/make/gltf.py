"""A model in the making, and how it is written as one GLB file.

Shapes are gathered per node and material and become one primitive each, so a booth costs a handful of draws.
Vertex colours carry the paint; the occlusion coordinate carries the baked shade (see bake.py).
"""

import io
import json
import struct

import numpy as np

from mesh import Geo, join

class Model:
    def __init__(self, materials, atlas=None):
        """`materials`: name to Material; `atlas`: the picture that the print and glow materials show."""
        self.materials, self.atlas = materials, atlas
        self.parts = {}        # (node, material) -> [Geo]
        self.nodes = {}        # node -> dict(parent, translation, rotation)
        self.titles = {}       # node -> what the part is called, in Chinese and English
        self.channels = []     # (node, path, times, values)
        self.occlusion = {}    # (node, material) -> one value per vertex

    def add(self, material, *geos, node="body"):
        if material not in self.materials:
            raise KeyError(f"no material {material!r}")
        for g in geos:
            for one in g if isinstance(g, (list, tuple)) else [g]:
                if self.materials[material].tile:
                    one = one.copy()
                    one.U = tiled(one, self.materials[material].tile)
                self.parts.setdefault((node, material), []).append(one)
        return self

    def node(self, name, translation=(0, 0, 0), parent=None, rotation=None):
        self.nodes[name] = {"parent": parent, "translation": list(translation), "rotation": rotation}
        return name

    def title(self, **titles):
        """What parts are called in an exploded view: node = (zh, en)."""
        self.titles.update(titles)

    def animate(self, node, path, times, values):
        self.channels.append((node, path, times, values))

    def place(self, node):
        """Where a node's origin lies at rest (translations only: rest poses here carry no turns)."""
        at = np.zeros(3)
        while node in self.nodes:
            at += self.nodes[node]["translation"]
            node = self.nodes[node]["parent"]
        return at

    def merged(self):
        """One shape per node and material; vertices that are alike are stored once."""
        out = {}
        for key, geos in self.parts.items():
            m = self.materials[key[1]]
            flat = all(t is None for t in (m.base, m.normal, m.emissive, m.orm))
            out[key] = weld(join(geos), not flat)
        return out

    def triangles(self):
        return sum(len(g.I) for (n, _), geos in self.parts.items() for g in geos if not n.startswith("COL_"))

    def draws(self):
        return len([k for k in self.parts if not k[0].startswith("COL_")])


def weld(g, with_uv):
    cols = [np.round(g.P * 1e5), np.round(g.N * 400), np.round(g.C * 1000)]
    if with_uv:
        cols.append(np.round(g.U * 65535))
    rows = np.ascontiguousarray(np.concatenate(cols, 1).astype(np.int64))
    _, pick, back = np.unique(rows.view([("", rows.dtype)] * rows.shape[1]).reshape(-1), return_index=True, return_inverse=True)
    return Geo(g.P[pick], g.N[pick], back.reshape(-1)[g.I], g.U[pick] if with_uv else None, g.C[pick])


class Material:
    """Core metallic-roughness; `tile` is the size in metres of a repeating picture, None for pictures placed by hand."""

    def __init__(self, color=(1, 1, 1, 1), metallic=0.0, roughness=0.6, base=None, normal=None, emissive=None,
                 strength=1.0, blend=False, double=False, unlit=False, tile=None, orm=None, mask=False):
        self.__dict__.update(locals())
        del self.__dict__["self"]


def encode(image, quality=86):
    """JPEG for opaque pictures, PNG where there is alpha."""
    out = io.BytesIO()
    if image.mode == "RGBA":
        image.save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png"
    image.convert("RGB").save(out, "JPEG", quality=quality, optimize=True, subsampling=0)
    return out.getvalue(), "image/jpeg"


def ramp():
    """The occlusion picture: black to white from left to right, so that a coordinate is a shade."""
    from PIL import Image
    row = np.arange(256, dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(np.repeat(np.stack([row] * 3, -1)[None], 4, 0)).save(out, "PNG", optimize=True)
    return out.getvalue()


def tiled(g, size):
    """Texture coordinates by the axis a surface faces; the grain (upright in the picture) runs along the longest side."""
    along = int(np.ptp(g.P, axis=0).argmax())
    major = np.abs(g.N).argmax(1)
    uv = np.zeros((len(g.P), 2))
    for k in range(3):
        v = along if along != k else (2 if k == 1 else 1)
        u = 3 - k - v
        m = major == k
        uv[m] = g.P[m][:, [u, v]] / size * (1, -1)
    return uv


def write(model, path, generator="boothwalk demo fair"):
    blob, views, accessors, images, textures, samplers = bytearray(), [], [], [], [], []
    materials, material_of, texture_of = [], {}, {}

    def view(data, target=None):
        while len(blob) % 4:
            blob.append(0)
        v = {"buffer": 0, "byteOffset": len(blob), "byteLength": len(data)}
        if target:
            v["target"] = target
        blob.extend(data)
        views.append(v)
        return len(views) - 1

    def accessor(array, kind, component, target=34962, bounds=False, normalized=False):
        a = {"bufferView": view(array.tobytes(), target), "componentType": component, "count": len(array), "type": kind}
        if normalized:
            a["normalized"] = True
        if bounds:
            flat = array.reshape(len(array), -1)
            a["min"], a["max"] = flat.min(0).tolist(), flat.max(0).tolist()
        accessors.append(a)
        return len(accessors) - 1

    def texture(image, sampler):
        key = (id(image), json.dumps(sampler, sort_keys=True))
        if key not in texture_of:
            if isinstance(image, bytes):
                data, mime = image, "image/png"
            else:
                data, mime = encode(image, getattr(image, "quality", 86))
            images.append({"bufferView": view(data), "mimeType": mime})
            if sampler not in samplers:
                samplers.append(sampler)
            textures.append({"source": len(images) - 1, "sampler": samplers.index(sampler)})
            texture_of[key] = len(textures) - 1
        return texture_of[key]

    repeat = {"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497}
    clamp = {"magFilter": 9729, "minFilter": 9987, "wrapS": 33071, "wrapT": 33071}
    # The ramp needs no mipmaps: averaged shades would turn deep corners grey from afar.
    plain = {"magFilter": 9729, "minFilter": 9729, "wrapS": 33071, "wrapT": 33071}
    shade_ramp = ramp() if model.occlusion else None
    used = set()

    def material(name, shaded):
        if (name, shaded) in material_of:
            return material_of[name, shaded]
        m = model.materials[name]
        sampler = repeat if m.tile else clamp
        pbr = {"baseColorFactor": [float(c) for c in m.color], "metallicFactor": m.metallic, "roughnessFactor": m.roughness}
        out = {"name": name, "pbrMetallicRoughness": pbr}

        def pick(image):
            return texture(model.atlas if image == "atlas" else image, sampler)

        if m.base is not None:
            pbr["baseColorTexture"] = {"index": pick(m.base)}
        if m.orm is not None:
            pbr["metallicRoughnessTexture"] = {"index": pick(m.orm)}
        if m.normal is not None:
            out["normalTexture"] = {"index": pick(m.normal)}
        if m.emissive is not None:
            out["emissiveTexture"] = {"index": pick(m.emissive)}
            out["emissiveFactor"] = [1.0, 1.0, 1.0]
            if m.strength != 1:
                out["extensions"] = {"KHR_materials_emissive_strength": {"emissiveStrength": m.strength}}
                used.add("KHR_materials_emissive_strength")
        if m.unlit:
            out["extensions"] = {"KHR_materials_unlit": {}}
            used.add("KHR_materials_unlit")
        if m.blend:
            out["alphaMode"] = "BLEND"
        if m.mask:
            out["alphaMode"] = "MASK"
        if m.double:
            out["doubleSided"] = True
        if shaded:
            out["occlusionTexture"] = {"index": texture(shade_ramp, plain), "texCoord": 1}
        materials.append(out)
        material_of[name, shaded] = len(materials) - 1
        return len(materials) - 1

    meshes, nodes, node_at = [], [], {}
    order = []
    for name in list(model.nodes) + [n for n, _ in model.parts]:
        if name not in order:
            order.append(name)
    for name in order:
        node_at[name] = len(nodes)
        n = {"name": name}
        d = model.nodes.get(name)
        if d and any(d["translation"]):
            n["translation"] = [float(v) for v in d["translation"]]
        if d and d["rotation"]:
            n["rotation"] = [float(v) for v in d["rotation"]]
        if name in model.titles:
            n["extras"] = dict(zip(("title_zh", "title_en"), model.titles[name]))
        nodes.append(n)
    for name, d in model.nodes.items():
        if d["parent"]:
            nodes[node_at[d["parent"]]].setdefault("children", []).append(node_at[name])
    roots = [node_at[n] for n in order if not (model.nodes.get(n) or {}).get("parent")]

    for (name, mat), g in model.merged().items():
        m = model.materials[mat]
        att = {"POSITION": accessor(g.P.astype("<f4"), "VEC3", 5126, bounds=True),
               "NORMAL": accessor(_unit32(g.N), "VEC3", 5126)}
        uv = g.U
        if any(t is not None for t in (m.base, m.normal, m.emissive, m.orm)):
            if uv is None:
                raise ValueError(f"{name}/{mat} needs texture coordinates")
            if uv.min() >= 0 and uv.max() <= 1:
                att["TEXCOORD_0"] = accessor(np.round(uv * 65535).astype("<u2"), "VEC2", 5123, normalized=True)
            else:
                att["TEXCOORD_0"] = accessor(uv.astype("<f4"), "VEC2", 5126)
        shade = model.occlusion.get((name, mat))
        if shade is not None:
            one = np.stack([shade * 255 / 256 + 0.5 / 256, np.full(len(shade), 0.5)], 1)
            if "TEXCOORD_0" not in att:
                # Coordinate sets must start at zero; a material without pictures uses the shade for both.
                att["TEXCOORD_0"] = accessor(np.round(one * 65535).astype("<u2"), "VEC2", 5123, normalized=True)
                att["TEXCOORD_1"] = att["TEXCOORD_0"]
            else:
                att["TEXCOORD_1"] = accessor(np.round(one * 65535).astype("<u2"), "VEC2", 5123, normalized=True)
        if np.abs(g.C - 1).max() > 1e-3:
            c = np.column_stack([np.clip(g.C, 0, 1), np.ones(len(g.C))])
            att["COLOR_0"] = accessor(np.round(c * 255).astype("u1"), "VEC4", 5121, normalized=True)
        wide = len(g.P) > 65535
        index = accessor(g.I.reshape(-1).astype("<u4" if wide else "<u2"), "SCALAR", 5125 if wide else 5123, 34963)
        prim = {"attributes": att, "indices": index, "material": material(mat, shade is not None)}
        n = nodes[node_at[name]]
        if "mesh" not in n:
            meshes.append({"name": name, "primitives": []})
            n["mesh"] = len(meshes) - 1
        meshes[n["mesh"]]["primitives"].append(prim)

    doc = {"asset": {"version": "2.0", "generator": generator}, "scene": 0, "scenes": [{"nodes": roots}],
           "nodes": nodes, "meshes": meshes, "materials": materials}
    if model.channels:
        times_of, sam, cha = {}, [], []
        for name, path_, times, values in model.channels:
            key = tuple(times)
            if key not in times_of:
                times_of[key] = accessor(np.asarray(times, "<f4").reshape(-1, 1), "SCALAR", 5126, None, bounds=True)
            values = np.asarray(values, "<f4")
            sam.append({"input": times_of[key], "output": accessor(values, f"VEC{values.shape[1]}", 5126, None),
                        "interpolation": "LINEAR"})
            cha.append({"sampler": len(sam) - 1, "target": {"node": node_at[name], "path": path_}})
        doc["animations"] = [{"name": "loop", "samplers": sam, "channels": cha}]
    if images:
        doc.update(images=images, textures=textures, samplers=samplers)
    if used:
        doc["extensionsUsed"] = sorted(used)
    doc.update(accessors=accessors, bufferViews=views, buffers=[{"byteLength": len(blob)}])
    pack(doc, blob, path)


def pack(doc, blob, path):
    head = json.dumps(doc, separators=(",", ":"), ensure_ascii=False).encode()
    head += b" " * (-len(head) % 4)
    body = bytes(blob) + b"\0" * (-len(blob) % 4)
    with open(path, "wb") as f:
        f.write(struct.pack("<4sII", b"glTF", 2, 28 + len(head) + len(body)))
        f.write(struct.pack("<I4s", len(head), b"JSON") + head + struct.pack("<I4s", len(body), b"BIN\0") + body)


def _unit32(N):
    n = np.linalg.norm(N, axis=1, keepdims=True)
    N = np.where(n > 1e-9, N / np.maximum(n, 1e-9), (0, 1, 0))
    return N.astype("<f4")


def spin(axis, seconds, turns=1, steps=8):
    """Key frames of a steady rotation: times and quaternions."""
    t = np.linspace(0, 1, steps * abs(turns) + 1)
    half = np.pi * t * turns
    q = np.zeros((len(t), 4))
    q[:, "xyz".index(axis)] = np.sin(half)
    q[:, 3] = np.cos(half)
    return (t * seconds).tolist(), q


def swing(axis, seconds, degrees):
    """Key frames that ease through a list of angles and back to the first: times and quaternions."""
    angles = list(degrees) + [degrees[0]]
    out = []
    for a, b in zip(angles, angles[1:]):
        for k in range(6):
            s = k / 6
            out.append(a + (b - a) * s * s * (3 - 2 * s))
    half = np.radians(np.array(out + [angles[-1]])) / 2
    q = np.zeros((len(half), 4))
    q[:, "xyz".index(axis)] = np.sin(half)
    q[:, 3] = np.cos(half)
    return np.linspace(0, seconds, len(half)).tolist(), q
