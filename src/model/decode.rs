//! The images of a model to texels with mips, several at a time.
//!
//! The calling thread reads the headers and counts what they claim against the limits; the rest may happen on any
//! thread. What decoders hold at one time beside the images is bounded by the size of the finished images, so that a
//! load never takes more than twice that; the largest image comes first, so that no thread is left with it at the end.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::buffers::Buffers;
use super::error::{Fault, Reason, Result};
use super::ktx2;
#[cfg(feature = "pack")]
use super::limits::Limits;
use super::limits::{Clock, check};
use super::options::Options;
use super::texels::{Claim, Plain};
use super::types::{Blocks, Image, Texel};

/// An image of the file before it is decoded.
pub(super) struct Source<'a> {
    at: String,
    bytes: Cow<'a, [u8]>,
    format: Format,
    /// As which image of the model it is used, for each kind of texel.
    pub uses: Vec<(Texel, u32)>,
}

/// What the first bytes of an image say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Plain(Plain),
    Ktx2,
    /// It comes by itself.
    Elsewhere,
}

impl<'a> Source<'a> {
    /// An image that is not read here.
    pub fn elsewhere(at: String) -> Source<'a> {
        Source { at, bytes: Cow::Borrowed(&[]), format: Format::Elsewhere, uses: Vec::new() }
    }

    pub fn new(at: String, bytes: Cow<'a, [u8]>) -> Result<Source<'a>> {
        match sniff(&bytes) {
            Some(format) => Ok(Source { at, bytes, format, uses: Vec::new() }),
            None => Err(Fault::new(at, Reason::Image("it is neither PNG, JPEG, WebP nor KTX2".to_owned()))),
        }
    }
}

/// The format by its first bytes: the file's own word for it is often wrong.
fn sniff(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Format::Plain(Plain::Png))
    } else if bytes.starts_with(b"\xFF\xD8\xFF") {
        Some(Format::Plain(Plain::Jpeg))
    } else if bytes.starts_with(ktx2::MAGIC) {
        Some(Format::Ktx2)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Format::Plain(Plain::WebP))
    } else {
        None
    }
}

/// The plain texels of one picture with its mips; `texel` is one of the plain ones.
#[cfg(feature = "pack")]
pub(crate) fn picture(bytes: &[u8], texel: Texel, limits: &Limits) -> std::result::Result<Image, String> {
    let format = sniff(bytes).ok_or("it is neither PNG, JPEG, WebP nor KTX2")?;
    let fits = |width: u32, height: u32| {
        let (side, texels) = (width.max(height), u64::from(width) * u64::from(height));
        if side > limits.texture_side || texels > limits.texels || texels == 0 {
            return Err(format!("it claims {width}×{height} texels"));
        }
        Ok(())
    };
    let decode = || match format {
        Format::Plain(plain) => {
            let Claim { width, height, .. } = plain.claim(bytes)?;
            fits(width, height)?;
            Ok(Image::with_mips(plain.decode(bytes, width, height)?, width, height, texel, 1))
        }
        Format::Ktx2 => {
            let header = ktx2::inspect(bytes)?;
            fits(header.width, header.height)?;
            ktx2::decode(bytes, header, texel, Blocks::None)
        }
        Format::Elsewhere => Err("it is elsewhere".to_owned()),
    };
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| Err("the decoder gave up on it".to_owned()))
}

/// Decodes every image in use, with mip chains; they come by the numbers of their uses. The calling thread does
/// something else first, and then helps.
pub(super) fn decode<T>(
    sources: Vec<Source<'_>>,
    options: &Options,
    buffers: &Buffers<'_>,
    meanwhile: impl FnOnce() -> Result<T>,
) -> Result<(T, Vec<Image>)> {
    let count = sources.iter().map(|source| source.uses.len()).sum();
    let (later, sources): (Vec<_>, Vec<_>) = sources.into_iter().partition(|source| source.format == Format::Elsewhere);
    let mut jobs = sources.into_iter().map(|source| Job::new(source, options, buffers)).collect::<Result<Vec<_>>>()?;
    jobs.sort_by_key(|job| job.finished);
    let room = jobs.iter().map(|job| job.finished).sum();
    let threads = options.threads.clamp(1, jobs.len().saturating_add(1));
    let mut images: Vec<Option<Image>> = (0..count).map(|_| None).collect();
    for &(texel, number) in later.iter().flat_map(|source| &source.uses) {
        if let Some(slot) = images.get_mut(number as usize) {
            *slot = Some(Image { width: 0, height: 0, texel, levels: Vec::new() });
        }
    }
    let bench = Bench {
        room,
        blocks: options.blocks,
        threads,
        time: buffers.budget.time,
        state: Mutex::new(State { jobs, held: 0, images, failed: None }),
        freed: Condvar::new(),
    };
    let made = thread::scope(|scope| {
        for _ in 1..threads {
            // Where the system gives no more threads, those that run do it all.
            let _ = thread::Builder::new().name("image".to_owned()).spawn_scoped(scope, || bench.work());
        }
        let made = meanwhile();
        if made.is_ok() {
            bench.work();
        } else {
            bench.lock().jobs.clear();
        }
        made
    })?;
    let state = bench.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    match state.failed {
        Some((_, fault)) => Err(fault),
        None => Ok((made, state.images.into_iter().flatten().collect())),
    }
}

