//! The lists of a document that indices point into.

use crate::check::json::Json;

/// Lists that extensions add, by the names that the tables use.
const LIGHTS: &str = "lights";
const VARIANTS: &str = "variants";

/// The elements of a list; empty where the document has none.
pub fn find<'a>(root: &'a Json, name: &str) -> &'a [Json] {
    let extension = |extension: &str| root.get("extensions").and_then(|all| all.get(extension));
    let list = match name {
        LIGHTS => extension("KHR_lights_punctual").and_then(|lights| lights.get(LIGHTS)),
        VARIANTS => extension("KHR_materials_variants").and_then(|variants| variants.get(VARIANTS)),
        name => root.get(name),
    };
    list.and_then(Json::list).unwrap_or_default()
}

/// The lists whose elements somebody should use.
pub const ALL: [&str; 13] = [
    "accessors",
    "buffers",
    "bufferViews",
    "cameras",
    "images",
    "materials",
    "meshes",
    "nodes",
    "samplers",
    "skins",
    "textures",
    LIGHTS,
    VARIANTS,
];

/// Where a list is.
pub fn pointer(name: &str) -> String {
    match name {
        LIGHTS => "/extensions/KHR_lights_punctual/lights".to_owned(),
        VARIANTS => "/extensions/KHR_materials_variants/variants".to_owned(),
        name => format!("/{name}"),
    }
}
