"""Ambient occlusion: how much of the sky each vertex sees past its neighbours.

The scene is filled into small cubes; from every vertex, rays spread over its half of the sky and march through the
cubes. Near walls darken more than far ones. The result goes into the occlusion picture by way of TEXCOORD_1.
"""

import numpy as np


def rays(count, seed=7):
    """Directions over the upper half, more of them near the pole (cosine law)."""
    k = np.arange(count) + 0.5
    r, t = np.sqrt(k / count), np.pi * (1 + 5 ** 0.5) * k
    return np.stack([r * np.cos(t), r * np.sin(t), np.sqrt(1 - r * r)], 1)


def fill(triangles, low, cube, shape):
    """Marks the cubes that triangles pass through, by points spread densely over each."""
    full = np.zeros(shape, bool)
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    span = np.maximum(np.linalg.norm(b - a, axis=1), np.maximum(np.linalg.norm(c - a, axis=1), np.linalg.norm(c - b, axis=1)))
    steps = np.clip(np.ceil(span / (cube * 0.7)).astype(int), 1, 220)
    for n in np.unique(steps):
        pick = steps == n
        i, j = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
        keep = i + j <= n
        u, v = (i[keep] / n), (j[keep] / n)
        idx = np.nonzero(pick)[0]
        for part in np.array_split(idx, max(1, len(idx) * len(u) // 400000)):
            p = a[part, None] + (b - a)[part, None] * u[:, None] + (c - a)[part, None] * v[:, None]
            q = np.floor((p.reshape(-1, 3) - low) / cube).astype(int)
            q = q[((q >= 0) & (q < shape)).all(1)]
            full[q[:, 0], q[:, 1], q[:, 2]] = True
    return full


def occlusion(model, blockers=(), cube=0.04, reach=1.4, count=40, floor=0.0, skip=("glass", "glow", "halo"), strength=1.0):
    """Fills in `model.occlusion`. `blockers` are further triangle arrays that throw shade but receive none here."""
    merged = model.merged()
    solid = []
    for (node, mat), g in merged.items():
        if mat not in skip and not node.startswith("COL_"):
            solid.append((g.P + model.place(node))[g.I])
    solid += [b for b in blockers if len(b)]
    tri = np.concatenate(solid)
    low, high = tri.min((0, 1)) - 2 * cube, tri.max((0, 1)) + 2 * cube
    shape = np.ceil((high - low) / cube).astype(int) + 1
    full = fill(tri, low, cube, shape)
    # What moves is shaded by itself alone: the shade of a fixed neighbour would travel with it.
    moving = {c[0] for c in model.channels}
    own = {}
    for node in sorted(moving):
        mine = [(g.P + model.place(node))[g.I] for (n, m), g in merged.items() if n == node and m not in skip]
        own[node] = fill(np.concatenate(mine), low, cube, shape) if mine else np.zeros(shape, bool)
    base = rays(count)
    far = [cube * 1.6]
    while far[-1] < reach:
        far.append(far[-1] + max(cube * 0.85, far[-1] * 0.16))
    for (node, mat), g in merged.items():
        if mat in ("glow", "halo", "sky") or node.startswith("COL_"):
            continue
        P = g.P + model.place(node)
        # Vertices at one place with one normal share a result.
        key, back = np.unique(np.round(np.concatenate([P * 1000, g.N * 100], 1)).astype(np.int64), axis=0, return_inverse=True)
        p, n = key[:, :3] / 1000, key[:, 3:] / 100
        value = np.concatenate([_look(q, m, base, far, own.get(node, full), low, cube, shape, floor, reach)
                                for q, m in zip(np.array_split(p, len(p) // 6000 + 1), np.array_split(n, len(n) // 6000 + 1))])
        value = 1 - (1 - value) * strength
        model.occlusion[node, mat] = np.clip(value, 0, 1)[back.reshape(-1)]


def _look(P, N, base, far, full, low, cube, shape, floor, reach):
    n = N / np.maximum(np.linalg.norm(N, axis=1, keepdims=True), 1e-9)
    side = np.cross(n, np.where(np.abs(n[:, 1:2]) < 0.9, (0.0, 1, 0), (1.0, 0, 0)))
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    up = np.cross(n, side)
    d = base[None, :, :1] * side[:, None] + base[None, :, 1:2] * up[:, None] + base[None, :, 2:] * n[:, None]
    start = P[:, None] + n[:, None] * cube * 1.1
    hit = np.full(d.shape[:2], np.inf)
    for t in far:
        q = start + d * t
        cell = ((q - low) / cube).astype(np.int32)
        inside = ((cell >= 0) & (cell < shape)).all(-1)
        c = np.where(inside[..., None], cell, 0)
        blocked = full[c[..., 0], c[..., 1], c[..., 2]] & inside
        # The floor bounces light, so it counts for less than a wall.
        ground = (q[..., 1] < floor) & ~inside | (q[..., 1] < floor - cube)
        new = np.where(blocked, t, np.where(ground, t + reach * 0.35, np.inf))
        hit = np.minimum(hit, new)
    weight = np.clip(1 - hit / reach, 0, 1) ** 1.3
    return 1 - weight.mean(1)
