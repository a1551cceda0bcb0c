//! What a visit tells: its log, its pictures, lines for people, and what was measured.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use glam::Vec3;

use super::frame::look;
use super::{Run, SHOTS};
use crate::app::opening::keep_compiled;
use crate::app::stats::{Problem, Stats};
use crate::cli::VisitArgs;
use crate::device::{Frame, Pose, Views};
use crate::fair::Lang;
use crate::panel::{self, Key};
use crate::render::{PICTURE_FORMAT, Picture, Shape, ViewCount, read_pixels};
use crate::visit::{Events, Turn};

impl Run {
    pub(super) fn write_log(&mut self, frame: &Frame) -> Result<()> {
        let Some(record) = &mut self.record else { return Ok(()) };
        let Err(error) = record.frame(frame.time, &frame.input) else { return Ok(()) };
        self.record = None;
        self.unwritten("log", error)
    }

    /// A full disk ends a visit that is made for its files, and no other.
    pub(super) fn unwritten(&mut self, what: &str, error: anyhow::Error) -> Result<()> {
        if self.device.is_offscreen() {
            return Err(error);
        }
        log::error!("{what}: {error:#}");
        self.content.problems.push(Problem { what: what.into(), why: format!("{error:#}") });
        Ok(())
    }

    /// Where the visitor is after a jump or a turn, for `BOOTHWALK_LOG=info`; and for everybody, how a goal has ended.
    pub(super) fn say_moved(&self, events: Events) {
        let snapped = events.turned && matches!(self.visit.settings.turn, Turn::Snap(_));
        for (happened, what) in
            [(events.teleported, "teleported"), (snapped, "turned"), (events.recentred, "facing ahead again")]
        {
            if happened {
                log::info!("{what}: {}", stand(&self.visit.head()));
            }
        }
        if let Some(hall) = self.fair.halls.get(self.visit.hall).filter(|_| events.passed) {
            log::info!("through a gate into hall {}", hall.id);
        }
        for (happened, key) in [(events.arrived, Key::Arrived), (events.no_way, Key::NoWay)] {
            if happened {
                self.bar.suspend(|| eprintln!("{}", panel::t(self.visit.lang, key)));
            }
        }
    }

    /// Draws what the first view sees once more, into a picture of our own, and writes it.
    pub(super) fn picture(&mut self, views: &Views, time: f32) -> Result<()> {
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

    pub(super) fn finish(&mut self, args: &VisitArgs, tour: bool) -> Result<Stats> {
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

pub(super) fn summary(stats: &Stats, lang: Lang) {
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
