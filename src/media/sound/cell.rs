//! What the visit, the thread that decodes and the one that mixes tell each other of the voices: numbers that each reads
//! when it likes, so that nobody waits.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};

use super::place::Ears;

/// Sounds that are heard at once.
pub const VOICES: usize = 8;
/// One voice more is for films, of which one plays at a time.
pub const FILM: usize = VOICES;
pub(super) const ALL: usize = VOICES + 1;

/// What a voice is about.
///
/// ```text
/// visit:   Free → Starting          Starting, Playing → Leaving
/// decoder: Starting → Playing, Free            Playing, Left → Free
/// mixer:                                       Leaving → Left
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    Free,
    /// Its file is being fetched, and its first samples decoded.
    Starting,
    Playing,
    /// It fades.
    Leaving,
    /// It has faded.
    Left,
}

impl State {
    fn of(number: u8) -> State {
        match number {
            1 => State::Starting,
            2 => State::Playing,
            3 => State::Leaving,
            4 => State::Left,
            _ => State::Free,
        }
    }
}

#[derive(Debug, Default)]
struct Float(AtomicU32);

impl Float {
    fn get(&self) -> f32 {
        f32::from_bits(self.0.load(Ordering::Relaxed))
    }

    fn set(&self, value: f32) {
        self.0.store(value.to_bits(), Ordering::Relaxed);
    }
}

/// Of one voice.
#[derive(Debug, Default)]
pub struct Cell {
    state: AtomicU8,
    gain: [Float; 2],
    late: [Float; 2],
    dull: [Float; 2],
    /// It is paused by itself.
    held: AtomicBool,
    /// No more samples will come.
    ended: AtomicBool,
    /// Seconds of it that were heard, as bits, and how long it is: 0 where that is not known.
    heard: AtomicU64,
    length: Float,
}

impl Cell {
    pub fn state(&self) -> State {
        State::of(self.state.load(Ordering::Acquire))
    }

    /// Goes on from one state to another; `false` where it is in none of these any more.
    pub fn go(&self, from: State, to: State) -> bool {
        self.state.compare_exchange(from as u8, to as u8, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Lets the voice fade, whether it plays or is about to.
    pub fn leave(&self) {
        if !self.go(State::Playing, State::Leaving) {
            self.go(State::Starting, State::Leaving);
        }
    }

    /// What is heard of it from now on.
    pub fn set_ears(&self, ears: &Ears) {
        for ear in 0..2 {
            self.gain[ear].set(ears.gain[ear]);
            self.late[ear].set(ears.late[ear]);
            self.dull[ear].set(ears.dull[ear]);
        }
    }

    pub fn ears(&self) -> Ears {
        let pair = |floats: &[Float; 2]| [floats[0].get(), floats[1].get()];
        Ears { gain: pair(&self.gain), late: pair(&self.late), dull: pair(&self.dull) }
    }

    /// Lets no time pass in it, or does so again.
    pub fn hold(&self, held: bool) {
        self.held.store(held, Ordering::Relaxed);
    }

    pub(super) fn is_held(&self) -> bool {
        self.held.load(Ordering::Relaxed)
    }

    /// A new sound is about to be heard, so many seconds long.
    pub(super) fn begin(&self, length: Option<f64>) {
        self.ended.store(false, Ordering::Relaxed);
        self.heard.store(0, Ordering::Relaxed);
        self.length.set(length.unwrap_or_default() as f32);
    }

    pub(super) fn end(&self) {
        self.ended.store(true, Ordering::Release);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    pub(super) fn hear(&self, seconds: f64) {
        let heard = f64::from_bits(self.heard.load(Ordering::Relaxed)) + seconds;
        self.heard.store(heard.to_bits(), Ordering::Relaxed);
    }

    /// Where in the sound its listener is, in seconds.
    pub fn at(&self) -> f64 {
        let (heard, length) = (f64::from_bits(self.heard.load(Ordering::Relaxed)), f64::from(self.length.get()));
        if length > 0.0 { heard % length } else { heard }
    }
}

/// Of all voices, and of everything that is heard.
#[derive(Debug)]
pub struct Cells {
    pub voices: [Cell; ALL],
    volume: Float,
    /// Nothing is heard, and no time passes in any sound.
    paused: AtomicBool,
    /// Samples a second that the device takes.
    rate: AtomicU32,
}

impl Default for Cells {
    fn default() -> Self {
        let volume = Float::default();
        volume.set(1.0);
        Cells { voices: Default::default(), volume, paused: AtomicBool::new(false), rate: AtomicU32::new(48_000) }
    }
}

impl Cells {
    /// From 0 to 1.
    pub fn set_volume(&self, volume: f32) {
        self.volume.set(volume);
    }

    pub fn volume(&self) -> f32 {
        self.volume.get()
    }

    pub fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
    }

    pub fn is_paused(&self) -> bool {
        self.paused.load(Ordering::Relaxed)
    }

    /// Samples a second that are mixed.
    pub fn rate(&self) -> u32 {
        self.rate.load(Ordering::Relaxed)
    }

    pub(super) fn set_rate(&self, rate: u32) {
        self.rate.store(rate, Ordering::Relaxed);
    }
}
