//! Models of a packed fair: a level of detail with the mip ranges that go with it, every file checked against its name.

use std::io;

use anyhow::{Context, Result};

use super::piece::{Bench, Detail};
use crate::fair::{Form, Name, PackedModel, Texture};
use crate::fetch::{PieceRef, Source};
use crate::model::{self, Blocks, Image, Model, NoFiles, Options, Texel};

/// Reads a model as far as `detail` asks.
pub fn load(bench: &Bench, path: &str, packed: &PackedModel, detail: Detail) -> Result<Model> {
    let level = match detail {
        Detail::Near => packed.levels.first(),
        Detail::Full => packed.levels.last(),
    };
    let file = level.and_then(|level| level.files.first()).context("it has no level")?;
    let bytes = fetch(&bench.source, file)?;
    let options = Options { packed: true, ..bench.options.clone() };
    let files = level.map_or(&[] as &[Name], |level| &level.files);
    let mut model = model::load(path, &bytes, &Files { source: &bench.source, files }, &options)?;
    for (image, &number) in model.images.iter_mut().zip(&model.image_sources) {
        let texture = packed.textures.get(number as usize).with_context(|| format!("image {number} is not packed"))?;
        *image = picture(bench, texture, image.texel, detail).with_context(|| format!("image {number}"))?;
    }
    Ok(model)
}

/// The plainest form of all models of a hall: a node each, with the model's path for a name.
pub fn proxies(bench: &Bench, name: &Name) -> Result<Model> {
    let options = Options { packed: true, ..bench.options.clone() };
    Ok(model::load("proxies", &fetch(&bench.source, name)?, &NoFiles, &options)?)
}

impl PackedModel {
    /// Whether there is less than the whole to begin with.
    pub fn has_near(&self) -> bool {
        self.levels.len() > 1 || self.textures.iter().any(|texture| texture.rungs.len() > 1)
    }
}

/// A picture: its base, and for all detail the levels above it, in the blocks that this GPU takes.
fn picture(bench: &Bench, texture: &Texture, texel: Texel, detail: Detail) -> Result<Image> {
    let blocks = bench.options.blocks;
    let wanted = match blocks {
        Blocks::Bc7 => Form::Bc7,
        Blocks::Astc => Form::Astc,
        Blocks::None => Form::Uastc,
    };
    let range = |names: &[Name]| -> Result<Vec<Image>> {
        names
            .iter()
            .map(|name| model::mips(&fetch(&bench.source, name)?, texel, blocks).map_err(anyhow::Error::msg))
            .collect()
    };
    let mut rungs = texture.rungs.iter().map(|rung| rung.forms.get(&wanted).or_else(|| rung.forms.get(&Form::Uastc)));
    let base = rungs.next().flatten().context("it has no base")?;
    let mut image = range(base)?.into_iter().next().context("its base has no file")?;
    if detail == Detail::Full {
        for names in rungs {
            // A fair that was packed for other GPUs shows what all of them can.
            let Some(names) = names else { break };
            image.grow(range(names)?).map_err(anyhow::Error::msg)?;
        }
    }
    Ok(image)
}

/// Reads a piece; bytes that are not those of its name never come.
fn fetch(source: &Source, name: &Name) -> Result<Vec<u8>> {
    Ok(source.piece(&PieceRef::named(&name.piece, name.bytes)?)?)
}

/// The buffers of a level: those that its plan lists.
struct Files<'a> {
    source: &'a Source,
    files: &'a [Name],
}

impl model::Files for Files<'_> {
    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        let name = self.files.iter().find(|name| name.path() == path && name.bytes <= limit);
        let name = name.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "its plan does not list it"))?;
        fetch(self.source, name).map_err(io::Error::other)
    }
}
