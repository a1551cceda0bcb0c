//! Writes a GLB: meshes with a material each, pictures as they are, and nodes that are shown in turns.

use serde_json::{Map, Value, json};

use super::board::Mesh;
use crate::model::glb;

/// A file in the making.
#[derive(Debug, Default)]
pub struct Glb {
    bytes: Vec<u8>,
    views: Vec<Value>,
    accessors: Vec<Value>,
    images: Vec<Value>,
    textures: Vec<Value>,
    materials: Vec<Value>,
    meshes: Vec<Value>,
    nodes: Vec<Value>,
    animations: Vec<Value>,
    extensions: Vec<&'static str>,
}

const FLOAT: u32 = 5126;
const SHORT: u32 = 5123;
const BYTE: u32 = 5121;

impl Glb {
    /// The rest of a word.
    fn pad(&mut self) {
        let whole = self.bytes.len().next_multiple_of(4);
        self.bytes.resize(whole, 0);
    }

    fn view(&mut self, bytes: &[u8]) -> usize {
        self.pad();
        self.views.push(json!({ "buffer": 0, "byteOffset": self.bytes.len(), "byteLength": bytes.len() }));
        self.bytes.extend_from_slice(bytes);
        self.views.len() - 1
    }

    fn accessor(&mut self, bytes: &[u8], component: u32, kind: &str, count: usize) -> usize {
        let view = self.view(bytes);
        self.accessors.push(json!({ "bufferView": view, "componentType": component, "type": kind, "count": count }));
        self.accessors.len() - 1
    }

    fn bound(&mut self, accessor: usize, values: &[[f32; 3]]) {
        let fold = |pick: fn(f32, f32) -> f32, start: f32| {
            values.iter().fold([start; 3], |all, value| std::array::from_fn(|axis| pick(all[axis], value[axis])))
        };
        if let Some(accessor) = self.accessors.get_mut(accessor) {
            accessor["min"] = json!(fold(f32::min, f32::INFINITY));
            accessor["max"] = json!(fold(f32::max, f32::NEG_INFINITY));
        }
    }

    /// A plain material; linear.
    pub fn paint(&mut self, color: [f32; 3]) -> usize {
        let [red, green, blue] = color;
        let surface =
            json!({ "baseColorFactor": [red, green, blue, 1.0], "metallicFactor": 0.0, "roughnessFactor": 0.5 });
        self.materials.push(json!({ "pbrMetallicRoughness": surface }));
        self.materials.len() - 1
    }

    /// The material of a picture, which sends out `glow` of its own light, so that it reads in the shade as well.
    pub fn picture(&mut self, bytes: &[u8], media: &str, glow: f32) -> usize {
        let view = self.view(bytes);
        self.images.push(json!({ "bufferView": view, "mimeType": media }));
        let image = self.images.len() - 1;
        let texture = if media == "image/webp" {
            self.uses("EXT_texture_webp");
            json!({ "sampler": 0, "extensions": { "EXT_texture_webp": { "source": image } } })
        } else {
            json!({ "sampler": 0, "source": image })
        };
        self.textures.push(texture);
        let texture = json!({ "index": self.textures.len() - 1 });
        let surface = json!({ "baseColorTexture": texture, "metallicFactor": 0.0, "roughnessFactor": 0.6 });
        let material = json!({ "pbrMetallicRoughness": surface, "emissiveFactor": [glow, glow, glow], "emissiveTexture": texture });
        self.materials.push(material);
        self.materials.len() - 1
    }

