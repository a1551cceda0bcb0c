//! Which device the visit happens on, and why: said in a sentence.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use glam::Vec2;

use super::panels;
use crate::cli::{DeviceArg, VisitArgs};
use crate::device::desktop::Desktop;
use crate::device::headset::{self, Absent, Entry, Headset, HeadsetOptions, Platform};
use crate::device::{Device, Offscreen, OffscreenOptions, Replay};
use crate::fair::{Fair, Lang, Text};
use crate::fetch::Source;
use crate::panel::{Key, t};
use crate::render::{Backend, NEAR};
use crate::visit::log;
use crate::visit::log::Start;
use crate::visit::tour::{Tour, Waypoint};

/// The device, and what the visitor is told about it.
pub struct Chosen {
    pub device: Device,
    /// Which device and why.
    pub shown: String,
    /// The recorded tour is walked: pictures and statistics are written, and said where.
    pub tour: bool,
    /// How long the visit will be, where that is known.
    pub length: Option<Duration>,
    /// What the visit begins with in the log that is walked.
    pub start: Start,
}

/// Size of pictures offscreen when nobody says.
const OFFSCREEN_SIZE: (u32, u32) = (800, 450);
/// Size of the window when nobody says.
const WINDOW_SIZE: (u32, u32) = (1280, 720);
/// Largest tour that is read, in bytes.
const TOUR_LIMIT: u64 = 64 << 20;
/// Time between the frames of a tour written by hand: nobody wears it, and a software driver draws it.
const TOUR_PERIOD: Duration = Duration::from_millis(100);
/// Time between frames where nothing else says one: that of the slowest common headset.
const STILL_PERIOD: Duration = Duration::from_nanos(1_000_000_000 / 72);
/// Seconds of an offscreen visit that has no log to follow.
const STILL_SECONDS: f32 = 5.0;
/// The same for each stop of a tour that is over before.
const STOP_SECONDS: f32 = 300.0;

/// Opens the device asked for; `auto` tries headset, window and offscreen in this order.
///
/// # Errors
/// The device named is not there, or no device can be opened.
pub fn device(args: &VisitArgs, source: &Arc<Source>, fair: &Fair, lang: Lang, platform: Platform) -> Result<Chosen> {
    let plain = |device, shown: String| {
        let length = args.seconds.map(Duration::from_secs_f64);
        Ok(Chosen { device, shown, tour: false, length, start: Start::default() })
    };
    match seen(args, Some(&fair.title), lang, platform)? {
        Seen::On(device, shown) => plain(device, shown),
        Seen::Nowhere(why) => offscreen(args, source, fair, lang, why),
    }
}

/// A device on which a visitor sees something while the fair is being opened, and what they are told about it; `None` where
/// nobody looks.
///
/// # Errors
/// The device named is not there.
pub fn to_wait_on(args: &VisitArgs, lang: Lang, platform: Platform) -> Result<Option<(Device, String)>> {
    Ok(match seen(args, None, lang, platform)? {
        Seen::On(device, shown) => Some((device, shown)),
        Seen::Nowhere(_) => None,
    })
}

impl Chosen {
    /// The device that was there already.
    pub fn again(args: &VisitArgs, device: Device, fair: &Fair, lang: Lang) -> Chosen {
        if let Device::Desktop(desktop) = &device {
            desktop.set_title(&title(Some(&fair.title), lang));
        }
        let length = args.seconds.map(Duration::from_secs_f64);
        Chosen { device, shown: String::new(), tour: false, length, start: Start::default() }
    }
}

/// What a visitor looks at.
enum Seen {
    /// And how it is called.
    On(Device, String),
    /// And why.
    Nowhere(String),
}

