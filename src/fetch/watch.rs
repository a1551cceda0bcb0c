//! Looks now and then, on a thread of its own, whether a source that was out of reach is back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::Source;
use super::pool::farewell;
use super::transfer::Transfer;

/// See the module's page. Dropping it ends the thread.
#[derive(Debug)]
pub struct Watch {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    source: Arc<Source>,
    quit: Arc<AtomicBool>,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Debug)]
struct State {
    looking: bool,
    answered: bool,
    /// Before the next look. It goes on growing while what is missed does not come although the source answers.
    pause: Duration,
}

impl Watch {
    /// Does nothing until [`Watch::begin`].
    pub fn new(source: Arc<Source>) -> Watch {
        let [pause, _] = source.watch();
        let state = State { looking: false, answered: false, pause };
        let shared = Arc::new(Shared { source, quit: Arc::default(), state: Mutex::new(state), wake: Condvar::new() });
        let own = shared.clone();
        let thread = std::thread::Builder::new().name("fetch watch".into()).spawn(move || own.run());
        let thread = thread.inspect_err(|error| log::error!("no thread to watch the network: {error}")).ok();
        Watch { shared, thread }
    }

    /// Looks from now on, until the source answers.
    pub fn begin(&self) {
        let mut state = self.shared.lock();
        if !state.looking {
            (state.looking, state.answered) = (true, false);
            self.shared.wake.notify_all();
        }
    }

    /// Whether the source has answered; says so once.
    pub fn answered(&self) -> bool {
        std::mem::take(&mut self.shared.lock().answered)
    }

    /// All that was missed has come: the next time it looks as soon as it did first.
    pub fn well(&self) {
        self.shared.lock().pause = self.shared.source.watch()[0];
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let [_, longest] = self.source.watch();
        while self.pause() {
            let transfer = Transfer::new(self.source.meter().clone(), self.quit.clone());
            let answers = self.source.answers(&transfer);
            let mut state = self.lock();
            state.pause = state.pause.saturating_mul(2).min(longest);
            if answers {
                (state.looking, state.answered) = (false, true);
            }
        }
    }

    /// Waits until it is time for a look; false at the end.
    fn pause(&self) -> bool {
        let mut state = self.lock();
        let mut since = None;
        loop {
            if self.quit.load(Ordering::SeqCst) {
                return false;
            }
            state = if state.looking {
                let rest = state.pause.saturating_sub(since.get_or_insert_with(Instant::now).elapsed());
                if rest.is_zero() {
                    return true;
                }
                self.wake.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0
            } else {
                since = None;
                self.wake.wait(state).unwrap_or_else(PoisonError::into_inner)
            };
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.quit.store(true, Ordering::SeqCst);
        // The lock makes sure that the thread is not between looking and waiting.
        drop(self.shared.lock());
        self.shared.wake.notify_all();
        self.shared.source.interrupt();
        farewell(self.thread.take().into_iter());
    }
}
