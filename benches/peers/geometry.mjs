// Geometry of models as `boothwalk pack` stores it beside gltfpack's, at equal error of positions: a Markdown table.
//   node geometry.mjs BOOTHWALK MODEL...
// Both keep what materials read and the names of nodes and materials (-kn -km), and normals in 8 bits. Bytes are those of the
// compressed streams that meshes use. The error is measured: of every vertex in its rest pose, along an axis, to the nearest one
// of the source; it is no less than half of what a whole number makes.
// gltfpack runs at numbers of bits of positions (-vp) around ours; between the two errors its bytes are interpolated by bits.
// Texture coordinates have its usual 12 bits (-vt), or as many as ours where ours are finer.
// Needs `npm install gltfpack meshoptimizer` beside it; PARTS=1 prints the bytes of each attribute.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { MeshoptDecoder } from "meshoptimizer";
import { pack as gltfpack } from "gltfpack/library.js";

await MeshoptDecoder.ready;
const [program, ...models] = process.argv.slice(2);

const files = { read: (name) => fs.readFileSync(name), write: (name, data) => fs.writeFileSync(name, data) };

/// A document and how to get its buffers.
function open(file) {
  let bytes = fs.readFileSync(file);
  let bin = null;
  if (bytes.subarray(0, 4).toString() === "glTF") {
    const length = bytes.readUInt32LE(12);
    bin = bytes.length > 28 + length ? bytes.subarray(28 + length) : null;
    bytes = bytes.subarray(20, 20 + length);
  }
  const json = JSON.parse(bytes.toString());
  const known = new Map();
  const buffer = (index) => {
    if (!known.has(index)) {
      const uri = json.buffers[index].uri;
      if (!uri) known.set(index, bin);
      else if (uri.startsWith("data:")) known.set(index, Buffer.from(uri.slice(uri.indexOf(",") + 1), "base64"));
      else known.set(index, fs.readFileSync(path.join(path.dirname(file), decodeURIComponent(uri))));
    }
    return known.get(index);
  };
  return { json, buffer, views: new Map() };
}

const extension = (view) => view.extensions?.EXT_meshopt_compression ?? view.extensions?.KHR_meshopt_compression;

function view(doc, index) {
  if (!doc.views.has(index)) {
    const own = doc.json.bufferViews[index];
    const packed = extension(own);
    if (packed) {
      const source = doc.buffer(packed.buffer).subarray(packed.byteOffset ?? 0, (packed.byteOffset ?? 0) + packed.byteLength);
      const out = new Uint8Array(packed.count * packed.byteStride);
      MeshoptDecoder.decodeGltfBuffer(out, packed.count, packed.byteStride, source, packed.mode, packed.filter);
      doc.views.set(index, out);
    } else {
      const start = own.byteOffset ?? 0;
      doc.views.set(index, doc.buffer(own.buffer).subarray(start, start + own.byteLength));
    }
  }
  return doc.views.get(index);
}

const KINDS = {
  5120: [1, "getInt8", 127], 5121: [1, "getUint8", 255], 5122: [2, "getInt16", 32767],
  5123: [2, "getUint16", 65535], 5125: [4, "getUint32", 1], 5126: [4, "getFloat32", 1],
};
const PARTS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 };

/// The numbers of an accessor, element after element.
function numbers(doc, index) {
  const own = doc.json.accessors[index];
  const [size, get, most] = KINDS[own.componentType];
  const parts = PARTS[own.type];
  const out = new Float64Array(own.count * parts);
  const fill = (where, offset, stride, place) => {
    const data = new DataView(where.buffer, where.byteOffset, where.byteLength);
    for (let part = 0; part < parts; part++) {
      const value = data[get](offset + part * size, true);
      out[place * parts + part] = own.normalized ? Math.max(value / most, -1) : value;
    }
  };
  if (own.bufferView !== undefined) {
    const stride = doc.json.bufferViews[own.bufferView].byteStride ?? size * parts;
    for (let place = 0; place < own.count; place++)
      fill(view(doc, own.bufferView), (own.byteOffset ?? 0) + place * stride, stride, place);
  }
  if (own.sparse) {
    const [wide, getIndex] = KINDS[own.sparse.indices.componentType];
    const indices = view(doc, own.sparse.indices.bufferView);
    const data = new DataView(indices.buffer, indices.byteOffset, indices.byteLength);
    for (let place = 0; place < own.sparse.count; place++) {
      const at = data[getIndex]((own.sparse.indices.byteOffset ?? 0) + place * wide, true);
      fill(view(doc, own.sparse.values.bufferView), (own.sparse.values.byteOffset ?? 0) + place * size * parts, 0, at);
    }
  }
  return out;
}

