//! A film: a file's pictures and its sound, packet after packet.

use std::collections::VecDeque;

use super::decoder::{LEAST, SIDES};
use super::look::VideoError;
use super::sequence::{self, Sequence, Unfit};
use super::stream::Chunks;
use super::webm::{Packet, Track, Webm};

/// Packets of sound that may come before the first picture.
const BEFORE: usize = 400;

/// What a film's sound is: Opus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sound {
    pub channels: usize,
    /// Samples at the start that are not to be heard.
    pub skip: usize,
}

/// A packet of a film.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Picture {
        time: f64,
        data: Vec<u8>,
        /// One can begin with it.
        first: bool,
    },
    Sound(Vec<u8>),
}

/// A film that is being read, from its start to its end.
pub struct Film {
    name: String,
    webm: Webm,
    pictures: u64,
    sound: Option<(u64, Sound)>,
    sequence: Sequence,
    waiting: VecDeque<Packet>,
}

impl Film {
    /// Reads a file up to its first picture; `name` is what errors call it.
    ///
    /// # Errors
    /// It is no WebM with AV1 of 8 bits, 4:2:0 and at most 1920 by 1080, and either Opus or no sound; or its head is broken.
    pub fn open(name: &str, chunks: Box<dyn Chunks>) -> Result<Film, VideoError> {
        let file = || name.to_owned();
        let mut webm = Webm::open(name, chunks)?;
        let of = |kind: u64| webm.tracks().iter().find(|track| track.kind == kind).cloned();
        let none = || VideoError::Codec { file: file(), codec: "no pictures".into() };
        let track = of(1).ok_or_else(none)?;
        if track.codec != "V_AV1" || track.encoded {
            return Err(VideoError::Codec { file: file(), codec: codec(&track) });
        }
        let sound = match of(2) {
            Some(track) => {
                Some((track.number, heard(&track).map_err(|codec| VideoError::Codec { file: file(), codec })?))
            }
            None => None,
        };
        let mut waiting = VecDeque::new();
        let sequence = loop {
            let Some(packet) = webm.next()? else { return Err(none()) };
            let found = if packet.track == track.number { Some(find(name, &packet.data)?) } else { None };
            waiting.push_back(packet);
            match found {
                Some(Some(sequence)) => break sequence,
                // Nothing can be decoded before that.
                Some(None) => drop(waiting.pop_back()),
                None => {}
            }
            if waiting.len() > BEFORE {
                return Err(VideoError::Broken { file: file(), why: "its pictures begin too late".into() });
            }
        };
        let [width, height] = [sequence.width, sequence.height];
        let (long, short) = (width.max(height), width.min(height));
        if long > SIDES[0] || short > SIDES[1] || short < LEAST {
            return Err(VideoError::Large { file: file(), width, height });
        }
        Ok(Film { name: file(), webm, pictures: track.number, sound, sequence, waiting })
    }

    pub fn sequence(&self) -> &Sequence {
        &self.sequence
    }

    pub fn sound(&self) -> Option<Sound> {
        self.sound.map(|(_, sound)| sound)
    }

    /// The next packet; `None` at the end.
    ///
    /// # Errors
    /// The file is damaged there, changes its kind there, or its bytes cannot be had.
    pub fn next(&mut self) -> Result<Option<Part>, VideoError> {
        loop {
            let next = match self.waiting.pop_front() {
                Some(packet) => Some(packet),
                None => self.webm.next()?,
            };
            let Some(Packet { track, time, data }) = next else { return Ok(None) };
            if track == self.pictures {
                let found = find(&self.name, &data)?;
                if found.as_ref().is_some_and(|found| *found != self.sequence) {
                    let why = "its pictures change their kind on the way".into();
                    return Err(VideoError::Broken { file: self.name.clone(), why });
                }
                return Ok(Some(Part::Picture { time, data, first: found.is_some() }));
            }
            if self.sound.is_some_and(|(number, _)| number == track) {
                return Ok(Some(Part::Sound(data)));
            }
        }
    }
}

fn find(file: &str, packet: &[u8]) -> Result<Option<Sequence>, VideoError> {
    sequence::find(packet).map_err(|unfit| match unfit {
        Unfit::Kind(kind) => VideoError::Codec { file: file.to_owned(), codec: format!("AV1, {kind}") },
        Unfit::Broken => {
            VideoError::Broken { file: file.to_owned(), why: "a packet of its pictures is damaged".into() }
        }
    })
}

/// What is in a track, in words that are common.
fn codec(track: &Track) -> String {
    let known = [
        ("V_VP8", "VP8"),
        ("V_VP9", "VP9"),
        ("V_MPEG4/ISO/AVC", "H.264"),
        ("V_MPEGH/ISO/HEVC", "H.265"),
        ("A_VORBIS", "Vorbis"),
        ("A_AAC", "AAC"),
    ];
    let name = known.iter().find(|(id, _)| track.codec.starts_with(id)).map(|(_, name)| (*name).to_owned());
    let plain = || track.codec.chars().filter(|letter| letter.is_ascii_graphic()).take(40).collect();
    let name = name.unwrap_or_else(plain);
    if track.encoded { format!("{name}, compressed again") } else { name }
}

/// The head of a track of Opus (RFC 7845, 5.1).
fn heard(track: &Track) -> Result<Sound, String> {
    let head = &track.head;
    let channels = head.get(9).copied().map_or(0, usize::from);
    let fits = track.codec == "A_OPUS" && !track.encoded && head.starts_with(b"OpusHead") && head.get(18) == Some(&0);
    if !fits || !matches!(channels, 1 | 2) {
        return Err(if track.codec == "A_OPUS" { format!("Opus in {channels} channels") } else { codec(track) });
    }
    let skip = head.get(10..12).map_or(0, |skip| usize::from(u16::from_le_bytes([skip[0], skip[1]])));
    Ok(Sound { channels, skip })
}
