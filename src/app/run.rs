//! The loop: device → visit → admission → render → device, until the visit ends.

mod frame;
mod telling;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use glam::Vec2;
use indicatif::{ProgressBar, ProgressStyle};

use self::telling::summary;
use super::captions::Captions;
use super::choose::{self, Chosen};
use super::content::{Content, World};
use super::foyer::{self, Waited};
use super::inspect::Inspect;
use super::keeper::{self, Keeper};
use super::opening::{Opening, open_world};
use super::outlook::Outlook;
use super::overlay::Overlay;
use super::pages::Pages;
use super::panels::Panels;
use super::posters::Posters;
use super::reactions::Reactions;
use super::refresh::Refresh;
use super::resolution::Resolution;
use super::sounds::Sounds;
use super::stats::{Cost, Meter};
use super::system::{Battery, Signals, System};
use super::videos::Videos;
use super::{heap, kept, lead, letters, light};
use crate::cli::{LangArg, VisitArgs};
use crate::device::{Device, Frame, Step, Surface};
use crate::fair::{Fair, Lang};
use crate::fetch::{BUNDLED, Setup, Source, Store, open_fair_with};
use crate::render::{Light, Profile};
use crate::stream::{Admission, Pacing};
use crate::visit::log::Start as Begun;
use crate::visit::{Halls, Recorder, Visit};

/// Where pictures go when nobody says.
const SHOTS: &str = "visit";

/// Walks the fair as the arguments say.
///
/// # Errors
/// The fair cannot be opened, the device asked for is not there, or a file cannot be written. What fails inside the fair
/// is a sign on its plot and a line in the statistics instead.
pub fn visit(args: &VisitArgs) -> Result<()> {
    visit_on(args, &mut Signals::listen())
}

/// Walks the fair as the arguments say, and as the system wants meanwhile.
///
/// # Errors
/// As [`visit`].
pub fn visit_on(args: &VisitArgs, system: &mut dyn System) -> Result<()> {
    let start = Instant::now();
    heap::settle();
    #[cfg(feature = "tracy")]
    let _profiler = profiling::tracy_client::Client::start();
    let lang = LangArg::choose(args.lang);
    let setup = Setup { bundle: system.bundle(), ..args.fetch.setup() };
    let spec = match &args.fair {
        Some(spec) => spec.clone(),
        None if setup.bundle.is_some() => BUNDLED.to_owned(),
        None => choose::demo_fair()?,
    };
    let kept = system.kept();
    let waiting = if foyer::is_far(&spec) { choose::to_wait_on(args, lang, system.platform())? } else { None };
    let (waited, source, fair) = match waiting {
        Some((device, shown)) => {
            eprintln!("{shown}");
            match foyer::wait(args, system, kept.as_deref(), start, lang, device, &spec, &setup)? {
                Waited::Open { device, source, fair } => (Some(device), source, *fair),
                Waited::Left => return Ok(()),
            }
        }
        None => {
            let opened = open_fair_with(&spec, &setup);
            let (source, mut fair) = opened.with_context(|| format!("cannot open the fair {spec}"))?;
            letters::add(&spec, &source, &mut fair);
            (None, source, fair)
        }
    };
    if source.is_offline() {
        eprintln!("{}", offline(lang));
    }
    if let Some(id) = &args.to {
        // Before a headset is put on, or a window opens.
        lead::goal(&fair, id)?;
    }
    for id in &args.tour {
        lead::goal(&fair, id)?;
    }
    let chosen = match waited {
        Some(device) => Chosen::again(args, device, &fair, lang),
        None => choose::device(args, &source, &fair, lang, system.platform())?,
    };
    let Chosen { device, shown, tour, length, start: begun } = chosen;
    let named = if args.tour.is_empty() { begun.tour.clone() } else { args.tour.clone() };
    let begun = Begun { to: args.to.clone().or(begun.to), tour: named, ..begun };
    let mut run = Run::new(args, begun, start, lang, source, fair, device, setup.store, kept)?;
    run.shots = args.shots.clone().or_else(|| tour.then(|| PathBuf::from(SHOTS)));
    if !shown.is_empty() {
        eprintln!("{shown}");
    }
    run.show_progress(length);
    let outcome = run.walk(system);
    let stats = run.finish(args, tour)?;
    outcome?;
    summary(&stats, lang);
    Ok(())
}