function times(a, b) {
  const out = new Float64Array(16);
  for (let column = 0; column < 4; column++)
    for (let row = 0; row < 4; row++)
      for (let k = 0; k < 4; k++) out[column * 4 + row] += a[k * 4 + row] * b[column * 4 + k];
  return out;
}

function local(node) {
  if (node.matrix) return Float64Array.from(node.matrix);
  const [x, y, z, w] = node.rotation ?? [0, 0, 0, 1];
  const [a, b, c] = node.scale ?? [1, 1, 1];
  const [d, e, f] = node.translation ?? [0, 0, 0];
  return Float64Array.from([
    (1 - 2 * (y * y + z * z)) * a, 2 * (x * y + w * z) * a, 2 * (x * z - w * y) * a, 0,
    2 * (x * y - w * z) * b, (1 - 2 * (x * x + z * z)) * b, 2 * (y * z + w * x) * b, 0,
    2 * (x * z + w * y) * c, 2 * (y * z - w * x) * c, (1 - 2 * (x * x + y * y)) * c, 0,
    d, e, f, 1,
  ]);
}

/// Where every vertex that is drawn stands; of a mesh with a skin, as its strongest joint places it. `step` is the largest
/// that a whole number of a position makes; 0 where all are floats.
function places(doc) {
  const { json } = doc;
  const worlds = new Map();
  const scene = json.scenes?.[json.scene ?? 0]?.nodes ?? json.nodes.map((_, index) => index);
  const open = scene.map((index) => [index, Float64Array.from([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])]);
  while (open.length) {
    const [index, above] = open.pop();
    const world = times(above, local(json.nodes[index]));
    worlds.set(index, world);
    for (const child of json.nodes[index].children ?? []) open.push([child, world]);
  }
  const found = [];
  found.step = 0;
  const instances = (node) => {
    const own = node.extensions?.EXT_mesh_gpu_instancing?.attributes;
    if (!own) return [null];
    const lists = Object.fromEntries(Object.entries(own).map(([key, index]) => [key, numbers(doc, index)]));
    const count = json.accessors[Object.values(own)[0]].count;
    const part = (key, width, place) => lists[key]?.subarray(place * width, place * width + width);
    return Array.from({ length: count }, (_, place) =>
      local({ translation: part("TRANSLATION", 3, place), rotation: part("ROTATION", 4, place), scale: part("SCALE", 3, place) }));
  };
  for (const [index, world] of worlds) {
    const node = json.nodes[index];
    if (node.mesh === undefined) continue;
    const skin = node.skin === undefined ? null : json.skins[node.skin];
    const bind = skin?.inverseBindMatrices === undefined ? null : numbers(doc, skin.inverseBindMatrices);
    const joints = skin?.joints.map((joint, at) =>
      bind ? times(worlds.get(joint), bind.subarray(at * 16, at * 16 + 16)) : worlds.get(joint));
    for (const primitive of json.meshes[node.mesh].primitives) {
      const list = numbers(doc, primitive.attributes.POSITION);
      const whole = json.accessors[primitive.attributes.POSITION].componentType !== 5126;
      const [which, weight] = skin ? ["JOINTS_0", "WEIGHTS_0"].map((name) => numbers(doc, primitive.attributes[name])) : [];
      const used = primitive.indices === undefined ? null : new Set(numbers(doc, primitive.indices));
      for (const instance of instances(node))
        for (let at = 0; at < list.length / 3; at++) {
          if (used && !used.has(at)) continue;
          let matrix = instance ? times(world, instance) : world;
          if (skin) {
            const four = weight.subarray(at * 4, at * 4 + 4);
            matrix = joints[which[at * 4 + four.indexOf(Math.max(...four))]];
          }
          if (whole) {
            const column = (first) => Math.hypot(matrix[first], matrix[first + 1], matrix[first + 2]);
            found.step = Math.max(found.step, column(0), column(4), column(8));
          }
          const [x, y, z] = list.subarray(at * 3, at * 3 + 3);
          found.push([0, 1, 2].map((row) => matrix[row] * x + matrix[4 + row] * y + matrix[8 + row] * z + matrix[12 + row]));
        }
    }
  }
  return found;
}

