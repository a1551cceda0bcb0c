"""Geometry: shapes made of triangles, and how to move, paint and join them.

Every shape is a `Geo`. Lengths are metres, +Y is up, fronts face +Z. Shapes with edges get a small bevel,
because real furniture has no knife edges and the highlight along a bevel is what makes it look solid.
"""

import numpy as np


def linear(color):
    """'#rrggbb' or an sRGB triple in 0..1, to linear light."""
    if isinstance(color, str):
        color = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    c = np.asarray(color, float)
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


class Geo:
    """Vertices (P position, N normal, U texture coordinate or None, C linear colour) and triangles I."""

    def __init__(self, P, N, I, U=None, C=None):
        self.P = np.asarray(P, float).reshape(-1, 3)
        self.N = np.asarray(N, float).reshape(-1, 3)
        self.I = np.asarray(I, int).reshape(-1, 3)
        self.U = None if U is None else np.asarray(U, float).reshape(-1, 2)
        self.C = np.ones((len(self.P), 3)) if C is None else np.asarray(C, float)

    def copy(self):
        return Geo(self.P.copy(), self.N.copy(), self.I.copy(), None if self.U is None else self.U.copy(), self.C.copy())

    def move(self, x=0.0, y=0.0, z=0.0):
        g = self.copy()
        g.P += (x, y, z)
        return g

    def turn(self, degrees, axis="y"):
        """Counter-clockwise seen from the axis' tip."""
        g = self.copy()
        m = rotation(degrees, axis)
        g.P, g.N = g.P @ m.T, g.N @ m.T
        return g

    def scale(self, x, y=None, z=None):
        y, z = (x if y is None else y), (x if z is None else z)
        g = self.copy()
        s = np.array([x, y, z], float)
        g.P *= s
        g.N = unit(g.N / s)
        if x * y * z < 0:
            g.I = g.I[:, ::-1]
        return g

    def paint(self, color, vary=0.0, seed=0):
        """One colour; `vary` shifts the brightness of the whole piece a little, so that rows of boards differ."""
        g = self.copy()
        k = 1 + vary * np.random.default_rng(seed).uniform(-1, 1) if vary else 1
        g.C = np.tile(linear(color) * k, (len(g.P), 1))
        return g

    def flip(self):
        g = self.copy()
        g.I, g.N = g.I[:, ::-1], -g.N
        return g

    def uv(self, rect):
        """Stretches the shape's 0..1 texture coordinates over a rectangle (u0, v0, u1, v1) of an atlas."""
        g = self.copy()
        u0, v0, u1, v1 = rect
        g.U = g.U * (u1 - u0, v1 - v0) + (u0, v0)
        return g


