//! What lasts from one visit to the next: language and settings, and for each fair what was kept and seen. One file, which
//! stays on the visitor's machine.
//!
//! It is a comfort: a file that cannot be read or written costs a line in the log, never the visit. Replays neither read nor
//! write it: they look the same for everybody.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::fair::Lang;
use crate::panel::Kept;
use crate::visit::Settings;

/// Largest file that is read.
const LIMIT: u64 = 4 << 20;
/// Booths of a fair that are remembered as seen, and fairs that are remembered: the latest.
const SEEN: usize = 500;
const FAIRS: usize = 200;

/// The file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Note {
    format: u32,
    #[serde(default)]
    lang: Option<Lang>,
    /// The visitor was shown how to go about.
    #[serde(default)]
    welcomed: bool,
    #[serde(default)]
    settings: Settings,
    /// By their ids.
    #[serde(default)]
    fairs: BTreeMap<String, Kept>,
}

impl Default for Note {
    fn default() -> Self {
        Note { format: 1, lang: None, welcomed: false, settings: Settings::default(), fairs: BTreeMap::new() }
    }
}

/// See the module's page.
pub struct Keeper {
    path: Option<PathBuf>,
    note: Note,
    fair: String,
    kept: Arc<Kept>,
    /// Something is not in the file yet.
    changed: bool,
    /// Writes, one at a time.
    writer: Option<std::thread::JoinHandle<()>>,
}

impl Keeper {
    /// What is known of a visitor to a fair; `None` as the path remembers nothing beyond the visit.
    pub fn open(path: Option<PathBuf>, fair: &str) -> Keeper {
        let note = path.as_deref().map_or_else(Note::default, |path| {
            read(path).unwrap_or_else(|error| {
                log::warn!("settings of earlier visits are not used: {error:#}");
                Note::default()
            })
        });
        let kept = Arc::new(note.fairs.get(fair).cloned().unwrap_or_default());
        Keeper { path, note, fair: fair.into(), kept, changed: false, writer: None }
    }

    pub fn lang(&self) -> Option<Lang> {
        self.note.lang
    }

    pub fn settings(&self) -> Settings {
        self.note.settings
    }

    pub fn kept(&self) -> &Arc<Kept> {
        &self.kept
    }

    /// Whether nobody showed the visitor how to go about; whoever is not remembered is not shown.
    pub fn is_first(&self) -> bool {
        self.path.is_some() && !self.note.welcomed
    }

    /// The visitor was shown.
    pub fn welcome(&mut self) {
        self.note.welcomed = true;
        self.changed = true;
    }

    /// Changes what was kept of the fair.
    pub fn change(&mut self, change: impl FnOnce(&mut Kept)) {
        let kept = Arc::make_mut(&mut self.kept);
        change(kept);
        kept.seen.truncate(SEEN);
        self.changed = true;
    }

    /// What the visitor chose, as it is now; writes what is new, on a thread. Called in every frame: it takes no time while
    /// nothing changed.
    pub fn note(&mut self, lang: Lang, settings: Settings) {
        if self.note.lang != Some(lang) || self.note.settings != settings {
            (self.note.lang, self.note.settings) = (Some(lang), settings);
            self.changed = true;
        }
        let busy = self.writer.as_ref().is_some_and(|writer| !writer.is_finished());
        if self.changed && !busy {
            self.write();
        }
    }

    fn write(&mut self) {
        self.changed = false;
        let Some(path) = self.path.clone() else { return };
        if *self.kept != Kept::default() || self.note.fairs.contains_key(&self.fair) {
            self.note.fairs.insert(self.fair.clone(), Kept::clone(&self.kept));
        }
        while self.note.fairs.len() > FAIRS {
            let other = self.note.fairs.keys().find(|id| **id != self.fair).cloned();
            other.and_then(|id| self.note.fairs.remove(&id));
        }
        let note = self.note.clone();
        let write = move || {
            if let Err(error) = write(&path, &note) {
                log::warn!("settings are not kept: {error:#}");
            }
        };
        self.writer = std::thread::Builder::new().name("keeper".into()).spawn(write).ok();
    }

    /// Waits until all is written.
    pub fn finish(&mut self) {
        for _ in 0..2 {
            if let Some(writer) = self.writer.take() {
                let _ = writer.join();
            }
            if self.changed {
                self.write();
            }
        }
    }
}