/// Each place once.
function once(places) {
  const cells = new Map();
  return places.filter(([x, y, z]) => {
    const key = Math.fround(x) * 73856093 + Math.fround(y) * 19349663 + Math.fround(z) * 83492791;
    if (cells.has(key)) return false;
    cells.set(key, true);
    return true;
  });
}

/// The furthest, along an axis, that any of `from` is from the nearest of `to`; infinite beyond `reach`.
function furthest(from, to, reach) {
  // Cells may share a key: what is in them is looked at anyway.
  const key = (x, y, z) => (Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(z, 83492791)) | 0;
  const cells = new Map();
  for (const place of to) {
    const own = key(...place.map((value) => Math.floor(value / reach)));
    cells.has(own) ? cells.get(own).push(place) : cells.set(own, [place]);
  }
  let most = 0;
  for (const place of from) {
    const [x, y, z] = place.map((value) => Math.floor(value / reach));
    let least = Infinity;
    for (let at = 0; at < 27; at++) {
      const near = cells.get(key(x + (at % 3) - 1, y + (Math.floor(at / 3) % 3) - 1, z + Math.floor(at / 9) - 1));
      for (const other of near ?? []) {
        const far = Math.max(Math.abs(place[0] - other[0]), Math.abs(place[1] - other[1]), Math.abs(place[2] - other[2]));
        if (far < least) least = far;
      }
    }
    if (least > most) most = least;
  }
  return most;
}

/// Bytes of the compressed streams that meshes use, by attribute.
function bytes({ json }) {
  const seen = new Set();
  const out = {};
  const add = (name, accessor) => {
    const index = json.accessors[accessor]?.bufferView;
    if (index === undefined || seen.has(index)) return;
    seen.add(index);
    const own = json.bufferViews[index];
    out[name] = (out[name] ?? 0) + (extension(own) ?? own).byteLength;
  };
  for (const { attributes, indices, targets } of json.meshes.flatMap((mesh) => mesh.primitives)) {
    Object.entries(attributes).forEach(([name, accessor]) => add(name, accessor));
    if (indices !== undefined) add("indices", indices);
    for (const target of targets ?? []) Object.entries(target).forEach(([name, accessor]) => add(`target ${name}`, accessor));
  }
  return out;
}

/// The largest step of texture coordinates, in repeats; 0 where they are floats.
function coordinate({ json }) {
  const found = JSON.stringify(json.materials ?? []).matchAll(/"KHR_texture_transform":\{[^}]*"scale":\[([^,]*),([^\]]*)\]/g);
  const accessors = json.meshes.flatMap((mesh) => mesh.primitives.map(({ attributes }) => json.accessors[attributes.TEXCOORD_0]));
  const own = accessors.find((accessor) => accessor && accessor.componentType !== 5126);
  if (!own) return 0;
  const unit = own.normalized ? 1 / KINDS[own.componentType][2] : 1;
  return unit * Math.max(0, ...[...found].flatMap(([, u, v]) => [Math.abs(+u), Math.abs(+v)]));
}

const sum = (parts) => Object.values(parts).reduce((all, one) => all + one, 0);

/// The whole level of a model, packed as the only thing in a fair.
function ours(model, folder) {
  const hall = path.join(folder, "hall");
  fs.cpSync(path.dirname(model), hall, { recursive: true });
  fs.writeFileSync(path.join(folder, "fair.toml"), `format = 1\nid = "x"\ntitle = { en = "x" }\n[[hall]]\nid = "h"\n` +
    `title = { en = "x" }\nsize = [10.0, 10.0]\nmodel = ${JSON.stringify("hall/" + path.basename(model))}\n`);
  const out = path.join(folder, "out");
  const told = spawnSync(program, ["pack", "--textures", "bc7", folder, out, "--allow", "MESH_PRIMITIVE_NO_TANGENT_SPACE"]);
  if (told.status !== 0) throw new Error(told.stderr.toString().trim());
  const piece = (name) => path.join(out, "pieces", name.slice(0, 2), name);
  const fair = JSON.parse(fs.readFileSync(path.join(out, "fair.json")));
  const plan = JSON.parse(fs.readFileSync(piece(fair.hall[0].plan.piece)));
  return piece(Object.values(plan.models)[0].levels.at(-1).files[0].piece);
}

