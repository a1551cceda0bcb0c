//! The activity's thread: it hears the system at any time, while the visit has a thread of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use android_activity::{AndroidApp, MainEvent, PollEvent};
use anyhow::{Context, Result};
use clap::Parser;

use super::assets::Assets;
use super::talk::Talk;
use super::{java, link};
use crate::app::{System, Wishes, visit_on};
use crate::cli::Cli;
use crate::device::headset::Platform;
use crate::fetch::Bundle;

/// How long the system's question for what to keep may wait for the visit, which is between two frames soon.
const KEEP: Duration = Duration::from_millis(200);
/// How long the end of the activity may wait for the end of the visit.
const END: Duration = Duration::from_secs(3);

/// How often the battery is asked how it is.
const ASK: Duration = Duration::from_secs(60);

/// What the system calls once the activity is there; returns when it is gone.
#[unsafe(no_mangle)]
fn android_main(app: AndroidApp) {
    android_logger::init_once(
        android_logger::Config::default().with_tag("boothwalk").with_max_level(log::LevelFilter::Info),
    );
    log::info!("Boothwalk {}", env!("CARGO_PKG_VERSION"));
    // Once a process; a later activity finds it there.
    let _ = rustls_graviola::default_provider().install_default();
    let talk = Arc::new(Talk::default());
    let (mut started, mut gone) = (false, false);
    let mut asked = None;
    while !gone {
        if started && asked.is_none_or(|asked: Instant| asked.elapsed() >= ASK) {
            asked = Some(Instant::now());
            match java::battery(&app) {
                Ok(battery) => battery.into_iter().for_each(|battery| talk.battery(battery)),
                Err(error) => log::debug!("the battery is not known: {error:#}"),
            }
        }
        app.poll_events(Some(ASK), |event| {
            let PollEvent::Main(event) = event else { return };
            match event {
                // What was kept is known from here on.
                MainEvent::Resume { loader, .. } => {
                    talk.pause(false);
                    if !std::mem::replace(&mut started, true) {
                        start(&app, &talk, loader.load());
                    }
                }
                MainEvent::Pause => talk.pause(true),
                MainEvent::SaveState { saver, .. } => {
                    if let Some(kept) = talk.ask_kept(KEEP) {
                        saver.store(&kept);
                    }
                }
                MainEvent::LowMemory => talk.spare(),
                // The activity's own window shows nothing: pictures go to the OpenXR runtime.
                MainEvent::InitWindow { .. } | MainEvent::TerminateWindow { .. } => log::debug!("{event:?}"),
                MainEvent::Destroy => gone = true,
                _ => {}
            }
        });
    }
    talk.leave();
    if started && !talk.ended(END) {
        // It hangs in something that does not come back soon (a server, a driver), and leaves once that does.
        log::warn!("the visit has not ended with its activity");
    }
}

/// Begins the visit in its own thread.
fn start(app: &AndroidApp, talk: &Arc<Talk>, kept: Option<Vec<u8>>) {
    let (app, talk) = (app.clone(), talk.clone());
    let walking = talk.clone();
    let begun = thread::Builder::new().name("visit".into()).spawn(move || {
        if let Err(error) = walk(&app, &walking, kept) {
            log::error!("{error:#}");
        }
        walking.end();
        // A visit that ends by itself (the runtime's menu, a fair that cannot be opened) ends the app.
        if let Err(error) = java::finish(&app) {
            log::error!("the activity cannot be ended: {error:#}");
        }
    });
    if let Err(error) = begun {
        log::error!("no thread for the visit: {error}");
        talk.end();
    }
}

fn walk(app: &AndroidApp, talk: &Arc<Talk>, kept: Option<Vec<u8>>) -> Result<()> {
    let start = java::start(app).context("the activity does not say how it was started")?;
    // The same words as on a computer's command line, so that there is one place where they are understood.
    let mut words = vec!["boothwalk".to_owned(), "visit".to_owned()];
    words.extend(start.data.as_deref().and_then(link::fair));
    if start.data.is_some() && words.len() == 2 {
        log::warn!("this is no fair's address: {:?}", start.data);
    }
    words.extend(["--device".into(), "headset".into()]);
    let zh = app.config().language().is_some_and(|language| language == "zh");
    words.extend(["--lang".into(), if zh { "zh" } else { "en" }.into()]);
    if let Some(cache) = &start.cache {
        words.extend(["--cache".into(), PathBuf::from(cache).join("fairs").to_string_lossy().into_owned()]);
    }
    if let Some(data) = app.internal_data_path() {
        words.extend(["--visitor".into(), data.join("visitor.json").to_string_lossy().into_owned()]);
    }
    let Some(crate::cli::Command::Visit(args)) = Cli::try_parse_from(&words)?.command else { return Ok(()) };
    let mut system = Android { app: app.clone(), talk: talk.clone(), kept };
    visit_on(&args, &mut system)
}

/// Android as a visit sees it.
struct Android {
    // Keeps the reference to the activity alive, which the headset is given.
    app: AndroidApp,
    talk: Arc<Talk>,
    kept: Option<Vec<u8>>,
}

impl System for Android {
    fn turn(&mut self, idle: bool) -> Wishes {
        self.talk.turn(idle)
    }

    fn kept(&mut self) -> Option<Vec<u8>> {
        self.kept.take()
    }

    fn keep(&mut self, kept: Vec<u8>) {
        self.talk.keep(kept);
    }

    fn bundle(&self) -> Option<Arc<dyn Bundle>> {
        let assets = Assets(self.app.asset_manager());
        assets.any().then(|| Arc::new(assets) as Arc<dyn Bundle>)
    }

    fn platform(&self) -> Platform {
        // SAFETY: the process's virtual machine, and a global reference that lives as long as `self.app`, which outlives the
        // visit and so its headset.
        unsafe { Platform::new(self.app.vm_as_ptr(), self.app.activity_as_ptr()) }
    }
}
