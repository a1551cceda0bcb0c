//! JSON text to the `gltf` crate's types, each part with its place in messages.
//!
//! The crate's own reading is not used as a whole: it cuts indices to 32 bits silently, cannot say where a fault is,
//! and refuses some conforming files. So the text becomes plain values first, these are tidied, and each element is
//! then read by itself.

use gltf::json::Root;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::about;
use super::error::{Fault, Reason, Result};
use super::limits::{Limits, check};

/// How many plain values an object counts as: even with one entry it takes a whole node of a map.
const OBJECT: u64 = 16;

/// Reads the JSON part of a file.
pub(super) fn parse(text: &[u8], limits: &Limits) -> Result<Root> {
    survey(text, limits)?;
    let value: Value = serde_json::from_slice(text).map_err(|error| Fault::new("", Reason::Json(error.to_string())))?;
    let Value::Object(mut parts) = value else {
        return Err(Fault::new("", Reason::Json("it is no object".to_owned())));
    };
    parts.remove("extras");
    if let Some(Value::Array(nodes)) = parts.get_mut("nodes") {
        nodes.iter_mut().for_each(about::keep);
    }
    parts.values_mut().for_each(tidy);
    amend(&mut parts);
    let Some(asset) = parts.remove("asset") else {
        return Err(Fault::invalid("", "the required property asset is missing"));
    };
    let mut root = Root { asset: one(asset, "/asset")?, ..Root::default() };
    for (key, part) in &parts {
        let found = part.as_array().map_or(0, |list| list.len() as u64);
        let (what, limit) = if key == "nodes" { ("nodes", limits.nodes) } else { ("list elements", limits.objects) };
        check(what, found, limit, &format!("/{key}"))?;
    }
    if let Some(scene) = parts.remove("scene") {
        root.scene = Some(one(scene, "/scene")?);
    }
    if let Some(extensions) = parts.remove("extensions") {
        root.extensions = Some(one(extensions, "/extensions")?);
    }
    root.extensions_used = all(&mut parts, "extensionsUsed")?;
    root.extensions_required = all(&mut parts, "extensionsRequired")?;
    root.accessors = all(&mut parts, "accessors")?;
    root.animations = all(&mut parts, "animations")?;
    root.buffers = all(&mut parts, "buffers")?;
    root.buffer_views = all(&mut parts, "bufferViews")?;
    root.images = all(&mut parts, "images")?;
    root.materials = all(&mut parts, "materials")?;
    root.meshes = all(&mut parts, "meshes")?;
    root.nodes = all(&mut parts, "nodes")?;
    root.samplers = all(&mut parts, "samplers")?;
    root.scenes = all(&mut parts, "scenes")?;
    root.skins = all(&mut parts, "skins")?;
    root.textures = all(&mut parts, "textures")?;
    Ok(root)
}

