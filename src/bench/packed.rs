//! Models of a packed fair as `bench load` knows them: `FOLDER#MODEL#FORM`, for each model and each form of its pictures.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::app::{Detail, packed};
use crate::fair::{Form, PackedModel};
use crate::fetch::{Source, open_fair};
use crate::model::{Blocks, Model, Options};

/// The largest level of a model, and its pictures in one form.
pub struct Packed {
    source: std::sync::Arc<Source>,
    path: String,
    model: PackedModel,
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
                if model.textures.iter().all(|texture| texture.rungs.iter().all(|rung| rung.forms.contains_key(&form)))
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
        let mut packed = fair.models.remove(*model).with_context(|| format!("{folder} has no model {model}"))?;
        // Where this form is there, it is the one that is read.
        for rung in packed.textures.iter_mut().flat_map(|texture| &mut texture.rungs) {
            if rung.forms.contains_key(&form) {
                rung.forms.retain(|known, _| *known == form);
            }
        }
        Ok(Some(Packed { source, path: (*model).to_owned(), model: packed }))
    }

    /// Bytes of the files that a visitor fetches to see it whole.
    pub fn file_bytes(&self) -> u64 {
        {
            let textures =
                self.model.textures.iter().flat_map(|texture| packed::usable(texture, Blocks::Bc7)).flatten();
            packed::files(&self.model, Detail::Full).iter().chain(textures).map(|name| name.bytes).sum()
        }
    }

    /// Loads it on this thread, for a GPU that takes BC7, and says in how many milliseconds.
    ///
    /// # Errors
    /// A piece is missing or broken.
    pub fn load(&self) -> Result<(Model, f64)> {
        let start = Instant::now();
        let options = Options { blocks: Blocks::Bc7, threads: 1, ..Options::default() };
        let model = packed::load(&*self.source, &options, &self.path, &self.model, Detail::Full)?;
        Ok((model, start.elapsed().as_secs_f64() * 1e3))
    }
}
