//! Video walls: which one plays, and that its pictures come in time.
//!
//! One wall plays at a time: the nearest that one has before one's eyes and stands before. The others show their still
//! pictures, as posters. A film's time is that of its sound, and without sound the visit's. Its pictures are painted onto two
//! boards in turns, as the frame has time for; a picture that has none is left out.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use glam::{Mat4, Vec2, Vec3};

use super::boards::Boards;
use super::content::{Content, World};
use super::piece::Piece;
use super::sounds::Sounds;
use super::stats::Problem;
use crate::device::{Frame, Pose};
use crate::fair::{Fair, Film, Lang};
use crate::fetch::Source;
use crate::media;
use crate::media::video::{Feed, Player, Report, chunks};
use crate::model::Image;
use crate::panel::{Key, screen_bytes, t};
use crate::render::Rows;
use crate::stream::{Admission, Pacing};
use crate::visit::Visit;

/// Cosine of the angle from straight ahead within which a wall is before one's eyes.
const SEEN: f32 = 0.45;
/// Least cosine of the angle at which one looks at its face.
const FACE: f32 = 0.15;
/// How far around its plot one stands before a wall, and how many of its longer sides away, metres.
const AROUND: f32 = 1.0;
const SIDES: f32 = 2.5;
/// A wall that is so much nearer than the one that plays takes its turn.
const NEARER: f32 = 0.8;
/// Seconds out of sight after which a film rests, and after which it is over.
const REST: f64 = 3.0;
const GONE: f64 = 30.0;
/// Seconds until a film that did not come is asked for again, and for which it is said that it cannot be played.
const AGAIN: f64 = 20.0;
const SAID: f64 = 6.0;
/// Seconds that pictures wait for their sound to begin.
const PATIENCE: f64 = 3.0;
/// How far before the still picture the film's stand, metres.
const BEFORE: f32 = 0.002;
/// After panels, which somebody waits for.
const RANK: u32 = 2;
/// How far a hand points at a wall, metres.
const REACH: f32 = 14.0;
/// Pictures that are taken from the thread and not painted yet.
const READY: usize = 2;
/// Numbers of films among those of captions: after every sound's.
const CAPTIONS: u32 = 1 << 20;
/// Once in so many frames pictures come before what is loaded, which else comes first.
const TURNS: u32 = 4;

/// A wall at its place.
#[derive(Debug)]
struct Wall {
    booth: usize,
    poster: usize,
    hall: usize,
    /// From its own space, in which it faces +Z, to the hall, and back.
    matrix: Mat4,
    inverse: Mat4,
    size: Vec2,
    /// From the hall to its plot, and half of that.
    plot: Mat4,
    half: Vec2,
    /// Not before then: its film could not be had.
    from: f64,
    /// It has played, and plays again when one comes again.
    over: bool,
    /// Somebody who wants nothing to move has asked for it.
    asked: bool,
}

/// The film that plays.
struct Playing {
    wall: usize,
    player: Player,
    boards: Option<Boards>,
    /// Of its pictures, texels; and of the place that they fill, metres.
    size: [u32; 2],
    place: Vec2,
    sound: Sound,
    /// Seconds of the film that have passed.
    clock: f64,
    ready: VecDeque<(f64, Image)>,
    ended: Option<f64>,
    /// Seconds for which nobody has had it before their eyes, and for which its sound was waited for.
    unseen: f64,
    waited: f64,
    held: bool,
    /// The time of the picture that is painted, and of the one that is shown.
    painted: Option<f64>,
    shown: Option<f64>,
}

enum Sound {
    None,
    Due(Arc<Feed>),
    Begun,
}

/// Counts of pictures, for statistics and tests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub shown: u64,
    /// Had no time.
    pub skipped: u64,
}

/// See the module's page.
pub struct Videos {
    fair: Arc<Fair>,
    source: Arc<Source>,
    pacing: Pacing,
    walls: Vec<Wall>,
    playing: Option<Playing>,
    /// Boards of a film that is over, until they are taken away.
    leaving: Option<Boards>,
    /// A wall of which it is said that it cannot be played, and until when.
    notice: Option<(usize, f64)>,
    time: f64,
    turn: u32,
    pub count: Count,
}

