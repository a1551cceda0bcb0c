// Makes mutants.jsonl: small documents, each broken in one place, and what the Khronos glTF validator says of them.
// Run in a folder with `npm install gltf-validator`:  node PATH/make.mjs > PATH/mutants.jsonl

import validator from "gltf-validator";

const floats = (...list) => Buffer.from(new Float32Array(list).buffer);
const bytes = (...list) => Buffer.from(Uint8Array.from(list));

// A document whose buffer is made of parts, each a view at a multiple of four.
function assemble(parts, rest) {
  let data = Buffer.alloc(0);
  const bufferViews = parts.map(([part, more]) => {
    data = Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
    const view = { buffer: 0, byteOffset: data.length, byteLength: part.length, ...more };
    data = Buffer.concat([data, part]);
    return view;
  });
  const uri = "data:application/octet-stream;base64," + data.toString("base64");
  return { asset: { version: "2.0", generator: "test" }, buffers: [{ uri, byteLength: data.length }], bufferViews, ...rest };
}

const png =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC";
const accessor = (bufferView, componentType, type, count, more) => ({ bufferView, componentType, type, count, ...more });

const still = assemble(
  [
    [floats(0, 0, 0, 1, 0, 0, 0, 1, 0), { target: 34962 }],
    [floats(0, 0, 1, 0, 0, 1, 0, 0, 1), { target: 34962 }],
    [floats(0, 0, 1, 0, 0, 1), { target: 34962 }],
    [bytes(0, 0, 1, 0, 2, 0), { target: 34963 }],
    [bytes(1), {}],
    [floats(1, 0, 0.5), {}],
    [floats(0, 0, 0, 1, 0, 0, 0, 1, 0), { target: 34962 }],
  ],
  {
    extensionsUsed: [
      "KHR_materials_variants", "KHR_texture_transform", "KHR_materials_ior", "KHR_materials_clearcoat",
      "KHR_lights_punctual", "KHR_materials_sheen", "KHR_materials_volume", "KHR_materials_transmission",
    ],
    extensions: {
      KHR_materials_variants: { variants: [{ name: "day" }, { name: "night" }] },
      KHR_lights_punctual: { lights: [{ type: "spot", spot: { innerConeAngle: 0.1, outerConeAngle: 0.5 }, color: [1, 1, 0], intensity: 3 }] },
    },
    scene: 0,
    scenes: [{ nodes: [0, 2] }],
    nodes: [
      { children: [1], translation: [1, 2, 3], rotation: [0, 0, 0, 1], scale: [1, 1, 2] },
      { mesh: 0, matrix: [2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 2, 3, 1] },
      { camera: 0, extensions: { KHR_lights_punctual: { light: 0 } } },
    ],
    cameras: [{ type: "perspective", perspective: { yfov: 0.7, znear: 0.1, zfar: 10, aspectRatio: 1.5 } }],
    meshes: [
      {
        primitives: [
          {
            attributes: { POSITION: 0, NORMAL: 1, TEXCOORD_0: 2 }, indices: 3, material: 0, mode: 4,
            extensions: { KHR_materials_variants: { mappings: [{ material: 1, variants: [0, 1] }] } },
          },
          { attributes: { POSITION: 4 }, material: 1 },
        ],
      },
    ],
    materials: [
      {
        pbrMetallicRoughness: {
          baseColorFactor: [1, 1, 1, 0.5], metallicFactor: 0.5, roughnessFactor: 0.5,
          baseColorTexture: { index: 0, texCoord: 0, extensions: { KHR_texture_transform: { offset: [0.5, 0], rotation: 0.1, scale: [2, 3], texCoord: 0 } } },
        },
        occlusionTexture: { index: 0, strength: 0.5 }, emissiveFactor: [1, 1, 1], alphaMode: "MASK", alphaCutoff: 0.4, doubleSided: true,
        extensions: { KHR_materials_ior: { ior: 1.4 }, KHR_materials_clearcoat: { clearcoatFactor: 0.5, clearcoatRoughnessFactor: 0.1, clearcoatTexture: { index: 0 } } },
      },
      { extensions: { KHR_materials_sheen: { sheenColorFactor: [1, 0, 0], sheenRoughnessFactor: 0.5 }, KHR_materials_transmission: { transmissionFactor: 0.5 }, KHR_materials_volume: { thicknessFactor: 0.1, attenuationDistance: 2, attenuationColor: [1, 1, 0.5] } } },
    ],
    textures: [{ sampler: 0, source: 0 }],
    samplers: [{ magFilter: 9728, minFilter: 9987, wrapS: 33071, wrapT: 33648 }],
    images: [{ uri: png, mimeType: "image/png" }],
    accessors: [
      accessor(0, 5126, "VEC3", 3, { min: [0, 0, 0], max: [1, 1, 0] }), accessor(1, 5126, "VEC3", 3), accessor(2, 5126, "VEC2", 3),
      accessor(3, 5123, "SCALAR", 3),
      accessor(6, 5126, "VEC3", 3, { min: [0, 0, 0], max: [1, 1, 0.5], sparse: { count: 1, indices: { bufferView: 4, componentType: 5121 }, values: { bufferView: 5 } } }),
    ],
  },
);

