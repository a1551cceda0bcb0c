//! Meshes: names and numbers of attributes and morph targets.

use super::super::Walk;
use crate::check::codes::*;
use crate::check::finding::values;
use crate::check::format::{Semantic, semantic};
use crate::check::json::{Json, escape};

fn targets(primitive: &Json) -> usize {
    primitive.get("targets").and_then(Json::list).map_or(0, <[Json]>::len)
}

pub fn mesh<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    let primitives = value.get("primitives").and_then(Json::list).unwrap_or_default();
    let Some(first) = primitives.first().map(targets) else { return };
    for (index, primitive) in primitives.iter().enumerate().skip(1) {
        let found = targets(primitive);
        if found != first {
            let tail = if found > 0 { "/targets" } else { "" };
            let values = values!["found" => found, "first" => first];
            walk.out.add(&MESH_PRIMITIVES_UNEQUAL_TARGETS_COUNT, format!("{at}/primitives/{index}{tail}"), values);
        }
    }
    if let Some(weights) = value.get("weights").and_then(Json::list)
        && !weights.is_empty()
        && weights.len() != first
    {
        let values = values!["found" => weights.len(), "targets" => first];
        walk.out.add(&MESH_INVALID_WEIGHTS_COUNT, format!("{at}/weights"), values);
    }
}

pub fn primitive<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    if let Some(entries) = value.get("attributes").and_then(Json::object)
        && !entries.is_empty()
    {
        attributes(walk, entries, &format!("{at}/attributes"));
    }
    for (index, target) in value.get("targets").and_then(Json::list).unwrap_or_default().iter().enumerate() {
        for (name, _) in target.object().unwrap_or_default() {
            let allowed = match semantic(name) {
                Some(Semantic::Own | Semantic::Position | Semantic::Normal | Semantic::Tangent) => true,
                Some(Semantic::Set(kind, _)) => kind == "TEXCOORD" || kind == "COLOR",
                None => false,
            };
            if !allowed {
                let at = format!("{at}/targets/{index}/{}", escape(name));
                walk.out.add(&MESH_PRIMITIVE_INVALID_ATTRIBUTE, at, values!["name" => name]);
            }
        }
    }
}

fn attributes(walk: &mut Walk<'_>, entries: &[(String, Json)], at: &str) {
    let mut known = Vec::new();
    for (name, _) in entries {
        match semantic(name) {
            Some(semantic) => known.push(semantic),
            None => {
                let at = format!("{at}/{}", escape(name));
                walk.out.add(&MESH_PRIMITIVE_INVALID_ATTRIBUTE, at, values!["name" => name]);
            }
        }
    }
    if !known.contains(&Semantic::Position) {
        walk.out.add(&MESH_PRIMITIVE_NO_POSITION, at, vec![]);
    }
    if known.contains(&Semantic::Tangent) && !known.contains(&Semantic::Normal) {
        walk.out.add(&MESH_PRIMITIVE_TANGENT_WITHOUT_NORMAL, format!("{at}/TANGENT"), vec![]);
    }
    let [_, joints, weights, _] = ["COLOR", "JOINTS", "WEIGHTS", "TEXCOORD"].map(|kind| {
        let sets = known.iter().filter(|one| matches!(one, Semantic::Set(own, _) if *own == kind));
        let numbers = sets.map(|one| if let Semantic::Set(_, number) = one { *number } else { 0 });
        let (found, expected) = numbers.fold((0u64, 0u64), |(n, most), set| (n + 1, most.max(set.saturating_add(1))));
        if found != expected {
            let values = values!["semantic" => kind, "found" => found, "expected" => expected];
            walk.out.add(&MESH_PRIMITIVE_INDEXED_SEMANTIC_CONTINUITY, at, values);
            return 0;
        }
        found
    });
    if joints != weights {
        let values = values!["joints" => joints, "weights" => weights];
        walk.out.add(&MESH_PRIMITIVE_JOINTS_WEIGHTS_MISMATCH, at, values);
    }
}
