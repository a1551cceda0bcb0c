//! All voices into two channels, in the device's own time: no lock, no memory, no waiting.

use std::sync::Arc;

use super::cell::{ALL, Cells, State};
use super::place::{Ears, LATEST};
use super::ring::Taker;

/// Samples for which what the visit says is read once.
const BLOCK: usize = 64;
/// Samples of a voice that are remembered for the farther ear: enough at any rate.
const LINE: usize = 256;
/// The highest rate that is mixed, samples a second.
const FASTEST: u32 = 192_000;
const _: () = assert!(FASTEST as f32 * LATEST < (LINE - 2) as f32);
/// Seconds in which levels, and places, follow what the visit says.
const LEVEL: f32 = 0.02;
const PLACE: f32 = 0.05;
/// Seconds in which a voice comes and goes.
const FADE: f32 = 0.008;
/// Seconds of a voice that are there before it goes on after it ran dry.
const AHEAD: f32 = 0.05;
/// Nothing is louder than this, and how long it takes to be as loud as before after something was, seconds.
const CEILING: f32 = 0.97;
const RELEASE: f32 = 0.15;
/// Below this a filter's memory is nothing: numbers that small are slow.
const NOTHING: f32 = 1e-15;

struct Voice {
    taker: Taker,
    line: [f32; LINE],
    at: usize,
    /// As it is heard now.
    ears: Ears,
    /// What the filter of each ear remembers.
    past: [f32; 2],
    /// From 0 to 1, as it comes and goes.
    fade: f32,
}

/// See the module's page. Whoever opens a device gives it this.
pub struct Mixer {
    cells: Arc<Cells>,
    voices: [Voice; ALL],
    rate: f32,
    volume: f32,
    /// The loudest of late.
    peak: f32,
}

/// How far a number goes towards another in one of `rate` steps a second, to be there after about `seconds`.
fn share(seconds: f32, rate: f32) -> f32 {
    1.0 - (-1.0 / (seconds * rate)).exp()
}

impl Mixer {
    pub(super) fn new(cells: Arc<Cells>, takers: [Taker; ALL]) -> Mixer {
        let voice = |taker| Voice { taker, line: [0.0; LINE], at: 0, ears: Ears::SILENT, past: [0.0; 2], fade: 0.0 };
        let rate = cells.rate() as f32;
        Mixer { cells, voices: takers.map(voice), rate, volume: 0.0, peak: 0.0 }
    }

    /// Mixes at another rate from now on; what was decoded for the one before is left out.
    pub fn set_rate(&mut self, rate: u32) {
        let rate = rate.clamp(8_000, FASTEST);
        if rate as f32 != self.rate {
            self.voices.iter_mut().for_each(|voice| voice.taker.take(usize::MAX));
        }
        self.cells.set_rate(rate);
        self.rate = rate as f32;
    }

    /// Fills a buffer: left and right in turns.
    pub fn mix(&mut self, out: &mut [f32]) {
        for block in out.chunks_mut(BLOCK * 2) {
            self.block(block);
        }
    }

    fn block(&mut self, out: &mut [f32]) {
        out.fill(0.0);
        let paused = self.cells.is_paused();
        for (voice, cell) in self.voices.iter_mut().zip(&self.cells.voices) {
            let state = cell.state();
            let (ready, play) = match state {
                State::Playing => (true, !paused && !cell.is_held()),
                State::Leaving => (true, false),
                State::Free | State::Left => {
                    voice.taker.take(usize::MAX);
                    (false, false)
                }
                State::Starting => (false, false),
            };
            if !ready {
                continue;
            }
            let held = voice.taker.held();
            let dry = voice.fade == 0.0 && (held as f32) < AHEAD * self.rate && !cell.has_ended();
            let taken = if voice.fade > 0.0 || (play && !dry) {
                voice.mix(out, held, &cell.ears(), play, self.rate)
            } else {
                0
            };
            cell.hear(taken as f64 / f64::from(self.rate));
            voice.taker.take(taken);
            if state == State::Leaving && (voice.fade == 0.0 || held == 0) {
                voice.rest();
                cell.go(State::Leaving, State::Left);
            }
        }
        let (follow, release) = (share(LEVEL, self.rate), (-1.0 / (RELEASE * self.rate)).exp());
        let volume = self.cells.volume();
        for frame in out.chunks_exact_mut(2) {
            self.volume += (volume - self.volume) * follow;
            let loud = frame[0].abs().max(frame[1].abs()) * self.volume;
            self.peak = (self.peak * release).max(loud).max(NOTHING);
            let gain = self.volume * (CEILING / self.peak).min(1.0);
            frame[0] *= gain;
            frame[1] *= gain;
        }
    }
}

impl Voice {
    /// Adds what is heard of it; how many samples that took.
    fn mix(&mut self, out: &mut [f32], held: usize, wanted: &Ears, play: bool, rate: f32) -> usize {
        let (level, place, step) = (share(LEVEL, rate), share(PLACE, rate), 1.0 / (FADE * rate));
        if self.fade == 0.0 {
            // Nobody hears it jump.
            self.rest();
            self.ears = Ears { gain: wanted.gain, ..*wanted };
        }
        let pass = wanted.dull.map(|hertz| 1.0 - (-std::f32::consts::TAU * hertz / rate).exp());
        let mut taken = 0;
        for frame in out.chunks_exact_mut(2) {
            // What is left ends softly, too.
            let left = (held - taken) as f32 * step;
            let goal = if play { 1.0_f32 } else { 0.0 };
            self.fade = (self.fade + (goal - self.fade).clamp(-step, step)).min(left);
            if taken == held || (self.fade <= 0.0 && !play) {
                self.fade = 0.0;
                break;
            }
            self.line[self.at % LINE] = self.taker.peek(taken) * self.fade;
            taken += 1;
            for ear in 0..2 {
                self.ears.gain[ear] += (wanted.gain[ear] - self.ears.gain[ear]) * level;
                self.ears.late[ear] += (wanted.late[ear] - self.ears.late[ear]) * place;
                let late = (self.ears.late[ear] * rate).clamp(0.0, (LINE - 2) as f32);
                let (whole, part) = (late as usize, late.fract());
                let back = |by: usize| self.line[self.at.wrapping_sub(by) % LINE];
                let sample = back(whole) * (1.0 - part) + back(whole + 1) * part;
                self.past[ear] += (sample - self.past[ear]) * pass[ear];
                if self.past[ear].abs() < NOTHING {
                    self.past[ear] = 0.0;
                }
                frame[ear] += self.past[ear] * self.ears.gain[ear];
            }
            self.at = self.at.wrapping_add(1);
        }
        taken
    }

    /// Forgets what was heard.
    fn rest(&mut self) {
        self.line.fill(0.0);
        self.past = [0.0; 2];
    }
}
