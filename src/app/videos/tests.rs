//! Walls of a small booth, by the driver that draws nothing.

use std::path::Path;

use super::*;
use crate::app::opening::{Opening, open_world};
use crate::app::sounds::Line;
use crate::device::{Fov, Input, Surface, View, Views};
use crate::fetch::open_fair;
use crate::media::sound::{Cells, Decks, Mixer};
use crate::model::Limits;
use crate::render::{Backend, Gpu, PICTURE_FORMAT, Profile};

const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/video/files");
/// Where the walls stand: their x.
const PLACES: [f32; 2] = [-2.0, 2.0];

struct Stage {
    _gpu: Gpu,
    _folder: tempfile::TempDir,
    world: World,
    content: Content,
    videos: Videos,
    sounds: Sounds,
    admission: Admission,
    visit: Visit,
    index: u32,
    /// What decodes and mixes, turn by turn, and the loudest that was heard.
    heard: Option<(Decks, Mixer)>,
    loud: f32,
}

/// A fair of one booth with two walls, each of which shows a film.
fn fair(folder: &Path, films: [&str; 2]) {
    let booth = folder.join("booths/a");
    std::fs::create_dir_all(&booth).unwrap();
    let mut text = String::from("format = 1\nid = \"a\"\nplot = \"a\"\ntitle = { zh = \"展\", en = \"A\" }\n");
    for (film, x) in films.iter().zip(PLACES) {
        std::fs::copy(Path::new(FILES).join(film), booth.join(film)).unwrap();
        text += &format!(
            "[[videos]]\nfile = \"{film}\"\nposition = [{x:?}, 1.6, -1.5]\nsize = [1.6, 0.9]\n\
             captions = [{{ zh = \"红\", en = \"red\" }}, {{ at = 0.5, zh = \"绿\", en = \"green\" }}, {{ at = 1.0 }}]\n"
        );
    }
    std::fs::write(booth.join("booth.toml"), text).unwrap();
    let text = "format = 1\nid = \"small\"\ntitle = { en = \"Small\" }\n[[hall]]\nid = \"main\"\ntitle = { en = \"Hall\" }\n\
                size = [20.0, 20.0]\nspawn = { position = [0.0, 5.0] }\n[[hall.plot]]\nid = \"a\"\nposition = [0.0, 0.0]\n\
                size = [6.0, 4.0]\n";
    std::fs::write(folder.join("fair.toml"), text).unwrap();
}

fn stage(films: [&str; 2]) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    fair(folder.path(), films);
    let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
    let (source, fair) = open_fair(folder.path().to_str().unwrap()).unwrap();
    assert!(fair.broken.is_empty(), "{:?}", fair.broken);
    let fair = Arc::new(fair);
    let visit = Visit::new(fair.halls[0].spawn);
    let surface = Surface { format: PICTURE_FORMAT, views: 1, size: (64, 64), depth: None };
    let opening = Opening {
        lang: Lang::En,
        pacing: Pacing::Virtual,
        limits: Limits::default(),
        profile: Profile::Pc,
        gpu_memory: u64::MAX,
        store: None,
    };
    let (mut world, mut content) = open_world(&gpu, &surface, &fair, &source, &visit, &opening, None);
    content.finish(&mut world, |_, _| {});
    let videos = Videos::new(&fair, &source, Pacing::Virtual);
    let sounds = Sounds::unheard(&fair);
    let admission = Admission::new(Pacing::Virtual);
    Stage {
        _gpu: gpu,
        _folder: folder,
        world,
        content,
        videos,
        sounds,
        admission,
        visit,
        index: 0,
        heard: None,
        loud: 0.0,
    }
}

impl Stage {
    /// So many frames of a seventy-second of a second, each with so much of its period for loading.
    fn stand(&mut self, place: Vec2, yaw: f32, frames: u32, period: Duration, mut look: impl FnMut(&Stage)) {
        let settings = self.visit.settings;
        self.visit = Visit::new((place, yaw));
        self.visit.settings = settings;
        for _ in 0..frames {
            self.index += 1;
            let views = Views::Mono(View { pose: Pose::default(), fov: Fov::symmetric(1.2, 1.0) });
            let step = Duration::from_nanos(13_888_889);
            let frame = Frame {
                index: u64::from(self.index),
                time: step * self.index,
                period: step,
                draw: true,
                views,
                input: Input::default(),
                missed: 0,
            };
            self.admission.begin(period);
            let Stage { world, content, videos, sounds, admission, visit, .. } = self;
            videos.first(content, world, admission);
            content.finish(world, |_, _| {});
            videos.update(visit, true, &frame, sounds, content, world, admission);
            world.renderer.flush();
            if let Some((decks, mixer)) = &mut self.heard {
                decks.turn();
                let mut out = [0.0; 2 * 48_000 / 72];
                mixer.mix(&mut out);
                self.loud = out.iter().fold(0.0, |loud, sample| loud.max(sample.abs()));
            }
            look(self);
        }
    }

