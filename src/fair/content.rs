//! What a packed fair says of its models: files named by their content, in levels of detail.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A file of a packed fair, named by what is in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// BLAKE3 of the content in hexadecimal, and what kind of file it is: `abcdef….glb`.
    pub piece: String,
    pub bytes: u64,
}

impl Name {
    /// The name of a file with this content.
    pub fn of(content: &[u8], extension: &str) -> Name {
        Name { piece: format!("{}.{extension}", blake3::hash(content).to_hex()), bytes: content.len() as u64 }
    }

    /// The hash, in hexadecimal.
    pub fn hash(&self) -> &str {
        self.piece.split_once('.').map_or(self.piece.as_str(), |(hash, _)| hash)
    }

    /// Its place below the root of the fair.
    pub fn path(&self) -> String {
        format!("pieces/{}/{}", self.piece.get(..2).unwrap_or("00"), self.piece)
    }

    /// Its address as another piece writes it.
    pub fn beside(&self) -> String {
        format!("../{}/{}", self.piece.get(..2).unwrap_or("00"), self.piece)
    }

    /// Whether it is a hash and an extension, and nothing that could lead elsewhere.
    pub(super) fn is_sound(&self) -> bool {
        self.piece.split_once('.').is_some_and(|(hash, extension)| {
            let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
            hash.len() == 64
                && hash.bytes().all(hex)
                && matches!(extension, "glb" | "bin" | "ktx2" | "ogg" | "ttf" | "json")
        })
    }
}

/// Blocks that a GPU, or a transcoder, takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Ready for desktop GPUs.
    Bc7,
    /// Ready for mobile GPUs.
    Astc,
    /// To be transcoded for either.
    Uastc,
}

/// A picture, from its smallest range of mip levels upwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texture {
    pub width: u32,
    pub height: u32,
    /// Colours with the sRGB transfer, not data.
    pub srgb: bool,
    pub rungs: Vec<Rung>,
}

/// A range of mip levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// The number of its largest level; 0 is the whole picture.
    pub level: u32,
    pub levels: u32,
    /// Memory on the GPU, in blocks.
    pub gpu_bytes: u64,
    /// The same texels in each form; a large level is cut into bands of rows, from the top.
    pub forms: BTreeMap<Form, Vec<Name>>,
}

impl Texture {
    /// Every file of it.
    pub fn names(&self) -> impl Iterator<Item = &Name> + Clone {
        self.rungs.iter().flat_map(|rung| rung.forms.values().flatten())
    }
}

/// A model with fewer triangles, or with all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// How far its surface lies from the whole one, in metres as placed; 0 for the whole one.
    pub error: f32,
    pub triangles: u64,
    /// Vertices and indices on the GPU.
    pub gpu_bytes: u64,
    /// The GLB, then buffers that did not fit it.
    pub files: Vec<Name>,
}

/// A model of the fair as it is packed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackedModel {
    /// Box around the rest pose, in the model's space: the low corner and the high one.
    pub bounds: [[f32; 3]; 2],
    /// The coarsest first; the last is the whole model.
    pub levels: Vec<Level>,
    /// The images of its files, in their order.
    pub textures: Vec<Texture>,
}

/// A page of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Width and height as printed, metres. The picture's sides are rounded to whole blocks, so that its shape is not quite
    /// the page's.
    pub size: [f32; 2],
    pub texture: Texture,
}

impl PackedModel {
    /// Every file of it.
    pub fn names(&self) -> impl Iterator<Item = &Name> + Clone {
        let levels = self.levels.iter().flat_map(|level| &level.files);
        levels.chain(self.textures.iter().flat_map(Texture::names))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_pieces_and_nowhere_else() {
        let name = Name::of(b"pump", "glb");
        assert!(name.is_sound() && name.path().starts_with("pieces/") && name.path().ends_with(&name.piece));
        assert_eq!(name.beside(), name.path().replace("pieces", ".."));
        for piece in ["../../x.glb", "ab.glb", &format!("{}.exe", name.hash()), &name.piece.to_uppercase()] {
            assert!(!Name { piece: piece.to_owned(), bytes: 1 }.is_sound(), "{piece}");
        }
    }
}
