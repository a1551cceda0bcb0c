//! The thread that decodes: a deck for each voice, which keeps its ring filled.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::cell::{ALL, Cells, FILM, State};
use super::mixer::Mixer;
use super::reader::Reader;
use super::resample::Resampler;
use super::ring::{Giver, ROOM, rings};
use crate::media::video::{Feed, Listener, RATE, Went};

/// Samples that are there before a voice begins, as part of a second.
const FIRST: u32 = 10;
/// How long the thread rests while something plays: much less than a ring holds.
const REST: Duration = Duration::from_millis(30);
/// Bytes of files that are kept although nothing plays them.
const KEPT: usize = 32 << 20;

/// What the decks hear.
pub enum News {
    /// A voice is to begin.
    Start(Start),
    /// The voice of films is to begin, with what a feed brings.
    Film(Arc<Feed>),
    /// A file has come, or why not.
    Loaded(String, Result<Arc<[u8]>, Missing>),
    /// Nothing more will be heard.
    End,
}

/// A voice that begins; its cell is in [`State::Starting`].
#[derive(Debug, Clone)]
pub struct Start {
    pub voice: usize,
    /// The sound, for [`Failed`].
    pub sound: usize,
    pub file: String,
    pub repeat: bool,
}

/// A file that did not come.
#[derive(Debug, Clone)]
pub struct Missing {
    pub why: String,
    /// It may come another time.
    pub passes: bool,
}

/// A sound that cannot be heard.
#[derive(Debug, Clone)]
pub struct Failed {
    pub sound: usize,
    pub missing: Missing,
}

/// Asks for a file; the answer is [`News::Loaded`].
pub type Load = Box<dyn FnMut(&str) + Send>;

struct Deck {
    giver: Giver,
    playing: Option<Playing>,
}

/// Where a voice's samples come from.
enum From {
    /// Nowhere until the file is there.
    Nowhere,
    File(Box<Reader>),
    Film(Listener),
}

impl From {
    fn rate(&self) -> u32 {
        match self {
            From::File(reader) => reader.rate(),
            From::Film(_) | From::Nowhere => RATE,
        }
    }

    fn read(&mut self, out: &mut Vec<f32>) -> Went {
        match self {
            From::Nowhere => Went::Waiting,
            From::File(reader) => {
                if reader.read(out) {
                    Went::On
                } else {
                    Went::Over
                }
            }
            From::Film(listener) => listener.read(out),
        }
    }

    fn broken(&self) -> u32 {
        if let From::File(reader) = self { reader.broken() } else { 0 }
    }

    fn restart(&mut self) -> bool {
        if let From::File(reader) = self { reader.restart() } else { false }
    }
}

struct Playing {
    start: Start,
    from: From,
    resampler: Resampler,
    rate: u32,
    /// Samples that the ring had no room for, and what the reader gave.
    waiting: VecDeque<f32>,
    read: Vec<f32>,
    made: Vec<f32>,
    /// Samples since the start of the file.
    passed: usize,
    ended: bool,
}

/// All decks.
pub struct Decks {
    cells: Arc<Cells>,
    decks: [Deck; ALL],
    news: Receiver<News>,
    failed: Sender<Failed>,
    load: Load,
    /// Files that were played, the latest last.
    files: VecDeque<(String, Arc<[u8]>)>,
    over: bool,
}

impl Decks {
    /// Decks and the mixer that hears them. `news` is what they are told, `failed` what they tell.
    pub fn new(cells: Arc<Cells>, news: Receiver<News>, failed: Sender<Failed>, load: Load) -> (Decks, Mixer) {
        let (givers, takers) = rings();
        let decks = givers.map(|giver| Deck { giver, playing: None });
        let mixer = Mixer::new(cells.clone(), takers);
        (Decks { cells, decks, news, failed, load, files: VecDeque::new(), over: false }, mixer)
    }