    fn before(&mut self, wall: usize, frames: u32, look: impl FnMut(&Stage)) {
        self.stand(Vec2::new(PLACES[wall], 1.5), 0.0, frames, Duration::from_millis(14), look);
    }

    fn plays(&self) -> Option<usize> {
        self.videos.playing.as_ref().filter(|playing| playing.shown.is_some()).map(|playing| playing.wall)
    }

    fn boards(&self) -> usize {
        let shown = self.content.placed().filter(|(piece, _)| matches!(piece, Piece::Screen(..)));
        shown.count()
    }
}

#[test]
fn the_picture_that_is_shown_is_that_of_its_time() {
    let mut stage = stage(["colours.webm", "pattern.webm"]);
    stage.before(0, 30, |_| {});
    let (mut seen, mut most) = (Vec::new(), 0.0_f64);
    stage.before(0, 120, |stage| {
        let playing = stage.videos.playing.as_ref().unwrap();
        assert!(playing.ready.len() <= READY + 1, "{}", playing.ready.len());
        if let Some(shown) = playing.shown {
            most = most.max((playing.clock - shown).abs());
            seen.push(shown);
        }
    });
    seen.dedup();
    assert!(seen.len() >= 30 && seen.is_sorted(), "{seen:?}");
    // A picture stands for 50 ms, and two frames go by until it is there.
    assert!(most < 0.05 + 3.0 / 72.0, "{most} s off");
    assert_eq!(stage.videos.count.skipped, 0);
}

#[test]
fn one_wall_plays_at_a_time_along_a_walk() {
    let mut stage = stage(["colours.webm", "pattern.webm"]);
    stage.stand(Vec2::new(0.0, 8.0), 0.0, 20, Duration::from_millis(14), |_| {});
    assert_eq!((stage.plays(), stage.boards()), (None, 0), "nobody stands before one");
    let mut order = Vec::new();
    for step in 0..=20 {
        let x = PLACES[0] + (PLACES[1] - PLACES[0]) * step as f32 / 20.0;
        stage.stand(Vec2::new(x, 1.5), 0.0, 12, Duration::from_millis(14), |stage| {
            assert!(stage.boards() <= 2, "{} boards", stage.boards());
            order.extend(stage.plays());
        });
    }
    stage.before(1, 40, |stage| order.extend(stage.plays()));
    order.dedup();
    assert_eq!(order, [0, 1]);
    // Nobody looks: it rests, and then is over.
    let clock = |stage: &Stage| stage.videos.playing.as_ref().map(|playing| playing.clock);
    stage.stand(Vec2::new(PLACES[1], 1.5), 180.0, 72 * 4, Duration::from_millis(14), |_| {});
    let rests = clock(&stage);
    stage.stand(Vec2::new(PLACES[1], 1.5), 180.0, 72 * 2, Duration::from_millis(14), |_| {});
    assert!(rests.is_some() && clock(&stage) == rests, "it rests");
    stage.before(1, 40, |_| {});
    assert!(clock(&stage) != rests && stage.plays() == Some(1), "it goes on");
    stage.stand(Vec2::new(PLACES[1], 1.5), 180.0, 72 * 35, Duration::from_millis(14), |_| {});
    assert_eq!((stage.videos.playing.is_some(), stage.boards()), (false, 0));
    // It goes over and over.
    stage.before(0, 72 * 6, |_| {});
    assert!(clock(&stage) < Some(2.5) && stage.plays() == Some(0));
}

#[test]
fn where_a_frame_has_no_time_pictures_are_left_out() {
    let mut stage = stage(["colours.webm", "pattern.webm"]);
    let place = Vec2::new(PLACES[0], 1.5);
    let mut bytes = 0;
    stage.stand(place, 0.0, 72 * 2, Duration::from_nanos(1), |stage| {
        let playing = stage.videos.playing.as_ref().unwrap();
        assert!(playing.ready.len() <= READY + 1);
        bytes = bytes.max(stage.world.renderer.bytes().0);
    });
    let count = stage.videos.count;
    assert!(count.shown >= 3 && count.skipped > count.shown, "{count:?}");
    assert!(stage.videos.playing.as_ref().unwrap().clock > 1.0, "time goes on");
}

