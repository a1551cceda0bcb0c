//! Where frames come from: a headset over OpenXR, a window that works like one, or a clock and a log.
//!
//! Knows nothing of what is drawn. Poses are in *rig space*: metres, +Y up, origin on the floor where the visitor's rig
//! stands, −Z ahead; `visit` places the rig in the hall. The order of a frame, the same for every device:
//! [`Device::wait`] → the visit moves → [`Device::acquire`] → encode → [`Device::locate`] (the freshest views, once all else
//! is done) → submit → [`Device::present`].

#[cfg(not(target_os = "android"))]
pub mod desktop;
#[cfg(target_os = "android")]
#[path = "no_desktop.rs"]
pub mod desktop;
pub mod headset;
mod offscreen;
mod rebuilds;
mod types;

pub use offscreen::{Offscreen, OffscreenOptions, Replay};
pub use types::*;

use anyhow::Result;

use crate::render::Gpu;

/// The device of a visit.
pub enum Device {
    Headset(Box<headset::Headset>),
    Desktop(Box<desktop::Desktop>),
    Offscreen(Box<Offscreen>),
}

macro_rules! each {
    ($self:expr, $device:ident => $call:expr) => {
        match $self {
            Device::Headset($device) => $call,
            Device::Desktop($device) => $call,
            Device::Offscreen($device) => $call,
        }
    };
}

impl Device {
    /// The GPU this device draws with; another one after [`Step::Rebuilt`].
    pub fn gpu(&self) -> &Gpu {
        each!(self, device => device.gpu())
    }

    /// The shape of the targets; may change between frames (a window resized, the stereo view toggled).
    pub fn surface(&self) -> Surface {
        each!(self, device => device.surface())
    }

    /// What the lenses hide, when it changed since it was last asked for.
    pub fn hidden(&mut self) -> Option<HiddenMesh> {
        match self {
            Device::Headset(device) => device.hidden().cloned(),
            Device::Desktop(_) | Device::Offscreen(_) => None,
        }
    }

    /// Waits for the next turn of the loop.
    ///
    /// # Errors
    /// The device is gone for good.
    pub fn wait(&mut self) -> Result<Step> {
        each!(self, device => device.wait())
    }

    /// The freshest views of a frame, just before it is submitted; `None`: no valid pose, show nothing this frame.
    pub fn locate(&mut self, frame: &Frame) -> Option<Views> {
        each!(self, device => device.locate(frame))
    }

    /// Where to draw; `None`: nowhere this frame.
    ///
    /// # Errors
    /// The device is gone for good.
    pub fn acquire(&mut self) -> Result<Option<Target>> {
        each!(self, device => device.acquire())
    }

    /// Ends the frame; `drawn` is its picture, `None` where there is none. Only a headset shows a part of its target as the
    /// whole: see [`Device::scales`].
    ///
    /// # Errors
    /// The device is gone for good.
    pub fn present(&mut self, frame: &Frame, drawn: Option<&Drawn>) -> Result<()> {
        each!(self, device => device.present(frame, drawn))
    }

    /// The image of a quad layer, which is to hold what has this version; between [`Device::acquire`] and
    /// [`Device::present`].
    pub fn quad(&mut self, number: usize, version: u64) -> QuadImage {
        match self {
            Device::Headset(device) => device.quad(number, version),
            Device::Desktop(_) | Device::Offscreen(_) => QuadImage::None,
        }
    }

    /// What it is, for people.
    pub fn describe(&self) -> String {
        each!(self, device => device.describe())
    }

    /// Name and version of the OpenXR runtime.
    pub fn runtime(&self) -> Option<String> {
        match self {
            Device::Headset(device) => device.runtime(),
            Device::Desktop(_) | Device::Offscreen(_) => None,
        }
    }

    /// Whether a frame may draw a part of its target, which is then shown as the whole.
    pub fn scales(&self) -> bool {
        matches!(self, Device::Headset(_))
    }

    /// Whether the visitor is with us: a headset is worn and shows no menu of the system's. A window always is.
    pub fn has_focus(&self) -> bool {
        match self {
            Device::Headset(device) => device.has_focus(),
            Device::Desktop(_) | Device::Offscreen(_) => true,
        }
    }

    pub fn is_offscreen(&self) -> bool {
        matches!(self, Device::Offscreen(_))
    }
}
