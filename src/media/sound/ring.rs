//! Samples on their way from one thread to another, neither of which ever waits for the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// Samples that fit, a power of two: two thirds of a second at 48 kHz.
pub const ROOM: usize = 1 << 15;

struct Ring {
    /// Bits of samples. Who may touch which is said by the counts below: they are what orders both threads.
    samples: Box<[AtomicU32]>,
    /// Samples ever put in, and ever taken out; both go around.
    put: AtomicUsize,
    taken: AtomicUsize,
}

impl Ring {
    fn held(&self) -> usize {
        self.put.load(Ordering::Acquire).wrapping_sub(self.taken.load(Ordering::Acquire))
    }
}

/// The end that puts in.
pub struct Giver(Arc<Ring>);

/// The end that takes out.
pub struct Taker(Arc<Ring>);

/// Both ends of so many empty rings.
pub fn rings<const MANY: usize>() -> ([Giver; MANY], [Taker; MANY]) {
    let rings: [Arc<Ring>; MANY] = std::array::from_fn(|_| {
        let samples = (0..ROOM).map(|_| AtomicU32::new(0)).collect();
        Arc::new(Ring { samples, put: AtomicUsize::new(0), taken: AtomicUsize::new(0) })
    });
    (rings.each_ref().map(|ring| Giver(ring.clone())), rings.map(Taker))
}

impl Giver {
    /// Samples that are on their way.
    pub fn held(&self) -> usize {
        self.0.held()
    }

    /// Puts in as many as there is room for; how many these were.
    pub fn put(&mut self, samples: &[f32]) -> usize {
        let count = samples.len().min(ROOM - self.held());
        let first = self.0.put.load(Ordering::Relaxed);
        for (index, sample) in samples[..count].iter().enumerate() {
            self.0.samples[first.wrapping_add(index) % ROOM].store(sample.to_bits(), Ordering::Relaxed);
        }
        self.0.put.store(first.wrapping_add(count), Ordering::Release);
        count
    }
}

impl Taker {
    /// Samples that are there.
    pub fn held(&self) -> usize {
        self.0.held()
    }

    /// The sample after so many; the caller has seen that it is there.
    pub fn peek(&self, after: usize) -> f32 {
        let at = self.0.taken.load(Ordering::Relaxed).wrapping_add(after) % ROOM;
        f32::from_bits(self.0.samples[at].load(Ordering::Relaxed))
    }

    /// Takes so many out.
    pub fn take(&mut self, count: usize) {
        let count = count.min(self.held());
        self.0.taken.store(self.0.taken.load(Ordering::Relaxed).wrapping_add(count), Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_arrives_once_and_in_order() {
        let ([mut giver], [mut taker]) = rings();
        const ALL: usize = 20 * ROOM + 77;
        let thread = std::thread::spawn(move || {
            let mut next = 0;
            while next < ALL {
                let chunk: Vec<f32> = (next..ALL.min(next + 1000)).map(|sample| sample as f32).collect();
                next += giver.put(&chunk);
            }
            giver
        });
        let mut expected = 0;
        while expected < ALL {
            let held = taker.held();
            assert!(held <= ROOM);
            for after in 0..held {
                assert_eq!(taker.peek(after), (expected + after) as f32);
            }
            taker.take(held);
            expected += held;
        }
        assert_eq!(thread.join().unwrap().held(), 0);
    }
}
