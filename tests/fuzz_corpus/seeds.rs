//! What the fuzzer begins with: small files that are whole. `BOOTHWALK_SEEDS=FOLDER` has the test write them down.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

#[path = "../hostile/base.rs"]
#[allow(dead_code, reason = "only the whole document is of use here")]
mod base;

#[path = "../meshopt/streams.rs"]
#[allow(dead_code, reason = "only the encoders are of use here")]
mod streams;

/// A name and the bytes.
type Seed = (String, Vec<u8>);

/// The seeds of a target.
pub fn of(target: &str) -> Vec<Seed> {
    match target {
        "model" => models(),
        "glb" => parts(),
        "ktx2" => ktx2(),
        "meshopt" => meshopt(),
        "draco" => draco(),
        "manifest" => manifests(),
        "log" => logs(),
        "sound" => sounds(),
        "glyphs" => vec![("rare.ttf".to_owned(), read("tests/fonts/rare.ttf"))],
        _ => Vec::new(),
    }
}

fn sounds() -> Vec<Seed> {
    let names = ["vorbis-stereo-44100.ogg", "opus-mono.ogg", "opus-stereo-speech.ogg"];
    names.map(|name| (name.to_owned(), read(&format!("tests/sound/files/{name}")))).into()
}

fn top(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(top(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The base document with the extensions that it lacks.
fn rich() -> Value {
    let mut document = base::document();
    let texture = json!({ "index": 0 });
    document["extensionsUsed"] = json!(["KHR_lights_punctual", "EXT_mesh_gpu_instancing", "KHR_node_visibility"]);
    document["extensionsRequired"] = json!([]);
    document["extensions"]["KHR_lights_punctual"] = json!({ "lights": [{ "type": "spot", "color": [1, 0.5, 0],
        "intensity": 40, "range": 9, "spot": { "innerConeAngle": 0.1, "outerConeAngle": 0.5 } }, { "type": "point" }] });
    document["nodes"][0]["extensions"] = json!({ "KHR_lights_punctual": { "light": 0 } });
    document["nodes"][1]["extensions"] = json!({ "KHR_node_visibility": { "visible": true }, "EXT_mesh_gpu_instancing": { "attributes": { "TRANSLATION": 9 } } });
    document["materials"][1]["extensions"] = json!({
        "KHR_materials_anisotropy": { "anisotropyStrength": 0.5, "anisotropyTexture": texture },
        "KHR_materials_clearcoat": { "clearcoatFactor": 1, "clearcoatTexture": texture, "clearcoatNormalTexture": texture },
        "KHR_materials_dispersion": { "dispersion": 0.2 },
        "KHR_materials_iridescence": { "iridescenceFactor": 1, "iridescenceThicknessTexture": texture },
        "KHR_materials_sheen": { "sheenColorFactor": [1, 0, 0], "sheenRoughnessTexture": texture },
        "KHR_materials_specular": { "specularFactor": 0.5, "specularColorTexture": texture },
        "KHR_materials_transmission": { "transmissionFactor": 0.9, "transmissionTexture": texture },
        "KHR_materials_volume": { "thicknessFactor": 0.1, "attenuationDistance": 2, "attenuationColor": [1, 1, 0] },
    });
    document
}

/// A document and its buffer, of sample models that are small: those under CC0 and CC-BY that the tests have anyway.
fn samples() -> Vec<(String, Value, Vec<u8>)> {
    let names = [
        "Triangle/glTF/Triangle.gltf",
        "Cameras/glTF/Cameras.gltf",
        "SimpleSparseAccessor/glTF/SimpleSparseAccessor.gltf",
        "MeshPrimitiveModes/glTF/MeshPrimitiveModes.gltf",
        "AnimatedMorphCube/glTF/AnimatedMorphCube.gltf",
        "AnimatedMorphCube/glTF-Quantized/AnimatedMorphCube.gltf",
        "RiggedSimple/glTF/RiggedSimple.gltf",
    ];
    let one = |name: &str| {
        let path = top("tests/models").join(name);
        let mut document: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let buffer = document["buffers"][0].as_object_mut().unwrap();
        let uri = buffer.remove("uri").unwrap();
        let bin = std::fs::read(path.with_file_name(uri.as_str().unwrap())).unwrap();
        (name.replace('/', "-"), document, bin)
    };
    names.map(one).into()
}

fn models() -> Vec<Seed> {
    let names = [
        "Triangle/glTF-Embedded/Triangle.gltf",
        "BoxAnimated/glTF-Binary/BoxAnimated.glb",
        "AnimatedMorphCube/glTF-Binary/AnimatedMorphCube.glb",
        "UnlitTest/glTF-Binary/UnlitTest.glb",
        "RiggedSimple/glTF-Binary/RiggedSimple.glb",
    ];
    let mut seeds: Vec<Seed> =
        names.iter().map(|name| (name.replace('/', "-"), read(&format!("tests/models/{name}")))).collect();
    seeds.push(("base".into(), base::text(&base::document())));
    seeds.push(("rich".into(), base::text(&rich())));
    seeds
}

/// JSON, a zero byte and the buffer.
fn parts() -> Vec<Seed> {
    let join = |document: &Value, bin: &[u8]| [&base::text(document), &[0][..], bin].concat();
    let mut seeds: Vec<Seed> =
        samples().iter().map(|(name, document, bin)| (name.clone(), join(document, bin))).collect();
    // The images apart from the JSON: what is in base64 the fuzzer cannot change well.
    for (name, mut document) in [("base", base::document()), ("rich", rich())] {
        let decode = |uri: &Value| {
            let text = uri.as_str().unwrap().rsplit_once(',').unwrap().1;
            base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).unwrap()
        };
        let mut bin = decode(&document["buffers"][0]["uri"]);
        for image in 0..2 {
            let bytes = decode(&document["images"][image]["uri"]);
            let view = json!({ "buffer": 0, "byteOffset": bin.len(), "byteLength": bytes.len() });
            let views = document["bufferViews"].as_array_mut().unwrap();
            views.push(view);
            document["images"][image] = json!({ "bufferView": views.len() - 1, "mimeType": "image/png" });
            bin.extend(bytes);
            bin.resize(bin.len().next_multiple_of(4), 0);
        }
        document["buffers"] = json!([{ "byteLength": bin.len() }]);
        seeds.push((name.into(), join(&document, &bin)));
    }
    // A textured triangle for each form of image.
    let names = [
        "baseline.jpg",
        "cmyk.jpg",
        "grey.jpg",
        "interlaced-rgb.png",
        "interlaced-grey.png",
        "progressive.jpg",
        "rgb.jpg",
    ];
    let mut images: Vec<Seed> =
        names.iter().map(|name| ((*name).into(), read(&format!("tests/images/{name}")))).collect();
    let picture = image::RgbaImage::from_fn(11, 7, |x, y| image::Rgba([x as u8 * 20, y as u8 * 30, 80, 255 - x as u8]));
    let mut webp = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut webp, image::ImageFormat::WebP).unwrap();
    images.push(("plain.webp".into(), webp.into_inner()));
    for (name, bytes) in images {
        let document = json!({
            "asset": { "version": "2.0" },
            "nodes": [{ "mesh": 0 }],
            "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "material": 0 }] }],
            "materials": [{ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } } }],
            "textures": [{ "source": 0 }],
            "images": [{ "bufferView": 0, "mimeType": "image/png" }],
            "accessors": [{ "componentType": 5126, "type": "VEC3", "count": 3 }],
            "bufferViews": [{ "buffer": 0, "byteLength": bytes.len() }],
            "buffers": [{ "byteLength": bytes.len() }],
        });
        seeds.push((name, join(&document, &bytes)));
    }
    seeds.push(("meshopt".into(), compressed(&join)));
    seeds
}

