//! Pointers of KHR_animation_pointer to what can move.

use std::collections::HashSet;

use gltf::json::Root;
use serde_json::Value;

use super::document::POINTERS;
use super::light;
use super::tree::VISIBILITY;
use super::types::{LightProperty, MaterialProperty, Property};

/// What a pointer names, in the file's own numbers; how many numbers a value has comes with materials and lights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Node(usize, Property),
    /// The weights of a mesh's morph targets, for nodes that have none of their own.
    Mesh(usize),
    Material(usize, MaterialProperty, usize),
    Light(usize, LightProperty, usize),
}

/// Reads a JSON pointer of the glTF object model; `None` for what does not move here.
pub(super) fn read(pointer: &str) -> Option<Place> {
    let (list, rest) = pointer.strip_prefix('/')?.split_once('/')?;
    if list == "extensions" {
        let rest = rest.strip_prefix(light::NAME)?.strip_prefix("/lights/")?;
        let (light, rest) = numbered(rest)?;
        return LightProperty::named(rest).map(|(property, width)| Place::Light(light, property, width));
    }
    let (index, rest) = numbered(rest)?;
    match (list, rest) {
        ("nodes", "translation") => Some(Place::Node(index, Property::Translation)),
        ("nodes", "rotation") => Some(Place::Node(index, Property::Rotation)),
        ("nodes", "scale") => Some(Place::Node(index, Property::Scale)),
        ("nodes", "weights") => Some(Place::Node(index, Property::Weights)),
        ("nodes", _) => {
            let extension = rest.strip_prefix("extensions/")?.strip_prefix(VISIBILITY)?;
            (extension == "/visible").then_some(Place::Node(index, Property::Visibility))
        }
        ("meshes", "weights") => Some(Place::Mesh(index)),
        ("materials", _) => {
            MaterialProperty::named(rest).map(|(property, width)| Place::Material(index, property, width))
        }
        _ => None,
    }
}

/// The number before the next slash: digits only, without a leading zero (RFC 6901, section 4).
fn numbered(text: &str) -> Option<(usize, &str)> {
    let (index, rest) = text.split_once('/')?;
    let plain = index.bytes().all(|byte| byte.is_ascii_digit()) && (index == "0" || !index.starts_with('0'));
    Some((index.parse().ok().filter(|_| plain)?, rest))
}

/// What moves somewhere in a file, and so may not be simplified by how it is at rest.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// Some node's KHR_node_visibility.
    pub visibility: bool,
    /// In the file's numbers.
    pub materials: HashSet<usize>,
}

impl Moved {
    pub fn new(root: &Root) -> Moved {
        let mut moved = Moved::default();
        let pointers =
            root.animations.iter().filter_map(|animation| animation.extensions.as_ref()?.others.get(POINTERS));
        for pointer in pointers.filter_map(Value::as_object).flat_map(|map| map.values()) {
            match pointer.as_str().and_then(read) {
                Some(Place::Node(_, Property::Visibility)) => moved.visibility = true,
                Some(Place::Material(material, ..)) => {
                    moved.materials.insert(material);
                }
                _ => {}
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_name_what_moves_or_nothing() {
        assert_eq!(read("/nodes/12/rotation"), Some(Place::Node(12, Property::Rotation)));
        assert_eq!(read("/meshes/2/weights"), Some(Place::Mesh(2)));
        let hidden = read("/nodes/0/extensions/KHR_node_visibility/visible");
        assert_eq!(hidden, Some(Place::Node(0, Property::Visibility)));
        let color = read("/materials/3/pbrMetallicRoughness/baseColorFactor");
        assert!(matches!(color, Some(Place::Material(3, _, 4))), "{color:?}");
        let light = read("/extensions/KHR_lights_punctual/lights/1/spot/innerConeAngle");
        assert_eq!(light, Some(Place::Light(1, LightProperty::InnerCone, 1)));
        for odd in [
            "",
            "/",
            "nodes/0/scale",
            "/nodes",
            "/nodes/",
            "/nodes/0",
            "/nodes//scale",
            "/nodes/+1/scale",
            "/nodes/-1/scale",
            "/nodes/01/scale",
            "/nodes/99999999999999999999999/scale",
            "/nodes/0/scale/",
            "/nodes/0/extensions/KHR_node_visibility",
            "/cameras/0/perspective/yfov",
            "/nodes/0/weights/1",
            "/materials/0/",
            "/nodes/٣/scale",
            "/extensions/KHR_lights_punctual/lights/1",
            "/extensions/KHR_lights_punctual/lights//color",
        ] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
