//! A level of a model as a GLB of its own: the author's document with new meshes and addresses of pictures.

use std::collections::HashMap;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::geometry::Chunk;
use super::geometry::frame::Frame;
use super::geometry::stream::{self, Precision, Stream};
use super::pieces::Pieces;
use super::{coordinates, placing, views};
use crate::fair::Name;
use crate::model::{Parts, Values};

/// Geometry beyond this goes into further files.
const FILE: usize = 768 << 10;
/// What is replaced or used here, so that the author's word on it goes.
const REPLACED: [&str; 6] = [
    "KHR_draco_mesh_compression",
    "KHR_meshopt_compression",
    "EXT_meshopt_compression",
    "KHR_mesh_quantization",
    "EXT_texture_webp",
    "KHR_texture_basisu",
];

const ARRAY: u32 = 34962;
const ELEMENTS: u32 = 34963;

/// Writes a level. `meshes` has the chunks of each primitive of each mesh, and how fine they are to be stored; `images` the
/// file of each image. The first name is that of the GLB, the others are of its buffers.
///
/// # Errors
/// The document is not as its own reader left it, or the disk.
pub fn write(
    parts: &Parts,
    meshes: &[(Vec<Vec<Chunk>>, Precision)],
    images: &[Option<Name>],
    pieces: &Pieces,
) -> Result<Vec<Name>> {
    let mut document = parts.document.as_object().context("the document is no object")?.clone();
    let mut sheet = Sheet::default();
    let kept = sheet.meshes(&mut document, meshes)?;
    nodes(&mut document, &kept);
    let binds = placing::place(&mut document, &frames(meshes, &kept), &parts.values);
    sheet.others(&mut document, &parts.values, &binds)?;
    let pictured = pictures(&mut document, images);
    let whole = meshes.first().filter(|(_, precision)| precision.whole_uv && pictured);
    if let Some((_, precision)) = whole {
        coordinates::scale(&mut document, precision.uv);
    }
    extensions(&mut document, pictured, whole.is_some());
    if let Some(asset) = document.get_mut("asset").and_then(Value::as_object_mut) {
        asset.insert("generator".into(), concat!("boothwalk ", env!("CARGO_PKG_VERSION")).into());
    }
    sheet.finish(document, FILE, pieces)
}

/// What a new document points at: accessors over compressed buffer views.
#[derive(Default)]
pub(super) struct Sheet {
    accessors: Vec<Value>,
    /// A stream for each accessor, and what its view is for.
    streams: Vec<(Stream, Option<u32>)>,
    /// Where streams are, by their hash: many models show one mesh with many materials.
    known: HashMap<blake3::Hash, Vec<usize>>,
}

impl Sheet {
    /// Adds a stream, if it is a new one; the number of its accessor.
    fn add(&mut self, stream: Stream, target: Option<u32>) -> usize {
        let alike = self.known.entry(blake3::hash(&stream.bytes)).or_default();
        let same = |at: &&usize| self.streams.get(**at).is_some_and(|(old, goal)| *old == stream && *goal == target);
        if let Some(&at) = alike.iter().find(same) {
            return at;
        }
        alike.push(self.streams.len());
        let mut accessor = json!({ "componentType": stream.component, "count": stream.count, "type": stream.kind });
        if stream.normalized {
            accessor["normalized"] = true.into();
        }
        if let Some((low, high)) = stream.bounds {
            accessor["min"] = number_list(low);
            accessor["max"] = number_list(high);
        }
        self.accessors.push(accessor);
        self.streams.push((stream, target));
        self.accessors.len() - 1
    }

    /// Adds a stream of vertices.
    pub fn vertices(&mut self, stream: Stream) -> usize {
        self.add(stream, Some(ARRAY))
    }

    /// Adds indices.
    pub fn indices(&mut self, stream: Stream) -> usize {
        self.add(stream, Some(ELEMENTS))
    }

