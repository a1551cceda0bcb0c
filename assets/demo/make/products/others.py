"""Exhibits made by other people: read from shared glTF files once, made small, and written as plain GLBs.

The originals are large, so they are not kept here. `--others FOLDER` reads them again from a folder of models; without
it, make.py keeps the GLBs that are already in place.
"""

import io
import json
import pathlib

import numpy as np
from PIL import Image

import gltf

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/legalcode"
BY4 = "https://creativecommons.org/licenses/by/4.0/legalcode"
SAMPLES = "https://github.com/KhronosGroup/glTF-Sample-Assets, Models/"

MODELS = {
    "shoe": {"file": "MaterialsVariantsShoe/glTF/MaterialsVariantsShoe.gltf", "size": 768, "tangents": True, "credit": {
        "title": "Materials Variants Shoe", "authors": ["Shopify"], "licence": "CC-BY-4.0", "licence_text": BY4,
        "source": SAMPLES + "MaterialsVariantsShoe",
        "changes": "one of three colour variants kept; textures scaled from 2048 to 768 and 512 px; tangents added; packed as GLB"}},
    "flask": {"file": "WaterBottle/glTF/WaterBottle.gltf", "size": 512, "stand": True, "credit": {
        "title": "Water Bottle", "authors": ["Microsoft"], "licence": "CC0-1.0", "licence_text": CC0,
        "source": SAMPLES + "WaterBottle", "changes": "textures scaled from 2048 to 512 px as JPEG; set on its foot; packed as GLB"}},
    "avocado": {"file": "AvocadoVariants/glTF/Avocado.gltf", "size": 512, "stand": True, "credit": {
        "title": "Avocado", "authors": ["Microsoft"], "licence": "CC0-1.0", "licence_text": CC0,
        "source": SAMPLES + "Avocado", "changes": "textures scaled to 512 px as JPEG; packed as GLB"}},
}


