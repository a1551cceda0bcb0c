//! Which sounds are heard where the visitor is, and what is said in them.
//!
//! The loudest few have a voice; who has one keeps it a little longer, so that two that are as loud do not change in turns.
//! A sound that does not repeat begins when one comes to it, and may begin again once one has been beyond its end.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use glam::Vec3;

use super::stats::Problem;
use crate::device::Pose;
use crate::fair::{Caption, Fair, Film, Sound};
use crate::fetch::{PieceRef, Source};
use crate::media::sound::{
    Cells, Decks, Ears, FILM, Failed, Load, Missing, News, Output, SOUND_BYTES, Start, State, VOICES, loudness,
};
use crate::media::video::Feed;
use crate::visit::Visit;

/// How much louder another sound must be to get a voice that one has.
const LEAD: f32 = 1.5;
/// Seconds after which a file that did not come is asked for again.
const AGAIN: f64 = 20.0;

/// A sound at its place.
#[derive(Debug)]
struct Spot {
    booth: usize,
    /// Its number on the booth.
    number: usize,
    hall: usize,
    position: Vec3,
    /// Times as loud as the file.
    gain: f32,
    turn: Turn,
    /// Not before then: the file could not be had.
    from: f64,
}

/// Where a sound that does not repeat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Due,
    Begun,
    Over,
}

/// How sounds reach the threads that decode and mix.
#[derive(Debug)]
pub struct Line {
    pub cells: Arc<Cells>,
    pub tell: Sender<News>,
    pub failed: Receiver<Failed>,
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.tell.send(News::End);
    }
}

/// All sounds of a fair.
#[derive(Debug)]
pub struct Sounds {
    fair: Arc<Fair>,
    spots: Vec<Spot>,
    /// Which spot each voice has.
    voices: [Option<usize>; VOICES],
    /// Levels and spots of this frame; kept for its memory.
    heard: Vec<(f32, usize)>,
    line: Option<Line>,
    // After the line: once nothing more is said, the device is let go.
    _output: Option<Output>,
}

impl Sounds {
    /// What is to be heard in a fair, over the system's usual device. Nothing is opened where nothing is to be heard.
    pub fn open(fair: &Arc<Fair>, source: &Arc<Source>) -> Sounds {
        let mut sounds = Sounds::unheard(fair);
        let films = fair.booths.iter().flat_map(|booth| &booth.posters).any(|poster| poster.film.is_some());
        if sounds.spots.is_empty() && !films {
            return sounds;
        }
        match live(fair, source) {
            Ok((line, output)) => (sounds.line, sounds._output) = (Some(line), Some(output)),
            Err(error) => log::warn!("no sound is heard: {error}"),
        }
        sounds
    }

    /// The same where somebody else decodes and mixes.
    #[cfg(test)]
    pub fn over(fair: &Arc<Fair>, line: Line) -> Sounds {
        Sounds { line: Some(line), ..Sounds::unheard(fair) }
    }

    /// What is to be heard, and is not.
    pub fn unheard(fair: &Arc<Fair>) -> Sounds {
        let mut spots = Vec::new();
        for (booth, stand) in fair.booths.iter().enumerate() {
            let plot = fair.halls.get(stand.hall).and_then(|hall| hall.plots.get(stand.plot));
            let matrix = plot.map(crate::fair::Plot::matrix).unwrap_or_default();
            for (number, sound) in stand.sounds.iter().enumerate() {
                spots.push(Spot {
                    booth,
                    number,
                    hall: stand.hall,
                    position: matrix.transform_point3(sound.position),
                    gain: 10.0_f32.powf(sound.gain * 0.05),
                    turn: Turn::Due,
                    from: 0.0,
                });
            }
        }
        let heard = Vec::with_capacity(spots.len());
        Sounds { fair: fair.clone(), spots, voices: [None; VOICES], heard, line: None, _output: None }
    }

    /// Nothing is heard until the next frame: the visitor is not there.
    pub fn rest(&self) {
        if let Some(line) = &self.line {
            line.cells.pause(true);
        }
    }

