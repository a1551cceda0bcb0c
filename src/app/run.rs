//! The loop: device → visit → admission → render → device, until the visit ends.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use glam::{Vec2, Vec3};
use indicatif::{ProgressBar, ProgressStyle};

use super::captions::Captions;
use super::choose::{self, Chosen};
use super::content::{Content, World};
use super::inspect::Inspect;
use super::keeper::{self, Keeper};
use super::opening::{Opening, keep_compiled, open_world};
use super::outlook::Outlook;
use super::overlay::Overlay;
use super::pages::Pages;
use super::panels::Panels;
use super::posters::Posters;
use super::refresh::Refresh;
use super::resolution::Resolution;
use super::sounds::Sounds;
use super::stages::{Stage, Stages};
use super::stats::{Cost, Meter, Problem, Stats};
use super::system::{Signals, System};
use super::{hand, kept, lead, light};
use crate::cli::{LangArg, VisitArgs};
use crate::device::{Device, Drawn, Frame, Pose, Step, Surface, Target, Views};
use crate::fair::{Fair, Lang};
use crate::fetch::{BUNDLED, Setup, Source, Store, open_fair_with};
use crate::panel::{self, Key};
use crate::render::{self, Background, Light, Output, PICTURE_FORMAT, Picture, Profile, Shape, ViewCount, read_pixels};
use crate::stream::{Admission, Pacing};
use crate::visit::log::Start as Begun;
use crate::visit::{Events, Recorder, Turn, Visit};

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
    #[cfg(feature = "tracy")]
    let _profiler = profiling::tracy_client::Client::start();
    let lang = LangArg::choose(args.lang);
    let setup = Setup { bundle: system.bundle(), ..args.fetch.setup() };
    let spec = match &args.fair {
        Some(spec) => spec.clone(),
        None if setup.bundle.is_some() => BUNDLED.to_owned(),
        None => choose::demo_fair()?,
    };
    let opened = open_fair_with(&spec, &setup);
    let (source, fair) = opened.with_context(|| format!("cannot open the fair {spec}"))?;
    if source.is_offline() {
        eprintln!("{}", offline(lang));
    }
    if let Some(id) = &args.to {
        // Before a headset is put on, or a window opens.
        lead::goal(&fair, id)?;
    }
    let chosen = choose::device(args, &source, &fair, lang, system.platform())?;
    let Chosen { device, shown, tour, length, start: begun } = chosen;
    let begun = Begun { to: args.to.clone().or(begun.to), ..begun };
    let mut run = Run::new(args, begun, start, lang, source, fair, device, setup.store, system.kept())?;
    run.shots = args.shots.clone().or_else(|| tour.then(|| PathBuf::from(SHOTS)));
    eprintln!("{shown}");
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

/// A visit under way.
struct Run {
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
    sounds: Sounds,
    captions: Captions,
    inspect: Inspect,
    panels: Panels,
    overlay: Overlay,
    meter: Meter,
    refresh: Refresh,
    resolution: Resolution,
    /// Whether statistics want the GPU's time.
    timed: bool,
    record: Option<Recorder>,
    shots: Option<PathBuf>,
    pictures: usize,
    outlook: Outlook,
    end: Option<Duration>,
    bar: ProgressBar,
}

