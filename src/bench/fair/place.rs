//! The folder in which a fair is made and packed: kept for the next time, or gone when all is measured.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::models::{self, Shown};
use super::{Spec, stock, write};
use crate::fair::{Form, Lang};
use crate::model::Limits;
use crate::pack::{Settings, pack};

/// A folder for fairs that are made.
pub struct Place {
    root: PathBuf,
    temporary: Option<tempfile::TempDir>,
}

/// A packed fair.
pub struct Ready {
    /// Its folder.
    pub fair: PathBuf,
    /// Its models, where other programs can show the same.
    pub shown: Vec<Shown>,
    /// Where it is deleted with this.
    _temporary: Option<tempfile::TempDir>,
}

/// Beside the fair that was made: of what, so that the same is not made twice.
const STAMP: &str = "made-of";

impl Place {
    /// `keep`, or a folder of its own that is deleted at the end.
    ///
    /// # Errors
    /// The disk.
    pub fn new(keep: Option<&Path>) -> Result<Place> {
        match keep {
            Some(keep) => Ok(Place { root: keep.to_owned(), temporary: None }),
            None => {
                let temporary = tempfile::Builder::new().prefix("boothwalk-bench-").tempdir()?;
                Ok(Place { root: temporary.path().to_owned(), temporary: Some(temporary) })
            }
        }
    }

    /// A fair of booths like those of the fair at `from`, packed.
    ///
    /// # Errors
    /// The fair has no booth that can be taken; the disk.
    pub fn made(self, spec: &Spec, from: &str) -> Result<Ready> {
        let stands = stock::stock(from)?;
        let mut hash = blake3::Hasher::new();
        for stand in &stands {
            hash.update(format!("{:?}", stand.booth).as_bytes());
            let products = stand.products.iter().map(|(_, bytes)| bytes);
            std::iter::once(&stand.model).chain(products).for_each(|bytes| {
                hash.update(blake3::hash(bytes).as_bytes());
            });
        }
        let stamp = format!("{spec:?} of {} by {}\n", hash.finalize().to_hex(), env!("CARGO_PKG_VERSION"));
        let bar = bar("making models")?;
        self.fill(&stamp, |out| {
            write::write(spec, &stands, out, &|done, all| {
                bar.set_length(all as u64);
                bar.set_position(done as u64);
            })
        })?;
        bar.finish_and_clear();
        drop(stands);
        let source = self.source();
        self.pack(&source, Vec::new())
    }

    /// These models as a fair, packed.
    ///
    /// # Errors
    /// A model that cannot be read, or that `check` refuses; the disk.
    pub fn of_models(self, files: &[PathBuf]) -> Result<Ready> {
        let shown = models::shown(files)?;
        self.fill(&format!("{shown:?}\n"), |out| models::write(&shown, out))?;
        let source = self.source();
        self.pack(&source, shown)
    }

    /// A fair that is a folder with fair.toml, packed.
    ///
    /// # Errors
    /// What `check` refuses; the disk.
    pub fn of_folder(self, source: &Path) -> Result<Ready> {
        self.pack(source, Vec::new())
    }

    fn source(&self) -> PathBuf {
        self.root.join("source")
    }

    /// Has the folder of the fair written, unless it was made of the same before.
    fn fill(&self, stamp: &str, make: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let (source, mark) = (self.source(), self.root.join(STAMP));
        match fs::read_to_string(&mark) {
            Ok(known) if known == stamp => return Ok(()),
            Ok(_) => fs::remove_dir_all(&source).or_else(absent)?,
            Err(_) if source.exists() => {
                bail!("{} is there, and was not made by this command", source.display())
            }
            Err(_) => {}
        }
        fs::remove_file(&mark).or_else(absent)?;
        fs::create_dir_all(&source).with_context(|| format!("cannot make {}", source.display()))?;
        make(&source)?;
        // Last: what is half made is made again.
        fs::write(&mark, stamp).with_context(|| format!("cannot write {}", mark.display()))
    }

    fn pack(self, source: &Path, shown: Vec<Shown>) -> Result<Ready> {
        let fair = self.root.join("packed");
        let settings = Settings {
            source: source.to_owned(),
            out: fair.clone(),
            // What both drivers sample; ASTC would take twice the time and is not fetched here.
            textures: vec![Form::Bc7],
            side: 4096,
            // What draws all the same is measured all the same.
            allow: vec!["MESH_PRIMITIVE_NO_TANGENT_SPACE".to_owned()],
            threads: std::thread::available_parallelism().map_or(2, usize::from),
            limits: Limits::default(),
            lang: Lang::En,
        };
        let bar = bar("packing")?;
        let done = pack(&settings, &|done, all, _| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        });
        bar.finish_and_clear();
        let summary = done?;
        eprintln!(
            "boothwalk: {} booths, {} models ({} as before), {:.1} MB, packed in {:.0} s",
            summary.booths,
            summary.models,
            summary.kept,
            summary.tally.bytes as f64 / 1e6,
            summary.seconds
        );
        Ok(Ready { fair, shown, _temporary: self.temporary })
    }
}

fn bar(what: &'static str) -> Result<ProgressBar> {
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template("{msg} {pos}/{len} {wide_bar} {elapsed}")?);
    bar.set_message(what);
    Ok(bar)
}

fn absent(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}