/// An image whose header has been read and admitted.
struct Job<'a> {
    source: Source<'a>,
    header: Header,
    /// Bytes of the finished images, as if they were plain.
    finished: u64,
    /// Bytes that the decoder may hold beside them.
    working: u64,
}

#[derive(Clone, Copy)]
enum Header {
    Plain(Plain, u32, u32),
    Ktx2(ktx2::Header),
}

impl<'a> Job<'a> {
    /// Reads the header and counts the texels against what the model may have.
    fn new(source: Source<'a>, options: &Options, buffers: &Buffers<'_>) -> Result<Job<'a>> {
        let at = source.at.as_str();
        let broken = |why| Fault::new(at, Reason::Image(why));
        let (header, width, height, working) = match source.format {
            Format::Plain(plain) => {
                let Claim { width, height, working } = plain.claim(&source.bytes).map_err(broken)?;
                (Header::Plain(plain, width, height), width, height, working)
            }
            Format::Ktx2 => {
                let header = ktx2::inspect(&source.bytes).map_err(broken)?;
                let texels = u64::from(header.width) * u64::from(header.height);
                (Header::Ktx2(header), header.width, header.height, texels.saturating_mul(ktx2::WORKING))
            }
            Format::Elsewhere => return Err(broken("it is elsewhere".to_owned())),
        };
        check("texels of width or height", width.max(height).into(), options.limits.texture_side.into(), at)?;
        let texels = u64::from(width) * u64::from(height);
        if texels == 0 {
            return Err(broken("it has no texels".to_owned()));
        }
        let all = texels.saturating_mul(source.uses.len() as u64);
        buffers.budget.texels.take(all, at)?;
        // Four bytes a texel, and a third more for the mips.
        let finished = all.saturating_mul(16) / 3;
        Ok(Job { source, header, finished, working })
    }

    fn decode(&self, blocks: Blocks, threads: usize) -> std::result::Result<Vec<(u32, Image)>, String> {
        let Source { bytes, uses, .. } = &self.source;
        match self.header {
            Header::Plain(plain, width, height) => {
                let mut pixels = Some(plain.decode(bytes, width, height)?);
                let last = uses.len().saturating_sub(1);
                let uses = uses.iter().enumerate().map(|(place, &(texel, image))| {
                    let top = if place == last { pixels.take() } else { pixels.clone() };
                    (image, Image::with_mips(top.unwrap_or_default(), width, height, texel, threads))
                });
                Ok(uses.collect())
            }
            Header::Ktx2(header) => {
                let one = |&(texel, image)| Ok((image, ktx2::decode(bytes, header, texel, blocks)?));
                uses.iter().map(one).collect()
            }
        }
    }
}

/// What the threads share.
struct Bench<'a> {
    /// Bytes that decoders may hold at one time; one image may always be worked on.
    room: u64,
    blocks: Blocks,
    threads: usize,
    time: Clock,
    state: Mutex<State<'a>>,
    freed: Condvar,
}

struct State<'a> {
    /// The largest last.
    jobs: Vec<Job<'a>>,
    held: u64,
    images: Vec<Option<Image>>,
    /// The number of an image's first use and what is wrong with it.
    failed: Option<(u32, Fault)>,
}

impl<'a> Bench<'a> {
    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job, once there is room for it.
    fn next(&self) -> Option<Job<'a>> {
        let mut state = self.lock();
        loop {
            if state.failed.is_some() {
                return None;
            }
            let working = state.jobs.last()?.working;
            if state.held == 0 || state.held.saturating_add(working) <= self.room {
                state.held += working;
                return state.jobs.pop();
            }
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn make(&self, job: &Job<'_>) -> Result<Vec<(u32, Image)>> {
        let at = job.source.at.as_str();
        self.time.check(at)?;
        // The decoders are the work of others and read hostile bytes; what we know to upset them is checked first, and
        // what we do not know must not take the program with it.
        catch_unwind(AssertUnwindSafe(|| job.decode(self.blocks, self.threads)))
            .unwrap_or_else(|_| Err("the decoder gave up on it".to_owned()))
            .map_err(|why| Fault::new(at, Reason::Image(why)))
    }

    fn work(&self) {
        while let Some(job) = self.next() {
            let made = self.make(&job);
            let mut state = self.lock();
            state.held = state.held.saturating_sub(job.working);
            match made {
                Ok(images) => {
                    for (number, image) in images {
                        if let Some(slot) = state.images.get_mut(number as usize) {
                            *slot = Some(image);
                        }
                    }
                }
                Err(fault) => {
                    let first = job.source.uses.first().map_or(0, |&(_, image)| image);
                    if state.failed.as_ref().is_none_or(|&(known, _)| first < known) {
                        state.failed = Some((first, fault));
                    }
                }
            }
            drop(state);
            self.freed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests;
