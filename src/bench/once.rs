//! One load in a process of its own: what it took, and the most memory it held.

use std::cell::Cell;
use std::io;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::packed::Packed;
use crate::model::{self, Files, Folder, Model, Options};

/// What one load took. Peers print the same, but for what only we know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Once {
    pub ms: f64,
    /// How much the memory of the process grew at most; absent where the system does not tell.
    pub peak_bytes: Option<u64>,
    /// Threads that worked.
    pub threads: usize,
    /// The file with its buffers and images.
    #[serde(default)]
    pub file_bytes: u64,
    /// Vertices, indices and texels with all mips, as they go to the GPU.
    #[serde(default)]
    pub gpu_bytes: u64,
}

/// Loads a model, and prints what it took as one line of JSON.
///
/// # Errors
/// The model cannot be loaded.
pub fn once(path: &Path, threads: usize) -> Result<()> {
    if let Some(packed) = Packed::open(path)? {
        let before = resident("VmRSS:");
        let (model, ms) = packed.load()?;
        return print(ms, before, 1, packed.file_bytes(), &model);
    }
    let folder = Counted { folder: Folder::new(path.parent().unwrap_or(Path::new(""))), bytes: Cell::new(0) };
    let options = Options { threads, ..Options::default() };
    let before = resident("VmRSS:");
    let start = Instant::now();
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let model = model::load(&path.display().to_string(), &bytes, &folder, &options)?;
    let ms = start.elapsed().as_secs_f64() * 1e3;
    print(ms, before, threads, bytes.len() as u64 + folder.bytes.get(), &model)
}

fn print(ms: f64, before: Option<u64>, threads: usize, file_bytes: u64, model: &Model) -> Result<()> {
    let peak_bytes = resident("VmHWM:").zip(before).map(|(peak, before)| peak.saturating_sub(before));
    let once = Once { ms, peak_bytes, threads, file_bytes, gpu_bytes: model.gpu_bytes() };
    println!("{}", serde_json::to_string(&once)?);
    Ok(())
}

/// A line of `/proc/self/status`, in bytes: `VmRSS:` is the memory now, `VmHWM:` the most so far.
pub(crate) fn resident(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

/// The files beside a model, and how much of them was read.
struct Counted {
    folder: Folder,
    bytes: Cell<u64>,
}

impl Files for Counted {
    fn read(&self, name: &str, limit: u64) -> io::Result<Vec<u8>> {
        let bytes = self.folder.read(name, limit)?;
        self.bytes.set(self.bytes.get() + bytes.len() as u64);
        Ok(bytes)
    }
}
