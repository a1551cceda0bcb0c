//! What no table of types and ranges can say of an object by itself.

mod assets;
mod buffers;
mod extensions;
mod materials;
mod meshes;
mod nodes;

pub use assets::{asset, extension_lists, parse_version, version};
pub use buffers::{accessor, buffer, buffer_view, image};
pub use extensions::{draco, is_pointer, light, mappings, node_light, spot};
pub use materials::{anisotropy, iridescence, material, normal_texture, texture_info, texture_transform};
pub use meshes::{mesh, primitive};
pub use nodes::{UNIT_ROTATION, camera, node, orthographic, perspective};

use super::Walk;

/// Paths of animation channels.
pub const CHANNEL_PATHS: &[&str] = &["translation", "rotation", "scale", "weights"];
/// Media types of images in core.
pub const IMAGE_TYPES: &[&str] = &["image/jpeg", "image/png"];

/// What the extensions in use add to a list of words.
pub fn added_words(walk: &Walk<'_>, allowed: &'static [&'static str]) -> Vec<&'static str> {
    let mut added = Vec::new();
    let mut add = |extension: &str, list: &[&str], word| {
        if allowed == list && walk.loaded(extension) {
            added.push(word);
        }
    };
    add("KHR_animation_pointer", CHANNEL_PATHS, "pointer");
    add("EXT_texture_webp", IMAGE_TYPES, "image/webp");
    add("KHR_texture_basisu", IMAGE_TYPES, "image/ktx2");
    added
}