    /// Decodes until the end is told.
    pub fn run(mut self) {
        while !self.over {
            let busy = self.decks.iter().any(|deck| deck.playing.is_some());
            let told = if busy {
                match self.news.recv_timeout(REST) {
                    Ok(news) => Some(news),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            } else {
                match self.news.recv() {
                    Ok(news) => Some(news),
                    Err(_) => return,
                }
            };
            if let Some(news) = told {
                self.hear(news);
            }
            self.turn();
        }
    }

    /// Takes what was told, and fills every ring.
    pub fn turn(&mut self) {
        while let Ok(news) = self.news.try_recv() {
            self.hear(news);
        }
        for voice in 0..ALL {
            if let Err(missing) = self.fill(voice) {
                self.give_up(voice, missing);
            }
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::End => self.over = true,
            News::Start(start) => {
                let Some(deck) = self.decks.get_mut(start.voice) else { return };
                let file = start.file.clone();
                deck.playing = Some(Playing::new(start, From::Nowhere));
                match self.files.iter().position(|(known, _)| *known == file) {
                    Some(at) => {
                        let known = self.files.remove(at);
                        let bytes = known.as_ref().map(|(_, bytes)| bytes.clone());
                        self.files.extend(known);
                        if let Some(bytes) = bytes {
                            self.open(&file, &bytes);
                        }
                    }
                    None => (self.load)(&file),
                }
            }
            News::Film(feed) => {
                let (Some(deck), Some(cell)) = (self.decks.get_mut(FILM), self.cells.voices.get(FILM)) else { return };
                let start = Start { voice: FILM, sound: usize::MAX, file: String::new(), repeat: false };
                deck.playing = Some(Playing::new(start, From::Film(Listener::new(feed))));
                cell.begin(None);
            }
            News::Loaded(file, Ok(bytes)) => {
                self.open(&file, &bytes);
                self.files.retain(|(known, _)| *known != file);
                self.files.push_back((file, bytes));
                while self.files.len() > 1 && self.files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > KEPT {
                    self.files.pop_front();
                }
            }
            News::Loaded(file, Err(missing)) => {
                for voice in 0..ALL {
                    if self.waits(voice, &file) {
                        self.give_up(voice, missing.clone());
                    }
                }
            }
        }
    }

    fn waits(&self, voice: usize, file: &str) -> bool {
        let playing = self.decks.get(voice).and_then(|deck| deck.playing.as_ref());
        playing.is_some_and(|playing| matches!(playing.from, From::Nowhere) && playing.start.file == file)
    }

    /// A file is there: every deck that waits for it begins to read it.
    fn open(&mut self, file: &str, bytes: &Arc<[u8]>) {
        for voice in 0..ALL {
            if !self.waits(voice, file) {
                continue;
            }
            match Reader::open(file, bytes.clone()) {
                Ok(reader) => {
                    if let Some(cell) = self.cells.voices.get(voice) {
                        cell.begin(reader.seconds());
                    }
                    if let Some(playing) = self.decks.get_mut(voice).and_then(|deck| deck.playing.as_mut()) {
                        playing.from = From::File(Box::new(reader));
                    }
                }
                Err(error) => self.give_up(voice, Missing { why: error.to_string(), passes: false }),
            }
        }
    }

    /// The voice has nothing to say; what it has said so far fades by itself.
    fn give_up(&mut self, voice: usize, missing: Missing) {
        let (Some(deck), Some(cell)) = (self.decks.get_mut(voice), self.cells.voices.get(voice)) else { return };
        let Some(playing) = &mut deck.playing else { return };
        // A film goes on without its sound.
        if voice != FILM {
            let _ = self.failed.send(Failed { sound: playing.start.sound, missing });
        }
        playing.from = From::Nowhere;
        playing.waiting.clear();
        playing.ended = true;
        cell.end();
        cell.go(State::Starting, State::Left);
    }

    fn fill(&mut self, voice: usize) -> Result<(), Missing> {
        let rate = self.cells.rate();
        let (Some(deck), Some(cell)) = (self.decks.get_mut(voice), self.cells.voices.get(voice)) else { return Ok(()) };
        let Some(playing) = &mut deck.playing else { return Ok(()) };
        match cell.state() {
            State::Starting | State::Playing => {}
            State::Leaving => return Ok(()),
            State::Left | State::Free => {
                // Only once the mixer has thrown away what was left may another sound have the ring.
                if deck.giver.held() == 0 {
                    deck.playing = None;
                    cell.go(State::Left, State::Free);
                }
                return Ok(());
            }
        }
        if playing.ended && playing.waiting.is_empty() && deck.giver.held() == 0 && cell.state() == State::Playing {
            if cell.go(State::Playing, State::Free) {
                deck.playing = None;
            }
            return Ok(());
        }
        playing.fill(&mut deck.giver, rate).map_err(|why| Missing { why, passes: false })?;
        if playing.ended && playing.waiting.is_empty() {
            cell.end();
        }
        let enough = deck.giver.held() >= (rate / FIRST) as usize || playing.ended;
        if playing.rate > 0 && enough {
            cell.go(State::Starting, State::Playing);
        }
        Ok(())
    }
}

impl Playing {
    fn new(start: Start, from: From) -> Playing {
        Playing {
            start,
            from,
            resampler: Resampler::new(1, 1),
            rate: 0,
            waiting: VecDeque::new(),
            read: Vec::new(),
            made: Vec::new(),
            passed: 0,
            ended: false,
        }
    }

    fn fill(&mut self, giver: &mut Giver, rate: u32) -> Result<(), String> {
        if matches!(self.from, From::Nowhere) {
            return Ok(());
        }
        if self.rate != rate {
            self.resampler = Resampler::new(self.from.rate(), rate);
            self.rate = rate;
            self.waiting.clear();
        }
        loop {
            let (front, _) = self.waiting.as_slices();
            let put = giver.put(front);
            self.waiting.drain(..put);
            if !self.waiting.is_empty() {
                if giver.held() == ROOM {
                    return Ok(());
                }
                continue;
            }
            if self.ended {
                return Ok(());
            }
            self.read.clear();
            self.made.clear();
            let went = self.from.read(&mut self.read);
            if went == Went::Waiting {
                return Ok(());
            }
            self.passed += self.read.len();
            self.resampler.push(&self.read, &mut self.made);
            if went == Went::Over {
                let nothing = self.passed == 0;
                if nothing || self.from.broken() > 0 {
                    let why = if nothing { "there is nothing in it" } else { "the rest of it cannot be decoded" };
                    return Err(why.into());
                }
                self.passed = 0;
                if !self.start.repeat || !self.from.restart() {
                    self.resampler.finish(&mut self.made);
                    self.ended = true;
                }
            }
            self.waiting.extend(&self.made);
        }
    }
}