impl Videos {
    pub fn new(fair: &Arc<Fair>, source: &Arc<Source>, pacing: Pacing) -> Videos {
        let mut walls = Vec::new();
        for (booth, stand) in fair.booths.iter().enumerate() {
            let Some(plot) = fair.halls.get(stand.hall).and_then(|hall| hall.plots.get(stand.plot)) else { continue };
            for (poster, wall) in stand.posters.iter().enumerate().filter(|(_, wall)| wall.film.is_some()) {
                let matrix = Piece::Poster(booth, poster).matrix(fair);
                walls.push(Wall {
                    booth,
                    poster,
                    hall: stand.hall,
                    matrix,
                    inverse: matrix.inverse(),
                    size: wall.size,
                    plot: plot.matrix().inverse(),
                    half: plot.size * 0.5,
                    from: 0.0,
                    over: false,
                    asked: false,
                });
            }
        }
        Videos {
            fair: fair.clone(),
            source: source.clone(),
            pacing,
            walls,
            playing: None,
            leaving: None,
            notice: None,
            time: 0.0,
            turn: 0,
            count: Count::default(),
        }
    }

    /// Everything on the GPU is made anew: so are the boards.
    pub fn rebuilt(&mut self) {
        self.leaving = None;
        if let Some(boards) = self.playing.as_mut().and_then(|playing| playing.boards.as_mut()) {
            boards.rebuilt();
        }
    }

    fn film(&self, wall: usize) -> Option<&Film> {
        let wall = self.walls.get(wall)?;
        self.fair.booths.get(wall.booth)?.posters.get(wall.poster)?.film.as_ref()
    }

    /// One frame, before what is loaded; most frames do nothing here.
    pub fn first(&mut self, content: &Content, world: &mut World, admission: &mut Admission) {
        self.turn = (self.turn + 1) % TURNS;
        if self.turn == 0 {
            self.paint(content, world, admission);
        }
    }

    /// One frame; `present` as the visitor is with us. Returns the time spent waiting for the thread, which happens only with
    /// virtual pacing.
    #[expect(clippy::too_many_arguments, reason = "called in one place, each argument a different thing")]
    pub fn update(
        &mut self,
        visit: &Visit,
        present: bool,
        frame: &Frame,
        sounds: &Sounds,
        content: &mut Content,
        world: &mut World,
        admission: &mut Admission,
    ) -> Duration {
        if self.walls.is_empty() {
            return Duration::ZERO;
        }
        let time = frame.time.as_secs_f64();
        let passed = (time - std::mem::replace(&mut self.time, time)).clamp(0.0, 0.25);
        if let Some(boards) = &mut self.leaving {
            boards.leave(content, world);
            if boards.are_gone() {
                self.leaving = None;
            }
        }
        let head = visit.head();
        self.request(visit);
        let chosen = self.choose(visit, &head, if present { passed } else { 0.0 });
        if self.playing.as_ref().is_some_and(|playing| Some(playing.wall) != chosen) {
            self.stop(sounds);
        }
        if let Some(wall) = chosen
            && self.playing.is_none()
            && self.leaving.is_none()
        {
            self.start(wall, sounds, &mut content.problems);
        }
        let begin = Instant::now();
        self.hear(time, &mut content.problems);
        let waited = if self.pacing == Pacing::Virtual { begin.elapsed() } else { Duration::ZERO };
        self.show(content, world);
        self.paint(content, world, admission);
        self.pass(present, passed, &head, sounds);
        self.place(content, world);
        waited
    }

    /// Whoever wants nothing to move asks for a film by the trigger, and for its end.
    fn request(&mut self, visit: &Visit) {
        if !visit.settings.reduced_motion {
            return;
        }
        for (aim, pulled) in visit.free_hands().into_iter().zip(visit.pulled()) {
            let Some(aim) = aim.filter(|_| pulled) else { continue };
            let near = self.walls.iter_mut().filter(|wall| wall.hall == visit.hall);
            let near = near.filter_map(|wall| Some((wall.meet(&aim)?, wall)));
            if let Some((_, wall)) = near.min_by(|(a, _), (b, _)| a.total_cmp(b)) {
                wall.asked = !wall.asked;
            }
        }
    }

