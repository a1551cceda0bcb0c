//! Models of a packed fair: a level of detail with the mip ranges that go with it, every file checked against its name.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use anyhow::{Context, Result};

use super::piece::Detail;
use crate::fair::{Form, Level, Name, PackedModel, Rung, Texture};
use crate::fetch::{PieceRef, Source};
use crate::model::{self, Aabb, Blocks, Image, Model, NoFiles, Options, Texel};

/// Where the bytes of pieces come from.
pub trait Bytes {
    /// The bytes of a piece: those that its name says, or none.
    fn get(&self, name: &Name) -> Result<Cow<'_, [u8]>>;
}

impl Bytes for Source {
    fn get(&self, name: &Name) -> Result<Cow<'_, [u8]>> {
        Ok(self.piece(&PieceRef::named(&name.piece, name.bytes)?)?.into())
    }
}

/// Pieces that were fetched before.
impl Bytes for HashMap<PieceRef, Arc<[u8]>> {
    fn get(&self, name: &Name) -> Result<Cow<'_, [u8]>> {
        let piece = PieceRef::named(&name.piece, name.bytes)?;
        Ok(self.get(&piece).with_context(|| format!("{piece} is not here"))?.as_ref().into())
    }
}

/// Makes a model as far as `detail` asks.
pub fn load(bytes: &dyn Bytes, options: &Options, path: &str, packed: &PackedModel, detail: Detail) -> Result<Model> {
    let level = level(packed, detail).context("it has no level")?;
    let file = bytes.get(level.files.first().context("it has no file")?)?;
    let options = Options { packed: true, ..options.clone() };
    let mut model = model::load(path, &file, &Files { bytes, files: &level.files }, &options)?;
    model.bounds = Aabb { min: packed.bounds[0].into(), max: packed.bounds[1].into() };
    for (image, &number) in model.images.iter_mut().zip(&model.image_sources) {
        let texture = packed.textures.get(number as usize).with_context(|| format!("image {number} is not packed"))?;
        let made = picture(bytes, texture, image.texel, detail, options.blocks);
        *image = made.with_context(|| format!("image {number}"))?;
    }
    Ok(model)
}

/// The plainest form of all models of a hall: a node each, with the model's path for a name.
pub fn proxies(bytes: &dyn Bytes, options: &Options, name: &Name) -> Result<Model> {
    let options = Options { packed: true, ..options.clone() };
    Ok(model::load("proxies", &bytes.get(name)?, &NoFiles, &options)?)
}

/// The files that a model needs for so much detail.
pub fn names(packed: &PackedModel, detail: Detail, blocks: Blocks) -> Vec<&Name> {
    let geometry = level(packed, detail).map_or(&[] as &[Name], |level| &level.files);
    let textures = packed.textures.iter().flat_map(|texture| ranges(texture, detail, blocks)).flatten();
    geometry.iter().chain(textures).collect()
}

/// What it then takes on the GPU, at the most.
pub fn gpu_bytes(packed: &PackedModel, detail: Detail, blocks: Blocks) -> u64 {
    let geometry = level(packed, detail).map_or(0, |level| level.gpu_bytes);
    // Plain texels are four times the bytes of blocks.
    let times = if blocks == Blocks::None { 4 } else { 1 };
    let rungs = |texture: &Texture| -> u64 {
        let shown = ranges(texture, detail, blocks).count();
        texture.rungs.iter().take(shown).map(|rung| rung.gpu_bytes * times).sum()
    };
    geometry + packed.textures.iter().map(rungs).sum::<u64>()
}

fn level(packed: &PackedModel, detail: Detail) -> Option<&Level> {
    match detail {
        Detail::Near => packed.levels.first(),
        Detail::Full => packed.levels.last(),
    }
}

/// The files of a picture's ranges of mips, the smallest range first, in the form that these blocks are made of.
fn ranges(texture: &Texture, detail: Detail, blocks: Blocks) -> impl Iterator<Item = &[Name]> {
    let wanted = match blocks {
        Blocks::Bc7 => Form::Bc7,
        Blocks::Astc => Form::Astc,
        Blocks::None => Form::Uastc,
    };
    let count = if detail == Detail::Near { 1 } else { texture.rungs.len() };
    // A fair that was packed for other GPUs shows what all of them can.
    let form = move |rung: &'_ Rung| rung.forms.contains_key(&wanted).then_some(wanted);
    let usable = texture.rungs.iter().take(count).map_while(move |rung| {
        let form = form(rung).unwrap_or(Form::Uastc);
        rung.forms.get(&form)
    });
    usable.map(Vec::as_slice)
}

impl PackedModel {
    /// Whether there is less than the whole to begin with.
    pub fn has_near(&self) -> bool {
        self.levels.len() > 1 || self.textures.iter().any(|texture| texture.rungs.len() > 1)
    }
}

/// A picture: its base, and for all detail the levels above it.
fn picture(bytes: &dyn Bytes, texture: &Texture, texel: Texel, detail: Detail, blocks: Blocks) -> Result<Image> {
    let read = |name: &Name| model::mips(&bytes.get(name)?, texel, blocks).map_err(anyhow::Error::msg);
    let mut ranges = ranges(texture, detail, blocks);
    let base = ranges.next().and_then(|names| names.first()).context("it has no base")?;
    let mut image = read(base)?;
    for names in ranges {
        let files = names.iter().map(|name| bytes.get(name)).collect::<Result<Vec<_>>>()?;
        image.grow(&files, texel, blocks).map_err(anyhow::Error::msg)?;
    }
    Ok(image)
}

/// The buffers of a level: those that its plan lists.
struct Files<'a> {
    bytes: &'a dyn Bytes,
    files: &'a [Name],
}

impl model::Files for Files<'_> {
    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        let name = self.files.iter().find(|name| name.path() == path && name.bytes <= limit);
        let name = name.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "its plan does not list it"))?;
        Ok(self.bytes.get(name).map_err(io::Error::other)?.into_owned())
    }
}
