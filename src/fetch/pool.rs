//! Threads that fetch pieces, the most wanted first.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
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
/// Time for which what is under way keeps the link busy, beside two round trips. Whatever runs shares the link: were it
/// more, what is wanted most would come no sooner than the rest.
const BUSY: Duration = Duration::from_millis(500);
/// Bytes under way on however slow a link.
const LEAST: u64 = 64 << 10;
/// On a link of fewer bytes a second, what is of a better class has it to itself; on a faster one the round trip that this
/// costs is worth more.
const SLOW: f64 = 1.25e6;
/// How long the end waits for threads; one that hangs in a name look-up ends on its own.
pub(super) const FAREWELL: Duration = Duration::from_millis(500);

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
    /// How many of each class run, and their bytes.
    classes: BTreeMap<u32, usize>,
    flying: u64,
    held: u64,
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

    /// Wants a piece; the lowest rank comes first, and its upper half is its class. Asked again before it has begun, it gets the new rank; asked again after
    /// it was taken, it comes again.
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
        let end = Instant::now() + FAREWELL;
        for thread in self.threads.drain(..) {
            while !thread.is_finished() && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(1));
            }
            if thread.is_finished() {
                let _ = thread.join();
            }
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

    /// Whether the link takes so many bytes more of this class. While nothing is known of it, it may be slow.
    fn takes(&self, state: &State, class: u32, bytes: u64) -> bool {
        let meter = self.source.meter();
        let better = state.classes.first_key_value().is_some_and(|(best, _)| *best < class);
        let Some(rate) = meter.rate() else { return !better };
        let trips = 2 * meter.round_trip().unwrap_or_default();
        let most = LEAST.max((rate * (BUSY + trips).as_secs_f64()) as u64);
        state.running == 0 || (state.flying + bytes <= most && !(better && rate < SLOW))
    }

    /// The most wanted piece, once there is one and room for it; `None` at the end.
    fn begin(&self) -> Option<(PieceRef, Arc<Transfer>)> {
        let mut state = self.lock();
        loop {
            if self.quit.load(Ordering::SeqCst) {
                return None;
            }
            let next = state.queue.first().copied();
            if let Some((rank, piece)) = next
                && (state.held == 0 || state.held + u64::from(piece.bytes) <= self.hold)
                && self.takes(&state, class(rank), piece.bytes.into())
            {
                let transfer = Arc::new(Transfer::new(self.source.meter().clone(), self.quit.clone()));
                state.queue.remove(&(rank, piece));
                state.asked.insert(piece, Phase::Running(transfer.clone(), class(rank), None));
                *state.classes.entry(class(rank)).or_default() += 1;
                state.running += 1;
                state.flying += u64::from(piece.bytes);
                state.held += u64::from(piece.bytes);
                return Some((piece, transfer));
            }
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn end(&self, piece: PieceRef, result: Result<Arc<[u8]>, FetchError>) {
        let mut state = self.lock();
        state.running -= 1;
        state.flying -= u64::from(piece.bytes);
        if result.is_err() {
            state.held -= u64::from(piece.bytes);
        }
        let phase = state.asked.remove(&piece);
        if let Some(Phase::Running(_, class, _)) = &phase
            && let Some(count) = state.classes.get_mut(class)
        {
            *count -= 1;
            state.classes.retain(|_, count| *count > 0);
        }
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