#[test]
fn who_wants_no_motion_sees_the_still_picture() {
    let mut stage = stage(["colours.webm", "pattern.webm"]);
    stage.visit.settings.reduced_motion = true;
    stage.before(0, 60, |stage| assert!(stage.videos.playing.is_none()));
    stage.videos.walls[0].asked = true;
    stage.before(0, 60, |_| {});
    assert_eq!(stage.plays(), Some(0), "it was asked for");
    let aim = |x: f32| Pose { position: Vec3::new(x, 1.6, 2.0), ..Pose::default() };
    assert!(stage.videos.walls[0].meet(&aim(PLACES[0])).is_some_and(|far| (far - 3.5).abs() < 1e-3));
    assert!(stage.videos.walls[0].meet(&aim(0.0)).is_none());
}

#[test]
fn what_is_said_follows_the_film() {
    let mut stage = stage(["colours.webm", "pattern.webm"]);
    let mut said = Vec::new();
    stage.before(0, 150, |stage| {
        let words = [Lang::Zh, Lang::En].map(|lang| stage.videos.said(lang).map(|said| said.2.to_owned()));
        if said.last() != Some(&words) {
            said.push(words);
        }
    });
    let wanted = [
        [None, None],
        ["红", "red"].map(|word| Some(word.to_owned())),
        ["绿", "green"].map(|word| Some(word.to_owned())),
        [None, None],
    ];
    assert_eq!(said, wanted);
}

#[test]
fn a_film_that_cannot_be_played_is_said_once() {
    let mut stage = stage(["vp9.webm", "pattern.webm"]);
    let mut said = Vec::new();
    stage.before(0, 72 * 8, |stage| {
        let words = [Lang::Zh, Lang::En].map(|lang| stage.videos.said(lang).map(|said| said.2.to_owned()));
        if said.last() != Some(&words) {
            said.push(words);
        }
    });
    let first = said.iter().flatten().flatten().next().map(String::as_str);
    assert_eq!(first, Some(t(Lang::Zh, Key::FilmFails)), "{said:?}");
    let films: Vec<&Problem> = stage.content.problems.iter().filter(|one| one.what.starts_with("film")).collect();
    assert!(films.len() == 1 && films[0].why.contains("VP9"), "{films:?}");
    let still = stage.content.placed().filter(|(piece, _)| matches!(piece, Piece::Poster(..))).count();
    assert_eq!(still, 2, "both have their still pictures");
}

#[test]
fn the_films_time_is_that_of_its_sound() {
    use std::sync::mpsc::channel;
    let mut stage = stage(["colours.webm", "pattern.webm"]);
    let (cells, (tell, news), (fail, failed)) = (Arc::new(Cells::default()), channel(), channel());
    let (decks, mixer) = Decks::new(cells.clone(), news, fail, Box::new(|_: &str| {}));
    stage.sounds = Sounds::over(&stage.videos.fair, Line { cells, tell, failed });
    stage.heard = Some((decks, mixer));
    let (mut off, mut loud) = (0.0_f64, 0.0_f32);
    stage.before(0, 100, |stage| {
        loud = loud.max(stage.loud);
        if let (Some(at), Some(playing)) = (stage.sounds.film_at(), &stage.videos.playing) {
            off = off.max((playing.clock - at).abs());
        }
    });
    let clock = |stage: &Stage| stage.videos.playing.as_ref().map(|playing| (playing.clock, playing.shown));
    let (time, _) = clock(&stage).unwrap();
    assert!(time > 0.8 && loud > 0.005, "{time} s, as loud as {loud}");
    assert!(off < 1.5 / 72.0, "{off} s off");
    // A device that takes nothing lets the pictures stand.
    let heard = stage.heard.take();
    stage.before(0, 3, |_| {});
    let stands = clock(&stage);
    stage.before(0, 30, |_| {});
    assert_eq!(clock(&stage), stands);
    stage.heard = heard;
    // Out of sight it is silent, and goes on where it was.
    stage.stand(Vec2::new(PLACES[0], 1.5), 180.0, 72 * 4, Duration::from_millis(14), |_| {});
    assert!(stage.loud < 1e-4, "{}", stage.loud);
    // To its end, and again.
    stage.before(0, 72 * 4, |stage| assert!(stage.videos.playing.is_some()));
    assert_eq!(stage.plays(), Some(0));
}