    /// The wall that is to play.
    fn choose(&mut self, visit: &Visit, head: &Pose, passed: f64) -> Option<usize> {
        let calm = visit.settings.reduced_motion;
        let mut best: Option<(f32, usize)> = None;
        let mut current = None;
        let plays = self.playing.as_ref().map(|playing| playing.wall);
        for (index, wall) in self.walls.iter_mut().enumerate() {
            if wall.hall != visit.hall || !wall.is_before(head) {
                (wall.over, wall.asked) = (false, false);
                continue;
            }
            let wanted = wall.from <= self.time && !wall.over && (!calm || wall.asked);
            let Some(distance) = wall.seen(head).filter(|_| wanted) else {
                if plays == Some(index) && wanted {
                    current = Some(None);
                }
                continue;
            };
            if plays == Some(index) {
                current = Some(Some(distance));
            }
            if best.is_none_or(|(near, _)| distance < near) {
                best = Some((distance, index));
            }
        }
        let Some(playing) = &mut self.playing else { return best.map(|(_, index)| index) };
        match current {
            // One has gone on.
            None => best.map(|(_, index)| index),
            Some(None) => {
                playing.unseen += passed;
                match best {
                    Some((_, index)) if playing.unseen > REST => Some(index),
                    _ => (playing.unseen <= GONE).then_some(playing.wall),
                }
            }
            Some(Some(distance)) => {
                playing.unseen = 0.0;
                best.filter(|(near, _)| *near < distance * NEARER).map(|(_, index)| index).or(Some(playing.wall))
            }
        }
    }

    fn start(&mut self, wall: usize, sounds: &Sounds, problems: &mut Vec<Problem>) {
        let Some(film) = self.film(wall) else { return };
        match Player::start(&film.file, chunks(&self.fair, &self.source, &film.file), sounds.is_live()) {
            Ok(player) => {
                self.playing = Some(Playing {
                    wall,
                    player,
                    boards: None,
                    size: [0; 2],
                    place: Vec2::ZERO,
                    sound: Sound::None,
                    clock: 0.0,
                    ready: VecDeque::new(),
                    ended: None,
                    unseen: 0.0,
                    waited: 0.0,
                    held: false,
                    painted: None,
                    shown: None,
                });
            }
            Err(error) => self.fail(wall, error.to_string(), true, self.time, problems),
        }
    }

    fn stop(&mut self, sounds: &Sounds) {
        let Some(playing) = self.playing.take() else { return };
        if matches!(playing.sound, Sound::Begun) {
            sounds.leave_film();
        }
        self.leaving = playing.boards;
    }

    fn fail(&mut self, wall: usize, why: String, passes: bool, time: f64, problems: &mut Vec<Problem>) {
        let Some(failed) = self.walls.get_mut(wall) else { return };
        let first = failed.from == 0.0;
        failed.from = if passes { time + AGAIN } else { f64::INFINITY };
        if first {
            let id = self.fair.booths.get(failed.booth).map_or("?", |booth| booth.id.as_str());
            let what = format!("film of booth {id}");
            log::warn!("{what}: {why}");
            problems.push(Problem { what, why });
            self.notice = Some((wall, time + SAID));
        }
    }

