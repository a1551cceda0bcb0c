//! Worker threads that read, decode and prepare; the render thread takes what is finished from a bounded channel.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::admission::Pacing;

type Job<T> = Box<dyn FnOnce() -> T + Send>;

struct Queue<T> {
    /// By rank (lower first), then by the order of asking.
    jobs: BTreeMap<(u32, u64), Job<T>>,
    closed: bool,
}

struct Shared<T> {
    queue: Mutex<Queue<T>>,
    wake: Condvar,
}

/// A pool whose results come back in the order they finish (measured pacing) or in the order of asking (virtual pacing,
/// where taking waits for the next one, so that a replay sees the same thing every time).
pub struct Workers<T> {
    shared: Arc<Shared<T>>,
    results: Receiver<(u64, T)>,
    threads: Vec<JoinHandle<()>>,
    pacing: Pacing,
    asked: u64,
    /// Virtual pacing: order of asking, and what came early.
    expected: BTreeMap<(u32, u64), ()>,
    early: BTreeMap<u64, T>,
    open: usize,
}

/// How far a thread steps back for others (setpriority(2)): it has a ninth of a core for which one of them asks, too.
#[cfg(any(target_os = "linux", target_os = "android"))]
const BACK: i32 = 10;

/// Lowers the priority of this thread; where that cannot be, nothing is lost but time.
fn step_back() {
    // There the call is for one thread; elsewhere it is for all of a process.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if let Err(error) = rustix::process::setpriority_process(None, BACK) {
        log::debug!("a worker keeps its priority: {error}");
    }
}

/// Finished results that may wait for the render thread; then the workers wait, and memory stays bounded.
const WAITING: usize = 4;

impl<T: Send + 'static> Workers<T> {
    /// Starts `count` threads (at least one).
    pub fn new(count: usize, pacing: Pacing) -> Workers<T> {
        Workers::with(count, pacing, || {})
    }

    /// The same for long work that nobody waits for in this frame: where there are more threads than cores, those that draw
    /// come first.
    pub fn background(count: usize, pacing: Pacing) -> Workers<T> {
        Workers::with(count, pacing, step_back)
    }

    /// As [`Workers::background`] where a GPU draws. Where the processor does, every frame takes all cores for as long as it
    /// lasts and no frame is in time: who stepped back would get next to nothing, and what one waits for would never come.
    pub fn beside(count: usize, pacing: Pacing, processor_draws: bool) -> Workers<T> {
        if processor_draws { Workers::new(count, pacing) } else { Workers::background(count, pacing) }
    }

    fn with(count: usize, pacing: Pacing, begin: fn()) -> Workers<T> {
        let shared = Arc::new(Shared {
            queue: Mutex::new(Queue { jobs: BTreeMap::new(), closed: false }),
            wake: Condvar::new(),
        });
        let (sender, results) = sync_channel(WAITING);
        let threads = (0..count.max(1))
            .filter_map(|i| {
                let (shared, sender) = (shared.clone(), sender.clone());
                std::thread::Builder::new()
                    .name(format!("worker {i}"))
                    .spawn(move || {
                        begin();
                        work(&shared, &sender);
                    })
                    .ok()
            })
            .collect();
        Workers {
            shared,
            results,
            threads,
            pacing,
            asked: 0,
            expected: BTreeMap::new(),
            early: BTreeMap::new(),
            open: 0,
        }
    }

    /// Asks for work; a lower rank is done sooner.
    pub fn ask(&mut self, rank: u32, job: impl FnOnce() -> T + Send + 'static) {
        let key = (rank, self.asked);
        self.asked += 1;
        self.open += 1;
        if self.pacing == Pacing::Virtual {
            self.expected.insert(key, ());
        }
        let mut queue = self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.jobs.insert(key, Box::new(job));
        drop(queue);
        self.shared.wake.notify_one();
    }

    /// Results not taken yet, finished or not.
    pub fn open(&self) -> usize {
        self.open
    }

    /// Threads that work.
    pub fn threads(&self) -> usize {
        self.threads.len()
    }

    /// One finished result. With measured pacing it never waits; with virtual pacing it waits for the one that is due.
    pub fn take(&mut self) -> Option<T> {
        if self.open == 0 {
            return None;
        }
        match self.pacing {
            Pacing::Measured => match self.results.try_recv() {
                Ok((_, result)) => {
                    self.open -= 1;
                    Some(result)
                }
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => None,
            },
            Pacing::Virtual => self.take_due(),
        }
    }

    /// One finished result, waiting for it.
    pub fn wait(&mut self) -> Option<T> {
        if self.open == 0 {
            return None;
        }
        match self.pacing {
            Pacing::Virtual => self.take_due(),
            Pacing::Measured => {
                let (_, result) = self.results.recv().ok()?;
                self.open -= 1;
                Some(result)
            }
        }
    }

    fn take_due(&mut self) -> Option<T> {
        let ((_, due), ()) = self.expected.pop_first()?;
        loop {
            if let Some(result) = self.early.remove(&due) {
                self.open -= 1;
                return Some(result);
            }
            let (number, result) = self.results.recv().ok()?;
            self.early.insert(number, result);
        }
    }
}

impl<T> Drop for Workers<T> {
    fn drop(&mut self) {
        let mut queue = self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.closed = true;
        queue.jobs.clear();
        drop(queue);
        self.shared.wake.notify_all();
        // A worker may wait with a finished result: make room until all have left.
        while self.threads.iter().any(|thread| !thread.is_finished()) {
            let _ = self.results.recv_timeout(std::time::Duration::from_millis(5));
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn work<T>(shared: &Shared<T>, sender: &SyncSender<(u64, T)>) {
    loop {
        let mut queue = shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let ((_, number), job) = loop {
            if queue.closed {
                return;
            }
            if let Some(job) = queue.jobs.pop_first() {
                break job;
            }
            queue = shared.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
        };
        drop(queue);
        if sender.send((number, job())).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn virtual_results_come_in_the_order_of_rank_and_asking() {
        let mut workers = Workers::new(3, Pacing::Virtual);
        for i in 0..20u32 {
            workers.ask(i % 2, move || {
                std::thread::sleep(Duration::from_millis(u64::from(20 - i) / 4));
                i
            });
        }
        let got: Vec<u32> = std::iter::from_fn(|| workers.take()).collect();
        let wanted: Vec<u32> = (0..20).step_by(2).chain((1..20).step_by(2)).collect();
        assert_eq!(got, wanted);
    }

    #[test]
    fn measured_taking_never_waits() {
        let mut workers = Workers::new(1, Pacing::Measured);
        workers.ask(0, || std::thread::sleep(Duration::from_millis(200)));
        assert!(workers.take().is_none());
        assert_eq!(workers.open(), 1);
        assert!(workers.wait().is_some());
        assert_eq!(workers.open(), 0);
    }

    #[test]
    fn dropping_with_work_left_ends_the_threads() {
        let mut workers = Workers::new(2, Pacing::Measured);
        for _ in 0..50 {
            workers.ask(0, || vec![0u8; 1000]);
        }
        drop(workers);
    }
}
