//! What a file is, and whether its pictures can be decoded; how other kinds are converted.

use std::io::Cursor;

use super::color::blank;
use super::decoder::{Decoder, Lost, SIDES, apart};
use super::film::{Film, Part};
use super::stream::{Chunks, Halt};
use crate::model::Image;

/// Largest file of a film, in bytes.
pub const VIDEO_BYTES: u64 = 256 << 20;
/// Longest film, in seconds, and most pictures a second.
pub const LONGEST: f64 = 1200.0;
pub const FASTEST: f64 = 61.0;
/// Seconds of which every picture is decoded to be checked; of what follows, those with which a player may begin.
const WHOLE: f64 = 30.0;

/// Why a file is no film.
#[derive(Debug, thiserror::Error)]
pub enum VideoError {
    #[error("{file}: it is {kind}, not WebM")]
    Format { file: String, kind: &'static str },
    #[error("{file}: it has {codec}, not AV1 of 8 bits 4:2:0 with Opus")]
    Codec { file: String, codec: String },
    #[error("{file}: {width}×{height}; at most {}×{} are allowed, and at least 64 a side", SIDES[0], SIDES[1])]
    Large { file: String, width: u32, height: u32 },
    #[error("{file}: {rate:.0} pictures a second; 60 are allowed")]
    Fast { file: String, rate: f64 },
    #[error("{file}: it is {seconds:.0} s long; {LONGEST} s are allowed")]
    Long { file: String, seconds: f64 },
    #[error("{file}: it is broken: {why}")]
    Broken { file: String, why: String },
    #[error("{file}: {}", reason(halt))]
    Halted { file: String, halt: Halt },
}

fn reason(halt: &Halt) -> &str {
    match halt {
        Halt::Stopped => "nobody waits for it any more",
        Halt::Missing { why, .. } => why,
    }
}

impl From<(&str, Lost)> for VideoError {
    fn from((file, Lost): (&str, Lost)) -> VideoError {
        VideoError::Broken { file: file.to_owned(), why: "its decoder fails on it".into() }
    }
}

/// What a film is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watched {
    pub width: u32,
    pub height: u32,
    pub seconds: f64,
    /// Pictures a second.
    pub rate: f64,
    pub sound: bool,
}

/// Reads all of a film, and decodes as much of it as shows that it can be.
///
/// # Errors
/// It is no film that booths take, or broken.
pub fn video(file: &str, chunks: Box<dyn Chunks>) -> Result<Watched, VideoError> {
    let name = file.to_owned();
    apart(move || watch(&name, chunks)).unwrap_or_else(|lost| Err((file, lost).into()))
}

fn watch(file: &str, chunks: Box<dyn Chunks>) -> Result<Watched, VideoError> {
    let mut film = Film::open(file, chunks)?;
    let broken = |why: String| VideoError::Broken { file: file.to_owned(), why };
    let short = |_| broken("there is no memory for its pictures".into());
    let mut decoder = Decoder::new(film.sequence().clone()).map_err(short)?;
    let (mut count, mut shown, mut last, mut out) = (0_u64, 0_u64, 0.0_f64, Vec::new());
    while let Some(part) = film.next()? {
        let Part::Picture { time, data, first } = part else { continue };
        count += 1;
        last = last.max(time);
        if time > LONGEST {
            return Err(VideoError::Long { file: file.to_owned(), seconds: time });
        }
        if time > WHOLE && !first {
            continue;
        }
        let at = |_| broken(format!("what comes after {time:.1} s cannot be decoded"));
        decoder.decode(data, time, &mut out).map_err(at)?;
        shown += out.len() as u64;
        out.clear();
    }
    if shown == 0 {
        return Err(broken("there is nothing to see in it".into()));
    }
    let rate = if last > 0.0 { (count.saturating_sub(1)) as f64 / last } else { 1.0 };
    if rate > FASTEST {
        return Err(VideoError::Fast { file: file.to_owned(), rate });
    }
    let sequence = film.sequence();
    let (width, height, sound) = (sequence.width, sequence.height, film.sound().is_some());
    Ok(Watched { width, height, seconds: last + 1.0 / rate.max(1.0), rate, sound })
}

