//! What extensions ask beyond types and ranges.

use std::collections::HashSet;

use super::super::{Walk, extensions, kinds};
use crate::check::codes::*;
use crate::check::finding::values;
use crate::check::json::{Json, escape};

/// Whether a text is a JSON pointer (RFC 6901).
pub fn is_pointer(text: &str) -> bool {
    let tildes = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && tildes
}

pub fn light<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    static NEEDED: &[kinds::Field] = &[kinds::field("spot", kinds::Form::Object(&extensions::SPOT)).needed()];
    let kind = value.get("type").and_then(Json::text);
    if kind == Some("spot") {
        walk.fields(value, NEEDED, at);
    } else if value.get("spot").is_some() {
        walk.out.add(&EXTRA_PROPERTY, format!("{at}/spot"), vec![]);
    }
    if kind == Some("directional") && value.get("range").is_some() {
        walk.out.add(&EXTRA_PROPERTY, format!("{at}/range"), vec![]);
    }
}

pub fn spot<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    let angle = |key, usual: f64| match value.get(key) {
        None => Some(usual),
        Some(value) => value.number(),
    };
    let (inner, outer) = (angle("innerConeAngle", 0.0), angle("outerConeAngle", std::f64::consts::FRAC_PI_4));
    if let (Some(inner), Some(outer)) = (inner, outer)
        && outer <= inner
    {
        let values = values!["inner" => inner, "outer" => outer];
        walk.out.add(&KHR_LIGHTS_PUNCTUAL_LIGHT_SPOT_ANGLES, format!("{at}/outerConeAngle"), values);
    }
}

/// Whether the root of the document has the extension's own list; tells of it where not.
fn at_root(walk: &mut Walk<'_>, name: &str, at: &str) -> bool {
    let there = walk.root().get("extensions").and_then(|all| all.get(name)).is_some();
    if !there {
        walk.out.add(&UNSATISFIED_DEPENDENCY, at, values!["needs" => format!("/extensions/{name}")]);
    }
    there
}

pub fn node_light<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    if at_root(walk, "KHR_lights_punctual", at)
        && let Some(index) = value.get("light").and_then(Json::index)
    {
        walk.refer("lights", index, &format!("{at}/light"));
    }
}

pub fn mappings<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    let mut seen = HashSet::new();
    for (place, mapping) in value.get("mappings").and_then(Json::list).unwrap_or_default().iter().enumerate() {
        let at = format!("{at}/mappings/{place}");
        if !at_root(walk, "KHR_materials_variants", &at) {
            continue;
        }
        let variants = mapping.get("variants").and_then(Json::list).unwrap_or_default();
        for (place, index) in variants.iter().enumerate() {
            let Some(index) = index.index() else { continue };
            let at = format!("{at}/variants/{place}");
            if !seen.insert(index) {
                let values = values!["variant" => index];
                walk.out.add(&KHR_MATERIALS_VARIANTS_NON_UNIQUE_VARIANT, at.clone(), values);
            }
            walk.refer("variants", index, &at);
        }
    }
}

/// Names of attributes to numbers in the compressed data, which the primitive must have too.
pub fn draco<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    let Some(attributes) = value.get("attributes") else {
        walk.out.add(&UNDEFINED_PROPERTY, at, values!["name" => "attributes"]);
        return;
    };
    let at = format!("{at}/attributes");
    let Some(entries) = attributes.object() else {
        walk.out.add(&TYPE_MISMATCH, at, values!["value" => attributes, "type" => "object"]);
        return;
    };
    if entries.is_empty() {
        walk.out.add(&EMPTY_ENTITY, at, vec![]);
        return;
    }
    for (name, number) in entries {
        if number.index().is_none() {
            walk.out.add(&INVALID_INDEX, format!("{at}/{}", escape(name)), values!["value" => number]);
        }
    }
}
