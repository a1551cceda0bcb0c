//! The device, or none: sounds go on in their time either way, so that captions do, too, and that all is in its place once
//! there is a device.
//!
//! | system | how |
//! |---|---|
//! | Linux | PulseAudio's protocol, which PipeWire speaks as well, over its socket: no library to link with |
//! | Windows, macOS, Android | WASAPI, Core Audio, AAudio |

#[cfg(target_os = "linux")]
#[path = "pulse.rs"]
mod device;
#[cfg(not(target_os = "linux"))]
#[path = "system.rs"]
mod device;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::mixer::Mixer;

/// How long nothing is asked for after there was no device, at first and at most: one may be plugged in at any time.
const FIRST: Duration = Duration::from_secs(2);
const LAST: Duration = Duration::from_secs(30);
/// A device that was heard for so long is asked for at once when it goes.
const HEARD: Duration = Duration::from_secs(10);
/// How often what nobody hears is mixed.
const TICK: Duration = Duration::from_millis(20);
/// Samples a second while there is no device.
const RATE: u32 = 48_000;

/// Why a device is not heard any more.
enum End {
    /// The visit is over.
    Stopped,
    /// There is none, or it went away.
    Gone(String),
}

/// A thread that keeps a device supplied as long as this lives.
#[derive(Debug)]
pub struct Output {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Output {
    /// Opens the system's usual device; where there is none it is looked for again now and then.
    ///
    /// # Errors
    /// There can be no further thread.
    pub fn start(mixer: Mixer) -> std::io::Result<Output> {
        let stop = Arc::new(AtomicBool::new(false));
        let watched = stop.clone();
        let thread = std::thread::Builder::new().name("sound".into()).spawn(move || run(mixer, &watched))?;
        Ok(Output { stop, thread: Some(thread) })
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(mut mixer: Mixer, stop: &Arc<AtomicBool>) {
    let (mut pause, mut told) = (FIRST, None);
    loop {
        let begun = Instant::now();
        let (back, end) = device::play(mixer, stop);
        let (Some(back), End::Gone(why)) = (back, end) else { return };
        mixer = back;
        if begun.elapsed() > HEARD {
            pause = FIRST;
        }
        // The same reason is said once.
        if told.as_ref() != Some(&why) {
            log::warn!("no sound is heard: {why}");
            told = Some(why);
        }
        mixer.set_rate(RATE);
        if !unheard(&mut mixer, pause, stop) {
            return;
        }
        pause = (pause * 2).min(LAST);
    }
}

/// Lets time pass in what nobody hears; `false` where the visit is over.
fn unheard(mixer: &mut Mixer, length: Duration, stop: &AtomicBool) -> bool {
    let begun = Instant::now();
    let mut scratch = vec![0.0; (RATE as usize / 50) * 2];
    let (mut mixed, tick) = (Duration::ZERO, TICK);
    while begun.elapsed() < length {
        if stop.load(Ordering::Relaxed) {
            return false;
        }
        std::thread::sleep(tick);
        while mixed + tick <= begun.elapsed() {
            mixer.mix(&mut scratch);
            mixed += tick;
        }
    }
    true
}
