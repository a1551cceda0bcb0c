//! The bytes of an answer, a chunk at a time: no file is held in memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::pulse::{Answering, STILL};

/// Bytes read at a time. Of each answer one chunk waits and one is being sent.
pub(super) const CHUNK: u64 = 64 << 10;

/// A body as hyper takes it.
#[derive(Debug)]
pub(super) struct Body {
    content: Content,
    left: u64,
    answering: Answering,
}

#[derive(Debug)]
enum Content {
    Bytes(Bytes),
    Chunks(Receiver<io::Result<Bytes>>),
}

impl Body {
    pub fn empty(answering: Answering) -> Body {
        Body::bytes(Bytes::new(), answering)
    }

    pub fn bytes(bytes: Bytes, answering: Answering) -> Body {
        Body { left: bytes.len() as u64, content: Content::Bytes(bytes), answering }
    }

    /// A part of a file. The permit goes back, and the file is closed, when all is read or nobody takes any more.
    pub fn chunks(file: File, part: Range<u64>, permit: OwnedSemaphorePermit, answering: Answering) -> Body {
        let left = part.end - part.start;
        let (send, receive) = mpsc::channel(1);
        tokio::spawn(feed(file, part, permit, send));
        Body { content: Content::Chunks(receive), left, answering }
    }
}

async fn feed(
    mut file: File,
    part: Range<u64>,
    _permit: OwnedSemaphorePermit,
    chunks: mpsc::Sender<io::Result<Bytes>>,
) {
    let mut at = part.start;
    while at < part.end {
        // Over HTTP/2 one answer can stand still while the others of its connection move.
        let Ok(Ok(place)) = timeout(STILL, chunks.reserve()).await else { return };
        let next = (at + CHUNK).min(part.end);
        let read = spawn_blocking(move || {
            let bytes = read(&mut file, at..next);
            (file, bytes)
        });
        let Ok((back, bytes)) = read.await else { return };
        let failed = bytes.is_err();
        place.send(bytes);
        if failed {
            return;
        }
        file = back;
        at = next;
    }
}

/// A part of a file, whole or not at all. Blocks.
pub(super) fn read(file: &mut File, part: Range<u64>) -> io::Result<Bytes> {
    let mut bytes = vec![0; (part.end - part.start) as usize];
    file.seek(SeekFrom::Start(part.start))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes.into())
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let bytes = match &mut self.content {
            Content::Bytes(bytes) => std::mem::take(bytes),
            Content::Chunks(chunks) => match ready!(chunks.poll_recv(context)) {
                Some(Ok(bytes)) => bytes,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(Some(Err(io::ErrorKind::TimedOut.into()))),
            },
        };
        self.left = self.left.saturating_sub(bytes.len() as u64);
        self.answering.beat();
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