/// A triangle whose corners and indices meshopt compressed.
fn compressed(join: &dyn Fn(&Value, &[u8]) -> Vec<u8>) -> Vec<u8> {
    const NAME: &str = "EXT_meshopt_compression";
    let corners: Vec<u8> =
        [0.0f32, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0].iter().flat_map(|value| value.to_le_bytes()).collect();
    let mut bin = streams::encode(&corners, 12, 0, 2);
    let place = bin.len();
    bin.extend(streams::encode_triangles(&[0, 1, 2], 1));
    let view = |length: usize, extension: Value| json!({ "buffer": 1, "byteLength": length, "extensions": { NAME: extension } });
    let document = json!({
        "asset": { "version": "2.0" },
        "extensionsUsed": [NAME],
        "nodes": [{ "mesh": 0 }],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "indices": 1 }] }],
        "accessors": [base::accessor(0, 5126, "VEC3", 3), base::accessor(1, 5123, "SCALAR", 3)],
        "bufferViews": [
            view(36, json!({ "buffer": 0, "byteLength": place, "byteStride": 12, "count": 3, "mode": "ATTRIBUTES" })),
            view(6, json!({ "buffer": 0, "byteOffset": place, "byteLength": bin.len() - place, "byteStride": 2,
                "count": 3, "mode": "TRIANGLES" })),
        ],
        "buffers": [{ "byteLength": bin.len() }, { "byteLength": 42, "extensions": { NAME: { "fallback": true } } }],
    });
    join(&document, &bin)
}

