//! The bytes of a film from its start to its end, a chunk at a time: no more of it is held than what is being read.

use std::sync::Arc;

/// Why the bytes do not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// Nobody wants them any more.
    Stopped,
    /// They cannot be had; another time they may, if it `passes`.
    Missing { why: String, passes: bool },
}

/// Brings a film's bytes in order, a chunk with each call; `None` at the end.
pub trait Chunks: Send {
    /// # Errors
    /// See [`Halt`].
    fn next(&mut self) -> Result<Option<Arc<[u8]>>, Halt>;
}

/// All of it at once.
pub struct Whole(pub Option<Arc<[u8]>>);

impl Chunks for Whole {
    fn next(&mut self) -> Result<Option<Arc<[u8]>>, Halt> {
        Ok(self.0.take())
    }
}

/// Reads on from chunk to chunk.
pub(super) struct Stream {
    chunks: Box<dyn Chunks>,
    chunk: Arc<[u8]>,
    at: usize,
}

impl Stream {
    pub fn new(chunks: Box<dyn Chunks>) -> Stream {
        Stream { chunks, chunk: Arc::default(), at: 0 }
    }

    /// What is left of this chunk, or the next one; empty at the end.
    fn rest(&mut self) -> Result<&[u8], Halt> {
        while self.at >= self.chunk.len() {
            let Some(next) = self.chunks.next()? else { return Ok(&[]) };
            (self.chunk, self.at) = (next, 0);
        }
        Ok(self.chunk.get(self.at..).unwrap_or_default())
    }

    pub fn byte(&mut self) -> Result<Option<u8>, Halt> {
        let byte = self.rest()?.first().copied();
        self.at += usize::from(byte.is_some());
        Ok(byte)
    }

    /// The next bytes; fewer at the end. Memory is taken as they come, not as `count` promises.
    pub fn take(&mut self, count: usize) -> Result<Vec<u8>, Halt> {
        let mut out = Vec::new();
        while out.len() < count {
            let wanted = count - out.len();
            let rest = self.rest()?;
            let part = rest.get(..rest.len().min(wanted)).unwrap_or_default();
            if part.is_empty() {
                break;
            }
            out.extend_from_slice(part);
            self.at += part.len();
        }
        Ok(out)
    }

    /// The next bytes, which are read again afterwards.
    pub fn peek(&mut self, count: usize) -> Result<Vec<u8>, Halt> {
        let first = self.take(count)?;
        let rest = self.chunk.get(self.at..).unwrap_or_default();
        self.chunk = [first.as_slice(), rest].concat().into();
        self.at = 0;
        Ok(first)
    }

    pub fn skip(&mut self, mut count: u64) -> Result<(), Halt> {
        while count > 0 {
            let step = (self.rest()?.len() as u64).min(count);
            if step == 0 {
                break;
            }
            self.at += step as usize;
            count -= step;
        }
        Ok(())
    }
}
