//! Images: whether they are what they are said to be, and what they cost.

use super::Data;
use crate::check::codes::*;
use crate::check::finding::values;
use crate::check::images::{Format, Head, Trouble, head};
use crate::check::json::Json;

/// The largest side that a booth should use.
const SIDE: u32 = 2048;

impl Data<'_, '_> {
    pub(super) fn images(&mut self) {
        let heads: Vec<Option<Head>> = (0..self.doc.list("images").len()).map(|place| self.image(place)).collect();
        for (place, texture) in self.doc.list("textures").iter().enumerate() {
            let extension = |name: &str| texture.get("extensions").and_then(|all| all.get(name));
            for (value, at, allowed) in [
                (Some(texture), "/source", &[Format::Png, Format::Jpeg] as &[Format]),
                (extension("EXT_texture_webp"), "/extensions/EXT_texture_webp/source", &[Format::Webp]),
                (extension("KHR_texture_basisu"), "/extensions/KHR_texture_basisu/source", &[Format::Ktx2]),
            ] {
                let source = value.and_then(|value| value.get("source")).and_then(Json::index);
                let Some(Some(head)) = source.and_then(|source| heads.get(source)) else { continue };
                // A file that uses the extension of a format may name such images in the core's place as well.
                let enabled = at == "/source" && needed(head.format).is_some_and(|needed| self.doc.uses(needed));
                if !allowed.contains(&head.format) && !enabled {
                    let names: Vec<&str> = allowed.iter().map(|format| format.media()).collect();
                    let values = values!["found" => head.format.media(), "allowed" => names.join(", ")];
                    self.out.add(&TEXTURE_INVALID_IMAGE_MIME_TYPE, format!("/textures/{place}{at}"), values);
                }
            }
        }
    }

    fn image(&mut self, place: usize) -> Option<Head> {
        let at = format!("/images/{place}");
        let value = self.doc.list("images").get(place)?;
        let head = match value.get("uri").and_then(Json::text) {
            Some(text) => {
                let bytes = self.fetch(text, &format!("{at}/uri"))?;
                head(&bytes)
            }
            None => {
                let bytes = self.view(value.get("bufferView")?.index()?)?;
                head(bytes)
            }
        };
        let head = match head {
            Ok(head) => head,
            Err(Trouble::Unknown) => {
                self.out.add(&IMAGE_UNRECOGNIZED_FORMAT, at, vec![]);
                return None;
            }
            Err(Trouble::Short) => {
                self.out.add(&IMAGE_UNEXPECTED_EOS, at, vec![]);
                return None;
            }
            Err(Trouble::Broken(why)) => {
                self.out.add(&IMAGE_DATA_INVALID, at, values!["why" => why]);
                return None;
            }
        };
        let media = head.format.media();
        if let Some(declared) = value.get("mimeType").and_then(Json::text).filter(|declared| *declared != media) {
            self.out.add(&IMAGE_MIME_TYPE_INVALID, at.clone(), values!["found" => media, "declared" => declared]);
        }
        if needed(head.format).is_some_and(|needed| !self.doc.uses(needed)) {
            self.out.add(&IMAGE_NON_ENABLED_MIME_TYPE, at.clone(), values!["found" => media]);
        }
        if head.peculiar {
            self.out.add(&IMAGE_FEATURES_UNSUPPORTED, at.clone(), vec![]);
        }
        let Head { width, height, .. } = head;
        if !width.is_power_of_two() || !height.is_power_of_two() {
            self.out.add(&IMAGE_NPOT_DIMENSIONS, at.clone(), values!["width" => width, "height" => height]);
        }
        if width.max(height) > SIDE {
            self.out.add(&IMAGE_LARGE, at.clone(), values!["width" => width, "height" => height]);
        }
        let memory = f64::from(width) * f64::from(height) * 16.0 / 3.0 / 1e6;
        if head.format != Format::Ktx2 && memory > 4.0 {
            let (memory, ktx2) = (format!("{memory:.1}"), format!("{:.1}", memory / 4.0));
            let values = values!["format" => media, "memory" => memory, "ktx2" => ktx2];
            self.out.add(&IMAGE_KTX2_SMALLER, at, values);
        }
        Some(head)
    }
}

/// The extension that lets a file use a format.
fn needed(format: Format) -> Option<&'static str> {
    match format {
        Format::Webp => Some("EXT_texture_webp"),
        Format::Ktx2 => Some("KHR_texture_basisu"),
        Format::Png | Format::Jpeg => None,
    }
}
