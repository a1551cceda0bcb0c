//! The mix along a walk, without a device: what each ear hears, that nothing clicks, and that nobody waits for memory.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use boothwalk::bench::allocations::{Allocations, watch};
use boothwalk::device::Pose;
use boothwalk::media::sound::{Cells, Decks, Ears, Failed, Missing, Mixer, News, Start, State, loudness};
use glam::{Quat, Vec3};

use super::file;

const RATE: usize = 48_000;
/// Frames of a turn: 10 ms.
const TURN: usize = RATE / 100;
/// A tone of 441 Hz and half of what there is changes by so much from one sample to the next.
const STEEPEST: f32 = 0.5 * std::f32::consts::TAU * 441.0 / RATE as f32;

/// Everything but the device.
struct Stage {
    cells: Arc<Cells>,
    decks: Decks,
    mixer: Mixer,
    tell: Sender<News>,
    failed: Receiver<Failed>,
    out: Vec<f32>,
}

impl Stage {
    fn new(files: &[(&str, Arc<[u8]>)]) -> Stage {
        let files: HashMap<String, Arc<[u8]>> =
            files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.clone())).collect();
        let (cells, (tell, news), (fail, failed)) = (Arc::new(Cells::default()), channel(), channel());
        let answer = tell.clone();
        let load = move |name: &str| {
            let missing = Missing { why: "it is not there".into(), passes: false };
            let _ = answer.send(News::Loaded(name.to_owned(), files.get(name).cloned().ok_or(missing)));
        };
        let (decks, mixer) = Decks::new(cells.clone(), news, fail, Box::new(load));
        Stage { cells, decks, mixer, tell, failed, out: Vec::new() }
    }

    fn tone() -> Stage {
        Stage::new(&[("tone", file("vorbis-stereo-44100.ogg"))])
    }

    fn start(&self, voice: usize, name: &str, repeat: bool) {
        assert!(self.cells.voices[voice].go(State::Free, State::Starting), "the voice is free");
        self.tell.send(News::Start(Start { voice, sound: voice, file: name.into(), repeat })).expect("decks");
    }

    /// So many turns, of which decks see as many as they are let.
    fn pass(&mut self, turns: usize, decoding: bool) {
        for _ in 0..turns {
            if decoding {
                self.decks.turn();
            }
            let from = self.out.len();
            self.out.resize(from + TURN * 2, 9.0);
            self.mixer.mix(&mut self.out[from..]);
        }
    }

    fn hear(&self, voice: usize, level: f32, sound: Vec3, head: &Pose) {
        self.cells.voices[voice].set_ears(&Ears::of(sound, level, head));
    }

    /// The loudest of each ear since then, and the steepest step.
    fn since(&self, frame: usize) -> ([f32; 2], f32) {
        let frames: Vec<[f32; 2]> = self.out.chunks(2).skip(frame).map(|pair| [pair[0], pair[1]]).collect();
        let loudest = [0, 1].map(|ear| frames.iter().fold(0.0, |most: f32, pair| most.max(pair[ear].abs())));
        let steps = frames.windows(2).flat_map(|pair| [0, 1].map(|ear| (pair[1][ear] - pair[0][ear]).abs()));
        (loudest, steps.fold(0.0, f32::max))
    }

    fn frames(&self) -> usize {
        self.out.len() / 2
    }
}

fn head(x: f32, z: f32, turned: f32) -> Pose {
    Pose { position: Vec3::new(x, 1.6, z), orientation: Quat::from_rotation_y(turned.to_radians()) }
}

#[test]
fn walking_by_it_comes_from_the_left_and_falls_to_nothing() {
    let mut stage = Stage::tone();
    let sound = Vec3::new(-1.0, 1.6, 0.0);
    stage.start(0, "tone", true);
    // Facing −Z from 9 m before the sound, to 9 m behind it, at 1.5 m/s; it ends 6 m away.
    let mut heard = Vec::new();
    for turn in 0..1200 {
        let at = head(0.0, 9.0 - turn as f32 * 0.015, 0.0);
        stage.hear(0, loudness(at.position.distance(sound), 1.0, 6.0), sound, &at);
        let from = stage.frames();
        stage.pass(1, true);
        heard.push((at.position.z, stage.since(from).0));
    }
    let at = |z: f32| heard.iter().find(|(place, _)| *place <= z).expect("it was walked there").1;
    // Levels follow within some hundredths of a second: what was loud a while ago is gone.
    assert!(heard.iter().filter(|(z, _)| z.abs() > 6.5).all(|(_, ears)| *ears < [1e-5; 2]), "{:?}", at(-6.5));
    let [before, beside, after] = [4.0, 0.0, -4.0].map(at);
    assert!(beside[0] > 0.4 && beside[0] > 4.0 * beside[1] && beside[1] > 0.02, "{beside:?}");
    assert!(before[0] > 1.2 * before[1] && before[0] < 0.25 * beside[0], "{before:?}");
    assert!(after[0] > before[0] * 0.7 && after[0] < before[0] * 1.3, "{after:?}");
    let (_, steepest) = stage.since(0);
    assert!(steepest < 1.5 * STEEPEST, "it clicks: {steepest} for {STEEPEST}");
    assert!(stage.failed.try_recv().is_err());
}

