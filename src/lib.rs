//! Boothwalk (步展): a virtual trade fair to walk through.
//!
//! The map of the crate, a room a folder. Data flows one way: bytes → [`model::Model`] → pieces → GPU, and once a
//! frame `device.wait() → Frame → visit → stream.admit(budget) → render → device.submit()`.
//!
//! | room | owns | knows nothing of |
//! |---|---|---|
//! | [`fair`] | what a fair is: halls, plots, booths, products, text in two languages; the manifest on disk | network, GPU |
//! | [`fetch`] | bytes by name and by content, from a folder or an HTTP origin; cache, limits, retries | glTF |
//! | [`model`] | bytes to a [`model::Model`]; checks and limits on hostile input | GPU, fair |
//! | [`media`] | posters: pictures to a model; sounds: files to what two ears hear; films: files to pictures in time; fonts: outlines of characters | GPU, scene |
//! | [`stream`] | which piece comes next and what it may cost this frame | OpenXR, wgpu calls |
//! | [`scene`] | what stands where now: instances, animation time, bounds, culling | file formats |
//! | [`render`] | wgpu: device, pipelines, materials, uploads; a shader in `shaders/` per drawn thing | where poses come from |
//! | [`device`] | three sources of frames: headset (OpenXR), desktop (winit), offscreen (a clock and a log) | what is drawn |
//! | [`visit`] | the visitor: moving, pointing, the way to a booth, products in hand and tools for them, comfort; record and replay | how input was read |
//! | [`find`] | searching a fair's booths, products and industries: characters, pinyin, initials, English | network, GPU, files |
//! | [`panel`] | text and pages in the world: signs, key sheet, credits, the tablet and cards; fonts and strings | |
//! | `host` (feature `host`) | serving a fair's folder over HTTP | rendering |
//! | [`app`] | one visit from start to end: chooses the device, runs the loop, keeps the statistics | |
//! | `pack` (feature `pack`) | authoring: from booth folders to levels, pictures and pieces that any web server serves | GPU, device |
//! | [`check`] | what is wrong with a model, a booth or a fair, and what is over budget | GPU, device |
//! | [`bench`] | measurements that a person can repeat | |
//! | [`cli`] | the command line | |
//! | `android` (on Android) | the app's door: its activity, what it was started with, the fair inside the APK | what is behind |

// Tests of the parts show the same servers to the program as those of the whole.
#[cfg(test)]
extern crate self as boothwalk;

#[cfg(any(target_os = "android", test))]
mod android;
pub mod app;
pub mod bench;
pub mod check;
pub mod cli;
pub mod device;
pub mod fair;
pub mod fetch;
pub mod find;
#[cfg(feature = "host")]
pub mod host;
pub mod media;
pub mod model;
#[cfg(feature = "pack")]
pub mod pack;
pub mod panel;
pub mod render;
pub mod scene;
pub mod stream;
pub mod visit;

// The OpenXR runtime that tests have within their process, for those that see more than a headset.
#[cfg(test)]
#[allow(dead_code, reason = "others use the rest")]
#[path = "../tests/fake/mod.rs"]
mod fake;
