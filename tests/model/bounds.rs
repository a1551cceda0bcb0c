//! Bounds from what the file says of its accessors, read apart from the loader.

use std::path::Path;

use boothwalk::model::Model;
use glam::{Mat4, Quat, Vec3};
use serde_json::Value;

fn json(path: &Path) -> Value {
    let bytes = std::fs::read(path).unwrap();
    if bytes.starts_with(b"glTF") {
        let length = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
        return serde_json::from_slice(&bytes[20..20 + length]).unwrap();
    }
    serde_json::from_slice(&bytes).unwrap()
}

fn floats<const N: usize>(value: &Value) -> Option<[f32; N]> {
    let list: Vec<f32> = value.as_array()?.iter().map(|v| v.as_f64().unwrap() as f32).collect();
    list.try_into().ok()
}

fn local(node: &Value) -> Mat4 {
    if let Some(matrix) = floats::<16>(&node["matrix"]) {
        return Mat4::from_cols_array(&matrix);
    }
    Mat4::from_scale_rotation_translation(
        floats(&node["scale"]).map_or(Vec3::ONE, Vec3::from_array),
        floats(&node["rotation"]).map_or(Quat::IDENTITY, Quat::from_array),
        floats(&node["translation"]).map_or(Vec3::ZERO, Vec3::from_array),
    )
}

/// The corners of an accessor's box, by its min and max.
fn corners(accessor: &Value) -> Option<Vec<Vec3>> {
    let most = match (accessor["normalized"].as_bool(), accessor["componentType"].as_u64()?) {
        (Some(true), 5120) => 127.0,
        (Some(true), 5121) => 255.0,
        (Some(true), 5122) => 32767.0,
        (Some(true), 5123) => 65535.0,
        _ => 1.0,
    };
    let (min, max) = (floats::<3>(&accessor["min"])?, floats::<3>(&accessor["max"])?);
    let pick = |bit: usize, axis: usize| if bit >> axis & 1 == 0 { min[axis] } else { max[axis] };
    Some((0..8).map(|bit| Vec3::from_array([0, 1, 2].map(|axis| pick(bit, axis) / most))).collect())
}

/// Compares a model's bounds with its file. Under turned nodes the file's boxes are only an upper bound.
pub fn check(path: &Path, model: &Model) {
    let file = json(path);
    let scene = file["scene"].as_u64().unwrap_or(0) as usize;
    let (mut min, mut max) = (Vec3::INFINITY, Vec3::NEG_INFINITY);
    let mut turned = false;
    let mut open: Vec<(u64, Mat4)> = match file["scenes"][scene]["nodes"].as_array() {
        Some(roots) => roots.iter().map(|root| (root.as_u64().unwrap(), Mat4::IDENTITY)).collect(),
        None => return,
    };
    while let Some((index, parent)) = open.pop() {
        let node = &file["nodes"][index as usize];
        let world = parent * local(node);
        for child in node["children"].as_array().into_iter().flatten() {
            open.push((child.as_u64().unwrap(), world));
        }
        let Some(mesh) = node["mesh"].as_u64() else { continue };
        let columns = [world.x_axis, world.y_axis, world.z_axis].map(|axis| axis.truncate().abs());
        turned |= columns.iter().any(|axis| axis.element_sum() - axis.max_element() > axis.max_element() * 1e-6);
        for primitive in file["meshes"][mesh as usize]["primitives"].as_array().unwrap() {
            let accessor = primitive["attributes"]["POSITION"].as_u64().unwrap() as usize;
            for corner in corners(&file["accessors"][accessor]).unwrap() {
                let place = world.transform_point3(corner);
                (min, max) = (min.min(place), max.max(place));
            }
        }
    }
    // Draco's own quantisation moves vertices, and the file's boxes are those of before or after it.
    let compressed = file["extensionsRequired"].to_string().contains("KHR_draco");
    let slack = (max - min).max_element() * if compressed { 1e-3 } else { 1e-4 };
    let name = path.display();
    let (below, above) = (model.bounds.min - min, max - model.bounds.max);
    assert!(below.min_element() >= -slack && above.min_element() >= -slack, "{name}: {:?}, {min} {max}", model.bounds);
    if !turned {
        assert!(
            below.max_element() <= slack && above.max_element() <= slack,
            "{name}: {:?}, {min} {max}",
            model.bounds
        );
    }
}