    /// The new meshes; the place of each that has anything to draw.
    fn meshes(
        &mut self,
        document: &mut Map<String, Value>,
        meshes: &[(Vec<Vec<Chunk>>, Precision)],
    ) -> Result<HashMap<usize, usize>> {
        let mut kept = HashMap::new();
        let mut list = Vec::new();
        let old = document.remove("meshes");
        for (index, mesh) in old.iter().filter_map(Value::as_array).flatten().enumerate() {
            let Some((primitives, precision)) = meshes.get(index) else { continue };
            let mut new = mesh.as_object().cloned().unwrap_or_default();
            let mut written = Vec::new();
            let old = mesh.get("primitives").and_then(Value::as_array);
            for (json, chunks) in old.into_iter().flatten().zip(primitives) {
                for chunk in chunks {
                    written.push(self.primitive(json, chunk, *precision)?);
                }
            }
            if !written.is_empty() {
                kept.insert(index, list.len());
                new.insert("primitives".into(), written.into());
                list.push(Value::Object(new));
            }
        }
        if !list.is_empty() {
            document.insert("meshes".into(), list.into());
        }
        Ok(kept)
    }

    fn primitive(&mut self, json: &Value, chunk: &Chunk, precision: Precision) -> Result<Value> {
        let mut new = json.as_object().cloned().unwrap_or_default();
        let mut attributes = Map::new();
        for (name, stream) in stream::attributes(&chunk.streams, precision) {
            attributes.insert(name, self.vertices(stream).into());
        }
        new.insert("attributes".into(), attributes.into());
        new.insert("indices".into(), self.indices(stream::indices(chunk)?).into());
        new.insert("mode".into(), chunk.mode.into());
        new.remove("targets");
        let mut targets = Vec::new();
        for target in stream::targets(&chunk.streams, precision) {
            let target: Map<String, Value> =
                target.into_iter().map(|(name, stream)| (name.into(), self.vertices(stream).into())).collect();
            targets.push(Value::Object(target));
        }
        if !targets.is_empty() {
            new.insert("targets".into(), targets.into());
        }
        if let Some(extensions) = new.get_mut("extensions").and_then(Value::as_object_mut) {
            extensions.retain(|name, _| !REPLACED.contains(&name.as_str()));
            if extensions.is_empty() {
                new.remove("extensions");
            }
        }
        Ok(new.into())
    }

    /// Accessors of animations, skins and instances; `binds` has the matrices of skins that are not the author's.
    fn others(
        &mut self,
        document: &mut Map<String, Value>,
        values: &[Option<Values>],
        binds: &HashMap<usize, Vec<f32>>,
    ) -> Result<()> {
        for (index, skin) in list(document, "skins").enumerate() {
            if let (Some(list), Some(skin)) = (binds.get(&index), skin.as_object_mut()) {
                skin.insert("inverseBindMatrices".into(), self.add(stream::numbers(list, 16), None).into());
            }
        }
        let mut known: HashMap<(usize, bool), usize> = HashMap::new();
        let mut place = |slot: &mut Value, turns: bool| -> Result<()> {
            let old = slot.as_u64().context("an accessor's number is no number")? as usize;
            let Some(Some(found)) = values.get(old) else { return Ok(()) };
            let turns = turns && found.components == 4 && unit(&found.list);
            let new = match known.get(&(old, turns)) {
                Some(&new) => new,
                None => {
                    let mut stream = if turns {
                        stream::rotations(&found.list)
                    } else {
                        stream::numbers(&found.list, found.components)
                    };
                    // Times need their range (section 3.11); a box is known for numbers of three parts only.
                    let times = (found.components == 1).then(|| range(&found.list));
                    stream.bounds = None;
                    let new = self.add(stream, None);
                    if let (Some((low, high)), Some(accessor)) = (times, self.accessors.get_mut(new)) {
                        accessor["min"] = json!([low]);
                        accessor["max"] = json!([high]);
                    }
                    known.insert((old, turns), new);
                    new
                }
            };
            *slot = new.into();
            Ok(())
        };
        for animation in list(document, "animations") {
            let turning = turning(animation);
            let samplers = animation.get_mut("samplers").and_then(Value::as_array_mut);
            for (index, sampler) in samplers.into_iter().flatten().enumerate() {
                if let Some(slot) = sampler.get_mut("input") {
                    place(slot, false)?;
                }
                // The tangents of a spline are no unit quaternions.
                let spline = sampler.get("interpolation").and_then(Value::as_str) == Some("CUBICSPLINE");
                if let Some(slot) = sampler.get_mut("output") {
                    place(slot, !spline && turning.contains(&(index as u64)))?;
                }
            }
        }
        for (index, skin) in list(document, "skins").enumerate() {
            if let Some(slot) = skin.get_mut("inverseBindMatrices").filter(|_| !binds.contains_key(&index)) {
                place(slot, false)?;
            }
        }
        for node in list(document, "nodes") {
            let instances = node.pointer_mut("/extensions/EXT_mesh_gpu_instancing/attributes");
            for slot in instances.and_then(Value::as_object_mut).into_iter().flat_map(|all| all.values_mut()) {
                place(slot, false)?;
            }
        }
        Ok(())
    }

