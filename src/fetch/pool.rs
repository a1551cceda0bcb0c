//! Threads that fetch pieces, the most wanted first.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::transfer::Transfer;
use super::{FetchError, PieceRef, Source};

/// How many pieces at once where nobody says: enough that a round trip of 20 ms is hidden behind the others' bodies, small
/// ones too. They wait most of the time.
pub const THREADS: usize = 16;
/// Bytes under way and not taken where nobody says.
pub const HOLD: u64 = 64 << 20;
/// Bytes still to come of what is under way from which on nothing further is begun, where the link is not known to need
/// more.
const WINDOW: u64 = 512 << 10;
/// What passes besides the round trip before a thread has begun another piece.
const SLACK: Duration = Duration::from_millis(15);
/// How often what is under way is looked at while something waits for it.
const WATCH: Duration = Duration::from_millis(4);
/// After so many round trips, or so long, without a byte a transfer no longer keeps others from beginning.
const STALLED: (u32, Duration) = (4, Duration::from_millis(300));
/// On a slow link, the time for which that keeps it busy, beside two round trips.
const BUSY: Duration = Duration::from_millis(500);
/// The same on however slow a link.
const LEAST: u64 = 64 << 10;
/// A slow link has fewer bytes a second: what is of a better class has it to itself, as while nothing is known of the link.
/// On a faster one the round trip that this costs is worth more.
const SLOW: f64 = 1.25e6;
/// How long the end waits for threads; one that hangs in a name look-up ends on its own.
const FAREWELL: Duration = Duration::from_millis(500);

/// What one piece became.
pub type Fetched = (PieceRef, Result<Arc<[u8]>, FetchError>);

/// A pool of threads over one source. Dropping it ends them, transfers and all.
#[derive(Debug)]
pub struct Fetcher {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// What a [`Fetcher`] is doing and did.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    /// Pieces asked for and not begun.
    pub queued: usize,
    pub running: usize,
    /// Pieces that can be taken.
    pub ready: usize,
    /// Bytes under way and not taken; at most the bound, or one piece.
    pub held: u64,
    /// Bytes that the source received, by every reader of it.
    pub wire: u64,
    /// Bytes that the disk cache had.
    pub cached: u64,
    /// Running estimate of the throughput, of all transfers together.
    pub bytes_per_second: Option<f64>,
    /// Running estimate of the time from a request to the head of its answer.
    pub round_trip: Option<Duration>,
}

#[derive(Debug)]
struct Shared {
    source: Arc<Source>,
    hold: u64,
    quit: Arc<AtomicBool>,
    state: Mutex<State>,
    /// There may be something to begin.
    work: Condvar,
    /// There is something to take.
    done: Condvar,
}

#[derive(Debug, Default)]
struct State {
    queue: BTreeSet<(u64, PieceRef)>,
    asked: HashMap<PieceRef, Phase>,
    ready: VecDeque<Fetched>,
    running: usize,
    held: u64,
    /// A thread wakes up now and then to see whether there is room on the link.
    watched: bool,
}

#[derive(Debug)]
enum Phase {
    Queued(u64),
    /// Its class; and the rank for another go, if it was cancelled and asked for again.
    Running(Arc<Transfer>, u32, Option<u64>),
    Ready,
}

impl Fetcher {
    /// With the usual number of threads and bound.
    pub fn new(source: Arc<Source>) -> Fetcher {
        Fetcher::with(source, THREADS, HOLD)
    }

    /// With so many threads; at most `hold` bytes (or one piece) are under way and not taken.
    pub fn with(source: Arc<Source>, threads: usize, hold: u64) -> Fetcher {
        let shared = Arc::new(Shared {
            source,
            hold,
            quit: Arc::default(),
            state: Mutex::default(),
            work: Condvar::new(),
            done: Condvar::new(),
        });
        let spawn = |number: usize| {
            let shared = shared.clone();
            std::thread::Builder::new().name(format!("fetch {number}")).spawn(move || shared.run())
        };
        let threads: Vec<_> = (0..threads.max(1))
            .filter_map(|number| spawn(number).inspect_err(|error| log::error!("no thread to fetch: {error}")).ok())
            .collect();
        Fetcher { shared, threads }
    }

