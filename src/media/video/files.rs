//! A film's bytes from wherever the fair is: pieces of a packed fair, parts of a file, or what a server gives.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::look::VIDEO_BYTES;
use super::stream::{Chunks, Halt};
use crate::fair::{Fair, Name};
use crate::fetch::{FetchError, PieceRef, Source};

/// Bytes of a chunk; of a packed film each is a piece.
pub const CHUNK: usize = 512 << 10;
/// Largest film that is neither packed nor in a folder of this machine.
const UNPACKED: u64 = 16 << 20;
/// Chunks that were fetched and nobody has begun to read: seconds of a film of the usual rates.
const AHEAD: usize = 2;
/// How often somebody who waits for a chunk looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(20);

/// One chunk after the other, each when it is asked for.
struct Asked {
    source: Arc<Source>,
    file: String,
    pieces: Option<Vec<Name>>,
    next: usize,
}

impl Chunks for Asked {
    fn next(&mut self) -> Result<Option<Arc<[u8]>>, Halt> {
        let number = self.next;
        self.next += 1;
        let missing = |error: FetchError| Halt::Missing { why: error.to_string(), passes: error.may_pass() };
        let bytes = match &self.pieces {
            Some(pieces) => {
                let Some(name) = pieces.get(number) else { return Ok(None) };
                let named = PieceRef::named(&name.piece, name.bytes);
                let piece = named.map_err(|error| Halt::Missing { why: error.to_string(), passes: false })?;
                self.source.piece(&piece).map_err(missing)?
            }
            None if self.source.has_parts() => {
                self.source.part(&self.file, (number * CHUNK) as u64, CHUNK, VIDEO_BYTES).map_err(missing)?
            }
            // What is not packed comes from elsewhere as a whole.
            None if number == 0 => self.source.read(&self.file, UNPACKED).map_err(missing)?,
            None => return Ok(None),
        };
        Ok((!bytes.is_empty()).then(|| bytes.into()))
    }
}

/// The bytes of a film, each chunk when it is asked for.
pub fn chunks(fair: &Fair, source: &Arc<Source>, file: &str) -> Box<dyn Chunks> {
    let pieces = fair.videos.get(file).cloned();
    Box::new(Asked { source: source.clone(), file: file.to_owned(), pieces, next: 0 })
}

/// The same of a fair that is not packed.
pub fn plain(source: &Arc<Source>, file: &str) -> Box<dyn Chunks> {
    Box::new(Asked { source: source.clone(), file: file.to_owned(), pieces: None, next: 0 })
}

/// The same, fetched by a thread before they are asked for, until `stop` is set.
pub fn ahead(mut chunks: Box<dyn Chunks>, stop: Arc<AtomicBool>) -> std::io::Result<Box<dyn Chunks>> {
    let (give, take) = sync_channel(AHEAD - 1);
    let stopped = stop.clone();
    std::thread::Builder::new().name("film files".into()).spawn(move || {
        while !stopped.load(Ordering::Relaxed) {
            let next = chunks.next();
            let more = matches!(next, Ok(Some(_)));
            if give.send(next).is_err() || !more {
                return;
            }
        }
    })?;
    Ok(Box::new(Fetched { take, stop, over: false }))
}

struct Fetched {
    take: Receiver<Result<Option<Arc<[u8]>>, Halt>>,
    stop: Arc<AtomicBool>,
    over: bool,
}

impl Chunks for Fetched {
    fn next(&mut self) -> Result<Option<Arc<[u8]>>, Halt> {
        while !self.over {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Halt::Stopped);
            }
            match self.take.recv_timeout(LOOK) {
                Ok(next) => {
                    self.over = !matches!(next, Ok(Some(_)));
                    return next;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.over = true,
            }
        }
        Ok(None)
    }
}