    /// One frame; `present` as the visitor is with us, and `time` in seconds.
    pub fn update(&mut self, visit: &Visit, present: bool, time: f64, problems: &mut Vec<Problem>) {
        let Some(line) = &self.line else { return };
        line.cells.pause(!present);
        line.cells.set_volume(visit.settings.volume.level());
        let head = visit.head();
        for Failed { sound, missing } in line.failed.try_iter() {
            let Some(spot) = self.spots.get_mut(sound) else { continue };
            // What is broken stays so.
            let first = spot.from == 0.0;
            spot.from = if missing.passes { time + AGAIN } else { f64::INFINITY };
            if first {
                let id = self.fair.booths.get(spot.booth).map_or("?", |booth| booth.id.as_str());
                let what = format!("sound {} of booth {id}", spot.number + 1);
                log::warn!("{what}: {}", missing.why);
                problems.push(Problem { what, why: missing.why });
            }
        }
        self.release();
        self.choose(visit.hall, &head, time);
        self.give();
        let Some(line) = &self.line else { return };
        for (voice, cell) in self.voices.iter().zip(&line.cells.voices) {
            let Some((spot, sound)) = voice.and_then(|index| Some((self.spots.get(index)?, self.sound(index)?))) else {
                continue;
            };
            let level = spot.gain * loudness(spot.position.distance(head.position), sound.radius, sound.far);
            cell.set_ears(&Ears::of(spot.position, level, &head));
        }
    }

    /// Whether anything decodes and mixes, for a device or for none.
    pub fn is_live(&self) -> bool {
        self.line.is_some()
    }

    /// Lets a film's sound begin; `false` where that of the one before has not faded yet.
    pub fn begin_film(&self, feed: &Arc<Feed>) -> bool {
        let Some(line) = &self.line else { return false };
        let free = line.cells.voices[FILM].go(State::Free, State::Starting);
        if free {
            line.cells.voices[FILM].hold(false);
            let _ = line.tell.send(News::Film(feed.clone()));
        }
        free
    }

    /// Where the film's sound comes from, as loud as `gain` decibels say, and whether time passes in it.
    pub fn place_film(&self, position: Vec3, film: &Film, head: &Pose, held: bool) {
        let Some(line) = &self.line else { return };
        let level = 10.0_f32.powf(film.gain * 0.05) * loudness(position.distance(head.position), film.radius, film.far);
        line.cells.voices[FILM].set_ears(&Ears::of(position, level, head));
        line.cells.voices[FILM].hold(held);
    }

    /// Seconds of the film's sound that were heard, while it plays.
    pub fn film_at(&self) -> Option<f64> {
        let cell = &self.line.as_ref()?.cells.voices[FILM];
        (cell.state() == State::Playing).then(|| cell.at())
    }

    /// The film's sound is about to begin.
    pub fn film_starts(&self) -> bool {
        self.line.as_ref().is_some_and(|line| line.cells.voices[FILM].state() == State::Starting)
    }

    /// Lets the film's sound fade.
    pub fn leave_film(&self) {
        if let Some(line) = &self.line {
            line.cells.voices[FILM].leave();
        }
    }

    fn sound(&self, spot: usize) -> Option<&Sound> {
        let spot = self.spots.get(spot)?;
        self.fair.booths.get(spot.booth)?.sounds.get(spot.number)
    }

    /// Voices that have nothing more to say are free again.
    fn release(&mut self) {
        let Some(line) = &self.line else { return };
        for (voice, cell) in self.voices.iter_mut().zip(&line.cells.voices) {
            if let Some(spot) = voice.and_then(|index| self.spots.get_mut(index))
                && cell.state() == State::Free
            {
                spot.turn = Turn::Over;
                *voice = None;
            }
        }
    }

    /// The loudest sounds at a place, at most as many as there are voices.
    fn choose(&mut self, hall: usize, head: &Pose, time: f64) {
        let (fair, voices) = (self.fair.clone(), self.voices);
        self.heard.clear();
        for (index, spot) in self.spots.iter_mut().enumerate() {
            let Some(sound) = fair.booths.get(spot.booth).and_then(|booth| booth.sounds.get(spot.number)) else {
                continue;
            };
            let distance = spot.position.distance(head.position);
            if spot.hall != hall || distance >= sound.far {
                spot.turn = Turn::Due;
                continue;
            }
            let begins =
                sound.repeat || spot.turn == Turn::Begun || (spot.turn == Turn::Due && distance <= sound.radius);
            if begins && spot.from <= time {
                let has = voices.contains(&Some(index));
                let level = spot.gain * loudness(distance, sound.radius, sound.far);
                self.heard.push((if has { level * LEAD } else { level }, index));
            }
        }
        if self.heard.len() > VOICES {
            self.heard.sort_unstable_by(|(a, first), (b, second)| b.total_cmp(a).then(first.cmp(second)));
            self.heard.truncate(VOICES);
        }
    }