/// Opens what is asked for, if somebody will look at it.
fn seen(args: &VisitArgs, fair: Option<&Text>, lang: Lang, platform: Platform) -> Result<Seen> {
    let headset = |headset: Headset| Device::Headset(Box::new(headset));
    let desktop = |desktop: Desktop| Device::Desktop(Box::new(desktop));
    match args.device {
        DeviceArg::Headset => {
            let opened = open_headset(args, Absent::Wait, platform)?;
            Ok(Seen::On(headset(opened), t(lang, Key::InHeadset).into()))
        }
        DeviceArg::Desktop => Ok(Seen::On(desktop(open_desktop(args, fair, lang)?), t(lang, Key::InWindow).into())),
        DeviceArg::Offscreen => Ok(Seen::Nowhere(String::new())),
        // A log is walked offscreen unless a device is named.
        DeviceArg::Auto if args.replay.is_some() => Ok(Seen::Nowhere(String::new())),
        DeviceArg::Auto => {
            let no_headset = match headset::probe(&Entry::Loaded, &platform) {
                Ok(name) => match open_headset(args, Absent::Fail, platform) {
                    Ok(opened) => return Ok(Seen::On(headset(opened), format!("{}: {name}", t(lang, Key::InHeadset)))),
                    Err(error) => format!("{name}: {error:#}"),
                },
                Err(why) => why.to_string(),
            };
            let no_window = match Desktop::probe() {
                Ok(()) => match open_desktop(args, fair, lang) {
                    Ok(opened) => {
                        let shown = format!("{} ({}: {no_headset})", t(lang, Key::InWindow), t(lang, Key::NoHeadset));
                        return Ok(Seen::On(desktop(opened), shown));
                    }
                    Err(error) => format!("{error:#}"),
                },
                Err(why) => format!("{why:#}"),
            };
            let why = format!(" ({}: {no_headset}; {}: {no_window})", t(lang, Key::NoHeadset), t(lang, Key::NoWindow));
            Ok(Seen::Nowhere(why))
        }
    }
}

fn open_headset(args: &VisitArgs, absent: Absent, platform: Platform) -> Result<Headset> {
    if args.backend == Backend::Noop {
        bail!("the noop backend shows nothing in a headset; it goes with the offscreen device");
    }
    // Depth helps PC runtimes to reproject; it costs a resolve a frame, so it is asked for by name.
    let depth_layer = std::env::var_os("BOOTHWALK_DEPTH_LAYER").is_some_and(|value| value != "0");
    let quad_layers = std::env::var_os("BOOTHWALK_QUAD_LAYERS").is_none_or(|value| value != "0");
    let quads = panels::quads().map(|size| size.filter(|_| quad_layers));
    let backend = args.backend;
    Headset::open(HeadsetOptions { backend, near: NEAR, absent, depth_layer, quads, platform, ..Default::default() })
}

fn open_desktop(args: &VisitArgs, fair: Option<&Text>, lang: Lang) -> Result<Desktop> {
    Desktop::open(args.size.unwrap_or(WINDOW_SIZE), args.backend, &title(fair, lang))
}

/// What a window's title bar says.
fn title(fair: Option<&Text>, lang: Lang) -> String {
    fair.map_or_else(|| "Boothwalk 步展".into(), |title| format!("{} · Boothwalk 步展", title.get(lang)))
}

