//! The thread that decodes a film, and what it gives to the visit: pictures, each with its time.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::time::{Duration, Instant};

use super::color::blank;
use super::decoder::{Decoder, STACK, mark};
use super::feed::Feed;
use super::files::ahead;
use super::film::{Film, Part};
use super::look::VideoError;
use super::stream::{Chunks, Halt};
use crate::model::Image;

/// Pictures that are decoded and not yet taken; one more is being made.
pub const RING: usize = 3;
/// Packets are read so many seconds, and so many bytes, before they are decoded: sound lies between them.
const READ: f64 = 1.0;
const BYTES: usize = 8 << 20;
/// A picture that is so late is not made, unless none was for so long: whoever is too slow still sees something.
const LATE: f64 = 0.1;
const SLOW: Duration = Duration::from_millis(250);
/// From here on one goes on with the next picture that can be begun with.
const LOST: f64 = 0.6;
/// Damaged packets in a row after which the rest is not tried.
const PATIENCE: u32 = 30;

/// What a player tells, in order.
#[derive(Debug)]
pub enum Report {
    Begun {
        width: u32,
        height: u32,
        sound: Option<Arc<Feed>>,
    },
    Picture {
        time: f64,
        image: Image,
    },
    /// At this second nothing more is to be seen.
    Ended(f64),
    Failed {
        why: String,
        /// It may go another time.
        passes: bool,
    },
}

#[derive(Debug)]
struct Shared {
    stop: Arc<AtomicBool>,
    lost: Arc<AtomicBool>,
    /// The visit's place in the film, seconds as bits.
    clock: AtomicU64,
}

/// A film that plays; it ends with this.
#[derive(Debug)]
pub struct Player {
    reports: Receiver<Report>,
    used: Sender<Vec<Vec<u8>>>,
    shared: Arc<Shared>,
    over: bool,
}

impl Player {
    /// Begins to read a film; `heard`: somebody listens to its sound.
    ///
    /// # Errors
    /// There can be no further thread.
    pub fn start(name: &str, chunks: Box<dyn Chunks>, heard: bool) -> std::io::Result<Player> {
        let (give, reports) = sync_channel(RING);
        let (used, again) = channel();
        let flag = || Arc::new(AtomicBool::new(false));
        let clock = AtomicU64::new(f64::NEG_INFINITY.to_bits());
        let shared = Arc::new(Shared { stop: flag(), lost: flag(), clock });
        let chunks = ahead(chunks, shared.stop.clone())?;
        let (name, own) = (name.to_owned(), shared.clone());
        std::thread::Builder::new().name("film".into()).stack_size(STACK).spawn(move || {
            mark(own.lost.clone());
            let mut reel = Reel { give, again, shared: own, made: Instant::now(), painted: 0 };
            let end = match reel.play(&name, chunks, heard) {
                Ok(end) => Report::Ended(end),
                Err(VideoError::Halted { halt: Halt::Stopped, .. }) => return,
                Err(VideoError::Halted { halt: Halt::Missing { why, passes }, .. }) => Report::Failed { why, passes },
                Err(error) => Report::Failed { why: error.to_string(), passes: false },
            };
            let _ = reel.give.send(end);
        })?;
        Ok(Player { reports, used, shared, over: false })
    }

    /// What was told next, if anything was; `wait` for it.
    pub fn next(&mut self, wait: bool) -> Option<Report> {
        if self.over {
            return None;
        }
        let mut next = self.reports.try_recv().ok();
        while wait && next.is_none() && !self.shared.lost.load(Ordering::Acquire) {
            next = match self.reports.recv_timeout(Duration::from_millis(20)) {
                Ok(next) => Some(next),
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => None,
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
            };
        }
        if next.is_none() && self.shared.lost.load(Ordering::Acquire) {
            next = Some(Report::Failed { why: "its decoder fails on it".into(), passes: false });
        }
        self.over = matches!(next, Some(Report::Ended(_) | Report::Failed { .. }));
        next
    }

    /// Gives back the memory of a picture.
    pub fn give_back(&self, image: Image) {
        let _ = self.used.send(image.levels);
    }

