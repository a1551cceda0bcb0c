//! Decodes AV1, on a thread of its own.
//!
//! The decoder is rav1d, the Rust translation of dav1d, behind the functions of dav1d's C interface: a panic below them, where a
//! damaged file leads to one, cannot unwind and would end the program. So whoever decodes does so within [`apart`] or
//! [`mark`]: a thread that panics there is left standing where it is, its owner is told, and the visit goes on without it. Its
//! memory is lost, which is bounded by what one film of [`SIDES`] takes; nobody tries such a file again.

use std::cell::RefCell;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Once};
use std::time::Duration;

use rav1d::{Error, PixelLayout, PlanarImageComponent};
use re_rav1d as rav1d;

use super::color::{Planes, Turn, paint};
use super::sequence::Sequence;
use crate::model::Image;

/// Longest sides of a film's picture, and the shortest.
pub const SIDES: [u32; 2] = [1920, 1080];
pub const LEAST: u32 = 64;
/// Pictures that one packet may show: no encoder puts more than a few into one.
const MANY: usize = 64;
/// How often somebody who waits looks whether there is anything to wait for.
const LOOK: Duration = Duration::from_millis(20);
/// The decoder has large frames on the stack, larger ones where nothing is optimised.
pub const STACK: usize = 8 << 20;

thread_local! {
    /// Who is told if this thread panics, while it decodes.
    static OWNER: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// From now on a panic on this thread leaves it standing and sets `lost`.
pub fn mark(lost: Arc<AtomicBool>) {
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let owner = OWNER.try_with(|owner| owner.try_borrow().ok().and_then(|owner| owner.clone())).ok().flatten();
            let Some(lost) = owner else { return usual(info) };
            log::warn!("a decoder of films failed: {info}");
            lost.store(true, Ordering::Release);
            loop {
                std::thread::park();
            }
        }));
    });
    OWNER.with(|owner| *owner.borrow_mut() = Some(lost));
}

/// The decoder failed on a file, and is not to be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost;

/// Does `work`, which decodes, on a thread of its own, and waits for it.
///
/// # Errors
/// It panicked, or there can be no further thread.
pub fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Lost> {
    let lost = Arc::new(AtomicBool::new(false));
    let (done, result) = sync_channel(1);
    let told = lost.clone();
    let thread = std::thread::Builder::new().name("film".into()).stack_size(STACK).spawn(move || {
        mark(told);
        let _ = done.send(work());
    });
    thread.map_err(|_| Lost)?;
    loop {
        match result.recv_timeout(LOOK) {
            Ok(result) => return Ok(result),
            Err(RecvTimeoutError::Timeout) if !lost.load(Ordering::Acquire) => {}
            Err(_) => return Err(Lost),
        }
    }
}

/// Decodes a film's pictures, packet after packet.
pub struct Decoder {
    inner: rav1d::Decoder,
    sequence: Sequence,
    turn: Turn,
}

/// A decoded picture.
pub struct Picture {
    inner: rav1d::Picture,
    /// Seconds from the film's start.
    pub time: f64,
}

/// A packet that cannot be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

impl Decoder {
    /// A decoder for pictures of this kind; its size was looked at before.
    ///
    /// # Errors
    /// There can be none: memory is short.
    pub fn new(sequence: Sequence) -> Result<Decoder, Broken> {
        let mut settings = rav1d::Settings::new();
        // On this thread alone: nothing is lost if it is.
        settings.set_n_threads(1);
        settings.set_max_frame_delay(1);
        settings.set_all_layers(false);
        settings.set_frame_size_limit(SIDES[0] * (SIDES[1] + 8));
        let inner = rav1d::Decoder::with_settings(&settings).map_err(|_| Broken)?;
        let turn = Turn::new(sequence.matrix, sequence.full);
        Ok(Decoder { inner, sequence, turn })
    }

    /// Decodes the next packet, and adds the pictures that are to be shown to `out`.
    ///
    /// # Errors
    /// It is damaged. What follows can be decoded from the next packet on that has a sequence header.
    pub fn decode(&mut self, packet: Vec<u8>, time: f64, out: &mut Vec<Picture>) -> Result<(), Broken> {
        if packet.is_empty() {
            return Ok(());
        }
        let mut sent = self.inner.send_data(packet, None, Some((time * 1e6) as i64), None);
        for _ in 0..MANY {
            match self.inner.get_picture() {
                Ok(inner) => {
                    // Nothing else was announced.
                    let size = (inner.width(), inner.height());
                    if size != (self.sequence.width, self.sequence.height)
                        || inner.pixel_layout() != PixelLayout::I420
                        || inner.bit_depth() != 8
                    {
                        return Err(Broken);
                    }
                    let time = inner.timestamp().map_or(time, |time| time as f64 * 1e-6);
                    out.push(Picture { inner, time });
                }
                Err(Error::Again) => {}
                Err(_) => return Err(Broken),
            }
            match sent {
                Ok(()) => return Ok(()),
                Err(Error::Again) => sent = self.inner.send_pending_data(),
                Err(_) => return Err(Broken),
            }
        }
        Err(Broken)
    }

    /// Writes a picture into an image of its size.
    pub fn paint(&self, picture: &Picture, image: &mut Image) {
        let plane = |component| {
            let plane = picture.inner.plane(component);
            let stride = picture.inner.stride(component) as usize;
            (plane, stride)
        };
        let [luma, blue, red] = [PlanarImageComponent::Y, PlanarImageComponent::U, PlanarImageComponent::V].map(plane);
        let planes = Planes {
            width: self.sequence.width,
            height: self.sequence.height,
            luma: (&luma.0, luma.1),
            blue: (&blue.0, blue.1),
            red: (&red.0, red.1),
        };
        paint(&planes, &self.turn, image);
    }
}
