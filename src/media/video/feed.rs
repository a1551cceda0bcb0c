//! A film's sound on its way from the thread that reads the film to the one that decodes sounds.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use ropus::{Channels, DecodeMode};

use super::film::Sound;

/// Samples a second, and the longest packet (120 ms).
pub const RATE: u32 = 48_000;
const LONGEST: usize = 5760;
/// Bytes that may wait: half a minute of loud music.
const WAITING: usize = 1 << 20;

#[derive(Debug, Default)]
struct Queue {
    packets: VecDeque<Vec<u8>>,
    bytes: usize,
    ended: bool,
}

/// See the module.
#[derive(Debug)]
pub struct Feed {
    queue: Mutex<Queue>,
    sound: Sound,
}

impl Feed {
    pub fn new(sound: Sound) -> Feed {
        Feed { queue: Mutex::default(), sound }
    }

    /// Puts in the next packet; `false` where too many wait.
    pub fn put(&self, packet: Vec<u8>) -> bool {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.bytes + packet.len() > WAITING {
            return false;
        }
        queue.bytes += packet.len();
        queue.packets.push_back(packet);
        true
    }

    /// No more will come.
    pub fn end(&self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).ended = true;
    }

    fn take(&self) -> Result<Option<Vec<u8>>, ()> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        match queue.packets.pop_front() {
            Some(packet) => {
                queue.bytes -= packet.len();
                Ok(Some(packet))
            }
            None if queue.ended => Err(()),
            None => Ok(None),
        }
    }
}

/// How reading went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    On,
    /// Nothing has come yet.
    Waiting,
    Over,
}

/// Decodes what a feed brings.
pub struct Listener {
    feed: Arc<Feed>,
    decoder: Option<Box<ropus::Decoder>>,
    hidden: usize,
    packet: Vec<f32>,
}

impl Listener {
    pub fn new(feed: Arc<Feed>) -> Listener {
        let layout = if feed.sound.channels == 1 { Channels::Mono } else { Channels::Stereo };
        let decoder = ropus::Decoder::new(RATE, layout).ok().map(Box::new);
        Listener { hidden: feed.sound.skip, feed, decoder, packet: Vec::new() }
    }

    /// Appends the samples of the next packet, all channels in one. A packet that is broken is as long as it would be, and
    /// silent: the pictures keep to the sound's time.
    pub fn read(&mut self, out: &mut Vec<f32>) -> Went {
        let packet = match self.feed.take() {
            Ok(Some(packet)) => packet,
            Ok(None) => return Went::Waiting,
            Err(()) => return Went::Over,
        };
        let Some(decoder) = &mut self.decoder else { return Went::Over };
        let channels = self.feed.sound.channels;
        self.packet.resize(LONGEST * channels, 0.0);
        let into = &mut self.packet;
        let decoded = catch_unwind(AssertUnwindSafe(|| decoder.decode_float(&packet, into, DecodeMode::Normal)));
        let length = match decoded {
            Ok(Ok(length)) => length.min(LONGEST),
            Ok(Err(_)) => {
                self.packet.fill(0.0);
                RATE as usize / 50
            }
            Err(_) => {
                self.decoder = None;
                return Went::Over;
            }
        };
        let first = length.min(self.hidden);
        self.hidden -= first;
        let share = 1.0 / channels as f32;
        let sound = |sample: f32| if sample.is_finite() { sample.clamp(-4.0, 4.0) } else { 0.0 };
        let heard = self.packet.get(first * channels..length * channels).unwrap_or_default();
        out.extend(heard.chunks_exact(channels).map(|frame| sound(frame.iter().sum::<f32>() * share)));
        Went::On
    }
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listener").field("sound", &self.feed.sound).finish_non_exhaustive()
    }
}