    /// Where in the film the visit is, seconds: what is much older need not be made.
    pub fn set_clock(&self, time: f64) {
        self.shared.clock.store(time.to_bits(), Ordering::Relaxed);
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
    }
}

struct Reel {
    give: SyncSender<Report>,
    again: Receiver<Vec<Vec<u8>>>,
    shared: Arc<Shared>,
    /// When the last picture was made, and how many were.
    made: Instant,
    painted: u64,
}

impl Reel {
    fn tell(&self, name: &str, report: Report) -> Result<(), VideoError> {
        let gone = |_| VideoError::Halted { file: name.to_owned(), halt: Halt::Stopped };
        self.give.send(report).map_err(gone)
    }

    /// Plays to the end; the second at which that is.
    fn play(&mut self, name: &str, chunks: Box<dyn Chunks>, heard: bool) -> Result<f64, VideoError> {
        let broken = |why: &str| VideoError::Broken { file: name.to_owned(), why: why.into() };
        let mut film = Film::open(name, chunks)?;
        let sequence = film.sequence().clone();
        let (width, height) = (sequence.width, sequence.height);
        let mut decoder = Decoder::new(sequence).map_err(|_| broken("there is no memory for its pictures"))?;
        let feed = film.sound().filter(|_| heard).map(|sound| Arc::new(Feed::new(sound)));
        self.tell(name, Report::Begun { width, height, sound: feed.clone() })?;
        let mut waiting: VecDeque<(f64, Vec<u8>, bool)> = VecDeque::new();
        let (mut over, mut bad, mut lost, mut pictures) = (false, 0, false, Vec::new());
        let (mut last, mut step) = (0.0_f64, 1.0 / 30.0);
        loop {
            let span = |waiting: &VecDeque<(f64, Vec<u8>, bool)>| {
                let bytes: usize = waiting.iter().map(|(_, data, _)| data.len()).sum();
                let seconds = waiting.back().zip(waiting.front()).map_or(0.0, |(back, front)| back.0 - front.0);
                seconds >= READ || bytes >= BYTES || waiting.len() >= 128
            };
            while !over && !span(&waiting) {
                match film.next() {
                    Ok(Some(Part::Picture { time, data, first })) => waiting.push_back((time, data, first)),
                    Ok(Some(Part::Sound(packet))) => {
                        if feed.as_ref().is_some_and(|feed| !feed.put(packet)) {
                            return Err(broken("its sound lies too far from its pictures"));
                        }
                    }
                    Ok(None) => over = true,
                    // What is before the damage is still shown.
                    Err(error @ (VideoError::Halted { .. } | VideoError::Codec { .. })) => return Err(error),
                    Err(error) if self.painted == 0 && waiting.is_empty() => return Err(error),
                    Err(error) => {
                        log::warn!("{error}");
                        over = true;
                    }
                }
            }
            if over && let Some(feed) = &feed {
                feed.end();
            }
            let clock = f64::from_bits(self.shared.clock.load(Ordering::Relaxed));
            if waiting.front().is_some_and(|(time, ..)| clock - time > LOST) {
                let near = waiting.iter().rposition(|(time, _, first)| *first && *time <= clock + LATE);
                waiting.drain(..near.unwrap_or_default());
            }
            let Some((time, data, first)) = waiting.pop_front() else { break };
            if lost && !first {
                continue;
            }
            lost = decoder.decode(data, time, &mut pictures).is_err();
            bad = if lost { bad + 1 } else { 0 };
            if bad > PATIENCE {
                return Err(broken("its pictures cannot be decoded"));
            }
            for picture in pictures.drain(..) {
                let clock = f64::from_bits(self.shared.clock.load(Ordering::Relaxed));
                if picture.time > last && picture.time - last < 1.0 {
                    step = picture.time - last;
                }
                last = picture.time;
                if clock - picture.time > LATE && self.made.elapsed() < SLOW {
                    continue;
                }
                let mut image = blank(width, height, self.again.try_recv().unwrap_or_default());
                decoder.paint(&picture, &mut image);
                self.made = Instant::now();
                self.painted += 1;
                self.tell(name, Report::Picture { time: picture.time, image })?;
            }
        }
        if self.painted == 0 {
            return Err(broken("there is nothing to see in it"));
        }
        Ok(last + step)
    }
}
