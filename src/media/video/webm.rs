//! WebM, which is a part of Matroska (RFC 9559): its tracks, and its packets in the order in which they lie.
//!
//! What lies inside of something else is read in one go with it: sizes of outer elements are not looked at, so that files
//! that were written without them (a recording that was cut off) are read as well. Nothing is read twice.

use super::look::VideoError;
use super::stream::{Chunks, Halt, Stream};

/// Largest packets, in bytes: a second of a film at 32 Mbit/s, and far more than an Opus packet may be.
const PICTURE: u64 = 4 << 20;
const SOUND: u64 = 64 << 10;
/// Largest head of a track.
const HEAD: u64 = 64 << 10;
/// Tracks of a file.
const TRACKS: usize = 16;

/// Elements by their numbers.
mod id {
    pub const EBML: u32 = 0x1A45_DFA3;
    pub const DOC_TYPE: u32 = 0x4282;
    pub const SEGMENT: u32 = 0x1853_8067;
    pub const INFO: u32 = 0x1549_A966;
    pub const SCALE: u32 = 0x2A_D7B1;
    pub const TRACKS: u32 = 0x1654_AE6B;
    pub const ENTRY: u32 = 0xAE;
    pub const NUMBER: u32 = 0xD7;
    pub const KIND: u32 = 0x83;
    pub const CODEC: u32 = 0x86;
    pub const PRIVATE: u32 = 0x63A2;
    pub const ENCODINGS: u32 = 0x6D80;
    pub const VIDEO: u32 = 0xE0;
    pub const AUDIO: u32 = 0xE1;
    pub const CHANNELS: u32 = 0x9F;
    pub const CLUSTER: u32 = 0x1F43_B675;
    pub const TIME: u32 = 0xE7;
    pub const SIMPLE: u32 = 0xA3;
    pub const GROUP: u32 = 0xA0;
    pub const BLOCK: u32 = 0xA1;
}

/// What a file says of a track.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Track {
    pub number: u64,
    /// 1 pictures, 2 sound.
    pub kind: u64,
    pub codec: String,
    /// The codec's own head.
    pub head: Vec<u8>,
    pub channels: u64,
    /// It is compressed or encrypted once more.
    pub encoded: bool,
}

/// A packet of a track.
#[derive(Debug, Clone, PartialEq)]
pub struct Packet {
    pub track: u64,
    /// Seconds from the start.
    pub time: f64,
    pub data: Vec<u8>,
}

/// A file that is being read.
pub struct Webm {
    name: String,
    stream: Stream,
    tracks: Vec<Track>,
    /// Seconds of a tick.
    scale: f64,
    /// Ticks of the cluster.
    cluster: u64,
    /// The tracks are known: a cluster has begun.
    known: bool,
}

impl Webm {
    /// Reads a file's head; `name` is what errors call it.
    ///
    /// # Errors
    /// It is no WebM or Matroska, or its bytes cannot be had.
    pub fn open(name: &str, chunks: Box<dyn Chunks>) -> Result<Webm, VideoError> {
        let mut webm = Webm {
            name: name.to_owned(),
            stream: Stream::new(chunks),
            tracks: Vec::new(),
            scale: 1e-3,
            cluster: 0,
            known: false,
        };
        let first = webm.stream.peek(32).map_err(|halt| webm.halted(halt))?;
        if !first.starts_with(&id::EBML.to_be_bytes()) {
            return Err(VideoError::Format { file: name.to_owned(), kind: super::look::kind(&first) });
        }
        while !webm.known {
            if !webm.element(&mut |_| {})? {
                return Err(webm.broken("it has no pictures"));
            }
        }
        Ok(webm)
    }

    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// The next packet of any track; `None` at the end.
    ///
    /// # Errors
    /// The file is damaged there, or its bytes cannot be had.
    pub fn next(&mut self) -> Result<Option<Packet>, VideoError> {
        let mut packet = None;
        while packet.is_none() {
            if !self.element(&mut |found| packet = Some(found))? {
                return Ok(None);
            }
        }
        Ok(packet)
    }

    fn halted(&self, halt: Halt) -> VideoError {
        VideoError::Halted { file: self.name.clone(), halt }
    }

    fn broken(&self, why: &str) -> VideoError {
        VideoError::Broken { file: self.name.clone(), why: why.to_owned() }
    }