def convert(name, folder, out):
    m = MODELS[name]
    path = pathlib.Path(folder) / m["file"]
    doc = json.loads(path.read_text())
    raw = [(path.parent / b["uri"]).read_bytes() for b in doc["buffers"]]
    blob, views, accessors = bytearray(), [], []

    def view(data, target=None):
        while len(blob) % 4:
            blob.append(0)
        views.append({"buffer": 0, "byteOffset": len(blob), "byteLength": len(data), **({"target": target} if target else {})})
        blob.extend(data)
        return len(views) - 1

    def read(k):
        a = doc["accessors"][k]
        v = doc["bufferViews"][a["bufferView"]]
        n = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}[a["type"]]
        t = {5126: "<f4", 5125: "<u4", 5123: "<u2", 5121: "u1"}[a["componentType"]]
        width = np.dtype(t).itemsize * n
        start, stride = v.get("byteOffset", 0) + a.get("byteOffset", 0), v.get("byteStride", width)
        data = raw[v["buffer"]]
        return np.stack([np.frombuffer(data, t, n, start + i * stride) for i in range(a["count"])]) if stride != width else \
            np.frombuffer(data, t, n * a["count"], start).reshape(-1, n)

    def put(array, kind, target=34962):
        c = {"f": 5126, "u": {2: 5123, 4: 5125}.get(array.dtype.itemsize)}[array.dtype.kind]
        a = {"bufferView": view(array.tobytes(), target), "componentType": c, "count": len(array), "type": kind}
        if kind == "VEC3":
            a["min"], a["max"] = array.min(0).tolist(), array.max(0).tolist()
        accessors.append(a)
        return len(accessors) - 1

    images, textures, used = [], [], {}

    def picture(index, size, quality=85):
        src = doc["textures"][index]["source"]
        if (src, size) not in used:
            img = Image.open(path.parent / doc["images"][src]["uri"]).convert("RGB")
            img = img.resize((size, size), Image.LANCZOS)
            b = io.BytesIO()
            img.save(b, "JPEG", quality=quality, optimize=True, subsampling=0)
            images.append({"bufferView": view(b.getvalue()), "mimeType": "image/jpeg"})
            textures.append({"source": len(images) - 1, "sampler": 0})
            used[src, size] = len(textures) - 1
        return {"index": used[src, size]}

    prim = doc["meshes"][0]["primitives"][0]
    att = {k: read(v) for k, v in prim["attributes"].items()}
    index = read(prim["indices"]).reshape(-1)
    src = doc["materials"][m.get("material", prim["material"])]
    p = src["pbrMetallicRoughness"]
    size = m["size"]
    mat = {"name": name, "pbrMetallicRoughness": {"baseColorTexture": picture(p["baseColorTexture"]["index"], size),
                                                  "metallicRoughnessTexture": picture(p["metallicRoughnessTexture"]["index"], 512)},
           "normalTexture": picture(src["normalTexture"]["index"], 512, 88)}
    if "occlusionTexture" in src:
        mat["occlusionTexture"] = picture(src["occlusionTexture"]["index"], 512)
    P, N, U = att["POSITION"].astype("<f4"), att["NORMAL"].astype("<f4"), att["TEXCOORD_0"].astype("<f4")
    T = att.get("TANGENT")
    if m.get("tangents"):
        T = tangents(P.astype(float), N.astype(float), U.astype(float), index.reshape(-1, 3))
    node = {"name": name, "mesh": 0}
    if "matrix" in doc["nodes"][-1]:
        k = np.array(doc["nodes"][-1]["matrix"]).reshape(4, 4).T
        P = (P @ k[:3, :3].T + k[:3, 3]).astype("<f4")
        P[:, 1] -= P[:, 1].min()
    elif m.get("stand"):
        # The originals turn about their own axis by half a circle; done here once.
        P, N = (P * (-1, 1, -1)).astype("<f4"), (N * (-1, 1, -1)).astype("<f4")
        T = (T * (-1, 1, -1, 1)).astype("<f4")
        P[:, 1] -= P[:, 1].min()
    N = N / np.linalg.norm(N, axis=1, keepdims=True)
    out_att = {"POSITION": put(P.astype("<f4"), "VEC3"), "NORMAL": put(N.astype("<f4"), "VEC3"), "TEXCOORD_0": put(U, "VEC2"),
               "TANGENT": put(np.ascontiguousarray(T, "<f4"), "VEC4")}
    prims = [{"attributes": out_att, "indices": put(index.astype("<u2").reshape(-1, 1), "SCALAR", 34963), "material": 0}]
    c = m["credit"]
    new = {"asset": {"version": "2.0", "generator": "boothwalk demo fair",
                     "copyright": f"{', '.join(c['authors'])}, {c['licence']}"},
           "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [node], "meshes": [{"name": name, "primitives": prims}], "materials": [mat],
           "images": images, "textures": textures,
           "samplers": [{"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497}],
           "accessors": accessors, "bufferViews": views, "buffers": [{"byteLength": len(blob)}]}
    gltf.pack(new, blob, out)


def tangents(P, N, U, I):
    """Per-vertex tangents from the texture directions of the triangles around each vertex."""
    a, b, c = I.T
    e1, e2, d1, d2 = P[b] - P[a], P[c] - P[a], U[b] - U[a], U[c] - U[a]
    det = d1[:, 0] * d2[:, 1] - d2[:, 0] * d1[:, 1]
    det = np.where(np.abs(det) < 1e-12, 1e-12, det)[:, None]
    t = (e1 * d2[:, 1:] - e2 * d1[:, 1:]) / det
    w = (e2 * d1[:, :1] - e1 * d2[:, :1]) / det
    T, B = np.zeros_like(P), np.zeros_like(P)
    for k in (a, b, c):
        np.add.at(T, k, t), np.add.at(B, k, w)
    n = N / np.maximum(np.linalg.norm(N, axis=1, keepdims=True), 1e-9)
    T -= n * (T * n).sum(1, keepdims=True)
    length = np.linalg.norm(T, axis=1, keepdims=True)
    side = np.cross(n, np.where(np.abs(n[:, 1:2]) < 0.9, (0.0, 1, 0), (1.0, 0, 0)))
    T = np.where(length > 1e-6, T / np.maximum(length, 1e-9), side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9))
    hand = np.where((np.cross(n, T) * B).sum(1) < 0, -1.0, 1.0)
    return np.column_stack([T, hand])


def measure(path):
    """Triangle count of one of the GLBs above, and its triangles' corners."""
    data = path.read_bytes()
    n = int.from_bytes(data[12:16], "little")
    doc, body = json.loads(data[20:20 + n]), data[28 + n:]
    prim = doc["meshes"][0]["primitives"][0]

    def read(k, dtype, width):
        a = doc["accessors"][k]
        return np.frombuffer(body, dtype, a["count"] * width, doc["bufferViews"][a["bufferView"]]["byteOffset"]).reshape(-1, width)

    P = read(prim["attributes"]["POSITION"], "<f4", 3)
    I = read(prim["indices"], "<u2", 1).reshape(-1, 3)
    return len(I), P[I].astype(float)