def rotation(degrees, axis="y"):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array({"x": [[1, 0, 0], [0, c, -s], [0, s, c]],
                     "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
                     "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]]}[axis])


def unit(v):
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12)


def join(geos):
    geos = [g for g in geos if len(g.I)]
    at, I = 0, []
    for g in geos:
        I.append(g.I + at)
        at += len(g.P)
    with_uv = all(g.U is not None for g in geos)
    return Geo(np.concatenate([g.P for g in geos]), np.concatenate([g.N for g in geos]), np.concatenate(I),
               np.concatenate([g.U for g in geos]) if with_uv else None, np.concatenate([g.C for g in geos]))


def outward(P, N, I):
    """Winds each triangle so that it faces the way its vertex normals point."""
    I = np.asarray(I, int).reshape(-1, 3)
    face = np.cross(P[I[:, 1]] - P[I[:, 0]], P[I[:, 2]] - P[I[:, 0]])
    wrong = (face * N[I].sum(1)).sum(1) < 0
    I[wrong] = I[wrong][:, ::-1]
    return I


def shade(P, I, angle=38.0, U=None):
    """Normals for a bare mesh: smooth where neighbouring faces meet under `angle` degrees, hard elsewhere."""
    P, I = np.asarray(P, float), np.asarray(I, int).reshape(-1, 3)
    a, b, c = P[I[:, 0]], P[I[:, 1]], P[I[:, 2]]
    area = np.cross(b - a, c - a)
    keep = np.linalg.norm(area, axis=1) > 1e-12
    I, area = I[keep], area[keep]
    face = unit(area)
    # Corners at the same place are neighbours even where the mesh has a seam there.
    _, place = np.unique(np.round(P * 20000).astype(np.int64), axis=0, return_inverse=True)
    place = place.reshape(-1)
    corner_place = place[I].reshape(-1)
    corner_face = np.repeat(np.arange(len(I)), 3)
    order = np.argsort(corner_place, kind="stable")
    sorted_place = corner_place[order]
    start = np.searchsorted(sorted_place, sorted_place, "left")
    stop = np.searchsorted(sorted_place, sorted_place, "right")
    count = stop - start
    first = np.repeat(np.arange(len(order)), count)
    second = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(start, count)
    f, g = corner_face[order[first]], corner_face[order[second]]
    near = (face[f] * face[g]).sum(1) >= np.cos(np.radians(angle))
    total = np.zeros((len(order), 3))
    np.add.at(total, order[first[near]], area[g[near]])
    N = unit(total)
    # Corners that ended up alike become one vertex again.
    key = np.concatenate([I.reshape(-1, 1).astype(float), np.round(N * 500)], axis=1)
    _, pick, back = np.unique(key, axis=0, return_index=True, return_inverse=True)
    src = I.reshape(-1)[pick]
    return Geo(P[src], N[pick], back.reshape(-1, 3), None if U is None else np.asarray(U, float)[src])


def grid_faces(rows, columns, wrap=False):
    """Triangles of a rows x columns grid of points; `wrap` joins the last column to the first."""
    r = np.arange(rows - 1)[:, None]
    c = np.arange(columns if wrap else columns - 1)[None, :]
    n = (c + 1) % columns
    a, b, d, e = r * columns + c, r * columns + n, (r + 1) * columns + c, (r + 1) * columns + n
    return np.stack([np.stack([a, b, e], -1), np.stack([a, e, d], -1)], 2).reshape(-1, 3)


def box(w, h, d, bevel=0.008, cell=None):
    """A bevelled box standing on y = 0. `cell` cuts large faces up, so that baked shade has somewhere to live."""
    size = np.array([w, h, d], float)
    b = min(bevel, size.min() * 0.45)
    n = [max(1, int(np.ceil((s - 2 * b) / cell))) if cell else 1 for s in size]
    line = [np.linspace(-s / 2 + b, s / 2 - b, k + 1) for s, k in zip(size, n)]
    P, N, U, I, at = [], [], [], [], 0

    def put(points, normals, faces, uv):
        nonlocal at
        P.append(points), N.append(normals), U.append(uv), I.append(outward(points, normals, faces) + at)
        at += len(points)

    for axis in range(3):
        u, v = [(2, 1), (0, 2), (0, 1)][axis]
        for sign in (-1, 1):
            A, B = np.meshgrid(line[u], line[v], indexing="ij")
            p = np.zeros((A.size, 3))
            p[:, u], p[:, v], p[:, axis] = A.ravel(), B.ravel(), sign * size[axis] / 2
            q = np.zeros((A.size, 3))
            q[:, axis] = sign
            s = {0: -sign, 1: 1, 2: sign}[axis]
            uv = np.stack([A.ravel() * s / size[u] + 0.5, (-B.ravel() * (1 if axis != 1 else -1)) / size[v] + 0.5], 1)
            put(p, q, grid_faces(len(line[u]), len(line[v])), uv)
    if b > 0:
        for along in range(3):
            u, v = [k for k in range(3) if k != along]
            for su in (-1, 1):
                for sv in (-1, 1):
                    m = len(line[along])
                    p, q = np.zeros((2, m, 3)), np.zeros((2, m, 3))
                    p[:, :, along] = line[along]
                    p[0, :, u], p[0, :, v], q[0, :, u] = su * size[u] / 2, sv * (size[v] / 2 - b), su
                    p[1, :, u], p[1, :, v], q[1, :, v] = su * (size[u] / 2 - b), sv * size[v] / 2, sv
                    put(p.reshape(-1, 3), q.reshape(-1, 3), grid_faces(2, m), np.full((2 * m, 2), 0.5))
        for corner in np.ndindex(2, 2, 2):
            s = np.array(corner) * 2 - 1
            p = np.array([[s[k] * (size[k] / 2 - (0 if k == f else b)) for k in range(3)] for f in range(3)])
            put(p, np.diag(s).astype(float), [[0, 1, 2]], np.full((3, 2), 0.5))
    return Geo(np.concatenate(P), np.concatenate(N), np.concatenate(I), np.concatenate(U)).move(0, h / 2, 0)


def panel(w, h, cell=None, rect=None):
    """A flat rectangle, centred, facing +Z; its texture stands upright."""
    nx, ny = (max(1, int(np.ceil(s / cell))) if cell else 1 for s in (w, h))
    X, Y = np.meshgrid(np.linspace(0, 1, nx + 1), np.linspace(0, 1, ny + 1), indexing="ij")
    P = np.stack([(X - 0.5) * w, (Y - 0.5) * h, X * 0], -1).reshape(-1, 3)
    N = np.tile((0.0, 0.0, 1.0), (len(P), 1))
    g = Geo(P, N, outward(P, N, grid_faces(nx + 1, ny + 1)), np.stack([X, 1 - Y], -1).reshape(-1, 2))
    return g.uv(rect) if rect is not None else g


def bent(w, h, radius, rect=None, parts=24, inside=True):
    """A rectangle bent to an arc about the vertical; its middle touches z = 0 and it faces +Z (hollow if `inside`)."""
    t = np.linspace(-0.5, 0.5, parts + 1) * w / radius
    side = 1 if inside else -1
    x, z = radius * np.sin(t), side * radius * (1 - np.cos(t))
    P = np.stack([np.stack([x, x * 0 + y, z], 1) for y in (-h / 2, h / 2)], 0).reshape(-1, 3)
    n = np.stack([-side * np.sin(t), t * 0, np.cos(t)], 1)
    N = np.concatenate([n, n])
    u = np.linspace(0, 1, parts + 1)
    U = np.concatenate([np.stack([u, u * 0 + 1], 1), np.stack([u, u * 0], 1)])
    g = Geo(P, N, outward(P, N, grid_faces(2, parts + 1)), U)
    return g.uv(rect) if rect is not None else g


def lathe(profile, parts=32, angle=38.0, sweep=360.0):
    """Turns a profile of (radius, height) points, listed from bottom to top on the outside, about the Y axis."""
    prof = np.asarray(profile, float)
    t = np.radians(np.linspace(0, sweep, parts + 1))
    P = np.stack([prof[:, None, 0] * np.sin(t), np.repeat(prof[:, 1:2], parts + 1, 1), prof[:, None, 0] * np.cos(t)], -1)
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(prof, axis=0), axis=1))])
    V = 1 - length / max(length[-1], 1e-9)
    U = np.stack([np.tile(t / t[-1], (len(prof), 1)), np.repeat(V[:, None], parts + 1, 1)], -1)
    return shade(P.reshape(-1, 3), grid_faces(len(prof), parts + 1), angle, U.reshape(-1, 2))