    /// Lays the streams out in files of at most about `most` bytes, and writes these; the first is the GLB.
    ///
    /// # Errors
    /// The disk.
    pub fn finish(mut self, mut document: Map<String, Value>, most: usize, pieces: &Pieces) -> Result<Vec<Name>> {
        let mut files: Vec<Vec<u8>> = Vec::new();
        let mut views = Vec::new();
        let mut whole = 0usize;
        for (place, list) in views::lay_out(&self.streams, most)?.into_iter().enumerate() {
            let mut file = Vec::new();
            for view in list {
                for (accessor, offset) in view.accessors {
                    let Some(accessor) = self.accessors.get_mut(accessor) else { continue };
                    accessor["bufferView"] = views.len().into();
                    if offset > 0 {
                        accessor["byteOffset"] = offset.into();
                    }
                }
                let raw = view.count * view.stride;
                let mut packed = json!({
                    "buffer": place, "byteOffset": file.len(), "byteLength": view.bytes.len(), "byteStride": view.stride,
                    "count": view.count, "mode": view.mode,
                });
                if let Some(filter) = view.filter {
                    packed["filter"] = filter.into();
                }
                let mut json = json!({
                    "buffer": usize::MAX, "byteOffset": whole, "byteLength": raw,
                    "extensions": { "EXT_meshopt_compression": packed },
                });
                if let Some(target) = view.target {
                    json["target"] = target.into();
                    if target == ARRAY {
                        json["byteStride"] = view.stride.into();
                    }
                }
                views.push(json);
                file.extend(&view.bytes);
                file.resize(file.len().next_multiple_of(4), 0);
                whole = (whole + raw).next_multiple_of(4);
            }
            files.push(file);
        }
        let mut buffers: Vec<Value> = files.iter().map(|file| json!({ "byteLength": file.len() })).collect();
        let mut names = Vec::new();
        for (buffer, file) in buffers.iter_mut().zip(&files).skip(1) {
            let name = pieces.add(file, "bin")?;
            buffer["uri"] = name.beside().into();
            names.push(name);
        }
        if !files.is_empty() {
            // What the views would be without compression: nobody has these bytes.
            views.iter_mut().for_each(|view| view["buffer"] = buffers.len().into());
            buffers.push(
                json!({ "byteLength": whole, "extensions": { "EXT_meshopt_compression": { "fallback": true } } }),
            );
        }
        for (key, value) in [("accessors", self.accessors), ("bufferViews", views), ("buffers", buffers)] {
            document.remove(key);
            if !value.is_empty() {
                document.insert(key.into(), value.into());
            }
        }
        let glb = crate::model::glb(&serde_json::to_vec(&document)?, files.first().map_or(&[], Vec::as_slice));
        names.insert(0, pieces.add(&glb, "glb")?);
        Ok(names)
    }
}

