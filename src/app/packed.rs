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
    let ranges = |texture: &Texture| if detail == Detail::Near { 1 } else { texture.rungs.len() };
    let ranges: Vec<usize> = packed.textures.iter().map(ranges).collect();
    load_with(bytes, options, path, packed, detail, &ranges)
}

/// Makes a model with so many ranges of each of its textures.
pub fn load_with(
    bytes: &dyn Bytes,
    options: &Options,
    path: &str,
    packed: &PackedModel,
    detail: Detail,
    ranges: &[usize],
) -> Result<Model> {
    let mut model = geometry(bytes, options, path, packed, detail)?;
    for (image, &number) in model.images.iter_mut().zip(&model.image_sources) {
        let texture = packed.textures.get(number as usize).with_context(|| format!("image {number} is not packed"))?;
        let ranges = ranges.get(number as usize).copied().unwrap_or(1);
        let made = picture(bytes, texture, image.texel, ranges, options.blocks);
        *image = made.with_context(|| format!("image {number}"))?;
    }
    Ok(model)
}

/// A model without its texels: its images say what kind they are, and nothing more.
pub fn geometry(
    bytes: &dyn Bytes,
    options: &Options,
    path: &str,
    packed: &PackedModel,
    detail: Detail,
) -> Result<Model> {
    let level = level(packed, detail).context("it has no level")?;
    let file = bytes.get(level.files.first().context("it has no file")?)?;
    let options = Options { packed: true, ..options.clone() };
    let mut model = model::load(path, &file, &Files { bytes, files: &level.files }, &options)?;
    model.bounds = Aabb { min: packed.bounds[0].into(), max: packed.bounds[1].into() };
    Ok(model)
}

/// The mips of one range of a texture, as data: blocks hold no more than that, and whoever shows them knows what they are.
pub fn range(bytes: &dyn Bytes, texture: &Texture, rung: usize, blocks: Blocks) -> Result<Image> {
    let names = usable(texture, blocks).nth(rung).context("it has no such range")?;
    let image = joined(bytes, names, Texel::Rgba8, blocks)?;
    // The levels below are copied from what is on the GPU already: sizes must be those of the plan.
    let wanted = texture.rungs.get(rung).map(|rung| {
        let size = [texture.width, texture.height].map(|size| (size >> rung.level).max(1));
        (size, rung.levels as usize)
    });
    let found = ([image.width, image.height], image.levels.len());
    if wanted != Some(found) {
        let ([width, height], levels) = found;
        anyhow::bail!("{levels} levels from {width}×{height} on are not those of the plan");
    }
    Ok(image)
}

/// A page of a document, or a picture of a product, as colours.
pub fn page(bytes: &dyn Bytes, texture: &Texture) -> Result<Image> {
    picture(bytes, texture, Texel::Rgba8Srgb, texture.rungs.len(), Blocks::None)
}

/// The plainest form of all models of a hall: a node each, with the model's path for a name.
pub fn proxies(bytes: &dyn Bytes, options: &Options, name: &Name) -> Result<Model> {
    let options = Options { packed: true, ..options.clone() };
    Ok(model::load("proxies", &bytes.get(name)?, &NoFiles, &options)?)
}

/// The files of a model's geometry.
pub fn files(packed: &PackedModel, detail: Detail) -> &[Name] {
    level(packed, detail).map_or(&[], |level| &level.files)
}

/// What the geometry takes on the GPU.
pub fn geometry_bytes(packed: &PackedModel, detail: Detail) -> u64 {
    level(packed, detail).map_or(0, |level| level.gpu_bytes)
}

/// What a range of a texture takes on the GPU, without the ranges below.
pub fn range_bytes(texture: &Texture, rung: usize, blocks: Blocks) -> u64 {
    // Plain texels are four times the bytes of blocks.
    let times = if blocks == Blocks::None { 4 } else { 1 };
    texture.rungs.get(rung).map_or(0, |rung| rung.gpu_bytes * times)
}

fn level(packed: &PackedModel, detail: Detail) -> Option<&Level> {
    match detail {
        Detail::Near => packed.levels.first(),
        Detail::Full => packed.levels.last(),
    }
}

/// The files of a picture's ranges of mips, the smallest range first, in the form that these blocks are made of.
pub fn usable(texture: &Texture, blocks: Blocks) -> impl Iterator<Item = &[Name]> {
    let wanted = match blocks {
        Blocks::Bc7 => Form::Bc7,
        Blocks::Astc => Form::Astc,
        // Made from the form that all can be made of.
        Blocks::Etc2 | Blocks::None => Form::Uastc,
    };
    // A fair that was packed for other GPUs shows what all of them can.
    let form = move |rung: &'_ Rung| rung.forms.contains_key(&wanted).then_some(wanted);
    let usable = texture.rungs.iter().map_while(move |rung| {
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

/// A picture: its base, and the ranges above it as far as they are wanted.
fn picture(bytes: &dyn Bytes, texture: &Texture, texel: Texel, count: usize, blocks: Blocks) -> Result<Image> {
    let mut ranges = usable(texture, blocks).take(count);
    let mut image = joined(bytes, ranges.next().context("it has no base")?, texel, blocks)?;
    for names in ranges {
        image.grow(joined(bytes, names, texel, blocks)?).map_err(anyhow::Error::msg)?;
    }
    Ok(image)
}

/// The mips of one range: a file with all of them, or the bands of one level.
fn joined(bytes: &dyn Bytes, names: &[Name], texel: Texel, blocks: Blocks) -> Result<Image> {
    let files = names.iter().map(|name| bytes.get(name)).collect::<Result<Vec<_>>>()?;
    let made = match files.as_slice() {
        [whole] => model::mips(whole, texel, blocks),
        bands => Image::joined(bands, texel, blocks),
    };
    made.map_err(anyhow::Error::msg)
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