def cylinder(r, h, parts=28, bevel=0.006, top=None):
    """Stands on y = 0; `top` gives a different radius above."""
    t = r if top is None else top
    b = min(bevel, h * 0.45, min(r, t) * 0.9)
    return lathe([(0, 0), (r - b, 0), (r, b), (t, h - b), (t - b, h), (0, h)], parts, 50 if b else 30)


def curve(points, per=8):
    """A smooth line through points (Catmull-Rom)."""
    p = np.asarray(points, float)
    p = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    out = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:]):
        t = np.linspace(0, 1, per, endpoint=False)[:, None]
        out.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2 + (3 * b - a - 3 * c + d) * t ** 3))
    return np.concatenate(out + [p[-2:-1]])


def tube(path, radius=0.02, parts=10, closed=False, caps=True, squash=1.0):
    """A round bar along a path; `radius` may be one per point; `squash` flattens the section."""
    p = np.asarray(path, float)
    r = np.broadcast_to(np.asarray(radius, float), (len(p),))
    if closed:
        tangent = unit(np.roll(p, -1, 0) - np.roll(p, 1, 0))
    else:
        tangent = unit(np.gradient(p, axis=0))
    guide = np.array([0.0, 1, 0]) if abs(tangent[0][1]) < 0.9 else np.array([1.0, 0, 0])
    side = unit(np.cross(tangent[0], guide))
    rings, t = [], np.linspace(0, 2 * np.pi, parts, endpoint=False)
    for k in range(len(p)):
        side = unit(side - tangent[k] * side.dot(tangent[k]))
        up = np.cross(side, tangent[k])
        rings.append(p[k] + r[k] * (np.cos(t)[:, None] * side * squash + np.sin(t)[:, None] * up))
    # Thin bars have few sides; they are shaded round all the same.
    return loft(rings, caps=caps and not closed, closed=closed, angle=80 if caps and not closed else 95)