/// Bounds the depth and the number of values before a parser takes stack or memory for them.
pub(crate) fn survey(text: &[u8], limits: &Limits) -> Result<()> {
    let (mut depth, mut values) = (0u32, 1u64);
    let (mut quoted, mut escaped) = (false, false);
    for &byte in text {
        if quoted {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'[' | b'{' => {
                depth = depth.saturating_add(1);
                values += if byte == b'{' { OBJECT } else { 1 };
                check("levels of JSON nesting", depth.into(), limits.json_depth.into(), "")?;
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
    }
    check("JSON values", values, limits.json_values, "")
}

/// Drops `extras` (what is known of them was kept before), and makes numbers mean what they say: whole numbers written as `3.0` become integers, and integers
/// that no index can hold become floats, so that reading an index from them fails instead of wrapping round.
fn tidy(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(tidy),
        Value::Object(map) => {
            map.remove("extras");
            map.values_mut().for_each(tidy);
        }
        Value::Number(number) => {
            if let Some(whole) = number.as_u64() {
                if whole > u64::from(u32::MAX)
                    && let Some(float) = serde_json::Number::from_f64(whole as f64)
                {
                    *number = float;
                }
            } else if let Some(float) = number.as_f64()
                && float.fract() == 0.0
                && float.is_sign_positive()
                && float <= f64::from(u32::MAX)
            {
                *number = serde_json::Number::from(float as u32);
            }
        }
        _ => {}
    }
}

/// Brings conforming files that the crate's types refuse into a form that they take.
fn amend(parts: &mut Map<String, Value>) {
    if let Some(Value::Array(scenes)) = parts.get_mut("scenes") {
        for scene in scenes.iter_mut().filter_map(Value::as_object_mut) {
            scene.entry("nodes").or_insert_with(|| Value::Array(Vec::new()));
        }
    }
    if let Some(Value::Array(animations)) = parts.get_mut("animations") {
        animations.iter_mut().for_each(keep_pointers);
    }
}

/// Where `keep_pointers` leaves them.
pub(super) const POINTERS: &str = "KHR_animation_pointer";

/// Copies the pointers of channels to their animation's extensions, under the channel's number: the crate's types know
/// no extensions of targets. They also insist on a node, which such targets do not have.
fn keep_pointers(animation: &mut Value) {
    let Some(Value::Array(channels)) = animation.get_mut("channels") else { return };
    let mut pointers = Map::new();
    for (place, channel) in channels.iter_mut().enumerate() {
        let Some(target) = channel.get_mut("target").and_then(Value::as_object_mut) else { continue };
        if target.get("path").and_then(Value::as_str) != Some("pointer") && target.contains_key("node") {
            continue;
        }
        let extension = target.get("extensions").and_then(|all| all.get(POINTERS));
        let pointer = extension.and_then(|extension| extension.get("pointer")).cloned();
        pointers.insert(place.to_string(), pointer.unwrap_or(Value::Null));
        target.insert("node".to_owned(), Value::from(0));
    }
    if let Some(animation) = animation.as_object_mut() {
        animation.insert("extensions".to_owned(), serde_json::json!({ POINTERS: pointers }));
    }
}

fn one<T: DeserializeOwned>(value: Value, at: &str) -> Result<T> {
    serde_json::from_value(value).map_err(|error| Fault::new(at, Reason::Json(error.to_string())))
}

fn all<T: DeserializeOwned>(parts: &mut Map<String, Value>, key: &str) -> Result<Vec<T>> {
    match parts.remove(key) {
        None => Ok(Vec::new()),
        Some(Value::Array(list)) => list
            .into_iter()
            .enumerate()
            .map(|(index, value)| {
                serde_json::from_value(value)
                    .map_err(|error| Fault::new(format!("/{key}/{index}"), Reason::Json(error.to_string())))
            })
            .collect(),
        Some(_) => Err(Fault::new(format!("/{key}"), Reason::Json("it is no array".to_owned()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<Root, String> {
        parse(text.as_bytes(), &Limits::default()).map_err(|fault| fault.in_file("f").to_string())
    }

    #[test]
    fn numbers_are_what_they_say() {
        let root = read(r#"{"asset":{"version":"2.0"},"nodes":[{"mesh":1.0,"extras":{"a":[[]]}}]}"#).unwrap();
        assert_eq!(root.nodes[0].mesh.unwrap().value(), 1);
        let error = read(r#"{"asset":{"version":"2.0"},"nodes":[{},{"mesh":4294967296}]}"#).unwrap_err();
        assert!(error.contains("/nodes/1"), "{error}");
        assert!(read(r#"{"asset":{"version":"2.0"},"nodes":[{"mesh":-1}]}"#).is_err());
    }

    #[test]
    fn conforming_files_that_the_types_refuse_pass() {
        let root = read(
            r#"{"asset":{"version":"2.0"},"scenes":[{}],"animations":[{"samplers":[],"channels":
            [{"sampler":0,"target":{"path":"pointer"}}]}]}"#,
        )
        .unwrap();
        assert!(root.scenes[0].nodes.is_empty() && root.animations[0].channels.len() == 1);
    }

    #[test]
    fn pointers_are_kept() {
        let root = read(
            r#"{"asset":{"version":"2.0"},"animations":[{"samplers":[],"channels":[
            {"sampler":0,"target":{"node":0,"path":"scale"}},{"sampler":0,"target":{"path":"weights"}},{"sampler":0,
            "target":{"path":"pointer","extensions":{"KHR_animation_pointer":{"pointer":"/nodes/0/scale"}}}}]}]}"#,
        )
        .unwrap();
        let pointers = &root.animations[0].extensions.as_ref().unwrap().others[POINTERS];
        assert_eq!(pointers, &serde_json::json!({ "1": null, "2": "/nodes/0/scale" }));
    }

    #[test]
    fn depth_and_number_of_values_are_bounded() {
        let deep = "[".repeat(100_000);
        assert!(read(&deep).unwrap_err().contains("nesting"));
        let brackets = format!(r#"{{"asset":{{"version":"2.0","generator":"{}\"["}}}}"#, "[".repeat(1000));
        assert!(read(&brackets).is_ok());
        let many = format!("[{}0]", "0,".repeat(2_000_001));
        assert!(read(&many).unwrap_err().contains("JSON values"));
    }
}
