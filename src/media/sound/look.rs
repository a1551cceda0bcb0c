//! What a file is, and whether all of it can be decoded; how other kinds are converted.

use std::sync::Arc;

use super::reader::Reader;

/// Largest file of a sound, in bytes: ten minutes at more than 100 kbit/s.
pub const SOUND_BYTES: u64 = 8 << 20;
/// Longest sound, in seconds.
pub const LONGEST: f64 = 600.0;

/// Why a file makes no sound.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    #[error("{file}: it is {kind}, not Ogg with Vorbis or Opus")]
    Format { file: String, kind: &'static str },
    #[error("{file}: it has {channels} channels; 1 or 2 are allowed")]
    Channels { file: String, channels: usize },
    #[error("{file}: it is {seconds:.0} s long; {LONGEST} s are allowed")]
    Long { file: String, seconds: f64 },
    #[error("{file}: it is broken: {why}")]
    Broken { file: String, why: String },
}

/// What a file sounds like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    pub channels: usize,
    /// Samples a second.
    pub rate: u32,
    pub seconds: f64,
    /// The loudest sample; 1 is as loud as a device gets.
    pub peak: f32,
}

/// Decodes all of a file, and keeps nothing of it.
///
/// # Errors
/// It is no sound that booths take, too long, or broken anywhere.
pub fn sound(file: &str, bytes: &[u8]) -> Result<Heard, SoundError> {
    let mut reader = Reader::open(file, Arc::from(bytes))?;
    let (mut samples, mut count, mut peak) = (Vec::new(), 0_u64, 0.0_f32);
    let rate = f64::from(reader.rate());
    let long = |seconds: f64| SoundError::Long { file: file.to_owned(), seconds };
    if let Some(seconds) = reader.seconds().filter(|seconds| *seconds > LONGEST) {
        return Err(long(seconds));
    }
    let seconds = |count: u64| count as f64 / rate;
    while reader.read(&mut samples) {
        count += samples.len() as u64;
        peak = samples.iter().fold(peak, |peak, sample| peak.max(sample.abs()));
        samples.clear();
        if seconds(count) > LONGEST {
            return Err(long(seconds(count)));
        }
        if reader.broken() > 0 {
            break;
        }
    }
    let broken = |why: String| SoundError::Broken { file: file.to_owned(), why };
    if reader.broken() > 0 {
        return Err(broken(format!("what comes after {:.1} s cannot be decoded", seconds(count))));
    }
    if count == 0 {
        return Err(broken("there is nothing in it".into()));
    }
    Ok(Heard { channels: reader.channels(), rate: reader.rate(), seconds: seconds(count), peak })
}

/// What a file is by its first bytes.
pub fn kind(bytes: &[u8]) -> &'static str {
    let at = |from: usize, what: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(what));
    match bytes {
        _ if at(0, b"OggS") => "Ogg",
        _ if at(0, b"RIFF") && at(8, b"WAVE") => "WAV",
        _ if at(0, b"fLaC") => "FLAC",
        _ if at(4, b"ftyp") => "MP4",
        _ if at(0, b"FORM") && at(8, b"AIF") => "AIFF",
        _ if at(0, &[0x1a, 0x45, 0xdf, 0xa3]) => "WebM or Matroska",
        _ if at(0, b"ID3") => "MP3",
        [0xff, second, ..] if second & 0xf6 == 0xf0 => "AAC",
        [0xff, second, ..] if second & 0xe0 == 0xe0 => "MP3",
        _ => "of no kind that is known",
    }
}

/// The command that makes a file of it that booths take.
pub fn convert(file: &str) -> String {
    let name = file.rsplit_once('/').map_or(file, |(_, name)| name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let new = if name.ends_with(".ogg") { format!("{stem}-opus.ogg") } else { format!("{stem}.ogg") };
    let quote = |word: &str| {
        let plain =
            word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) && !word.starts_with('-');
        if plain { word.to_owned() } else { format!("\"./{word}\"") }
    };
    format!("ffmpeg -i {} -vn -ac 1 -c:a libopus -b:a 64k {}", quote(name), quote(&new))
}