/// Offscreen, along the log asked for, else along the fair's own tour, else standing still.
fn offscreen(args: &VisitArgs, source: &Arc<Source>, fair: &Fair, lang: Lang, why: String) -> Result<Chosen> {
    let mut tour = false;
    let Followed { replay, length, start } = if let Some(path) = &args.replay {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read the log {}", path.display()))?;
        let written = path.extension().is_some_and(|end| end == "toml");
        follow(bytes, written, fair).with_context(|| format!("cannot follow the log {}", path.display()))?
    } else if !args.tour.is_empty() {
        still(fair, STOP_SECONDS * args.tour.len() as f32, TOUR_PERIOD, false)?
    } else if let Some(path) = &fair.tour {
        tour = true;
        let bytes = source.read(path, TOUR_LIMIT).map_err(anyhow::Error::from);
        bytes.and_then(|bytes| follow(bytes, path.ends_with(".toml"), fair)).or_else(|error| {
            // A tour that is missing or broken leaves a fair that can still be seen from its entrance.
            ::log::warn!("the tour {path} cannot be walked: {error:#}");
            still(fair, STILL_SECONDS, STILL_PERIOD, true)
        })?
    } else {
        // Without a log the visitor stands where visitors arrive, and takes one picture.
        tour = args.device == DeviceArg::Auto;
        still(fair, STILL_SECONDS, STILL_PERIOD, true)?
    };
    let seconds = args.seconds.map(Duration::from_secs_f64);
    let size = args.size.unwrap_or(OFFSCREEN_SIZE);
    let options = OffscreenOptions { size, replay: Some(replay), seconds, ..Default::default() };
    let device = Offscreen::open(args.backend, options)?;
    // A tour is over when all is seen, or sooner.
    let length =
        seconds.or((args.tour.is_empty() || args.replay.is_some()).then_some(length)).map(|one| one.min(length));
    let shown = format!("{}{why}", t(lang, if tour { Key::TourOffscreen } else { Key::Offscreen }));
    Ok(Chosen { device: Device::Offscreen(Box::new(device)), shown, tour, length, start })
}

/// The frames of a visit, when the last of them is, and what it begins with.
struct Followed {
    replay: Replay,
    length: Duration,
    start: Start,
}

/// The frames of a log or of a tour `written` by hand (see [`Tour`]).
fn follow(bytes: Vec<u8>, written: bool, fair: &Fair) -> Result<Followed> {
    if written {
        return walk(&Tour::parse(std::str::from_utf8(&bytes)?)?, fair, TOUR_PERIOD);
    }
    let bytes: Arc<[u8]> = bytes.into();
    let read = || log::Reader::new(Cursor::new(bytes.clone()));
    let length = read()?.filter_map(Result::ok).last().map_or(Duration::ZERO, |(time, _)| time);
    let reader = read()?;
    let start = reader.header().start();
    Ok(Followed { replay: Box::new(reader.map(|frame| frame.map_err(Into::into))), length, start })
}

fn walk(tour: &Tour, fair: &Fair, period: Duration) -> Result<Followed> {
    let frames = tour.frames(spawn(fair), period)?;
    let length = frames.last().map_or(Duration::ZERO, |(time, _)| *time);
    Ok(Followed { replay: Box::new(frames.into_iter().map(Ok)), length, start: Start::default() })
}

/// Somebody who has just arrived and looks ahead, for so many seconds, in frames so far apart; and takes a picture when they have seen it.
fn still(fair: &Fair, seconds: f32, period: Duration, picture: bool) -> Result<Followed> {
    let (at, yaw) = spawn(fair);
    let stand = |seconds, picture| Waypoint { seconds, x: at.x, z: at.y, yaw, pitch: 0.0, picture };
    let waypoint = vec![stand(seconds - 0.1, picture), stand(seconds, false)];
    walk(&Tour { format: 1, height: 1.65, waypoint }, fair, period)
}

fn spawn(fair: &Fair) -> (Vec2, f32) {
    fair.halls.first().map_or((Vec2::ZERO, 0.0), |hall| hall.spawn)
}

/// The folder of the demo fair: `assets/demo` at or above the program, or where it was started.
///
/// # Errors
/// It is in neither place.
pub fn demo_fair() -> Result<String> {
    let program = std::env::current_exe().ok().and_then(|path| std::fs::canonicalize(path).ok());
    let above = program.iter().flat_map(|path| path.ancestors().skip(1).take(5)).map(Path::to_owned);
    let here = std::env::current_dir().ok();
    for folder in above.chain(here) {
        let demo: PathBuf = folder.join("assets").join("demo");
        if demo.join("fair.toml").is_file() {
            return Ok(demo.to_string_lossy().into_owned());
        }
    }
    bail!("the demo fair (assets/demo) is not beside the program: name a fair, or start from Boothwalk's folder")
}