const moving = assemble(
  [
    [floats(0, 0, 0, 1, 0, 0, 0, 1, 0), { target: 34962 }],
    [bytes(0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0), { target: 34962 }],
    [floats(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0), { target: 34962 }],
    [floats(0, 0, 1, 0, 0, 1, 0, 0, 1), { target: 34962 }],
    [floats(...[1, 2].flatMap(() => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])), {}],
    [floats(0, 1), {}],
    [floats(0, 0, 0, 1, 0, 1, 0, 0), {}],
    [floats(0, 1), {}],
    [floats(0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 2, 2, 2, 0, 0, 0), {}],
    [floats(1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1), { target: 34962 }],
  ],
  {
    scene: 0,
    scenes: [{ nodes: [0, 1] }],
    nodes: [{ mesh: 0, skin: 0, weights: [0.5] }, { children: [2] }, { translation: [0, 1, 0] }],
    skins: [{ joints: [1, 2], inverseBindMatrices: 4, skeleton: 1 }],
    meshes: [{ weights: [0], primitives: [{ attributes: { POSITION: 0, JOINTS_0: 1, WEIGHTS_0: 2, NORMAL: 3, TANGENT: 9 }, targets: [{ POSITION: 3 }] }] }],
    animations: [
      {
        channels: [
          { sampler: 0, target: { node: 2, path: "rotation" } },
          { sampler: 1, target: { node: 0, path: "weights" } },
          { sampler: 2, target: { node: 2, path: "translation" } },
        ],
        samplers: [{ input: 5, output: 6, interpolation: "LINEAR" }, { input: 5, output: 7, interpolation: "STEP" }, { input: 5, output: 8, interpolation: "CUBICSPLINE" }],
      },
    ],
    accessors: [
      accessor(0, 5126, "VEC3", 3, { min: [0, 0, 0], max: [1, 1, 0] }), accessor(1, 5121, "VEC4", 3), accessor(2, 5126, "VEC4", 3),
      accessor(3, 5126, "VEC3", 3, { min: [0, 0, 1], max: [0, 0, 1] }), accessor(4, 5126, "MAT4", 2),
      accessor(5, 5126, "SCALAR", 2, { min: [0], max: [1] }), accessor(6, 5126, "VEC4", 2), accessor(7, 5126, "SCALAR", 2),
      accessor(8, 5126, "VEC3", 6), accessor(9, 5126, "VEC4", 3),
    ],
  },
);

const bases = { still, moving };

function* places(value, path = []) {
  if (path.length) yield path;
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) yield* places(value[i], [...path, i]);
  else if (value && typeof value === "object") for (const key of Object.keys(value)) yield* places(value[key], [...path, key]);
}

function* changes(value) {
  yield undefined;
  if (typeof value === "number") yield* [value + 1, -1, 99, 0, 1.5, 1e30, "x"];
  else if (typeof value === "string") yield* ["x", 7, ""];
  else if (typeof value === "boolean") yield* [1];
  else if (Array.isArray(value)) yield* [[], {}, [...value, ...value], value.slice(1), ["x"]];
  else yield* [[], {}, 3];
}

// On a few mutants the validator itself falls over; these are left out.
let fail = () => {};
process.on("uncaughtException", () => fail());

async function codes(document) {
  const fallen = new Promise((done) => (fail = () => done(null)));
  const whole = validator.validateBytes(new TextEncoder().encode(JSON.stringify(document)), { maxIssues: 0, externalResourceFunction: () => Promise.reject("none") });
  const report = await Promise.race([whole.catch(() => null), fallen]);
  if (!report) return null;
  return [...new Set(report.issues.messages.filter((m) => m.severity === 0).map((m) => m.code))].sort();
}

console.log(JSON.stringify({ bases }));
let kept = 0;
for (const [base, document] of Object.entries(bases)) {
  const own = await codes(document);
  if (own.length) throw new Error(`${base}: ${own}`);
  let number = 0;
  for (const path of places(document)) {
    let at = document;
    for (const key of path.slice(0, -1)) at = at[key];
    const last = path.at(-1);
    if (last === "uri" || path[0] === "asset" && last === "generator") continue;
    for (const value of changes(at[last])) {
      // All of the first kind of change; of the others every second, so that the file stays small.
      if (number++ % 2 && value !== undefined) continue;
      const copy = structuredClone(document);
      let target = copy;
      for (const key of path.slice(0, -1)) target = target[key];
      if (value === undefined) Array.isArray(target) ? target.splice(last, 1) : delete target[last];
      else target[last] = value;
      const found = await codes(copy);
      if (!found) continue;
      console.log(JSON.stringify({ base, path: "/" + path.join("/"), ...(value === undefined ? {} : { value }), codes: found }));
      kept++;
    }
  }
}
console.error(`${kept} mutants`);