    /// Takes what the thread has told.
    fn hear(&mut self, time: f64, problems: &mut Vec<Problem>) {
        let Some(playing) = &mut self.playing else { return };
        let mut failed = None;
        let calm = self.pacing == Pacing::Virtual;
        loop {
            let behind = playing.ready.back().is_none_or(|(time, _)| *time <= playing.clock);
            if playing.ended.is_some() || !(behind || playing.ready.len() < READY) {
                break;
            }
            match playing.player.next(calm && behind && !playing.held) {
                None => break,
                Some(Report::Begun { width, height, sound }) => {
                    // A film that begins again keeps its boards.
                    let same = playing.boards.is_some() && playing.size == [width, height];
                    playing.sound = sound.map_or(Sound::None, Sound::Due);
                    if same {
                        continue;
                    }
                    playing.size = [width, height];
                    let wall = self.walls.get(playing.wall);
                    playing.place = wall.map_or(Vec2::ONE, |wall| media::fitted_to(width, height, wall.size));
                    let pieces = [0, 1].map(|board| Piece::Screen(board, width, height));
                    playing.boards =
                        Some(Boards::new(pieces, 2 * screen_bytes(width, height), RANK, "the pictures of a film"));
                }
                Some(Report::Picture { time, image }) => {
                    playing.ready.push_back((time, image));
                    // Of those whose time has come only the last is of use.
                    while playing.ready.get(1).is_some_and(|(time, _)| *time <= playing.clock) {
                        if let Some((_, image)) = playing.ready.pop_front() {
                            playing.player.give_back(image);
                            self.count.skipped += 1;
                        }
                    }
                }
                Some(Report::Ended(end)) => playing.ended = Some(end),
                Some(Report::Failed { why, passes }) => {
                    failed = Some((playing.wall, why, passes));
                    break;
                }
            }
        }
        if let Some((wall, why, passes)) = failed {
            self.fail(wall, why, passes, time, problems);
        }
    }

    /// Begins to paint the picture whose time has come.
    fn show(&mut self, content: &mut Content, world: &World) {
        let Some(playing) = &mut self.playing else { return };
        let Some(boards) = &mut playing.boards else { return };
        if !boards.ask(content) || boards.is_painting() {
            return;
        }
        // The first picture is painted before the film begins.
        let begun = playing.shown.is_some();
        let due = playing.ready.iter().rposition(|(time, _)| !begun || *time <= playing.clock);
        let Some(due) = due.map(|due| if begun { due } else { 0 }) else { return };
        for (_, image) in playing.ready.drain(..due) {
            playing.player.give_back(image);
            self.count.skipped += 1;
        }
        if let Some((time, image)) = playing.ready.pop_front() {
            if let Some(old) = boards.take_back() {
                playing.player.give_back(old);
            }
            let rows =
                (0..).zip(&image.levels).map(|(level, _)| Rows { level, rows: 0..(image.height >> level).max(1) });
            let rows = rows.collect();
            playing.painted = Some(time);
            boards.paint(image, rows, content, world);
        }
    }

    /// Paints on, as the frame has time for.
    fn paint(&mut self, content: &Content, world: &mut World, admission: &mut Admission) {
        let Some(playing) = &mut self.playing else { return };
        let Some(boards) = &mut playing.boards else { return };
        boards.advance(usize::MAX, content, world, admission);
        if !boards.is_painting()
            && let Some(time) = playing.painted.take()
        {
            playing.shown = Some(time);
            self.count.shown += 1;
        }
    }