#[test]
fn nothing_clicks_whatever_happens() {
    let mut stage = Stage::tone();
    let (sound, here) = (Vec3::new(0.0, 1.6, -1.0), head(0.0, 0.0, 0.0));
    stage.start(0, "tone", true);
    stage.hear(0, 1.0, sound, &here);
    stage.pass(350, true);
    assert!((0.30..0.40).contains(&stage.since(RATE).0[0]), "{:?}", stage.since(RATE));
    // Turned about at once, away at once, and back.
    for (place, level) in [(head(0.0, 0.0, 90.0), 1.0), (head(0.0, 0.0, -90.0), 1.0), (here, 0.0), (here, 1.0)] {
        stage.hear(0, level, sound, &place);
        stage.pass(30, true);
    }
    // Louder and quieter, and paused.
    for volume in [0.1, 1.0, 0.0, 1.0] {
        stage.cells.set_volume(volume);
        stage.pass(30, true);
    }
    stage.cells.pause(true);
    stage.pass(30, true);
    let (from, time) = (stage.frames(), stage.cells.voices[0].at());
    stage.pass(30, true);
    assert_eq!((stage.since(from).0, stage.cells.voices[0].at()), ([0.0; 2], time), "time stands still");
    stage.cells.pause(false);
    stage.pass(30, true);
    assert!((stage.cells.voices[0].at() - time).rem_euclid(1.0) < 0.31);
    // The decoder gets no time for a second, and then some again.
    stage.pass(100, false);
    let from = stage.frames();
    stage.pass(10, false);
    assert_eq!(stage.since(from).0, [0.0; 2], "it has run dry");
    stage.pass(100, true);
    assert!(stage.since(stage.frames() - TURN).0[0] > 0.3, "and goes on");
    stage.cells.voices[0].leave();
    stage.pass(20, true);
    assert_eq!(stage.cells.voices[0].state(), State::Free);
    assert_eq!(stage.since(stage.frames() - TURN).0, [0.0; 2]);
    let (loudest, steepest) = stage.since(0);
    assert!(steepest < 1.5 * STEEPEST, "it clicks: {steepest} for {STEEPEST}");
    assert!(loudest[0] <= 1.0);
    // The next one begins with itself.
    stage.start(0, "tone", false);
    let from = stage.frames();
    stage.pass(140, true);
    assert_eq!(stage.cells.voices[0].state(), State::Free, "after a second it is over");
    assert!(stage.since(from).1 < 1.5 * STEEPEST && stage.since(from).0[0] > 0.3);
}

#[test]
fn all_voices_at_once_are_no_louder_than_a_device_goes_and_ask_for_no_memory() {
    let mut stage = Stage::new(&[("tone", file("vorbis-stereo-44100.ogg")), ("other", file("opus-mono.ogg"))]);
    for voice in 0..8 {
        stage.start(voice, if voice % 2 == 0 { "tone" } else { "other" }, true);
        stage.hear(voice, 2.0, Vec3::new(voice as f32 - 4.0, 1.6, -1.0), &head(0.0, 0.0, 0.0));
    }
    stage.pass(200, true);
    let (loudest, _) = stage.since(0);
    assert!(loudest.iter().all(|most| (0.8..=0.9701).contains(most)), "{loudest:?}");
    let mut buffer = vec![0.0; RATE / 5];
    stage.mixer.mix(&mut buffer);
    let Stage { mixer, .. } = &mut stage;
    let asked = watch(|| {
        for _ in 0..20 {
            mixer.mix(&mut buffer);
        }
    });
    assert_eq!(asked, Allocations::default());
}

#[test]
fn another_rate_is_the_same_sound() {
    for rate in [44_100_u32, 96_000, 16_000] {
        let mut stage = Stage::tone();
        stage.mixer.set_rate(rate);
        stage.start(0, "tone", true);
        stage.hear(0, 1.0, Vec3::new(0.0, 1.6, -1.0), &head(0.0, 0.0, 0.0));
        stage.pass(300, true);
        // Zeros of the tone come 882 times a second.
        let left: Vec<f32> = stage.out.chunks(2).map(|pair| pair[0]).collect();
        let part = &left[left.len() / 2..];
        let zeros = part.windows(2).filter(|pair| (pair[0] < 0.0) != (pair[1] < 0.0)).count();
        let expected = 882 * part.len() / rate as usize;
        assert!(zeros.abs_diff(expected) <= 2, "{rate}: {zeros} for {expected}");
    }
}

#[test]
fn what_cannot_be_heard_is_said_once_and_frees_its_voice() {
    let cut: Arc<[u8]> = file("opus-mono.ogg")[..60].into();
    let mut stage = Stage::new(&[("cut", cut), ("flac", file("flac.ogg"))]);
    for (voice, name) in ["cut", "flac", "absent"].into_iter().enumerate() {
        stage.start(voice, name, true);
    }
    stage.pass(5, true);
    let mut failed: Vec<(usize, String)> =
        stage.failed.try_iter().map(|failed| (failed.sound, failed.missing.why)).collect();
    failed.sort();
    assert_eq!(failed.iter().map(|(sound, _)| *sound).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(failed[1].1.contains("not Ogg with Vorbis or Opus") && failed[2].1 == "it is not there", "{failed:?}");
    assert!((0..3).all(|voice| stage.cells.voices[voice].state() == State::Free));
    assert_eq!(stage.since(0).0, [0.0; 2]);
}