    /// Gives the chosen ones voices, and takes those of the others.
    fn give(&mut self) {
        let Some(line) = &self.line else { return };
        for (voice, cell) in self.voices.iter().zip(&line.cells.voices) {
            if voice.is_some_and(|index| !self.heard.iter().any(|(_, heard)| *heard == index)) {
                cell.leave();
            }
        }
        for &(_, index) in &self.heard {
            if self.voices.contains(&Some(index)) {
                continue;
            }
            let free = (0..VOICES).find(|voice| {
                self.voices[*voice].is_none() && line.cells.voices[*voice].go(State::Free, State::Starting)
            });
            let (Some(voice), Some(sound)) = (free, self.sound(index)) else { continue };
            let start = Start { voice, sound: index, file: sound.file.clone(), repeat: sound.repeat };
            let _ = line.tell.send(News::Start(start));
            self.voices[voice] = Some(index);
            if let Some(spot) = self.spots.get_mut(index) {
                spot.turn = Turn::Begun;
            }
        }
    }

    /// What is said now by the loudest that speaks: the number of the sound and of the caption, and the caption.
    pub fn said(&self, head: &Pose) -> Option<(usize, usize, &Caption)> {
        let line = self.line.as_ref()?;
        let speaking = self.voices.iter().zip(&line.cells.voices).filter_map(|(voice, cell)| {
            let index = (*voice)?;
            let (spot, sound) = (self.spots.get(index)?, self.sound(index)?);
            let at = cell.at();
            let number = sound.captions.iter().rposition(|caption| f64::from(caption.at) <= at)?;
            let caption = sound.captions.get(number).filter(|caption| !caption.text.is_empty())?;
            let level = spot.gain * loudness(spot.position.distance(head.position), sound.radius, sound.far);
            (cell.state() == State::Playing && level > 0.0).then_some((level, (index, number, caption)))
        });
        speaking.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, said)| said)
    }
}

/// Begins the threads that fetch, decode and mix.
fn live(fair: &Arc<Fair>, source: &Arc<Source>) -> std::io::Result<(Line, Output)> {
    let (cells, (tell, news), (fail, failed)) = (Arc::new(Cells::default()), channel(), channel());
    let (ask, asked) = channel::<String>();
    let (answer, fair, source) = (tell.clone(), fair.clone(), source.clone());
    std::thread::Builder::new().name("sound files".into()).spawn(move || {
        for file in asked {
            let read = read(&fair, &source, &file);
            if answer.send(News::Loaded(file, read)).is_err() {
                return;
            }
        }
    })?;
    let load: Load = Box::new(move |file: &str| {
        let _ = ask.send(file.to_owned());
    });
    let (decks, mixer) = Decks::new(cells.clone(), news, fail, load);
    std::thread::Builder::new().name("sound decoder".into()).spawn(move || decks.run())?;
    let line = Line { cells, tell, failed };
    Ok((line, Output::start(mixer)?))
}