    /// A node with a mesh.
    pub fn node(&mut self, name: &str, mesh: &Mesh, material: usize) -> usize {
        let count = mesh.positions.len();
        let position = self.accessor(bytemuck::cast_slice(&mesh.positions), FLOAT, "VEC3", count);
        self.bound(position, &mesh.positions);
        let normal = self.accessor(bytemuck::cast_slice(&mesh.normals), FLOAT, "VEC3", count);
        let uv = self.accessor(bytemuck::cast_slice(&mesh.uvs), FLOAT, "VEC2", count);
        let indices = self.accessor(bytemuck::cast_slice(&mesh.indices), SHORT, "SCALAR", mesh.indices.len());
        let attributes = json!({ "POSITION": position, "NORMAL": normal, "TEXCOORD_0": uv });
        let primitive = json!({ "attributes": attributes, "indices": indices, "material": material });
        self.meshes.push(json!({ "primitives": [primitive] }));
        self.nodes.push(json!({ "name": name, "mesh": self.meshes.len() - 1 }));
        self.nodes.len() - 1
    }

    /// Shows the nodes one after the other, each for so many seconds, over and over.
    pub fn turns(&mut self, nodes: &[usize], seconds: f32) {
        self.uses("KHR_node_visibility");
        self.uses("KHR_animation_pointer");
        let count = nodes.len();
        // The last key is when it begins again.
        let times: Vec<f32> = (0..=count).map(|turn| turn as f32 * seconds).collect();
        let input = self.accessor(bytemuck::cast_slice(&times), FLOAT, "SCALAR", times.len());
        if let Some(accessor) = self.accessors.get_mut(input) {
            (accessor["min"], accessor["max"]) = (json!([0.0]), json!([times.last()]));
        }
        let (mut samplers, mut channels) = (Vec::new(), Vec::new());
        for (turn, &node) in nodes.iter().enumerate() {
            let shown: Vec<u8> = (0..=count).map(|key| u8::from(key % count == turn)).collect();
            let output = self.accessor(&shown, BYTE, "SCALAR", shown.len());
            let pointer = format!("/nodes/{node}/extensions/KHR_node_visibility/visible");
            channels.push(json!({ "sampler": samplers.len(), "target": {
                "path": "pointer", "extensions": { "KHR_animation_pointer": { "pointer": pointer } } } }));
            samplers.push(json!({ "input": input, "output": output, "interpolation": "STEP" }));
            if let Some(node) = self.nodes.get_mut(node).filter(|_| turn > 0) {
                node["extensions"] = json!({ "KHR_node_visibility": { "visible": false } });
            }
        }
        self.animations.push(json!({ "name": "turns", "samplers": samplers, "channels": channels }));
    }

    fn uses(&mut self, extension: &'static str) {
        if !self.extensions.contains(&extension) {
            self.extensions.push(extension);
        }
    }

    /// The file.
    pub fn finish(mut self) -> Vec<u8> {
        self.pad();
        let mut out = Map::new();
        out.insert("asset".into(), json!({ "version": "2.0" }));
        let clamp = 33071;
        let lists = [
            ("extensionsUsed", self.extensions.iter().map(|name| json!(name)).collect()),
            (
                "extensionsRequired",
                self.extensions.iter().filter(|name| **name == "EXT_texture_webp").map(|name| json!(name)).collect(),
            ),
            ("buffers", vec![json!({ "byteLength": self.bytes.len() })]),
            ("bufferViews", self.views),
            ("accessors", self.accessors),
            ("samplers", if self.images.is_empty() { vec![] } else { vec![json!({ "wrapS": clamp, "wrapT": clamp })] }),
            ("images", self.images),
            ("textures", self.textures),
            ("materials", self.materials),
            ("meshes", self.meshes),
            ("animations", self.animations),
        ];
        for (name, list) in lists {
            if !list.is_empty() {
                out.insert(name.into(), Value::Array(list));
            }
        }
        out.insert("scenes".into(), json!([{ "nodes": (0..self.nodes.len()).collect::<Vec<_>>() }]));
        out.insert("scene".into(), json!(0));
        out.insert("nodes".into(), Value::Array(self.nodes));
        glb(Value::Object(out).to_string().as_bytes(), &self.bytes)
    }
}
