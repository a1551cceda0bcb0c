//! The asset's version and the lists of extensions.

use super::super::{Walk, extensions};
use crate::check::codes::*;
use crate::check::finding::values;
use crate::check::json::Json;

/// Major and minor of `2.0`.
pub fn parse_version(text: &str) -> Option<(u64, u64)> {
    let (major, minor) = text.split_once('.')?;
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // Beyond what fits, every version is unknown alike.
        digits.then(|| text.parse().unwrap_or(u64::MAX))
    };
    Some((number(major)?, number(minor)?))
}

pub fn asset<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    let read = |key| value.get(key).and_then(Json::text).and_then(parse_version);
    if let (Some(least), Some(version)) = (read("minVersion"), read("version"))
        && least > version
    {
        let shown = |(major, minor): (u64, u64)| format!("{major}.{minor}");
        let values = values!["least" => shown(least), "version" => shown(version)];
        walk.out.add(&ASSET_MIN_VERSION_GREATER_THAN_VERSION, format!("{at}/minVersion"), values);
    }
}

/// Whether the document is of a version that can be checked.
pub fn version(walk: &mut Walk<'_>) -> bool {
    let text = walk.root().get("asset").and_then(|asset| asset.get("version")).and_then(Json::text);
    match text.and_then(parse_version) {
        Some((2, 0)) => true,
        Some((2, minor)) => {
            walk.out.add(&UNKNOWN_ASSET_MINOR_VERSION, "/asset/version", values!["minor" => minor]);
            true
        }
        Some((major, _)) => {
            walk.out.add(&UNKNOWN_ASSET_MAJOR_VERSION, "/asset/version", values!["version" => major]);
            false
        }
        None => false,
    }
}

/// `extensionsUsed` and `extensionsRequired` against each other.
pub fn extension_lists(walk: &mut Walk<'_>) {
    let root = walk.root();
    if root.get("extensionsRequired").is_some() && root.get("extensionsUsed").is_none() {
        let values = values!["needs" => "extensionsUsed"];
        walk.out.add(&UNSATISFIED_DEPENDENCY, "/extensionsRequired", values);
    }
    let list = |key| root.get(key).and_then(Json::list).unwrap_or_default();
    let required: Vec<&str> = list("extensionsRequired").iter().filter_map(Json::text).collect();
    for (index, name) in list("extensionsUsed").iter().enumerate() {
        let Some(name) = name.text() else { continue };
        let at = format!("/extensionsUsed/{index}");
        if !proper_name(name) {
            walk.out.add(&INVALID_EXTENSION_NAME_FORMAT, at.clone(), values!["name" => name]);
        }
        if !extensions::known(name) {
            walk.out.add(&UNSUPPORTED_EXTENSION, at.clone(), values!["name" => name]);
        }
        if extensions::NEVER_OPTIONAL.contains(&name) && !required.contains(&name) {
            walk.out.add(&NON_REQUIRED_EXTENSION, at, values!["name" => name]);
        }
    }
    for (index, name) in list("extensionsRequired").iter().enumerate() {
        let Some(name) = name.text() else { continue };
        if !walk.used.contains(name) {
            let at = format!("/extensionsRequired/{index}");
            walk.out.add(&UNUSED_EXTENSION_REQUIRED, at, values!["name" => name]);
        }
    }
}

/// A prefix in capitals, an underscore, letters.
fn proper_name(name: &str) -> bool {
    let Some((prefix, rest)) = name.split_once('_') else { return false };
    let capitals = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !prefix.is_empty() && prefix.chars().all(capitals) && !rest.is_empty() && rest.chars().all(letters)
}
