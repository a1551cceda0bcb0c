//! Models that belong to no fair, as a small fair: side by side before the visitor, each as large as the others.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use glam::Vec3;
use serde::Serialize;
use serde_json::json;

use super::write::put;
use crate::model::{self, Folder, Options};

/// Where a model stands: the same for other programs that show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// The author's file.
    pub path: PathBuf,
    /// Metres, +Y up; the eyes are 1.6 m above the origin's floor and look along -Z.
    pub position: [f32; 3],
    pub scale: f32,
}

/// Longest side of each model, and from the middle of one to that of the next, in metres.
const SIDE: f32 = 0.8;
const PITCH: f32 = 1.0;
/// How far before the eyes they stand, and at which height, in metres.
const AWAY: f32 = 3.0;
const HEIGHT: f32 = 1.4;

/// Where each of these models stands.
///
/// # Errors
/// A model that cannot be read.
pub fn shown(files: &[PathBuf]) -> Result<Vec<Shown>> {
    let first = -0.5 * PITCH * (files.len().max(1) - 1) as f32;
    let one = |(number, path): (usize, &PathBuf)| {
        let path = path.canonicalize().with_context(|| path.display().to_string())?;
        let bytes = std::fs::read(&path)?;
        let folder = Folder::new(path.parent().unwrap_or(Path::new("")));
        let bounds = model::load(&path.display().to_string(), &bytes, &folder, &Options::default())?.bounds;
        ensure!(!bounds.is_empty(), "{}: it has nothing to show", path.display());
        let scale = SIDE / (bounds.max - bounds.min).max_element().max(1e-6);
        let middle = Vec3::new(first + PITCH * number as f32, HEIGHT, -AWAY);
        let position = middle - (bounds.min + bounds.max) * 0.5 * scale;
        Ok(Shown { path, position: position.to_array(), scale })
    };
    files.iter().enumerate().map(one).collect()
}

/// Writes the fair into an empty folder: one booth with a product a model.
///
/// # Errors
/// The disk, or a file that a model names and that is not there.
pub fn write(shown: &[Shown], out: &Path) -> Result<()> {
    /// Side of the floor in metres.
    const FLOOR: f32 = 12.0;
    let fair = json!({
        "format": 1, "id": "models", "title": { "en": "Models" }, "booths": ["models"],
        "hall": [{
            "id": "hall", "title": { "en": "Hall" }, "size": [FLOOR, FLOOR], "spawn": { "position": [0.0, 0.0] },
            "plot": [{ "id": "plot", "position": [0.0, 0.0], "size": [FLOOR, FLOOR] }],
        }],
    });
    put(out, "fair.toml", toml::to_string(&fair)?.as_bytes())?;
    let folder = out.join("booths/models");
    let booth = json!({ "format": 1, "id": "models", "plot": "plot", "title": { "en": "Models" } });
    put(&folder, "booth.toml", toml::to_string(&booth)?.as_bytes())?;
    for (number, model) in shown.iter().enumerate() {
        let id = format!("model-{number}");
        let folder = folder.join("products").join(&id);
        let name = model.path.file_name().and_then(|name| name.to_str()).context("the name of a model is no text")?;
        let product = json!({
            "format": 1, "id": id, "title": { "en": name }, "model": name, "position": model.position,
            "scale": model.scale,
        });
        put(&folder, "product.toml", toml::to_string(&product)?.as_bytes())?;
        let bytes = std::fs::read(&model.path)?;
        let beside = Folder::new(model.path.parent().unwrap_or(Path::new("")));
        for file in model::file_names(&bytes) {
            let content = model::Files::read(&beside, &file, u64::MAX).with_context(|| file.clone())?;
            let target = folder.join(&file);
            put(
                target.parent().unwrap_or(&folder),
                target.file_name().and_then(|n| n.to_str()).unwrap_or(&file),
                &content,
            )?;
        }
        put(&folder, name, &bytes)?;
    }
    Ok(())
}
