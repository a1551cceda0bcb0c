//! Models of a packed fair as `bench load` knows them: `FOLDER#MODEL#FORM`, for each model and each form of its pictures.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::fair::{Form, Name, PackedModel};
use crate::fetch::{PieceRef, Source, open_fair};
use crate::model::{self, Blocks, Image, Model, Options};

/// The largest level of a model, and its pictures in one form.
pub struct Packed {
    source: std::sync::Arc<Source>,
    path: String,
    model: PackedModel,
    form: Form,
}

/// A folder with fair.json becomes its models, in the forms that it has; every other path stays what it is.
///
/// # Errors
/// The fair cannot be read.
pub fn expand(files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut list = Vec::new();
    for file in files {
        if !file.join("fair.json").is_file() {
            list.push(file.clone());
            continue;
        }
        let folder = file.to_str().context("the path of the fair is no text")?;
        let (_, fair) = open_fair(folder)?;
        for (path, model) in &fair.models {
            for (form, word) in [(Form::Bc7, "bc7"), (Form::Uastc, "uastc")] {
                if model
                    .textures
                    .iter()
                    .all(|texture| texture.rungs.iter().skip(1).all(|rung| rung.forms.contains_key(&form)))
                {
                    list.push(PathBuf::from(format!("{folder}#{path}#{word}")));
                }
            }
        }
    }
    Ok(list)
}

impl Packed {
    /// What such a path names; `None` where it is a path like any other.
    ///
    /// # Errors
    /// The fair has no such model.
    pub fn open(path: &Path) -> Result<Option<Packed>> {
        let parts: Vec<&str> = path.to_str().unwrap_or_default().rsplitn(3, '#').collect();
        let [form, model, folder] = parts.as_slice() else { return Ok(None) };
        let form = match *form {
            "bc7" => Form::Bc7,
            "uastc" => Form::Uastc,
            other => bail!("{other:?} is neither bc7 nor uastc"),
        };
        let (source, mut fair) = open_fair(folder)?;
        let packed = fair.models.remove(*model).with_context(|| format!("{folder} has no model {model}"))?;
        Ok(Some(Packed { source, path: (*model).to_owned(), model: packed, form }))
    }

    /// Bytes of the files that a visitor fetches to see it whole.
    pub fn file_bytes(&self) -> u64 {
        let level = self.model.levels.last().map_or(0, |level| level.files.iter().map(|name| name.bytes).sum());
        let pictures = self.model.textures.iter().flat_map(|texture| &texture.rungs);
        level + pictures.flat_map(|rung| self.names(rung)).map(|name| name.bytes).sum::<u64>()
    }

    fn names<'a>(&self, rung: &'a crate::fair::Rung) -> &'a [Name] {
        rung.forms.get(&self.form).or_else(|| rung.forms.get(&Form::Uastc)).map_or(&[], Vec::as_slice)
    }

    /// Loads it on this thread, for a GPU that takes BC7, and says in how many milliseconds.
    ///
    /// # Errors
    /// A piece is missing or broken.
    pub fn load(&self) -> Result<(Model, f64)> {
        let start = Instant::now();
        let files = self.model.levels.last().map_or(&[] as &[Name], |level| &level.files);
        let options = Options { packed: true, blocks: Blocks::Bc7, threads: 1, ..Options::default() };
        let bytes = piece(&self.source, files.first().context("it has no level")?)?;
        let mut model = model::load(&self.path, &bytes, &Buffers { source: &self.source, files }, &options)?;
        for (image, &number) in model.images.iter_mut().zip(&model.image_sources) {
            let texture = self.model.textures.get(number as usize).context("an image is not packed")?;
            let mut whole: Option<Image> = None;
            for rung in &texture.rungs {
                let read = |name: &Name| {
                    model::mips(&piece(&self.source, name)?, image.texel, Blocks::Bc7).map_err(anyhow::Error::msg)
                };
                let bands = self.names(rung).iter().map(read).collect::<Result<Vec<_>>>()?;
                match &mut whole {
                    Some(whole) => whole.grow(bands).map_err(anyhow::Error::msg)?,
                    None => whole = bands.into_iter().next(),
                }
            }
            *image = whole.context("a picture has no levels")?;
        }
        Ok((model, start.elapsed().as_secs_f64() * 1e3))
    }
}

fn piece(source: &Source, name: &Name) -> Result<Vec<u8>> {
    Ok(source.piece(&PieceRef::named(&name.piece, name.bytes)?)?)
}

/// The buffers of a level.
struct Buffers<'a> {
    source: &'a Source,
    files: &'a [Name],
}

impl model::Files for Buffers<'_> {
    fn read(&self, path: &str, _limit: u64) -> std::io::Result<Vec<u8>> {
        let name = self.files.iter().find(|name| name.path() == path);
        let name = name.ok_or_else(|| std::io::Error::new(std::io::ErrorKind::NotFound, "it is not of this level"))?;
        piece(self.source, name).map_err(std::io::Error::other)
    }
}
