//! Parts of what a line of JSON asks for.

use std::error::Error;
use std::path::Path;

use bevy::asset::AssetServer;
use bevy::gltf::GltfAssetLabel;
use bevy::prelude::*;
use serde_json::Value;

/// A number, or the word that it is none.
pub fn number(value: &Value, what: &str) -> Result<f64, String> {
    value.as_f64().ok_or_else(|| format!("{what} is no number"))
}

/// Where a model stands.
pub fn position(model: &Value) -> Result<Vec3, String> {
    let axis = |axis: usize| number(&model["position"][axis], "position").map(|at| at as f32);
    Ok(Vec3::new(axis(0)?, axis(1)?, axis(2)?))
}

/// Asks for a part of a glTF file; the server's folder is the root of the disk.
pub fn part<A: Asset>(server: &AssetServer, path: &Path, label: &GltfAssetLabel) -> Result<Handle<A>, Box<dyn Error>> {
    let path = path.to_str().ok_or("the path of a model is no text")?.trim_start_matches('/').to_owned();
    Ok(server.load(label.from_asset(path)))
}
