//! Animations: channels, samplers and what they move (glTF 2.0, section 3.11).

use std::collections::HashMap;

use super::{Links, Role, index, list};
use crate::check::codes::*;
use crate::check::finding::values;
use crate::check::format::{Component, Format};
use crate::check::json::Json;

const POINTER: &str = "KHR_animation_pointer";
const NORMALIZED: [Component; 4] =
    [Component::Byte, Component::UnsignedByte, Component::Short, Component::UnsignedShort];

impl<'a> Links<'a, '_> {
    pub(super) fn animations(&mut self) {
        for (animation, value) in self.doc.list("animations").iter().enumerate() {
            let at = format!("/animations/{animation}");
            for (place, sampler) in list(value, "samplers").iter().enumerate() {
                self.sampler(sampler, &format!("{at}/samplers/{place}"));
            }
            let mut moved: HashMap<(usize, &str), usize> = HashMap::new();
            for (place, channel) in list(value, "channels").iter().enumerate() {
                let at = format!("{at}/channels/{place}");
                self.channel(channel, list(value, "samplers"), &at);
                let target = channel.get("target");
                let node = target.and_then(|target| index(target, "node"));
                let path = target.and_then(|target| target.get("path")).and_then(Json::text);
                if let (Some(node), Some(path)) = (node, path)
                    && let Some(other) = moved.insert((node, path), place)
                {
                    self.out.add(&ANIMATION_DUPLICATE_TARGETS, format!("{at}/target"), values!["other" => other]);
                }
            }
        }
    }

    fn sampler(&mut self, value: &'a Json, at: &str) {
        for (key, role) in [("input", Role::Times), ("output", Role::Values)] {
            let at = format!("{at}/{key}");
            let Some(number) = index(value, key) else { continue };
            let Some(accessor) = self.doc.accessors.get(number) else { continue };
            self.role(number, role, &at);
            if self.strided(number) {
                self.out.add(&ANIMATION_SAMPLER_ACCESSOR_WITH_BYTESTRIDE, at.clone(), vec![]);
            }
            if role == Role::Values {
                continue;
            }
            if accessor.format().is_some_and(|format| format != Format("SCALAR", Component::Float, false)) {
                let values = values!["found" => accessor.format_name()];
                self.out.add(&ANIMATION_SAMPLER_INPUT_ACCESSOR_INVALID_FORMAT, at.clone(), values);
            }
            if accessor.min.is_none() || accessor.max.is_none() {
                self.out.add(&ANIMATION_SAMPLER_INPUT_ACCESSOR_WITHOUT_BOUNDS, at.clone(), vec![]);
            }
            let cubic = value.get("interpolation").and_then(Json::text) == Some("CUBICSPLINE");
            if let Some(found) = accessor.count.filter(|count| cubic && *count < 2) {
                self.out.add(&ANIMATION_SAMPLER_INPUT_ACCESSOR_TOO_FEW_ELEMENTS, at, values!["found" => found]);
            }
        }
    }

    fn channel(&mut self, value: &'a Json, samplers: &'a [Json], at: &str) {
        let Some(target) = value.get("target") else { return };
        let path = target.get("path").and_then(Json::text).unwrap_or_default();
        if target.get("extensions").is_some_and(|all| all.get(POINTER).is_some()) {
            if target.get("node").is_some() {
                let at = format!("{at}/target/node");
                self.out.add(&KHR_ANIMATION_POINTER_ANIMATION_CHANNEL_TARGET_NODE, at, vec![]);
            }
            if path != "pointer" {
                let at = format!("{at}/target/path");
                self.out.add(&KHR_ANIMATION_POINTER_ANIMATION_CHANNEL_TARGET_PATH, at, values!["found" => path]);
            }
        }
        let node = index(target, "node").and_then(|node| self.doc.list("nodes").get(node));
        let mesh = node.and_then(|node| index(node, "mesh")).and_then(|mesh| self.doc.list("meshes").get(mesh));
        let first = mesh.and_then(|mesh| list(mesh, "primitives").first());
        let morphs = first.map_or(0, |primitive| list(primitive, "targets").len() as u64);
        if let Some(node) = node {
            match path {
                "weights" if morphs == 0 => {
                    let at = format!("{at}/target/path");
                    self.out.add(&ANIMATION_CHANNEL_TARGET_NODE_WEIGHTS_NO_MORPHS, at, vec![]);
                }
                "translation" | "rotation" | "scale" => {
                    let at = format!("{at}/target/path");
                    if node.get("matrix").is_some() {
                        self.out.add(&ANIMATION_CHANNEL_TARGET_NODE_MATRIX, at, vec![]);
                    } else if node.get("skin").is_some() {
                        self.out.add(&ANIMATION_CHANNEL_TARGET_NODE_SKIN, at, vec![]);
                    }
                }
                _ => {}
            }
        }
        let Some(number) = index(value, "sampler") else { return };
        let Some(sampler) = samplers.get(number) else {
            let values = values!["what" => "samplers", "index" => number, "count" => samplers.len()];
            self.out.add(&UNRESOLVED_REFERENCE, format!("{at}/sampler"), values);
            return;
        };
        self.values(sampler, path, morphs, at);
    }

    /// The values of a channel: their format, and as many as the keys need.
    fn values(&mut self, sampler: &'a Json, path: &str, morphs: u64, at: &str) {
        let accessor = |key| index(sampler, key).and_then(|index| self.doc.accessors.get(index));
        let (Some(input), Some(output)) = (accessor("input"), accessor("output")) else { return };
        let kind = match path {
            "translation" | "scale" => "VEC3",
            "rotation" => "VEC4",
            "weights" => "SCALAR",
            _ => return,
        };
        let mut formats = vec![Format(kind, Component::Float, false)];
        if path == "rotation" || path == "weights" {
            formats.extend(NORMALIZED.map(|component| Format(kind, component, true)));
        }
        if let Some(found) = output.format().filter(|format| !formats.contains(format)) {
            let allowed: Vec<String> = formats.iter().map(Format::to_string).collect();
            let values = values!["path" => path, "found" => found, "allowed" => allowed.join(", ")];
            self.out.add(&ANIMATION_SAMPLER_OUTPUT_ACCESSOR_INVALID_FORMAT, format!("{at}/sampler"), values);
        }
        let cubic = sampler.get("interpolation").and_then(Json::text) == Some("CUBICSPLINE");
        let each = if cubic { 3 } else { 1 } * if path == "weights" { morphs } else { 1 };
        if let (Some(keys), Some(found)) = (input.count, output.count)
            && each > 0
            && keys.saturating_mul(each) != found
        {
            let values = values!["found" => found, "expected" => keys.saturating_mul(each)];
            self.out.add(&ANIMATION_SAMPLER_OUTPUT_ACCESSOR_INVALID_COUNT, format!("{at}/sampler"), values);
        }
    }
}
