//! A file's bytes, read just ahead of the visitor who takes them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::Bytes;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::files::{Folder, NoFile, Opened};
use super::pulse::STILL;

/// Bytes read at a time, when they are asked for: of each answer one chunk is in memory.
pub(super) const CHUNK: u64 = 64 << 10;
/// The same over HTTP/2, where one visitor may leave a hundred answers standing.
pub(super) const SMALL_CHUNK: u64 = 16 << 10;
/// Files open at one time, over all visitors.
const FILES: usize = 256;
/// How long a request waits until one of these may be opened, before it is sent away.
const PATIENCE: Duration = Duration::from_secs(5);
/// A visitor who takes nothing for this long keeps no file open: slow ones must not keep others waiting.
const PARKED: Duration = Duration::from_millis(250);

/// Opens files, so many at one time.
#[derive(Clone)]
pub(super) struct Shelf {
    folder: Arc<Folder>,
    places: Arc<Semaphore>,
}

/// An open file that counts.
pub(super) struct Held {
    pub opened: Opened,
    _place: OwnedSemaphorePermit,
}

impl Shelf {
    pub fn new(folder: Folder) -> Shelf {
        Shelf { folder: Arc::new(folder), places: Arc::new(Semaphore::new(FILES)) }
    }

    /// Opens the file of a name that [`super::files::name`] gave.
    ///
    /// # Errors
    /// See [`NoFile`].
    pub async fn open(&self, name: String) -> Result<Held, NoFile> {
        let place = timeout(PATIENCE, self.places.clone().acquire_owned()).await;
        let place = place.map_err(|_| NoFile::Busy)?.map_err(|_| NoFile::Busy)?;
        let folder = self.folder.clone();
        let opened = spawn_blocking(move || folder.file(&name)).await.map_err(|_| NoFile::Busy)??;
        Ok(Held { opened, _place: place })
    }

    /// A part of a file, so many bytes at a time. They end early where the file cannot be read.
    pub fn chunks(&self, held: Held, part: Range<u64>, each: u64) -> Chunks {
        let (send, ready) = mpsc::channel(1);
        let wanted = Arc::new(Notify::new());
        let (shelf, asked) = (self.clone(), wanted.clone());
        tokio::spawn(async move {
            if let Err(error) = shelf.feed(held, part, each, &asked, &send).await {
                let _ = send.try_send(Err(error));
            }
        });
        Chunks { wanted, ready, waits: false }
    }

    async fn feed(
        &self,
        held: Held,
        part: Range<u64>,
        each: u64,
        wanted: &Notify,
        send: &Sender<io::Result<Bytes>>,
    ) -> io::Result<()> {
        let key = held.opened.key.clone();
        let mut held = Some(held);
        let mut at = part.start;
        while at < part.end {
            let mut go_on = timeout(PARKED, is_wanted(wanted, send)).await;
            if go_on.is_err() {
                held = None;
                go_on = timeout(STILL, is_wanted(wanted, send)).await;
            }
            // Over HTTP/2 one answer can stand still among others.
            let Ok(true) = go_on else { return Ok(()) };
            let mut file = match held.take() {
                Some(file) => file,
                None => self.open(key.name.clone()).await.map_err(io::Error::other)?,
            };
            // Half of one file and half of another would be neither.
            if file.opened.key != key {
                return Err(io::Error::other("the file was replaced while it was sent"));
            }
            let next = (at + each).min(part.end);
            let read = spawn_blocking(move || read(&mut file.opened.file, at..next).map(|bytes| (file, bytes)));
            let (file, bytes) = read.await.map_err(io::Error::other)??;
            if send.send(Ok(bytes)).await.is_err() {
                return Ok(());
            }
            held = Some(file);
            at = next;
        }
        Ok(())
    }
}

/// Waits until the next chunk is wanted; false when nobody is there any more.
async fn is_wanted(wanted: &Notify, send: &Sender<io::Result<Bytes>>) -> bool {
    tokio::select! {
        () = wanted.notified() => true,
        () = send.closed() => false,
    }
}

/// The chunks of one answer, each read when it is asked for.
#[derive(Debug)]
pub(super) struct Chunks {
    wanted: Arc<Notify>,
    ready: Receiver<io::Result<Bytes>>,
    /// Whether the next one was asked for.
    waits: bool,
}

impl Chunks {
    /// The next one; `None` after the last.
    pub fn poll_next(&mut self, context: &mut Context) -> Poll<Option<io::Result<Bytes>>> {
        let next = self.ready.poll_recv(context);
        if next.is_ready() {
            self.waits = false;
        } else if !std::mem::replace(&mut self.waits, true) {
            self.wanted.notify_one();
        }
        next
    }
}

/// A part of a file, whole or not at all. Blocks.
pub(super) fn read(file: &mut File, part: Range<u64>) -> io::Result<Bytes> {
    let mut bytes = vec![0; (part.end - part.start) as usize];
    file.seek(SeekFrom::Start(part.start))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes.into())
}