    /// Lets time pass in the film.
    fn pass(&mut self, present: bool, passed: f64, head: &Pose, sounds: &Sounds) {
        let Some(playing) = &mut self.playing else { return };
        let Some(wall) = self.walls.get_mut(playing.wall) else { return };
        let poster = self.fair.booths.get(wall.booth).and_then(|booth| booth.posters.get(wall.poster));
        let Some(film) = poster.and_then(|poster| poster.film.as_ref()) else { return };
        playing.held = !present || playing.unseen > REST;
        let free = if playing.held { 0.0 } else { passed };
        if playing.shown.is_some() {
            let begins = matches!(&playing.sound, Sound::Due(feed) if sounds.begin_film(feed));
            if begins {
                playing.sound = Sound::Begun;
            }
            let heard = sounds.film_at().filter(|_| matches!(playing.sound, Sound::Begun));
            let due = matches!(playing.sound, Sound::Due(_)) || sounds.film_starts();
            match (heard, &playing.sound) {
                (Some(at), _) => playing.clock = playing.clock.max(at),
                (None, Sound::Due(_) | Sound::Begun) if due && playing.waited < PATIENCE => playing.waited += free,
                _ => playing.clock += free,
            }
        }
        if !matches!(playing.sound, Sound::None) {
            sounds.place_film(wall.matrix.w_axis.truncate(), film, head, playing.held);
        }
        // A replay waits for every picture.
        if self.pacing == Pacing::Measured {
            playing.player.set_clock(playing.clock);
        }
        let over = playing.ended.is_some_and(|end| playing.clock >= end) && playing.ready.is_empty();
        if !over {
            return;
        }
        if matches!(playing.sound, Sound::Begun) {
            sounds.leave_film();
        }
        if !film.repeat {
            wall.over = true;
            return;
        }
        let again = Player::start(&film.file, chunks(&self.fair, &self.source, &film.file), sounds.is_live());
        let Ok(player) = again else {
            wall.over = true;
            return;
        };
        playing.player = player;
        playing.sound = Sound::None;
        (playing.clock, playing.ended, playing.waited) = (0.0, None, 0.0);
        (playing.painted, playing.shown) = (None, None);
    }

    /// Puts the board that is shown before the still picture.
    fn place(&self, content: &Content, world: &mut World) {
        let Some(playing) = &self.playing else { return };
        let (Some(boards), Some(wall)) = (&playing.boards, self.walls.get(playing.wall)) else { return };
        let before = Mat4::from_translation(Vec3::Z * (media::SURFACE + BEFORE));
        boards.place(wall.matrix * before * Mat4::from_scale(playing.place.extend(1.0)), content, world);
    }

    /// What is said in the film, or of one that cannot be played: a number for each, and the words; and whether it is of the
    /// second kind.
    pub fn said(&self, lang: Lang) -> Option<(u32, u32, &str, bool)> {
        if let Some((wall, until)) = self.notice
            && self.time < until
        {
            return Some((CAPTIONS + wall as u32, u32::MAX, t(lang, Key::FilmFails), true));
        }
        let playing = self.playing.as_ref().filter(|playing| playing.shown.is_some() && !playing.held)?;
        let film = self.film(playing.wall)?;
        let number = film.captions.iter().rposition(|caption| f64::from(caption.at) <= playing.clock)?;
        let caption = film.captions.get(number).filter(|caption| !caption.text.is_empty())?;
        Some((CAPTIONS + playing.wall as u32, number as u32, caption.text.get(lang), false))
    }
}

impl Wall {
    /// Whether one stands before it, in its booth or near it.
    fn is_before(&self, head: &Pose) -> bool {
        let own = self.inverse.transform_point3(head.position);
        let on_plot = self.plot.transform_point3(head.position);
        let inside = on_plot.x.abs() <= self.half.x + AROUND && on_plot.z.abs() <= self.half.y + AROUND;
        own.z > 0.0 && (inside || own.length() <= self.size.max_element() * SIDES)
    }

    /// How far it is, if one has it before one's eyes.
    fn seen(&self, head: &Pose) -> Option<f32> {
        // Of a large wall one may look at any part.
        let own = self.inverse.transform_point3(head.position);
        let half = self.size * 0.5;
        let near = Vec2::new(own.x, own.y).clamp(-half, half);
        let near = self.matrix.transform_point3(near.extend(0.0));
        let way = near - head.position;
        let distance = way.length();
        let face = own.z / own.length().max(1e-3);
        let seen = way.normalize_or(head.forward()).dot(head.forward()) > SEEN;
        (seen && face > FACE).then_some(distance)
    }

    /// How far along its way a hand points at it.
    fn meet(&self, aim: &Pose) -> Option<f32> {
        let (start, way) = (self.inverse.transform_point3(aim.position), self.inverse.transform_vector3(aim.forward()));
        let far = -start.z / way.z;
        let at = start + way * far;
        let half = self.size * 0.5;
        (way.z < 0.0 && (0.0..REACH).contains(&far) && at.x.abs() < half.x && at.y.abs() < half.y).then_some(far)
    }
}

#[cfg(test)]
mod tests;
