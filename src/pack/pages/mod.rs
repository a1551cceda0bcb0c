//! Documents: each page of a PDF becomes a picture, as visitors see it at a product.
//!
//! PDFs are drawn in a process of their own ([`draw`]), whatever happens there: a page that takes too long is ended, and
//! one that brings the process down is an error like every other.

mod draw;
mod wire;

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::Settings;
use super::pieces::Pieces;
use super::texture;
use crate::fair::Page;
use crate::media;
use crate::model::{Image, Texel};

pub use draw::serve;

/// The longer side of a page's picture, in texels: letters of 8 points on a sheet of A4 are then 15 texels high.
pub const SIDE: u32 = 1536;
/// The longer side of a picture's page, metres: that of a sheet of A4.
const PICTURE: f32 = 0.297;
/// Pages of a document.
const MOST_PAGES: u32 = 64;
/// Bytes of a document.
pub const MOST_BYTES: u64 = 64 << 20;
/// Bytes of memory of the process that draws, its stacks and its own program included.
const MEMORY: u64 = 2 << 30;
/// How long a page may take to be drawn, beside what else the machine does.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of what the process says that are kept.
const SAID: u64 = 2000;

/// Packs a document.
///
/// # Errors
/// It is no PDF, it is locked, it is too large, or a page cannot be drawn; or the disk.
pub fn pack(path: &str, bytes: &[u8], settings: &Settings, pieces: &Pieces) -> Result<Vec<Page>> {
    let side = SIDE.min(settings.side);
    // This program draws, too.
    let program = std::env::current_exe().context("the system does not say where this program is")?;
    let mut command = Command::new(program);
    command.args(["pages", "--side", &side.to_string(), "--most", &MOST_PAGES.to_string()]);
    let mut pages = Vec::new();
    let one = |drawn: wire::Drawn| {
        let top = Image { width: drawn.width, height: drawn.height, texel: Texel::Rgba8Srgb, levels: vec![drawn.rgba] };
        let texture = texture::store(top, &settings.textures, side, pieces)
            .with_context(|| format!("{path}, page {}", pages.len() + 1))?;
        pages.push(Page { size: drawn.size, texture });
        Ok(())
    };
    each(path, command, bytes, PATIENCE, one)?;
    Ok(pages)
}

/// Packs a picture of a product, as a page by itself.
///
/// # Errors
/// It is no picture that cards show; or the disk.
pub fn picture(path: &str, bytes: &[u8], settings: &Settings, pieces: &Pieces) -> Result<Page> {
    let side = SIDE.min(settings.side);
    let top = media::leaf(path, bytes, side)?;
    let size = [top.width, top.height].map(|texels| texels as f32 / top.width.max(top.height) as f32 * PICTURE);
    let texture = texture::store(top, &settings.textures, side, pieces).with_context(|| path.to_owned())?;
    Ok(Page { size, texture })
}

/// Lets a process draw a document, and takes page after page.
fn each(
    path: &str,
    mut command: Command,
    bytes: &[u8],
    patience: Duration,
    mut take: impl FnMut(wire::Drawn) -> Result<()>,
) -> Result<()> {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = Ended(child.with_context(|| format!("{path}: the program that draws it does not start"))?);
    let (Some(mut input), Some(output), Some(errors)) =
        (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take())
    else {
        bail!("{path}: the program that draws it has no pipes");
    };
    std::thread::scope(|scope| {
        // Where it ends early, what it says tells why.
        scope.spawn(move || {
            let _ = input.write_all(bytes);
        });
        let (send, receive) = sync_channel(0);
        scope.spawn(move || {
            let mut output = io::BufReader::new(output);
            while let Some(drawn) = wire::read(&mut output).transpose() {
                if send.send(drawn).is_err() {
                    break;
                }
            }
        });
        let said = scope.spawn(move || {
            let (mut errors, mut text) = (errors, Vec::new());
            let _ = errors.by_ref().take(SAID).read_to_end(&mut text);
            let _ = io::copy(&mut errors, &mut io::sink());
            String::from_utf8_lossy(&text).trim().to_owned()
        });
        let mut count = 0;
        loop {
            match receive.recv_timeout(patience) {
                Ok(Ok(drawn)) => {
                    count += 1;
                    if let Err(error) = take(drawn) {
                        child.end();
                        return Err(error);
                    }
                }
                Ok(Err(error)) => {
                    child.end();
                    // Why it broke off is known better by itself.
                    let own = said.join().unwrap_or_default();
                    let why = if own.is_empty() {
                        format!("the program that draws it gave up ({error})")
                    } else {
                        meant(own)
                    };
                    bail!("{path}, page {}: {why}", count + 1);
                }
                Err(RecvTimeoutError::Timeout) => {
                    child.end();
                    bail!("{path}, page {}: it takes longer than {} s to be drawn", count + 1, patience.as_secs());
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let status = child.0.wait().with_context(|| path.to_owned())?;
        let said = said.join().unwrap_or_default();
        match (status.success(), said.is_empty()) {
            (true, _) if count > 0 => Ok(()),
            (true, _) => bail!("{path}: it has no pages"),
            (false, false) => bail!("{path}: {}", meant(said)),
            // It was ended from outside, or ended itself: a stack that was too small, no memory.
            (false, true) => bail!("{path}, page {}: the program that draws it gave up ({status})", count + 1),
        }
    })
}

/// What the process said last, in words for a person.
fn meant(said: String) -> String {
    // The standard library's words, before it ends the process.
    if said.contains("memory allocation of ") {
        return format!("it takes more than {} MB of memory to be drawn", MEMORY >> 20);
    }
    said
}

/// A process that ends when nobody waits for it any more.
struct Ended(Child);

impl Ended {
    fn end(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(script: &str, bytes: &[u8]) -> (usize, String) {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let mut pages = 0;
        let done = each("a.pdf", command, bytes, Duration::from_secs(1), |_| {
            pages += 1;
            Ok(())
        });
        (pages, done.err().map_or_else(String::new, |error| format!("{error:#}")))
    }

    #[test]
    fn whatever_becomes_of_the_process_is_said() {
        let mut page = Vec::new();
        wire::write(&mut page, &wire::Drawn { width: 4, height: 4, size: [0.21, 0.297], rgba: vec![7; 64] }).unwrap();
        // It gives back what it gets: one page.
        assert_eq!(run("cat", &page), (1, String::new()));
        assert_eq!(run("cat; echo locked >&2; exit 1", &page), (1, "a.pdf: locked".to_owned()));
        assert_eq!(run("cat >/dev/null", &page).1, "a.pdf: it has no pages");
        let killed = run("cat; kill -9 $$", &page).1;
        assert!(killed.starts_with("a.pdf, page 2: the program that draws it gave up (signal: 9"), "{killed}");
        assert_eq!(run("exec sleep 60", &page).1, "a.pdf, page 1: it takes longer than 1 s to be drawn");
        let short = run("head -c 40", &page).1;
        assert!(short.starts_with("a.pdf, page 1: the program that draws it gave up ("), "{short}");
        // A page that claims to be huge is not waited for.
        let huge = run("cat", &[0xFF; 16]).1;
        assert!(huge.contains("texels"), "{huge}");
    }
}