fn ktx2() -> Vec<Seed> {
    let file = read("tests/models/AvocadoVariants/glTF-KTX-ETC1S/Avocado_roughnessMetallic.ktx2");
    (0..3u8).map(|blocks| (format!("etc1s-{blocks}"), [&[blocks << 1 | 1], &file[..]].concat())).collect()
}

/// Elements of several sizes with each filter, and indices, in both versions of the codecs.
fn meshopt() -> Vec<Seed> {
    let mut random = streams::Random(1);
    let mut seeds = Vec::new();
    let mut add = |name: String, mode: u8, filter: u8, stride: u8, count: u16, stream: Vec<u8>| {
        let [low, high] = count.to_le_bytes();
        seeds.push((name, [&[mode, filter, stride, low, high][..], &stream].concat()));
    };
    for version in 0..2 {
        for (filter, stride) in [(0, 4), (0, 8), (1, 8), (2, 12), (3, 16), (3, 4)] {
            let count = 40;
            let data = streams::elements(count, stride, &mut random);
            let stream = streams::encode(&data, stride, version, 2);
            add(format!("v{version}-{filter}-{stride}"), 0, filter, (stride / 4 - 1) as u8, count as u16, stream);
        }
        let indices = streams::grid(5, 3, &mut random);
        add(format!("t{version}"), 1, 0, 1, indices.len() as u16, streams::encode_triangles(&indices, version));
        add(format!("s{version}"), 2, 0, 0, indices.len() as u16, streams::encode_sequence(&indices, version));
    }
    seeds
}

/// A grid of squares with every attribute, by each method of the encoder.
fn draco() -> Vec<Seed> {
    use draco_core::{
        DataType, EncoderBuffer, EncoderOptions, GeometryAttributeType as Kind, Mesh, MeshEncoder, PointAttribute,
        PointIndex,
    };
    const SIDE: u32 = 5;
    let points = SIDE * SIDE;
    let make = |attributes: &[(u8, Kind, u8, DataType)], method: i32, speed: i32| {
        let mut mesh = Mesh::new();
        mesh.set_num_points(points as usize);
        for &(_, kind, components, data) in attributes {
            let mut attribute = PointAttribute::new();
            attribute.init(kind, components, data, false, points as usize);
            let bytes: Vec<u8> = (0..points * u32::from(components))
                .flat_map(|i| match data {
                    DataType::Float32 => ((i * 7 % 13) as f32 * 0.1).to_le_bytes().to_vec(),
                    _ => vec![(i % 3) as u8],
                })
                .collect();
            attribute.buffer_mut().write(0, &bytes);
            mesh.add_attribute(attribute);
        }
        for square in 0..(SIDE - 1) * (SIDE - 1) {
            let corner = square % (SIDE - 1) + square / (SIDE - 1) * SIDE;
            for triangle in [[0, 1, SIDE], [1, SIDE + 1, SIDE]] {
                mesh.add_face(triangle.map(|step| PointIndex(corner + step)));
            }
        }
        let faces = mesh.num_faces() as u16;
        let mut encoder = MeshEncoder::new();
        encoder.set_mesh(mesh);
        let mut options = EncoderOptions::new();
        options.set_encoding_method(method);
        options.set_compression_level(speed);
        let mut out = EncoderBuffer::new();
        encoder.encode(&options, &mut out).expect("the grid is compressed");
        let kinds = attributes.iter().fold(0, |bits, (place, ..)| bits | 1 << place);
        [&(points as u16).to_le_bytes()[..], &faces.to_le_bytes(), &[kinds], out.data()].concat()
    };
    let position = (3, Kind::Position, 3, DataType::Float32);
    let all = [(2, Kind::Normal, 3, DataType::Float32), position, (5, Kind::TexCoord, 2, DataType::Float32)];
    let colored = [(0, Kind::Color, 4, DataType::Uint8), position];
    let mut seeds = Vec::new();
    for method in 0..2 {
        for level in [0, 5, 10] {
            for (name, list) in [("plain", &all[1..2]), ("all", &all[..]), ("colored", &colored[..])] {
                seeds.push((format!("{name}-{method}-{level}"), make(list, method, level)));
            }
        }
    }
    seeds
}

