//! The bytes of an answer, as hyper takes them.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::feed::Chunks;
use super::pulse::Answering;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};

/// A body of known length.
#[derive(Debug)]
pub(super) struct Body {
    content: Content,
    left: u64,
    answering: Answering,
}

#[derive(Debug)]
enum Content {
    Bytes(Bytes),
    Chunks(Chunks),
}

impl Body {
    pub fn empty(answering: Answering) -> Body {
        Body::bytes(Bytes::new(), answering)
    }

    pub fn bytes(bytes: Bytes, answering: Answering) -> Body {
        Body { left: bytes.len() as u64, content: Content::Bytes(bytes), answering }
    }

    /// So many bytes in chunks; when they end early, so does the connection, and the visitor sees that something is missing.
    pub fn chunks(chunks: Chunks, bytes: u64, answering: Answering) -> Body {
        Body { content: Content::Chunks(chunks), left: bytes, answering }
    }
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
            Content::Chunks(chunks) => match ready!(chunks.poll_next(context)) {
                Some(Ok(bytes)) => bytes,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into()))),
            },
        };
        self.left = self.left.saturating_sub(bytes.len() as u64);
        self.answering.took(bytes.len());
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
