//! A file into samples, packet after packet: only what is asked for is decoded.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ropus::{Channels, DecodeMode};
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_OPUS, CODEC_ID_VORBIS};
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::default::codecs::VorbisDecoder;
use symphonia::default::formats::OggReader;

use super::look::SoundError;
use super::tables;

/// Samples a second of everything that Opus decodes.
const OPUS_RATE: u32 = 48_000;
/// Longest packet of Opus: 120 ms.
const OPUS_MOST: usize = 5760;
/// Broken packets in a row after which the rest is not tried.
const PATIENCE: u32 = 50;

enum Codec {
    Vorbis(Box<dyn AudioDecoder>),
    /// With the samples of each channel at the start that are not to be heard.
    Opus(Box<ropus::Decoder>, usize),
}

/// A sound that is being read, from its start to its end.
pub struct Reader {
    bytes: Arc<[u8]>,
    format: Box<dyn FormatReader>,
    track: u32,
    codec: Codec,
    rate: u32,
    channels: usize,
    /// Length in samples, as the file says.
    length: Option<u64>,
    /// The packet that was decoded last, its channels side by side.
    packet: Vec<f32>,
    broken: u32,
}

impl Reader {
    /// Begins to read a file; `name` is what errors call it.
    ///
    /// # Errors
    /// It is no Ogg file with Vorbis or Opus in one or two channels, or its head is broken.
    pub fn open(name: &str, bytes: Arc<[u8]>) -> Result<Reader, SoundError> {
        // A decoder that panics has a broken file, and that is all.
        let failed = |_| Err(SoundError::Broken { file: name.to_owned(), why: "its decoder fails on it".into() });
        catch_unwind(|| Reader::begin(name, bytes)).unwrap_or_else(failed)
    }

    fn begin(name: &str, bytes: Arc<[u8]>) -> Result<Reader, SoundError> {
        let file = || name.to_owned();
        if !bytes.starts_with(b"OggS") {
            return Err(SoundError::Format { file: file(), kind: super::look::kind(&bytes) });
        }
        let broken = |error: Error| SoundError::Broken { file: file(), why: error.to_string() };
        let media = Box::new(Cursor::new(bytes.clone()));
        let stream = MediaSourceStream::new(media, MediaSourceStreamOptions::default());
        let format: Box<dyn FormatReader> =
            Box::new(OggReader::try_new(stream, FormatOptions::default()).map_err(broken)?);
        let other = || SoundError::Format { file: file(), kind: "Ogg without Vorbis or Opus" };
        let track = format.default_track(TrackType::Audio).ok_or_else(other)?;
        let Some(CodecParameters::Audio(about)) = &track.codec_params else { return Err(other()) };
        let channels = about.channels.as_ref().map_or(0, |channels| channels.count());
        let layout = match channels {
            1 => Channels::Mono,
            2 => Channels::Stereo,
            _ => return Err(SoundError::Channels { file: file(), channels }),
        };
        let delay = track.delay.unwrap_or_default();
        let (codec, rate, hidden) = match about.codec {
            CODEC_ID_VORBIS => {
                let weight = about.extra_data.as_deref().and_then(tables::weight);
                if weight.is_none_or(|weight| weight > tables::MOST) {
                    return Err(SoundError::Broken { file: file(), why: "its tables are none, or too large".into() });
                }
                let decoder = VorbisDecoder::try_new(about, &AudioDecoderOptions::default()).map_err(broken)?;
                (Codec::Vorbis(Box::new(decoder)), about.sample_rate.unwrap_or_default(), 0)
            }
            CODEC_ID_OPUS => {
                let decoder = ropus::Decoder::new(OPUS_RATE, layout)
                    .map_err(|error| SoundError::Broken { file: file(), why: format!("{error:?}") })?;
                (Codec::Opus(Box::new(decoder), delay as usize), OPUS_RATE, u64::from(delay))
            }
            _ => return Err(other()),
        };
        if !(8_000..=192_000).contains(&rate) {
            return Err(SoundError::Broken { file: file(), why: format!("{rate} samples a second") });
        }
        let length = track.num_frames.map(|frames| frames.saturating_sub(hidden));
        let track = track.id;
        Ok(Reader { bytes, format, track, codec, rate, channels, length, packet: Vec::new(), broken: 0 })
    }

    /// Samples a second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Channels of the file.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Seconds from start to end, where the file says.
    pub fn seconds(&self) -> Option<f64> {
        self.length.map(|length| length as f64 / f64::from(self.rate))
    }

    /// Packets that could not be decoded, since the last that could.
    pub fn broken(&self) -> u32 {
        self.broken
    }

    /// Appends the samples of the next packet, all channels in one; `false` at the end. A packet that is broken has none.
    pub fn read(&mut self, out: &mut Vec<f32>) -> bool {
        let before = out.len();
        catch_unwind(AssertUnwindSafe(|| self.next(out))).unwrap_or_else(|_| {
            self.broken = PATIENCE + 1;
            out.truncate(before);
            false
        })
    }

    fn next(&mut self, out: &mut Vec<f32>) -> bool {
        if self.broken > PATIENCE {
            return false;
        }
        let packet = match self.format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => return false,
            Err(_) => {
                // What follows cannot be found.
                self.broken = PATIENCE + 1;
                return false;
            }
        };
        if packet.track_id != self.track {
            return true;
        }
        let decoded = match &mut self.codec {
            Codec::Vorbis(decoder) => match decoder.decode(&packet) {
                Ok(buffer) => {
                    self.packet.resize(buffer.samples_interleaved(), 0.0);
                    buffer.copy_to_slice_interleaved(&mut self.packet);
                    true
                }
                Err(_) => false,
            },
            Codec::Opus(decoder, hidden) => {
                self.packet.resize(OPUS_MOST * self.channels, 0.0);
                match decoder.decode_float(&packet.data, &mut self.packet, DecodeMode::Normal) {
                    Ok(length) => {
                        let first = length.min(*hidden);
                        *hidden -= first;
                        let last = length.saturating_sub(packet.trim_end.get() as usize).max(first);
                        self.packet.truncate(last * self.channels);
                        self.packet.drain(..first * self.channels);
                        true
                    }
                    Err(_) => false,
                }
            }
        };
        if !decoded {
            self.broken += 1;
            return true;
        }
        self.broken = 0;
        let share = 1.0 / self.channels as f32;
        // A damaged file may hold numbers that are none, and they would stay in every filter for good.
        let sound = |sample: f32| if sample.is_finite() { sample.clamp(-4.0, 4.0) } else { 0.0 };
        out.extend(self.packet.chunks_exact(self.channels).map(|frame| sound(frame.iter().sum::<f32>() * share)));
        true
    }

    /// Goes back to the start; `false` where that cannot be.
    pub fn restart(&mut self) -> bool {
        match Reader::open("", self.bytes.clone()) {
            Ok(again) => {
                *self = again;
                true
            }
            Err(_) => false,
        }
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("rate", &self.rate).field("channels", &self.channels).finish_non_exhaustive()
    }
}
