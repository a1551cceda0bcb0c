//! One frame of a visit, and beginning anew on another GPU.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::Run;
use crate::app::captions::Captions;
use crate::app::content::World;
use crate::app::inspect::Inspect;
use crate::app::opening::{keep_compiled, open_world};
use crate::app::pages::Pages;
use crate::app::stages::{Stage, Stages};
use crate::app::stats::Cost;
use crate::app::{hand, heap};
use crate::device::{Device, Drawn, Frame, Target, Views};
use crate::fair::Fair;
use crate::render::{self, Background, Light, Output};
use crate::visit::Visit;

impl Run {
    /// One frame; returns what it cost.
    pub(super) fn frame(&mut self, frame: &Frame) -> Result<Cost> {
        profiling::scope!("frame");
        let mut stages = Stages::default();
        let begin = Instant::now();
        let time = frame.time.as_secs_f32();
        self.write_log(frame)?;
        // Who came into another hall with the last frame, or was taken there since, is there from now on.
        self.world.enter(self.visit.hall);
        self.content.enter(self.visit.hall, &mut self.world);
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
        if let Device::Headset(headset) = &self.device {
            self.content.strain(headset.strain());
        }
        let (content, world, admission) = (&mut self.content, &mut self.world, &mut self.admission);
        self.videos.first(content, world, admission);
        let present = self.device.has_focus();
        let waited = self.overlay.update(&self.visit, frame, worn, content, world, admission)
            + self.panels.update(&mut self.visit, frame, content, world, admission)
            + content.advance(world, admission, &view, time)
            + self.videos.update(&self.visit, present, frame, &self.sounds, content, world, admission);
        let loaded = Instant::now();
        stages.add(Stage::Load, (loaded - visited).saturating_sub(waited));
        self.lang = self.visit.lang;
        self.content.grow(self.visit.hall, self.visit.head().position, self.lang, &mut self.world);
        self.pages.update(&self.visit, frame, &mut self.content, &mut self.world);
        self.posters.update(&self.visit, &self.content, &mut self.world, time);
        self.reactions.update(&self.visit, time, &self.content, &mut self.world);
        self.sounds.update(&self.visit, present, frame.time.as_secs_f64(), &mut self.content.problems);
        self.captions.update(&self.sounds, &self.videos, &self.visit, frame, &mut self.content, &mut self.world);
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
        // Nobody walks on from a tour that nobody sees.
        let watched = !self.device.is_offscreen();
        self.toured |= events.toured && !watched;
        self.picture_due |= events.picture || (events.seen && !watched);
        self.returning &= !self.content.complete();
        if self.picture_due && !self.returning && !self.device.gpu().is_lost() {
            let written = self.picture(&drawn.map_or(frame.views, |drawn| drawn.views), time);
            // What a GPU that is lost meanwhile does not draw, the next one does.
            self.picture_due = written.is_err() && self.device.gpu().hear();
            if !self.picture_due
                && let Err(error) = written
            {
                self.unwritten("picture", error)?;
            }
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
        let (windows, quads) = self.panels.layers(device, &self.visit, &self.content);
        let views = self.world.renderer.draw_late(&mut self.world.scene, &look, &output, &windows, || {
            located = Instant::now();
            let views = device.locate(frame);
            known = views.is_some();
            views
        });
        cost.pose_age = known.then(|| located.elapsed());
        let stats = self.world.renderer.stats();
        (cost.draws, cost.triangles) = (stats.draws, stats.triangles);
        stages.draw(&stats.times);
        known.then_some(Drawn { views, part, quads })
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

    /// Tells the window how far what the pointer is on stands, so that ray and cursor meet there.
    fn focus(&mut self) {
        let Device::Desktop(desktop) = &mut self.device else { return };
        desktop.set_keys_taken(self.panels.takes_keys(&self.visit), self.visit.pointing.covered() != [false; 2]);
        desktop.set_main(self.visit.settings.main.index());
        let (hand, sight) = desktop.sight();
        // What a hand holds hangs before it: it would follow itself.
        if self.visit.holding.busy()[hand] {
            return;
        }
        let (eye, way) = (self.visit.head().position, self.visit.world_from_rig().transform_vector3(sight));
        let floor = -eye.y / way.y.min(-1e-3);
        // Of things only boxes are known, and a panel that is turned has a deep one.
        let thing = || self.world.scene.distance(eye, way).map_or(floor, |near| near.min(floor));
        let distance = self.visit.pointing.along(eye, way).unwrap_or_else(thing);
        desktop.focus(distance.clamp(0.5, 20.0));
    }

    /// Shows another fair in the place of this one, which has no files.
    pub(in crate::app) fn refit(&mut self, fair: Fair) {
        self.fair = Arc::new(fair);
        self.content.problems.clear();
        self.rebuild();
    }

    /// The device has another GPU: everything on it is made and loaded again. The visitor stays where they are.
    pub(super) fn rebuild(&mut self) {
        self.surface = self.device.surface();
        self.opening.lang = self.lang;
        let gpu = self.device.gpu();
        let (world, content) =
            open_world(gpu, &self.surface, &self.fair, &self.source, &self.visit, &self.opening, None);
        let problems = std::mem::take(&mut self.content.problems);
        let moved = std::mem::take(&mut self.world.moved);
        self.world = World { moved, ..world };
        self.content = content;
        self.returning = true;
        heap::trim();
        self.pages = Pages::default();
        self.inspect = Inspect::default();
        self.captions = Captions::default();
        self.overlay.rebuilt();
        self.panels.rebuilt();
        self.videos.rebuilt();
        for problem in problems {
            if !self.content.problems.contains(&problem) {
                self.content.problems.push(problem);
            }
        }
    }
}

pub(super) fn look<'a>(
    views: &'a Views,
    visit: &'a Visit,
    light: &Light,
    comfort: [f32; 2],
    time: f32,
) -> render::Look<'a> {
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