/// Whole numbers without a point: those of integers must be so.
fn number_list(values: [f32; 3]) -> Value {
    let one = |value: f32| if value.fract() == 0.0 && value.abs() < 1e6 { json!(value as i64) } else { json!(value) };
    values.map(one).to_vec().into()
}

/// The frame of each mesh that was kept.
fn frames(meshes: &[(Vec<Vec<Chunk>>, Precision)], kept: &HashMap<usize, usize>) -> Vec<Option<Frame>> {
    let mut frames = vec![None; kept.len()];
    for (&old, &new) in kept {
        if let (Some((_, precision)), Some(slot)) = (meshes.get(old), frames.get_mut(new)) {
            *slot = precision.frame;
        }
    }
    frames
}

fn list<'a>(document: &'a mut Map<String, Value>, key: &str) -> impl Iterator<Item = &'a mut Value> {
    document.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten()
}

/// Nodes whose mesh has nothing to draw lose it; the others find theirs.
fn nodes(document: &mut Map<String, Value>, kept: &HashMap<usize, usize>) {
    for node in list(document, "nodes").filter_map(Value::as_object_mut) {
        let Some(old) = node.get("mesh").and_then(Value::as_u64) else { continue };
        match kept.get(&(old as usize)) {
            Some(new) => {
                node.insert("mesh".into(), (*new).into());
            }
            None => {
                // Skin and weights mean nothing without it (section 5.25).
                for key in ["mesh", "skin", "weights"] {
                    node.remove(key);
                }
            }
        }
    }
}

/// Gives images their new addresses and textures their way to them; whether there are any.
fn pictures(document: &mut Map<String, Value>, images: &[Option<Name>]) -> bool {
    for (image, name) in list(document, "images").zip(images) {
        let title = image.get("name").cloned();
        *image = json!({ "mimeType": "image/ktx2" });
        if let Some(name) = name {
            image["uri"] = name.beside().into();
        }
        if let Some(title) = title {
            image["name"] = title;
        }
    }
    let mut any = false;
    for texture in list(document, "textures").filter_map(Value::as_object_mut) {
        let extensions = texture.remove("extensions");
        let extended = |name: &str| extensions.as_ref().and_then(|all| all.get(name)?.get("source").cloned());
        let old = texture.remove("source");
        if let Some(source) = extended("KHR_texture_basisu").or_else(|| extended("EXT_texture_webp")).or(old) {
            texture.insert("extensions".into(), json!({ "KHR_texture_basisu": { "source": source } }));
            any = true;
        }
    }
    any
}

fn extensions(document: &mut Map<String, Value>, pictured: bool, transformed: bool) {
    let mut used = vec!["KHR_mesh_quantization", "EXT_meshopt_compression"];
    if pictured {
        used.push("KHR_texture_basisu");
    }
    if transformed {
        used.push("KHR_texture_transform");
    }
    for key in ["extensionsUsed", "extensionsRequired"] {
        let old = document.remove(key);
        let old = old.iter().filter_map(Value::as_array).flatten().filter_map(Value::as_str);
        let mut names: Vec<String> =
            old.filter(|name| !REPLACED.contains(name) && !used.contains(name)).map(str::to_owned).collect();
        names.extend(used.iter().map(|name| (*name).to_owned()));
        document.insert(key.into(), names.into());
    }
}

/// Which samplers of an animation turn nodes.
fn turning(animation: &Value) -> Vec<u64> {
    let channels = animation.get("channels").and_then(Value::as_array);
    let turns = |channel: &&Value| channel.pointer("/target/path").and_then(Value::as_str) == Some("rotation");
    channels.into_iter().flatten().filter(turns).filter_map(|channel| channel.get("sampler")?.as_u64()).collect()
}

fn unit(list: &[f32]) -> bool {
    list.as_chunks::<4>().0.iter().all(|turn| (turn.iter().map(|part| part * part).sum::<f32>() - 1.0).abs() < 1e-2)
}

fn range(list: &[f32]) -> (f32, f32) {
    list.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)))
}