    /// A number whose length stands in its first byte; with the marker of that length or without. `None` at the end.
    fn vint(&mut self, marked: bool) -> Result<Option<(u64, u32)>, VideoError> {
        let Some(first) = self.stream.byte().map_err(|halt| self.halted(halt))? else { return Ok(None) };
        let length = first.leading_zeros() + 1;
        if length > 8 {
            return Err(self.broken("what follows is no element"));
        }
        let mut value = u64::from(if marked { first } else { first & (0xff_u16 >> length) as u8 });
        for _ in 1..length {
            let next = self.stream.byte().map_err(|halt| self.halted(halt))?;
            value = value << 8 | u64::from(next.ok_or_else(|| self.broken("it ends in the middle"))?);
        }
        Ok(Some((value, length)))
    }

    /// The content of an element.
    fn content(&mut self, size: u64, most: u64) -> Result<Vec<u8>, VideoError> {
        if size > most {
            return Err(self.broken(&format!("{size} bytes in a place for {most}")));
        }
        let bytes = self.stream.take(size as usize).map_err(|halt| self.halted(halt))?;
        if (bytes.len() as u64) < size { Err(self.broken("it ends in the middle")) } else { Ok(bytes) }
    }

    fn number(&mut self, size: u64) -> Result<u64, VideoError> {
        Ok(self.content(size, 8)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// Reads one element, or goes into it; `false` at the end.
    fn element(&mut self, found: &mut dyn FnMut(Packet)) -> Result<bool, VideoError> {
        let Some((element, _)) = self.vint(true)? else { return Ok(false) };
        let Ok(element) = u32::try_from(element) else {
            return Err(self.broken("what follows is no element"));
        };
        let Some((size, digits)) = self.vint(false)? else { return Ok(false) };
        let unknown = size == (1 << (7 * digits)) - 1;
        match element {
            id::EBML | id::SEGMENT | id::INFO | id::TRACKS | id::VIDEO | id::AUDIO | id::GROUP => return Ok(true),
            id::CLUSTER => {
                self.known = true;
                return Ok(true);
            }
            id::ENTRY => {
                if self.tracks.len() >= TRACKS {
                    return Err(self.broken("it has too many tracks"));
                }
                self.tracks.push(Track { channels: 1, ..Track::default() });
                return Ok(true);
            }
            _ if unknown => return Err(self.broken("an element has no size")),
            _ => {}
        }
        match element {
            id::DOC_TYPE => {
                let kind = self.content(size, 64)?;
                if !kind.starts_with(b"webm") && !kind.starts_with(b"matroska") {
                    return Err(VideoError::Format { file: self.name.clone(), kind: "of no kind that is known" });
                }
            }
            id::SCALE => self.scale = self.number(size)?.clamp(1, 1_000_000_000) as f64 * 1e-9,
            id::TIME => self.cluster = self.number(size)?,
            id::NUMBER | id::KIND | id::CHANNELS => {
                let number = self.number(size)?;
                if let Some(track) = self.tracks.last_mut() {
                    match element {
                        id::NUMBER => track.number = number,
                        id::KIND => track.kind = number,
                        _ => track.channels = number,
                    }
                }
            }
            id::CODEC | id::PRIVATE => {
                let bytes = self.content(size, HEAD)?;
                if let Some(track) = self.tracks.last_mut() {
                    match element {
                        id::CODEC => track.codec = String::from_utf8_lossy(&bytes).trim_end_matches('\0').to_owned(),
                        _ => track.head = bytes,
                    }
                }
            }
            id::ENCODINGS => {
                self.stream.skip(size).map_err(|halt| self.halted(halt))?;
                self.tracks.iter_mut().last().into_iter().for_each(|track| track.encoded = true);
            }
            id::SIMPLE | id::BLOCK => self.block(size, found)?,
            _ => self.stream.skip(size).map_err(|halt| self.halted(halt))?,
        }
        Ok(true)
    }

    fn block(&mut self, size: u64, found: &mut dyn FnMut(Packet)) -> Result<(), VideoError> {
        let Some((number, digits)) = self.vint(false)? else { return Err(self.broken("it ends in the middle")) };
        let left = size.checked_sub(u64::from(digits) + 3).ok_or_else(|| self.broken("a packet without a head"))?;
        let head = self.content(3, 3)?;
        let [early, late, flags] = <[u8; 3]>::try_from(head).map_err(|_| self.broken("a packet without a head"))?;
        let kind = self.tracks.iter().find(|track| track.number == number).map(|track| track.kind);
        if !matches!(kind, Some(1 | 2)) {
            return self.stream.skip(left).map_err(|halt| self.halted(halt));
        }
        if flags & 0b0110 != 0 {
            return Err(self.broken("several packets lie in one block"));
        }
        let data = self.content(left, if kind == Some(1) { PICTURE } else { SOUND })?;
        let ticks = self.cluster as f64 + f64::from(i16::from_be_bytes([early, late]));
        found(Packet { track: number, time: ticks * self.scale, data });
        Ok(())
    }
}