/// The files of a fair, divided by zero bytes.
fn manifests() -> Vec<Seed> {
    let fair = "format = 1\nid = \"f\"\ntitle = { en = \"F\", zh = \"展\" }\ncredits = \"CREDITS.toml\"\ntour = \"tour.log\"\n\
        [sun]\ndirection = [0.5, -1, 0.25]\ncolor = [1, 1, 0.5]\nintensity = 2\n\
        [[hall]]\nid = \"h\"\ntitle.en = \"H\"\nsize = [20, 30]\nmodel = \"hall.glb\"\nspawn = { position = [0, 9], yaw = 10 }\n\
        [[hall.zone]]\nid = \"z\"\ntitle.en = \"Z\"\ncolor = \"#123456\"\n\
        [[hall.plot]]\nid = \"p\"\nzone = \"z\"\nposition = [1, 2]\nyaw = 90\nsize = [4, 4]\n";
    let booth = "format = 1\nid = \"acme\"\nplot = \"p\"\ntitle.en = \"A\"\nsummary.zh = \"步\"\nlanguages = [\"en\"]\n\
        model = \"booth.glb\"\nsign = { position = [0, 2, 0], yaw = 5, size = [2, 0.5], color = \"#ffffff\" }\n";
    let product = "format = 1\nid = \"pump\"\ntitle.en = \"P\"\nposition = [1, 0, 1]\nyaw = 20\nscale = 2\n";
    let credits = String::from_utf8(read("assets/demo/CREDITS.toml")).unwrap();
    let credits = credits.split("\n\n").take(2).collect::<Vec<_>>().join("\n");
    let packed = json!({
        "format": 1, "id": "f", "title": { "en": "F" },
        "hall": [{ "id": "h", "title": { "zh": "厅" }, "size": [20, 30], "plot": [{ "id": "p", "position": [1, 2], "size": [4, 4] }] }],
        "booths": [{ "id": "acme", "plot": "p", "title": { "en": "A" }, "products": [{ "id": "pump", "title": { "en": "P" } }] }],
        "pieces": { "booths/acme/booth.glb": { "hash": "0".repeat(64), "bytes": 9 } },
    });
    vec![
        ("toml".into(), [fair, booth, product, &credits].join("\0").into_bytes()),
        ("json".into(), packed.to_string().into_bytes()),
    ]
}

fn logs() -> Vec<Seed> {
    let log = String::from_utf8(read("assets/demo/tour.log")).unwrap();
    let frames: String = log.lines().take(12).flat_map(|line| [line, "\n"]).collect();
    let hands = "{\"format\":1,\"app\":\"boothwalk\"}\n{\"t\":0.1,\"input\":{\"head\":[0,1.6,0,0,0,0,1],\"right\":{\"aim\":\
        [0,1,0,0,0,0,1],\"grip\":null,\"trigger\":0.5,\"stick\":[0,1],\"menu\":true},\"commands\":[\"picture\"]}}\n";
    let tour = "format = 1\nheight = 1.6\n[[waypoint]]\nseconds = 2\nx = 1.5\nz = -2\nyaw = 90\n\
        [[waypoint]]\nseconds = 4.5\nx = 0\nz = 1e0\npitch = -8\npicture = true\n";
    vec![
        ("tour.log".into(), frames.into_bytes()),
        ("hands.log".into(), hands.into()),
        ("tour.toml".into(), tour.into()),
    ]
}