    /// Wants a piece; the lowest rank comes first, and its upper half is its class. Asked again before it has begun, it gets
    /// the new rank; asked again after it was taken, it comes again.
    pub fn ask(&self, piece: PieceRef, rank: u64) {
        let mut state = self.shared.lock();
        let state = &mut *state;
        match state.asked.get_mut(&piece) {
            None => {
                state.asked.insert(piece, Phase::Queued(rank));
                state.queue.insert((rank, piece));
                self.shared.work.notify_one();
            }
            Some(Phase::Queued(old)) => {
                state.queue.remove(&(*old, piece));
                state.queue.insert((rank, piece));
                *old = rank;
            }
            Some(Phase::Running(transfer, _, again)) => {
                // It may have stopped already; then it begins once more.
                transfer.cancel(false);
                *again = Some(rank);
            }
            Some(Phase::Ready) => {}
        }
    }

    /// No longer wants a piece. It does not come, unless more than three quarters of it are here already.
    pub fn cancel(&self, piece: &PieceRef) {
        let mut state = self.shared.lock();
        let state = &mut *state;
        match state.asked.get_mut(piece) {
            None => {}
            Some(Phase::Queued(rank)) => {
                state.queue.remove(&(*rank, *piece));
                state.asked.remove(piece);
            }
            Some(Phase::Running(transfer, _, again)) => {
                transfer.cancel(true);
                *again = None;
            }
            Some(Phase::Ready) => {
                state.asked.remove(piece);
                if let Some(at) = state.ready.iter().position(|(ready, _)| ready == piece)
                    && let Some((_, Ok(bytes))) = state.ready.remove(at)
                {
                    state.held -= bytes.len() as u64;
                    self.shared.work.notify_all();
                }
            }
        }
    }

    /// The next piece that is here, if there is one.
    pub fn take(&self) -> Option<Fetched> {
        let mut state = self.shared.lock();
        let (piece, result) = state.ready.pop_front()?;
        state.asked.remove(&piece);
        if let Ok(bytes) = &result {
            state.held -= bytes.len() as u64;
            self.shared.work.notify_all();
        }
        Some((piece, result))
    }

    /// Waits until there is something to take, at most so long; false if there is nothing still.
    pub fn wait(&self, timeout: Duration) -> bool {
        let end = Instant::now() + timeout;
        let mut state = self.shared.lock();
        loop {
            let rest = end.saturating_duration_since(Instant::now());
            if !state.ready.is_empty() || rest.is_zero() {
                return !state.ready.is_empty();
            }
            state = self.shared.done.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Whether nothing is queued, under way or to be taken.
    pub fn is_idle(&self) -> bool {
        self.shared.lock().asked.is_empty()
    }

    pub fn counts(&self) -> Counts {
        let meter = self.shared.source.meter();
        let state = self.shared.lock();
        Counts {
            queued: state.queue.len(),
            running: state.running,
            ready: state.ready.len(),
            held: state.held,
            wire: meter.wire(),
            cached: meter.cache(),
            bytes_per_second: meter.rate(),
            round_trip: meter.round_trip(),
        }
    }
}

impl Drop for Fetcher {
    fn drop(&mut self) {
        self.shared.quit.store(true, Ordering::SeqCst);
        // The lock makes sure that nobody is between looking and waiting.
        drop(self.shared.lock());
        self.shared.work.notify_all();
        self.shared.source.interrupt();
        farewell(self.threads.drain(..));
    }
}

/// Waits for threads that were told to end, but not for ever.
pub(super) fn farewell(threads: impl Iterator<Item = JoinHandle<()>>) {
    let end = Instant::now() + FAREWELL;
    for thread in threads {
        while !thread.is_finished() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(1));
        }
        if thread.is_finished() {
            let _ = thread.join();
        }
    }
}