/// A film's first picture.
///
/// # Errors
/// It is no film that booths take, or broken.
pub fn first(file: &str, chunks: Box<dyn Chunks>) -> Result<Image, VideoError> {
    let name = file.to_owned();
    let work = move || {
        let broken = |why: &str| VideoError::Broken { file: name.clone(), why: why.into() };
        let mut film = Film::open(&name, chunks)?;
        let sequence = film.sequence().clone();
        let (width, height) = (sequence.width, sequence.height);
        let mut decoder = Decoder::new(sequence).map_err(|_| broken("there is no memory for its pictures"))?;
        let mut out = Vec::new();
        while let Some(part) = film.next()? {
            let Part::Picture { time, data, .. } = part else { continue };
            decoder.decode(data, time, &mut out).map_err(|_| broken("its first picture cannot be decoded"))?;
            if let Some(picture) = out.first() {
                let mut image = blank(width, height, Vec::new());
                decoder.paint(picture, &mut image);
                return Ok(image);
            }
        }
        Err(broken("there is nothing to see in it"))
    };
    apart(work).unwrap_or_else(|lost| Err((file, lost).into()))
}

/// A film's first picture as a file.
///
/// # Errors
/// As [`first`].
pub fn still(file: &str, chunks: Box<dyn Chunks>) -> Result<Vec<u8>, VideoError> {
    let image = first(file, chunks)?;
    let texels = image.levels.first().map(Vec::as_slice).unwrap_or_default();
    let rgb: Vec<u8> = texels.chunks_exact(4).flat_map(|texel| texel.get(..3).unwrap_or_default()).copied().collect();
    png(image.width, image.height, &rgb).map_err(|why| VideoError::Broken { file: file.to_owned(), why })
}

/// What a screen shows of a film that cannot be had.
pub fn dark() -> Vec<u8> {
    const SIZE: [u32; 2] = [64, 36];
    png(SIZE[0], SIZE[1], &vec![0x18; (SIZE[0] * SIZE[1] * 3) as usize]).unwrap_or_default()
}

fn png(width: u32, height: u32, rgb: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = Cursor::new(Vec::new());
    let image = image::RgbImage::from_raw(width, height, rgb.to_vec()).ok_or("its size is not that of its texels")?;
    image.write_to(&mut out, image::ImageFormat::Png).map_err(|error| error.to_string())?;
    Ok(out.into_inner())
}

/// What a file is by its first bytes.
pub fn kind(bytes: &[u8]) -> &'static str {
    let at = |from: usize, what: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(what));
    match bytes {
        _ if at(4, b"ftypqt") => "QuickTime",
        _ if at(4, b"ftyp") => "MP4",
        _ if at(0, b"RIFF") && at(8, b"AVI ") => "AVI",
        _ if at(0, &[0x30, 0x26, 0xb2, 0x75]) => "WMV",
        _ if at(0, b"FLV") => "FLV",
        _ if at(0, b"OggS") => "Ogg",
        _ if at(0, b"DKIF") => "IVF",
        _ if at(0, b"GIF8") => "GIF",
        _ if at(0, &[0, 0, 1, 0xba]) => "MPEG",
        _ if at(0, &[0x47]) && bytes.len() > 8 => "MPEG-TS",
        _ => "of no kind that is known",
    }
}

/// The command that makes a film of it that booths take: 960 by 540 at the most, which a headset decodes on one core, with a
/// picture to begin with every two seconds.
pub fn convert(file: &str) -> String {
    let name = file.rsplit_once('/').map_or(file, |(_, name)| name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let new = if name.ends_with(".webm") { format!("{stem}-av1.webm") } else { format!("{stem}.webm") };
    let quote = |word: &str| {
        let plain =
            word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) && !word.starts_with('-');
        if plain { word.to_owned() } else { format!("\"./{word}\"") }
    };
    let size = "scale=960:540:force_original_aspect_ratio=decrease:force_divisible_by=2,fps=30,format=yuv420p";
    format!(
        "ffmpeg -i {} -vf {size} -c:v libsvtav1 -crf 38 -g 60 -ac 1 -c:a libopus -b:a 64k {}",
        quote(name),
        quote(&new)
    )
}
