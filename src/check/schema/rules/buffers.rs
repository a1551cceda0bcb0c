//! Buffers, views, accessors and images by themselves.

use super::super::Walk;
use crate::check::codes::*;
use crate::check::finding::values;
use crate::check::format::{Component, components};
use crate::check::images;
use crate::check::json::Json;
use crate::check::uri::{self, Uri};

pub fn accessor<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    if value.get("bufferView").is_none() && value.get("byteOffset").is_some() {
        let values = values!["needs" => "bufferView"];
        walk.out.add(&UNSATISFIED_DEPENDENCY, format!("{at}/byteOffset"), values);
    }
    let component = value.get("componentType").and_then(Json::whole).and_then(Component::of);
    let kind = value.get("type").and_then(Json::text).unwrap_or_default();
    let width = components(kind);
    if value.get("normalized") == Some(&Json::Bool(true))
        && matches!(component, Some(Component::Float | Component::UnsignedInt))
    {
        walk.out.add(&ACCESSOR_NORMALIZED_INVALID, format!("{at}/normalized"), vec![]);
    }
    if kind.starts_with("MAT")
        && let Some(found) = value.get("byteOffset").and_then(Json::index)
        && found % 4 != 0
    {
        walk.out.add(&ACCESSOR_MATRIX_ALIGNMENT, format!("{at}/byteOffset"), values!["found" => found]);
    }
    let (Some(component), Some(width)) = (component, width) else { return };
    for key in ["min", "max"] {
        bound(walk, value, key, component, width, at);
    }
}

fn bound<'a>(walk: &mut Walk<'a>, value: &'a Json, key: &str, component: Component, width: usize, at: &str) {
    let here = format!("{at}/{key}");
    let Some(value) = value.get(key) else { return };
    let Some(list) = value.list() else {
        walk.out.add(&TYPE_MISMATCH, here, values!["value" => value, "type" => "array"]);
        return;
    };
    if list.is_empty() && component == Component::Float {
        walk.out.add(&EMPTY_ENTITY, here, vec![]);
        return;
    }
    if list.len() != width {
        let values = values!["found" => list.len(), "allowed" => width];
        walk.out.add(&ARRAY_LENGTH_NOT_IN_LIST, here, values);
        return;
    }
    for value in list {
        let wanted = if component == Component::Float { "number" } else { "integer" };
        let fits = match component {
            Component::Float => value.number(),
            _ => value.number().filter(|number| number.fract() == 0.0),
        };
        match fits {
            None => walk.out.add(&ARRAY_TYPE_MISMATCH, here.clone(), values!["value" => value, "type" => wanted]),
            Some(number) if !component.holds(number) => {
                let values = values!["value" => value, "type" => component];
                walk.out.add(&INVALID_GL_VALUE, here.clone(), values);
            }
            Some(_) => {}
        }
    }
}

pub fn buffer<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    let Some(text) = value.get("uri").and_then(Json::text) else { return };
    let at = format!("{at}/uri");
    match address(walk, text, &at) {
        Some(Uri::Data { media, .. }) => {
            if !matches!(media.as_str(), "application/octet-stream" | "application/gltf-buffer") {
                walk.out.add(&BUFFER_DATA_URI_MIME_TYPE_INVALID, at, values!["found" => media]);
            }
        }
        Some(Uri::Name(_)) | None => {}
    }
}

pub fn image<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    let view = value.get("bufferView").and_then(Json::index);
    let text = value.get("uri").and_then(Json::text);
    if view.is_some() && value.get("mimeType").and_then(Json::text).is_none() {
        let values = values!["needs" => "mimeType"];
        walk.out.add(&UNSATISFIED_DEPENDENCY, format!("{at}/bufferView"), values);
    }
    if view.is_some() == text.is_some() {
        walk.out.add(&ONE_OF_MISMATCH, at, values!["names" => "bufferView, uri"]);
    }
    let Some(text) = text else { return };
    let at = format!("{at}/uri");
    if let Some(Uri::Data { media, bytes }) = address(walk, text, &at)
        && images::sniff(&bytes).map(images::Format::media) != Some(media.as_str())
    {
        let why = format!("the media type {media} is not that of the data");
        walk.out.add(&INVALID_URI, at, values!["uri" => text, "why" => why]);
    }
}

fn address(walk: &mut Walk<'_>, text: &str, at: &str) -> Option<Uri> {
    if walk.glb {
        walk.out.add(&URI_GLB, at, vec![]);
    }
    let uri = match uri::parse(text) {
        Ok(uri) => uri,
        Err(why) => {
            walk.out.add(&INVALID_URI, at, values!["uri" => text, "why" => why]);
            return None;
        }
    };
    match &uri {
        Uri::Data { .. } if walk.glb => walk.out.add(&DATA_URI_GLB, at, vec![]),
        Uri::Name(_) if uri::leads_away(text) => walk.out.add(&NON_RELATIVE_URI, at, values!["uri" => text]),
        _ => {}
    }
    Some(uri)
}

pub fn buffer_view<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    let number = |key| value.get(key).and_then(Json::index);
    let Some(stride) = number("byteStride").filter(|stride| (4..=252).contains(stride)) else { return };
    let at = format!("{at}/byteStride");
    if let Some(length) = number("byteLength").filter(|length| stride > *length && *length > 0) {
        let values = values!["stride" => stride, "length" => length];
        walk.out.add(&BUFFER_VIEW_TOO_BIG_BYTE_STRIDE, at.clone(), values);
    }
    if stride % 4 != 0 {
        walk.out.add(&VALUE_MULTIPLE_OF, at.clone(), values!["value" => stride, "of" => 4]);
    }
    if number("target") == Some(34963) {
        walk.out.add(&BUFFER_VIEW_INVALID_BYTE_STRIDE, at, vec![]);
    }
}