fn offline(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "无法连接网络：显示上次看到的展会。",
        Lang::En => "No network: the fair is shown as it was last seen.",
    }
}

/// How a turn of the loop went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turned {
    /// There was something to do.
    Busy,
    Idle,
    /// The visit has ended.
    Over,
}

/// A visit under way.
pub(super) struct Run {
    start: Instant,
    lang: Lang,
    opening: Opening,
    source: Arc<Source>,
    fair: Arc<Fair>,
    light: Light,
    device: Device,
    surface: Surface,
    world: World,
    content: Content,
    admission: Admission,
    visit: Visit,
    pages: Pages,
    posters: Posters,
    reactions: Reactions,
    sounds: Sounds,
    videos: Videos,
    captions: Captions,
    inspect: Inspect,
    panels: Panels,
    overlay: Overlay,
    meter: Meter,
    /// When the frame before ended.
    last: Option<Instant>,
    refresh: Refresh,
    resolution: Resolution,
    /// Whether statistics want the GPU's time.
    timed: bool,
    record: Option<Recorder>,
    shots: Option<PathBuf>,
    pictures: usize,
    /// A picture was asked for, and is not written yet.
    picture_due: bool,
    /// A tour that nobody sees is over.
    toured: bool,
    /// On another GPU, not everything is there again.
    returning: bool,
    outlook: Outlook,
    end: Option<Duration>,
    bar: ProgressBar,
}

impl Run {
    #[expect(clippy::too_many_arguments, reason = "called in one place, each argument a different thing")]
    pub(super) fn new(
        args: &VisitArgs,
        begun: Begun,
        start: Instant,
        lang: Lang,
        source: Arc<Source>,
        fair: Fair,
        device: Device,
        store: Option<Arc<Store>>,
        kept: Option<Vec<u8>>,
    ) -> Result<Run> {
        let fair = Arc::new(fair);
        let pacing = if device.is_offscreen() { Pacing::Virtual } else { Pacing::Measured };
        let surface = device.surface();
        let spawn = fair.halls.first().map_or((Vec2::ZERO, 0.0), |hall| hall.spawn);
        let resumed = kept.and_then(|kept| kept::resume(&fair, &kept));
        let is_resumed = resumed.is_some();
        let mut visit = resumed.unwrap_or_else(|| {
            let mut visit = Visit::new(spawn);
            (visit.lang, visit.overlay) = (lang, args.overlay);
            visit
        });
        visit.wait_for_ways(pacing == Pacing::Virtual);
        visit.halls = Arc::new(Halls::new(&fair));
        // A replay is the same for everybody.
        let remembered =
            (pacing == Pacing::Measured).then(|| args.visitor.clone().or_else(keeper::default_path)).flatten();
        let keeper = Keeper::open(remembered, &fair.id);
        if !is_resumed {
            visit.settings = begun.settings.unwrap_or_else(|| keeper.settings());
            if let (None, Some(lang)) = (args.lang, keeper.lang()) {
                visit.lang = lang;
            }
        }
        let lang = visit.lang;
        match begun.to.as_deref().map(|id| lead::goal(&fair, id)) {
            Some(Ok(goal)) => visit.set_goal(Some(goal)),
            // The fair has changed since the log was recorded.
            Some(Err(error)) => log::warn!("{error:#}"),
            None => {}
        }
        if !begun.tour.is_empty() {
            visit.set_round(Some(lead::round(&fair, (visit.hall, visit.place()), lead::named(&fair, &begun.tour))));
        }
        let profile = args.profile.unwrap_or_else(|| Profile::of(&device.gpu().adapter.get_info()));
        let gpu_memory = args.gpu_memory.unwrap_or_else(|| profile.memory());
        let opening = Opening { lang, pacing, limits: args.load.limits(), profile, gpu_memory, store };
        let (world, content) = open_world(device.gpu(), &surface, &fair, &source, &visit, &opening, None);
        // Whoever comes for the first time is shown how to go about.
        visit.tablet = keeper.is_first() && !fair.is_foyer();
        let window = matches!(device, Device::Desktop(_));
        let panels = Panels::new(&fair, &source, keeper, pacing, window);
        let begun = Begun { settings: Some(visit.settings), ..begun };
        let record = args.record.as_deref().map(|path| Recorder::create(path, &fair.id, begun)).transpose()?;
        let (posters, reactions) = (Posters::new(&fair), Reactions::new(&fair));
        // A replay is watched, and opens no device.
        let sounds = match pacing {
            Pacing::Measured => Sounds::open(&fair, &source),
            Pacing::Virtual => Sounds::unheard(&fair),
        };
        let videos = Videos::new(&fair, &source, pacing);
        Ok(Run {
            start,
            lang,
            opening,
            light: light(&fair),
            overlay: Overlay::new(&fair, pacing),
            source,
            fair,
            device,
            surface,
            world,
            content,
            admission: Admission::new(pacing),
            visit,
            pages: Pages::default(),
            posters,
            reactions,
            sounds,
            videos,
            captions: Captions::default(),
            inspect: Inspect::default(),
            panels,
            meter: Meter::default(),
            last: None,
            refresh: Refresh::default(),
            resolution: Resolution::default(),
            timed: args.stats.is_some(),
            record,
            shots: None,
            pictures: 0,
            picture_due: false,
            toured: false,
            returning: false,
            outlook: Outlook::default(),
            end: args.seconds.map(Duration::from_secs_f64),
            bar: ProgressBar::hidden(),
        })
    }