/// The file of a sound, from wherever the fair is.
fn read(fair: &Fair, source: &Source, file: &str) -> Result<Arc<[u8]>, Missing> {
    let missing = |why: String, passes: bool| Missing { why, passes };
    let read = match fair.sounds.get(file) {
        Some(name) => {
            let piece = PieceRef::named(&name.piece, name.bytes).map_err(|error| missing(error.to_string(), false))?;
            source.piece(&piece)
        }
        None => source.read(file, SOUND_BYTES),
    };
    read.map(Arc::from).map_err(|error| missing(error.to_string(), error.may_pass()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fair::{Lang, Text};
    use crate::fetch::open_fair;
    use crate::media::sound::Mixer;
    use crate::visit::Volume;

    /// The demo fair's first booth with sounds at its middle, and what decodes and mixes, turn by turn.
    struct Stage {
        sounds: Sounds,
        decks: Decks,
        mixer: Mixer,
        visit: Visit,
        middle: Vec3,
        time: f64,
        problems: Vec<Problem>,
    }

    fn sound(file: &str, far: f32, repeat: bool) -> Sound {
        let caption = |at: f32, en: &str| Caption { at, text: Text { en: en.into(), ..Text::default() } };
        let captions = vec![caption(0.0, "first"), caption(0.5, "second"), caption(0.9, "")];
        Sound { file: file.into(), position: Vec3::ZERO, gain: 0.0, radius: 1.0, far, repeat, captions }
    }

    fn stage(own: Vec<Sound>) -> Stage {
        let (source, mut fair) = open_fair(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo")).unwrap();
        fair.booths.iter_mut().for_each(|booth| booth.sounds.clear());
        let booth = &mut fair.booths[0];
        booth.sounds = own;
        let plot = fair.halls[booth.hall].plots[booth.plot].matrix();
        let fair = Arc::new(fair);
        let (cells, (tell, news), (fail, failed)) = (Arc::new(Cells::default()), channel(), channel());
        let (answer, known) = (tell.clone(), fair.clone());
        let load = move |file: &str| {
            let tests = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sound/files").join(file);
            let read = std::fs::read(tests).map(Arc::from).or_else(|_| read(&known, &source, file));
            let _ = answer.send(News::Loaded(file.to_owned(), read));
        };
        let (decks, mixer) = Decks::new(cells.clone(), news, fail, Box::new(load));
        let sounds = Sounds::over(&fair, Line { cells, tell, failed });
        let visit = Visit::new(fair.halls[0].spawn);
        let middle = plot.transform_point3(Vec3::ZERO);
        Stage { sounds, decks, mixer, visit, middle, time: 1.0, problems: Vec::new() }
    }

    impl Stage {
        /// So many hundredths of a second, so far beside the middle of the booth; how loud it was at most.
        fn stand(&mut self, metres: f32, turns: usize) -> f32 {
            let place = self.middle + Vec3::X * metres;
            let settings = self.visit.settings;
            self.visit = Visit::new((glam::vec2(place.x, place.z), 0.0));
            self.visit.settings = settings;
            let mut most = 0.0_f32;
            for _ in 0..turns {
                self.time += 0.01;
                self.sounds.update(&self.visit, true, self.time, &mut self.problems);
                self.decks.turn();
                let mut out = [0.0; 960];
                self.mixer.mix(&mut out);
                most = out.iter().fold(most, |most, sample| most.max(sample.abs()));
            }
            most
        }

        fn said(&self) -> Option<&str> {
            self.sounds.said(&self.visit.head()).map(|(_, _, caption)| caption.text.get(Lang::En))
        }

        fn voices(&self) -> usize {
            self.sounds.voices.iter().flatten().count()
        }
    }

    #[test]
    fn a_sound_is_heard_at_its_booth_and_nowhere_else() {
        let mut stage = stage(vec![sound("opus-mono.ogg", 6.0, true)]);
        assert_eq!((stage.stand(9.0, 50), stage.voices()), (0.0, 0));
        let [near, far] = [0.5, 4.0].map(|metres| {
            stage.stand(metres, 60);
            stage.stand(metres, 60)
        });
        assert!(near > 0.3 && far < near * 0.3 && far > 0.01, "{near} near, {far} far");
        stage.visit.settings.volume = Volume::Off;
        stage.stand(0.5, 60);
        assert!(stage.stand(0.5, 20) < 1e-4, "turned off");
        stage.stand(9.0, 20);
        assert_eq!((stage.stand(9.0, 20), stage.voices()), (0.0, 0));
        assert!(stage.problems.is_empty());
    }

    #[test]
    fn what_does_not_repeat_is_heard_once_each_time_one_comes() {
        let mut stage = stage(vec![sound("opus-mono.ogg", 6.0, false)]);
        assert_eq!(stage.stand(3.0, 50), 0.0, "not before one is there");
        assert!(stage.stand(0.5, 50) > 0.3);
        assert!(stage.stand(3.0, 20) > 0.01, "it is not cut off when one goes on");
        stage.stand(0.5, 150);
        assert_eq!((stage.stand(0.5, 100), stage.voices()), (0.0, 0), "it is over");
        stage.stand(7.0, 5);
        assert!(stage.stand(0.5, 50) > 0.3, "again");
    }

    #[test]
    fn captions_follow_what_is_said_even_where_nothing_is_heard() {
        let mut stage = stage(vec![sound("opus-mono.ogg", 6.0, false)]);
        stage.visit.settings.volume = Volume::Off;
        let mut said = Vec::new();
        for _ in 0..160 {
            stage.stand(0.5, 1);
            let now = stage.said().map(str::to_owned);
            if said.last().map(|(_, last)| last) != Some(&now) {
                said.push((stage.time, now));
            }
        }
        let words: Vec<Option<&str>> = said.iter().map(|(_, words)| words.as_deref()).collect();
        assert_eq!(words, [Some("first"), Some("second"), None], "{said:?}");
        assert!((said[1].0 - said[0].0 - 0.5).abs() < 0.03 && (said[2].0 - said[1].0 - 0.4).abs() < 0.03, "{said:?}");
    }

    #[test]
    fn the_loudest_have_the_voices_and_a_bad_file_is_said_once() {
        let mut own: Vec<Sound> =
            (0..12).map(|index| Sound { gain: -(index as f32), ..sound("opus-mono.ogg", 6.0, true) }).collect();
        own.push(sound("flac.ogg", 6.0, true));
        own.push(sound("absent.ogg", 6.0, true));
        let mut stage = stage(own);
        stage.stand(0.5, 100);
        let mut heard: Vec<usize> = stage.sounds.voices.iter().flatten().copied().collect();
        heard.sort_unstable();
        assert_eq!(heard, (0..VOICES).collect::<Vec<_>>());
        let problems: Vec<&str> = stage.problems.iter().map(|problem| problem.what.as_str()).collect();
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("sound 13 of booth ") && stage.problems[1].why.contains("absent.ogg"));
    }
}