impl Run {
    #[expect(clippy::too_many_arguments, reason = "called in one place, each argument a different thing")]
    fn new(
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
        let profile = args.profile.unwrap_or_else(|| Profile::of(&device.gpu().adapter.get_info()));
        let gpu_memory = args.gpu_memory.unwrap_or_else(|| profile.memory());
        let opening = Opening { lang, pacing, limits: args.load.limits(), profile, gpu_memory, store };
        let (world, content) = open_world(device.gpu(), &surface, &fair, &source, &visit, &opening, None);
        // Whoever comes for the first time is shown how to go about.
        visit.tablet = keeper.is_first();
        let window = matches!(device, Device::Desktop(_));
        let panels = Panels::new(&fair, keeper, pacing, window);
        let begun = Begun { settings: Some(visit.settings), ..begun };
        let record = args.record.as_deref().map(|path| Recorder::create(path, &fair.id, begun)).transpose()?;
        let posters = Posters::new(&fair);
        // A replay is watched, and opens no device.
        let sounds = match pacing {
            Pacing::Measured => Sounds::open(&fair, &source),
            Pacing::Virtual => Sounds::unheard(&fair),
        };
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
            sounds,
            captions: Captions::default(),
            inspect: Inspect::default(),
            panels,
            meter: Meter::default(),
            refresh: Refresh::default(),
            resolution: Resolution::default(),
            timed: args.stats.is_some(),
            record,
            shots: None,
            pictures: 0,
            outlook: Outlook::default(),
            end: args.seconds.map(Duration::from_secs_f64),
            bar: ProgressBar::hidden(),
        })
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
        let (mut last, mut idle) = (None, false);
        loop {
            // Between two frames: nothing is begun that would have to be ended.
            let wishes = system.turn(idle);
            if wishes.keep {
                system.keep(kept::keep(&self.fair, &self.visit));
            }
            if wishes.leave {
                return Ok(());
            }
            let step = self.device.wait()?;
            idle = matches!(step, Step::Idle);
            match step {
                Step::Quit => return Ok(()),
                Step::Idle => self.sounds.rest(),
                Step::Rebuilt => self.rebuild(),
                Step::Frame(frame) => {
                    // A frame belongs to the visit if the greater part of its period does.
                    if self.end.is_some_and(|end| frame.time + frame.period / 2 >= end) {
                        self.device.present(&frame, None)?;
                        return Ok(());
                    }
                    let cost = self.frame(&frame)?;
                    profiling::finish_frame!();
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
                    self.meter.frame(&cost, last.replace(now).map(|before| now - before));
                    self.bar.set_position(frame.time.as_millis() as u64);
                    self.overlay.note(
                        &self.visit,
                        &frame,
                        &cost,
                        (missed, self.meter.missed),
                        self.source.bytes_fetched(),
                        &self.admission,
                        &self.content,
                        &self.world,
                    );
                }
            }
        }
    }

    /// One frame; returns what it cost.
    fn frame(&mut self, frame: &Frame) -> Result<Cost> {
        profiling::scope!("frame");
        let mut stages = Stages::default();
        let begin = Instant::now();
        let time = frame.time.as_secs_f32();
        self.write_log(frame)?;
        let events = self.visit.update(frame, &self.world.ground);
        self.say_moved(events);
        let surface = self.device.surface();
        if surface.format != self.surface.format {
            // Pipelines were made for another format.
            self.rebuild();
        }
        self.surface = surface;
        let visited = stages.pass(Stage::Visit, begin);
        self.admission.begin(frame.period);
        let view = self.outlook.view(frame, &self.visit, self.surface.size.1);
        let worn = matches!(self.device, Device::Headset(_));
        let (content, world, admission) = (&mut self.content, &mut self.world, &mut self.admission);
        let waited = self.overlay.update(&self.visit, frame, worn, content, world, admission)
            + self.panels.update(&mut self.visit, frame, content, world, admission)
            + content.advance(world, admission, &view, time);
        let loaded = Instant::now();
        stages.add(Stage::Load, (loaded - visited).saturating_sub(waited));
        self.lang = self.visit.lang;
        self.pages.update(&self.visit, frame, &mut self.content, &mut self.world);
        self.posters.update(&self.visit, &self.content, &mut self.world, time);
        let present = self.device.has_focus();
        self.sounds.update(&self.visit, present, frame.time.as_secs_f64(), &mut self.content.problems);
        self.captions.update(&self.sounds, &self.visit, frame, &mut self.content, &mut self.world);
        self.inspect.update(&mut self.visit, frame, &mut self.content, &mut self.world);
        hand::update(&self.visit, frame, &self.content, &mut self.world);
        let placed = stages.pass(Stage::Visit, loaded);
        self.world.scene.animate(time);
        let animated = stages.pass(Stage::Animate, placed);
        self.focus();
        if let Some(hidden) = self.device.hidden() {
            self.world.renderer.set_hidden(&hidden);
        }
        stages.pass(Stage::Visit, animated);
        let gpu = self.time_gpu(frame);
        let mut cost = Cost { gpu, share: self.resolution.share(), ..Cost::default() };
        let mut drawn: Option<Drawn> = None;
        if frame.draw
            && let Some(target) = self.device.acquire()?
        {
            drawn = self.draw_to(frame, &target, time, &mut cost, &mut stages);
        } else {
            self.world.renderer.flush();
        }
        // What is left of a frame for loading is what it takes without any.
        self.admission.frame_cost(stages.own().saturating_sub(stages.of(Stage::Load)));
        cost.stages = stages;
        self.device.present(frame, drawn.as_ref())?;
        self.note_progress(drawn.is_some());
        if events.picture
            && let Err(error) = self.picture(&drawn.map_or(frame.views, |drawn| drawn.views), time)
        {
            self.unwritten("picture", error)?;
        }
        Ok(cost)
    }

    /// Draws to a target; `None` where in the end no pose was known from which it could be shown.
    fn draw_to(
        &mut self,
        frame: &Frame,
        target: &Target,
        time: f32,
        cost: &mut Cost,
        stages: &mut Stages,
    ) -> Option<Drawn> {
        let shape = self.device.gpu().shape(self.surface.format, self.surface.views);
        let part = if self.device.scales() { self.resolution.part(target.size) } else { target.size };
        let (color, depth, size) = (&target.color, target.depth.as_ref(), target.size);
        let output = Output { color, depth, depth_layer: 0, size, part, shape };
        let comfort = self.visit.comfort();
        let look = look(&frame.views, &self.visit, &self.light, [comfort.vignette, comfort.blink], time);
        let (mut located, mut known) = (Instant::now(), false);
        let device = &mut self.device;
        let views = self.world.renderer.draw_late(&mut self.world.scene, &look, &output, || {
            located = Instant::now();
            let views = device.locate(frame);
            known = views.is_some();
            views
        });
        cost.pose_age = known.then(|| located.elapsed());
        let stats = self.world.renderer.stats();
        (cost.draws, cost.triangles) = (stats.draws, stats.triangles);
        stages.draw(&stats.times);
        known.then_some(Drawn { views, part })
    }

    /// What an earlier frame took on the GPU; it decides how many pixels the next ones draw.
    fn time_gpu(&mut self, frame: &Frame) -> Option<Duration> {
        let wanted = self.device.scales() || self.visit.overlay || self.timed;
        self.world.renderer.set_timed(wanted);
        let (gpu, part) = self.world.renderer.timed()?;
        // Frames that were drawn smaller or larger than the next one tell nothing of it.
        if self.device.scales() && part == self.resolution.part(self.surface.size) {
            self.resolution.frame(frame.time, frame.period, gpu);
        }
        Some(gpu)
    }

    fn note_progress(&mut self, drawn: bool) {
        if drawn && self.meter.first.is_none() && self.content.has_content() {
            self.meter.first = Some(self.start.elapsed());
        }
        if drawn && self.meter.full.is_none() && self.content.complete() {
            self.meter.full = Some(self.start.elapsed());
            // Now, not only in the end: headsets end programs without a word.
            let (pipelines, store) = (self.world.renderer.pipelines(), self.opening.store.clone());
            if let Some(store) = store.filter(|_| pipelines.compiled().is_some()) {
                std::thread::spawn(move || keep_compiled(&pipelines, &store));
            }
        }
    }

    fn write_log(&mut self, frame: &Frame) -> Result<()> {
        let Some(record) = &mut self.record else { return Ok(()) };
        let Err(error) = record.frame(frame.time, &frame.input) else { return Ok(()) };
        self.record = None;
        self.unwritten("log", error)
    }

    /// A full disk ends a visit that is made for its files, and no other.
    fn unwritten(&mut self, what: &str, error: anyhow::Error) -> Result<()> {
        if self.device.is_offscreen() {
            return Err(error);
        }
        log::error!("{what}: {error:#}");
        self.content.problems.push(Problem { what: what.into(), why: format!("{error:#}") });
        Ok(())
    }

    /// Tells the window how far what the pointer is on stands, so that ray and cursor meet there.
    fn focus(&mut self) {
        let Device::Desktop(desktop) = &mut self.device else { return };
        desktop.set_keys_taken(self.panels.takes_keys(&self.visit), self.visit.pointing.covered() != [false; 2]);
        let head = self.visit.head();
        let Some(aim) = self.visit.aims().into_iter().flatten().next() else { return };
        let floor = -head.position.y / aim.forward().y.min(-1e-3);
        let distance = self.world.scene.distance(head.position, aim.forward()).map_or(floor, |near| near.min(floor));
        desktop.focus(distance.clamp(0.5, 20.0));
    }

    /// Where the visitor is after a jump or a turn, for `BOOTHWALK_LOG=info`; and for everybody, how a goal has ended.
    fn say_moved(&self, events: Events) {
        let snapped = events.turned && matches!(self.visit.settings.turn, Turn::Snap(_));
        for (happened, what) in
            [(events.teleported, "teleported"), (snapped, "turned"), (events.recentred, "facing ahead again")]
        {
            if happened {
                log::info!("{what}: {}", stand(&self.visit.head()));
            }
        }
        for (happened, key) in [(events.arrived, Key::Arrived), (events.no_way, Key::NoWay)] {
            if happened {
                self.bar.suspend(|| eprintln!("{}", panel::t(self.visit.lang, key)));
            }
        }
    }

    /// Draws what the first view sees once more, into a picture of our own, and writes it.
    fn picture(&mut self, views: &Views, time: f32) -> Result<()> {
        let Some(view) = views.as_slice().first().copied() else { return Ok(()) };
        let size = self.surface.size;
        let folder = self.shots.clone().unwrap_or_else(|| PathBuf::from(SHOTS));
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let gpu = self.device.gpu().clone();
        if gpu.noop {
            return Ok(());
        }
        let picture = Picture::new(&gpu, size, 1);
        let shape = Shape { format: PICTURE_FORMAT, views: ViewCount::One };
        let (views, comfort) = (Views::Mono(view), self.visit.comfort());
        let look = look(&views, &self.visit, &self.light, [comfort.vignette, comfort.blink], time);
        self.world.renderer.draw(&mut self.world.scene, &look, &picture.output(shape));
        // A replay's pictures have the same names every time; a visitor's never replace older ones.
        let mut path = folder.join(format!("{:03}.png", self.pictures + 1));
        while !self.device.is_offscreen() && path.exists() {
            self.pictures += 1;
            path = folder.join(format!("{:03}.png", self.pictures + 1));
        }
        let pixels = read_pixels(&gpu, &picture.texture, 0)?;
        pixels.save(&path).with_context(|| format!("cannot write {}", path.display()))?;
        // In the words of `boothwalk shot`, which draws the same place again.
        let pose = self.visit.rig.to_hall(&view.pose);
        let (eye, look) = (pose.position, pose.position + pose.forward());
        let fov = (view.fov.up - view.fov.down).to_degrees();
        log::info!("picture {}: --eye {} --look {} --fov {fov:.2}", path.display(), comma(eye), comma(look));
        self.pictures += 1;
        Ok(())
    }

    /// The device has another GPU: everything on it is made and loaded again. The visitor stays where they are.
    fn rebuild(&mut self) {
        self.surface = self.device.surface();
        self.opening.lang = self.lang;
        let gpu = self.device.gpu();
        let (world, content) =
            open_world(gpu, &self.surface, &self.fair, &self.source, &self.visit, &self.opening, None);
        let problems = std::mem::take(&mut self.content.problems);
        let moved = std::mem::take(&mut self.world.moved);
        self.world = World { moved, ..world };
        self.content = content;
        self.pages = Pages::default();
        self.inspect = Inspect::default();
        self.captions = Captions::default();
        self.overlay.rebuilt();
        self.panels.rebuilt();
        for problem in problems {
            if !self.content.problems.contains(&problem) {
                self.content.problems.push(problem);
            }
        }
    }

    fn finish(&mut self, args: &VisitArgs, tour: bool) -> Result<Stats> {
        self.bar.finish_and_clear();
        self.panels.keeper.finish();
        log::info!("left: {}", stand(&self.visit.head()));
        if let Some(store) = &self.opening.store {
            keep_compiled(&self.world.renderer.pipelines(), store);
        }
        if let Some(record) = self.record.take() {
            record.finish()?;
        }
        let (gpu_bytes, gpu_bytes_peak) = self.world.renderer.bytes();
        let millis = |time: Option<Duration>| time.map(|time| time.as_secs_f64() * 1e3);
        let stats = Stats {
            format: 1,
            frames: self.meter.frames,
            missed: self.meter.missed,
            cpu_ms: self.meter.cpu_ms(),
            stages_ms: self.meter.stages_ms(),
            frame_ms: self.meter.frame_ms(),
            gpu_ms: self.meter.gpu_ms(),
            pose_age_ms: self.meter.pose_age_ms(),
            draws: self.meter.draws,
            triangles: self.meter.triangles,
            resolution: self.meter.share,
            profile: self.opening.profile.name(),
            first_ms: millis(self.meter.first),
            full_ms: millis(self.meter.full),
            bytes_fetched: self.source.bytes_fetched(),
            gpu_bytes,
            gpu_bytes_peak,
            loaded: self.content.loaded,
            errors: self.content.problems.clone(),
            device: self.device.describe(),
            runtime: self.device.runtime(),
        };
        if let Some(path) = &args.stats {
            stats.write(path)?;
        }
        if tour {
            let folder = self.shots.clone().unwrap_or_else(|| PathBuf::from(SHOTS));
            std::fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
            stats.write(&folder.join("stats.json"))?;
            self.say_where(&folder);
        }
        Ok(stats)
    }

    fn say_where(&self, folder: &Path) {
        let shown = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        eprintln!("{} {}", panel::t(self.lang, Key::PicturesAt), shown.display());
    }
}

fn look<'a>(views: &'a Views, visit: &'a Visit, light: &Light, comfort: [f32; 2], time: f32) -> render::Look<'a> {
    render::Look {
        views,
        world_from_rig: visit.world_from_rig(),
        light: *light,
        background: Background::Sky,
        ribbons: visit.marks(),
        comfort,
        time,
    }
}

fn comma(v: Vec3) -> String {
    format!("{:.3},{:.3},{:.3}", v.x, v.y, v.z)
}

/// Where in the hall a head is and which way it faces, counter-clockwise from −Z.
fn stand(head: &Pose) -> String {
    let ahead = head.forward();
    // Adding zero takes the sign from a rounded -0.4.
    let facing = (-ahead.x).atan2(-ahead.z).to_degrees().round() + 0.0;
    format!("head at {}, facing {facing:.0}°", comma(head.position))
}

fn summary(stats: &Stats, lang: Lang) {
    for problem in &stats.errors {
        eprintln!("{}: {}", problem.what, problem.why);
    }
    eprintln!(
        "{} {}  ·  {} {}  ·  {:.1} ms",
        panel::t(lang, Key::Frames),
        stats.frames,
        panel::t(lang, Key::Missed),
        stats.missed,
        stats.frame_ms.p50
    );
}