const rows = [];
for (const model of models) {
  const name = path.basename(path.dirname(model)).startsWith("glTF") ? path.basename(model) : model.split("/").slice(-2).join("/");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "geometry-"));
  try {
    const source = once(places(open(model)));
    const extent = Math.max(...[0, 1, 2].map((axis) =>
      source.reduce((most, place) => Math.max(most, place[axis]), -Infinity) -
      source.reduce((least, place) => Math.min(least, place[axis]), Infinity)));
    const error = (doc, reach) => {
      const made = places(doc);
      const all = once(made);
      // Few vertices may lie on the grid by chance: half a step is the error that there may be.
      return Math.max(furthest(all, source, reach), furthest(source, all, reach), made.step / 2);
    };
    const own = open(ours(model, folder));
    const own_error = error(own, extent / 4096);
    const own_bytes = bytes(own);
    // gltfpack at some numbers of bits: the error, the step of coordinates, and the bytes.
    const known = new Map();
    const at = async (bits, coordinates) => {
      const key = `${bits} ${coordinates}`;
      if (!known.has(key)) {
        const out = path.join(folder, `${bits}-${coordinates}.glb`);
        await gltfpack(["-i", model, "-o", out, "-cc", "-kn", "-km", "-tr", "-vp", `${bits}`, "-vt", `${coordinates}`], files);
        const doc = open(out);
        known.set(key, { error: error(doc, extent / 2 ** bits), step: coordinate(doc), parts: bytes(doc) });
      }
      return known.get(key);
    };
    const of = (parts, name) => Object.entries(parts).reduce((all, [key, one]) => all + (key.includes(name) ? one : 0), 0);
    // The bytes of what `measure` is about where it is as large as `wanted`, between the two numbers of bits around.
    const between = async (name, low, get, measure, wanted) => {
      let before = null;
      for (let bits = Math.min(Math.max(low, 6), 15); bits <= 16; bits++) {
        const now = await get(bits);
        if (measure(now) <= wanted * 1.0001 || bits === 16) {
          const share = before && measure(now) < wanted ? Math.log2(wanted / measure(now)) / Math.log2(measure(before) / measure(now)) : 0;
          const less = before ? Math.min(Math.max(share, 0), 1) * (of(now.parts, name) - of(before.parts, name)) : 0;
          return { now, bytes: of(now.parts, name) - less };
        }
        before = now;
      }
    };
    const first = Math.floor(Math.log2(extent / own_error)) - 2;
    const position = await between("POSITION", first, (bits) => at(bits, 12), (now) => now.error, own_error);
    const step = coordinate(own);
    const texture = step > 0
      ? await between("TEXCOORD", 12, (bits) => at(14, bits), (now) => now.step, step)
      : { bytes: of(position.now.parts, "TEXCOORD") };
    const parts = position.now.parts;
    const whole = sum(parts) - of(parts, "POSITION") - of(parts, "TEXCOORD") + position.bytes + texture.bytes;
    const coarser = position.now.error > own_error * 1.001;
    const ratio = sum(own_bytes) / whole;
    rows.push(ratio);
    console.log(`| ${name} | ${(own_error * 1e3).toPrecision(2)} | ${sum(own_bytes)} | ${Math.round(whole)}` +
      `${coarser ? ` at its finest, ${(position.now.error * 1e3).toPrecision(2)} mm` : ""} | ${ratio.toFixed(3)} |`);
    if (process.env.PARTS) console.log(JSON.stringify({ ours: own_bytes, gltfpack: parts, POSITION: position.bytes, TEXCOORD: texture.bytes }));
  } catch (problem) {
    console.log(`| ${name} | ${String(problem.message ?? problem).split("\n")[0]} |`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
console.log(`\n${(Math.exp(rows.reduce((all, one) => all + Math.log(one), 0) / rows.length)).toFixed(3)} of gltfpack's bytes ` +
  `(geometric mean of ${rows.length}), at most ${Math.max(...rows).toFixed(3)}`);