fn read(path: &Path) -> Result<Note> {
    let size = match std::fs::metadata(path) {
        Ok(facts) => facts.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Note::default()),
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    };
    ensure!(size <= LIMIT, "{} has {size} bytes, more than {LIMIT}", path.display());
    let text = std::fs::read(path).with_context(|| path.display().to_string())?;
    let note: Note = serde_json::from_slice(&text).with_context(|| path.display().to_string())?;
    ensure!(note.format == 1, "{} has format {}, which a newer Boothwalk wrote", path.display(), note.format);
    Ok(note)
}

/// All of it or nothing: a visit that is cut off leaves the file as it was.
fn write(path: &Path, note: &Note) -> Result<()> {
    let folder = path.parent().context("no folder")?;
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let new = path.with_extension("new");
    let text = serde_json::to_vec_pretty(note)?;
    std::fs::write(&new, text).with_context(|| new.display().to_string())?;
    std::fs::rename(&new, path).with_context(|| path.display().to_string())
}

/// Where the file is if nobody says: below `XDG_CONFIG_HOME`, or where the platform keeps such. `None` where there is no
/// home.
pub fn default_path() -> Option<PathBuf> {
    choose(|name| std::env::var_os(name).filter(|value| !value.is_empty()))
}

fn choose(var: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name| var(name).map(PathBuf::from).filter(|path: &PathBuf| path.is_absolute());
    let base = absolute("XDG_CONFIG_HOME").or_else(|| {
        if cfg!(target_os = "windows") {
            absolute("APPDATA")
        } else if cfg!(target_os = "macos") {
            absolute("HOME").map(|home| home.join("Library/Application Support"))
        } else {
            absolute("HOME").map(|home| home.join(".config"))
        }
    });
    Some(base?.join("boothwalk").join("visitor.json"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::Item;

    #[test]
    fn what_was_chosen_and_kept_is_there_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = Some(folder.path().join("deep/visitor.json"));
        let mut keeper = Keeper::open(path.clone(), "fair");
        let settings = Settings { smooth: true, contrast: true, ..Settings::default() };
        let item = Item { booth: "coffee".into(), product: Some("moka".into()) };
        keeper.change(|kept| kept.toggle(item.clone()));
        keeper.note(Lang::En, settings);
        keeper.change(|kept| kept.see("robots", 7));
        keeper.finish();
        let again = Keeper::open(path.clone(), "fair");
        assert_eq!((again.lang(), again.settings()), (Some(Lang::En), settings));
        assert!(again.kept().has(&item) && again.kept().seen.len() == 1);
        assert!(again.is_first());
        keeper.welcome();
        keeper.note(Lang::En, settings);
        keeper.finish();
        assert!(!Keeper::open(path.clone(), "fair").is_first() && !Keeper::open(None, "fair").is_first());
        // Of another fair nothing was kept, and what is known of this one stays.
        let mut other = Keeper::open(path.clone(), "other");
        assert_eq!(**other.kept(), Kept::default());
        other.note(Lang::Zh, settings);
        other.finish();
        assert!(Keeper::open(path, "fair").kept().has(&item));
    }

    #[test]
    fn a_file_that_is_none_costs_nothing_but_what_was_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("visitor.json");
        for text in ["", "{", "[]", "{\"format\": 2}", "{\"format\": 1, \"settings\": {\"speed\": \"fast\"}}"] {
            std::fs::write(&path, text).unwrap();
            let keeper = Keeper::open(Some(path.clone()), "fair");
            assert_eq!((keeper.settings(), keeper.lang()), (Settings::default(), None), "{text}");
        }
        // What cannot be written is not.
        let mut keeper = Keeper::open(Some(path.join("visitor.json")), "fair");
        keeper.note(Lang::En, Settings::default());
        keeper.finish();
        let mut nowhere = Keeper::open(None, "fair");
        nowhere.change(|kept| kept.see("robots", 1));
        nowhere.note(Lang::En, Settings::default());
        nowhere.finish();
        assert_eq!(nowhere.kept().seen.len(), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_environment_says_where() {
        let choose = |set: &[(&str, &str)]| {
            choose(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value)))
        };
        assert_eq!(choose(&[("HOME", "/h")]), Some("/h/.config/boothwalk/visitor.json".into()));
        assert_eq!(choose(&[("XDG_CONFIG_HOME", "/c")]), Some("/c/boothwalk/visitor.json".into()));
        assert_eq!(choose(&[]), None);
    }
}
