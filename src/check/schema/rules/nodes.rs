//! Nodes and cameras by themselves.

use glam::{DMat4, DVec4};

use super::super::{Walk, core, kinds};
use crate::check::codes::*;
use crate::check::finding::values;
use crate::check::json::Json;

fn numbers<const N: usize>(value: &Json, key: &str) -> Option<[f64; N]> {
    let list = value.get(key)?.list()?;
    let numbers: Vec<f64> = list.iter().filter_map(Json::number).collect();
    (list.len() == N).then_some(())?;
    numbers.try_into().ok()
}

pub fn node<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    if value.object().is_some_and(|entries| entries.iter().all(|(key, _)| key == "name")) {
        walk.out.add(&NODE_EMPTY, at, vec![]);
    }
    if value.get("mesh").and_then(Json::index).is_none() {
        for key in ["skin", "weights"] {
            let there = match value.get(key) {
                Some(Json::List(list)) => !list.is_empty(),
                other => other.and_then(Json::index).is_some(),
            };
            if there {
                walk.out.add(&UNSATISFIED_DEPENDENCY, format!("{at}/{key}"), values!["needs" => "mesh"]);
            }
        }
    }
    if let Some(rotation) = numbers::<4>(value, "rotation") {
        let length = DVec4::from(rotation).length();
        if rotation.iter().all(|part| part.abs() <= 1.0) && (length - 1.0).abs() > UNIT_ROTATION {
            let values = values!["length" => format!("{length:.4}")];
            walk.out.add(&ROTATION_NON_UNIT, format!("{at}/rotation"), values);
        }
    }
    if let Some(matrix) = numbers::<16>(value, "matrix") {
        let at = format!("{at}/matrix");
        let parts: [Option<[f64; 3]>; 2] = ["translation", "scale"].map(|key| numbers(value, key));
        if parts.iter().any(Option::is_some) || numbers::<4>(value, "rotation").is_some() {
            walk.out.add(&NODE_MATRIX_TRS, at.clone(), vec![]);
        }
        let matrix = DMat4::from_cols_array(&matrix);
        if matrix == DMat4::IDENTITY {
            walk.out.add(&NODE_MATRIX_DEFAULT, at, vec![]);
        } else if !is_product(matrix) {
            walk.out.add(&NODE_MATRIX_NON_TRS, at, vec![]);
        }
    }
}

/// How far the length of a rotation may be off.
pub const UNIT_ROTATION: f64 = 0.00769;

/// Whether a matrix is translation times rotation times scale.
fn is_product(matrix: DMat4) -> bool {
    let rows = matrix.transpose();
    if rows.w_axis != DVec4::W || matrix.determinant() == 0.0 || !matrix.determinant().is_finite() {
        return false;
    }
    let (scale, rotation, translation) = matrix.to_scale_rotation_translation();
    let again = DMat4::from_scale_rotation_translation(scale, rotation, translation);
    let off = again.to_cols_array().into_iter().zip(matrix.to_cols_array()).map(|(a, b)| (a - b).abs());
    off.sum::<f64>() < 5e-5 * matrix.to_cols_array().iter().fold(1.0, |most: f64, part| most.max(part.abs()))
}

pub fn camera<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    use kinds::{Field, Form, field};
    static ORTHOGRAPHIC: &[Field] = &[field("orthographic", Form::Object(&core::ORTHOGRAPHIC)).needed()];
    static PERSPECTIVE: &[Field] = &[field("perspective", Form::Object(&core::PERSPECTIVE)).needed()];
    if value.get("orthographic").is_some() && value.get("perspective").is_some() {
        walk.out.add(&ONE_OF_MISMATCH, at, values!["names" => "orthographic, perspective"]);
    }
    match value.get("type").and_then(Json::text) {
        Some("orthographic") => walk.fields(value, ORTHOGRAPHIC, at),
        Some("perspective") => walk.fields(value, PERSPECTIVE, at),
        _ => {}
    }
}

fn depths(walk: &mut Walk<'_>, value: &Json, at: &str, nearest: kinds::Range) {
    let number = |key, range: kinds::Range| value.get(key).and_then(Json::number).filter(|n| range.holds(*n));
    if let (Some(far), Some(near)) = (number("zfar", kinds::ABOVE_ZERO), number("znear", nearest))
        && far <= near
    {
        walk.out.add(&CAMERA_ZFAR_LEQUAL_ZNEAR, at, values!["far" => far, "near" => near]);
    }
}

pub fn orthographic<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    depths(walk, value, at, kinds::FROM_ZERO);
    for key in ["xmag", "ymag"] {
        match value.get(key).and_then(Json::number) {
            Some(0.0) => walk.out.add(&CAMERA_XMAG_YMAG_ZERO, format!("{at}/{key}"), vec![]),
            Some(number) if number < 0.0 => {
                walk.out.add(&CAMERA_XMAG_YMAG_NEGATIVE, format!("{at}/{key}"), values!["value" => number]);
            }
            _ => {}
        }
    }
}

pub fn perspective<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    depths(walk, value, at, kinds::ABOVE_ZERO);
    if let Some(angle) = value.get("yfov").and_then(Json::number).filter(|angle| *angle >= std::f64::consts::PI) {
        walk.out.add(&CAMERA_YFOV_GEQUAL_PI, at, values!["value" => angle]);
    }
}