/// What is of another class waits for this one on a slow link.
fn class(rank: u64) -> u32 {
    (rank >> 32) as u32
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        while let Some((piece, transfer)) = self.begin() {
            let (result, new) = match self.source.cached(&piece) {
                Some(bytes) => (Ok(bytes), false),
                None => (self.source.fetch_piece(&piece, &transfer), true),
            };
            let result = result.map(Arc::<[u8]>::from);
            let keep = result.as_ref().ok().filter(|_| new).cloned();
            self.end(piece, result);
            // Whoever waits for the bytes does not wait for the disk.
            if let Some(bytes) = keep {
                self.source.keep(&piece, &bytes);
            }
        }
    }

    /// The most wanted piece, once there is one and room for it; `None` at the end.
    fn begin(&self) -> Option<(PieceRef, Arc<Transfer>)> {
        let mut state = self.lock();
        loop {
            if self.quit.load(Ordering::SeqCst) {
                return None;
            }
            let next = state.queue.first().copied();
            let fits = |bytes: u32| state.held == 0 || state.held + u64::from(bytes) <= self.hold;
            let Some((rank, piece)) = next.filter(|(_, piece)| fits(piece.bytes)) else {
                state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            if self.has_room(&state, class(rank)) {
                let transfer = Arc::new(Transfer::new(self.source.meter().clone(), self.quit.clone()));
                state.queue.remove(&(rank, piece));
                state.asked.insert(piece, Phase::Running(transfer.clone(), class(rank), None));
                state.running += 1;
                state.held += u64::from(piece.bytes);
                // Somebody else watches for the next one.
                self.work.notify_one();
                return Some((piece, transfer));
            }
            // Nobody says when a transfer has come so far that the next may begin: one thread looks.
            if state.watched {
                state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
            } else {
                state.watched = true;
                state = self.work.wait_timeout(state, WATCH).unwrap_or_else(PoisonError::into_inner).0;
                state.watched = false;
            }
        }
    }

    /// Whether another transfer of a class finds the link less than full, or soon will: all that are under way share it, so
    /// what is begun too early only makes what is more wanted come later.
    fn has_room(&self, state: &State, class: u32) -> bool {
        let meter = self.source.meter();
        let trip = meter.round_trip().unwrap_or_default();
        let patience = (trip * STALLED.0).max(STALLED.1);
        let (mut rest, mut better) = (0, false);
        for (piece, phase) in &state.asked {
            if let Phase::Running(transfer, its, _) = phase {
                let comes = transfer.rest(piece.bytes.into(), patience);
                rest += comes;
                better |= *its < class && comes > 0;
            }
        }
        let bytes = |rate: f64, time: Duration| (rate * time.as_secs_f64()) as u64;
        match meter.rate() {
            Some(rate) if rate < SLOW => !better && rest < LEAST.max(bytes(rate, BUSY + 2 * trip)),
            Some(rate) => rest < WINDOW.max(bytes(rate, 2 * (trip + SLACK))),
            None => !better && rest < WINDOW,
        }
    }

    fn end(&self, piece: PieceRef, result: Result<Arc<[u8]>, FetchError>) {
        let mut state = self.lock();
        state.running -= 1;
        if result.is_err() {
            state.held -= u64::from(piece.bytes);
        }
        let phase = state.asked.remove(&piece);
        match (&result, phase) {
            (Err(FetchError::Cancelled { .. }), Some(Phase::Running(_, _, Some(rank)))) => {
                state.asked.insert(piece, Phase::Queued(rank));
                state.queue.insert((rank, piece));
            }
            (Err(FetchError::Cancelled { .. }), _) => {}
            _ => {
                state.asked.insert(piece, Phase::Ready);
                state.ready.push_back((piece, result));
                self.done.notify_all();
            }
        }
        self.work.notify_all();
    }
}