def loft(rings, caps=True, closed=False, angle=45.0):
    """A skin over rings of equally many points."""
    R = np.asarray(rings, float)
    n, m = R.shape[:2]
    P = R.reshape(-1, 3)
    I = [grid_faces(n, m, wrap=True)]
    if closed:
        I.append(grid_faces(2, m, wrap=True) % m + np.where(grid_faces(2, m, wrap=True) < m, (n - 1) * m, 0))
    if caps:
        P = np.concatenate([P, R[0].mean(0)[None], R[-1].mean(0)[None]])
        k = np.arange(m)
        I.append(np.stack([np.full(m, n * m), (k + 1) % m, k], 1))
        I.append(np.stack([np.full(m, n * m + 1), (n - 1) * m + k, (n - 1) * m + (k + 1) % m], 1))
    I = np.concatenate(I)
    a, b, c = (P[I[:, k]] - P.mean(0) for k in range(3))
    if (np.cross(a, b) * c).sum() < 0:
        I = I[:, ::-1]
    return shade(P, I, angle)


def ball(r, parts=24, squash=1.0):
    t = np.linspace(-np.pi / 2, np.pi / 2, parts // 2 + 1)
    return lathe(np.stack([r * np.cos(t), r * squash * np.sin(t)], 1), parts, 60)


def rounded(w, h, r, parts=5):
    """The outline of a rounded rectangle, counter-clockwise, centred."""
    r = min(r, w / 2 - 1e-4, h / 2 - 1e-4)
    out = []
    for k, (x, y) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        t = np.radians(90 * k) + np.linspace(0, np.pi / 2, parts + 1)
        out.append(np.stack([x * (w / 2 - r) + r * np.cos(t), y * (h / 2 - r) + r * np.sin(t)], 1))
    return np.concatenate(out)


def disc(r, parts=40):
    t = np.linspace(0, 2 * np.pi, parts, endpoint=False)
    return np.stack([r * np.cos(t), r * np.sin(t)], 1)


def _ears(poly):
    """Cuts a simple counter-clockwise polygon into triangles."""
    left, out = list(range(len(poly))), []

    def cross(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    while len(left) > 3:
        best = None
        for k in range(len(left)):
            i, j, l = left[k - 1], left[k], left[(k + 1) % len(left)]
            turn = cross(poly[i], poly[j], poly[l])
            if turn <= 1e-12:
                if abs(turn) <= 1e-12:
                    best = k if best is None else best
                continue
            # Points that coincide with a corner (the ends of a bridge to a hole) do not count as inside.
            rest = np.array([poly[q] for q in left if q not in (i, j, l)
                             and min(abs(poly[q] - poly[c]).max() for c in (i, j, l)) > 1e-9])
            if len(rest):
                d = [(b[0] - a[0]) * (rest[:, 1] - a[1]) - (b[1] - a[1]) * (rest[:, 0] - a[0])
                     for a, b in ((poly[i], poly[j]), (poly[j], poly[l]), (poly[l], poly[i]))]
                if ((d[0] >= -1e-12) & (d[1] >= -1e-12) & (d[2] >= -1e-12)).any():
                    continue
            out.append((i, j, l))
            best = -1
            left.pop(k)
            break
        if best is None:
            break
        if best >= 0:
            left.pop(best)
    if len(left) == 3:
        out.append(tuple(left))
    return out


def refine(g, cell):
    """Cuts triangles until no edge is longer than `cell`, so that baked shade has somewhere to live."""
    while True:
        a, b = g.I, np.roll(g.I, -1, 1)
        long = np.linalg.norm(g.P[a] - g.P[b], axis=2)
        worst = long.argmax(1)
        cut = long.max(1) > cell
        if not cut.any():
            return g
        r = np.arange(len(g.I))[cut]
        i, j, k = (g.I[r, (worst[r] + s) % 3] for s in range(3))
        edge, back = np.unique(np.sort(np.stack([i, j], 1), axis=1), axis=0, return_inverse=True)
        mid = len(g.P) + back.reshape(-1)
        half = lambda v: np.concatenate([v, (v[edge[:, 0]] + v[edge[:, 1]]) / 2])
        I = np.concatenate([g.I[~cut], np.stack([i, mid, k], 1), np.stack([mid, j, k], 1)])
        g = Geo(half(g.P), unit(half(g.N)), I, None if g.U is None else half(g.U), half(g.C))


def extrude(outline, depth, bevel=0.006, angle=35.0, hole=None, cell=None):
    """An outline (counter-clockwise x, y) given thickness along Z, from 0 to `depth`, with bevelled rims.

    `hole` is a second outline inside; it is cut out by a bridge, so both count as one polygon.
    """
    poly = np.asarray(outline, float)
    if (np.roll(poly, -1, 0)[:, 1] * poly[:, 0] - np.roll(poly, -1, 0)[:, 0] * poly[:, 1]).sum() < 0:
        poly = poly[::-1]
    loops = [poly]
    if hole is not None:
        h = np.asarray(hole, float)
        if (np.roll(h, -1, 0)[:, 1] * h[:, 0] - np.roll(h, -1, 0)[:, 0] * h[:, 1]).sum() > 0:
            h = h[::-1]
        loops.append(h)
    b = min(bevel, depth * 0.45)

    def inset(loop):
        ahead, behind = unit(np.roll(loop, -1, 0) - loop), unit(loop - np.roll(loop, 1, 0))
        n = unit(np.stack([-(ahead + behind)[:, 1], (ahead + behind)[:, 0]], 1))
        k = np.maximum((n * np.stack([-ahead[:, 1], ahead[:, 0]], 1)).sum(1), 0.35)
        return loop + n * (b / k)[:, None]

    caps = [inset(l) if b else l for l in loops]
    ring = caps[0]
    if hole is not None:
        k = int(np.argmax(caps[1][:, 0]))
        j = int(np.argmin(((caps[0] - caps[1][k]) ** 2).sum(1)))
        ring = np.concatenate([caps[0][:j + 1], np.roll(caps[1], -k, 0), caps[1][k:k + 1], caps[0][j:]])
    tri = np.array(_ears(ring), int).reshape(-1, 3)
    P, I, at = [], [], 0
    for z, order in ((0.0, tri[:, ::-1]), (depth, tri)):
        P.append(np.column_stack([ring, np.full(len(ring), z)]))
        I.append(order + at)
        at += len(ring)
    for loop, cap in zip(loops, caps):
        levels = [(cap, 0), (loop, b), (loop, depth - b), (cap, depth)] if b else [(loop, 0), (loop, depth)]
        for l, z in levels:
            P.append(np.column_stack([l, np.full(len(l), z)]))
        I.append(grid_faces(len(levels), len(loop), wrap=True) + at)
        at += len(levels) * len(loop)
    P = np.concatenate(P)
    g = shade(P, np.concatenate(I), max(angle, 50) if b else angle)
    lo, hi = poly.min(0), poly.max(0)
    g.U = np.stack([(g.P[:, 0] - lo[0]) / (hi[0] - lo[0]), 1 - (g.P[:, 1] - lo[1]) / (hi[1] - lo[1])], 1)
    return refine(g, cell) if cell else g


def slab(outline, height, bevel=0.008, cell=None):
    """An outline seen from above (x right, y towards the back), given height; stands on y = 0."""
    return extrude(outline, height, bevel, cell=cell).turn(-90, "x")


def ring(outer, inner, height, parts=48, bevel=0.01):
    """A flat ring lying on y = 0."""
    b = bevel
    return lathe([(inner, b), (inner + b, 0), (outer - b, 0), (outer, b), (outer, height - b), (outer - b, height),
                  (inner + b, height), (inner, height - b), (inner, b)], parts, 50)