    /// Ends it, and gives the device back.
    pub(super) fn leave(mut self) -> Device {
        self.panels.keeper.finish();
        self.device
    }

    /// Whether a headset is worn.
    pub(super) fn is_worn(&self) -> bool {
        matches!(self.device, Device::Headset(_))
    }

    /// The system says how the battery is.
    pub(super) fn charge(&mut self, battery: Option<Battery>) {
        if let (Some(battery), Device::Headset(headset)) = (battery, &mut self.device) {
            headset.charge(battery.strain());
        }
    }

    /// Offscreen, where nothing else is seen, a bar shows how far the visit is.
    fn show_progress(&mut self, length: Option<Duration>) {
        let Some(length) = length.filter(|_| self.device.is_offscreen()) else { return };
        self.bar = ProgressBar::new(length.as_millis() as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:40.cyan/blue} {percent:>3}%  {elapsed} / {duration}") {
            self.bar.set_style(style);
        }
    }

    fn walk(&mut self, system: &mut dyn System) -> Result<()> {
        let mut idle = false;
        loop {
            // Between two frames: nothing is begun that would have to be ended.
            let wishes = system.turn(idle);
            if wishes.keep {
                system.keep(kept::keep(&self.fair, &self.visit));
            }
            if wishes.spare {
                log::warn!("the system is short of memory");
                self.content.spare();
            }
            self.charge(wishes.battery);
            if wishes.leave {
                return Ok(());
            }
            match self.turn()? {
                Turned::Over => return Ok(()),
                turned => idle = turned == Turned::Idle,
            }
        }
    }

    /// One turn of the loop.
    pub(super) fn turn(&mut self) -> Result<Turned> {
        match self.device.wait()? {
            Step::Quit => return Ok(Turned::Over),
            Step::Idle => {
                self.sounds.rest();
                return Ok(Turned::Idle);
            }
            Step::Rebuilt => self.rebuild(),
            Step::Frame(frame) => {
                // A frame belongs to the visit if the greater part of its period does.
                if self.end.is_some_and(|end| frame.time + frame.period / 2 >= end) {
                    self.device.present(&frame, None)?;
                    return Ok(Turned::Over);
                }
                let cost = self.frame(&frame)?;
                profiling::finish_frame!();
                self.note(&frame, &cost);
                if self.toured {
                    return Ok(Turned::Over);
                }
            }
        }
        Ok(Turned::Busy)
    }

    /// Takes down what a frame has cost.
    fn note(&mut self, frame: &Frame, cost: &Cost) {
        let own = cost.own();
        if let Device::Headset(headset) = &mut self.device
            && let Some(period) = self.refresh.frame(frame.time, frame.period, own, frame.missed)
        {
            headset.request_refresh(period);
        }
        let now = Instant::now();
        let late = self.device.is_offscreen() && own > frame.period;
        let missed = frame.missed + u32::from(late);
        self.meter.missed += u64::from(missed);
        self.meter.frame(cost, self.last.replace(now).map(|before| now - before));
        self.bar.set_position(frame.time.as_millis() as u64);
        self.overlay.note(
            &self.visit,
            frame,
            cost,
            (missed, self.meter.missed),
            self.source.bytes_fetched(),
            &self.admission,
            &self.content,
            &self.world,
        );
    }
}
