//! A walk written by hand: waypoints to an input log.

use std::f32::consts::{PI, TAU};
use std::time::Duration;

use anyhow::{Result, bail};
use glam::{Quat, Vec2, Vec3, vec2};
use serde::{Deserialize, Serialize};

use super::log::{Encoder, Header};
use crate::device::{Command, Input, Pose};

/// `tour.toml`: `format = 1` and a list of `[[waypoint]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tour {
    pub format: u32,
    /// Height of the eyes above the floor, metres.
    #[serde(default = "eyes")]
    pub height: f32,
    pub waypoint: Vec<Waypoint>,
}

/// Where the visitor is at a moment. Two waypoints at one place are a stop.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waypoint {
    /// Since the start of the tour.
    pub seconds: f32,
    /// On the hall's floor, metres.
    pub x: f32,
    pub z: f32,
    /// Degrees, counter-clockwise from above; 0 looks along −Z.
    #[serde(default)]
    pub yaw: f32,
    /// Degrees, up is positive.
    #[serde(default)]
    pub pitch: f32,
    /// Whether a picture is taken here.
    #[serde(default)]
    pub picture: bool,
}

fn eyes() -> f32 {
    1.65
}

/// Faster than this nobody walks through a fair, metres per second.
const FASTEST: f32 = 5.0;
/// Longest tour, seconds.
const LONGEST: f32 = 3600.0;

impl Tour {
    /// Reads a `tour.toml`.
    ///
    /// # Errors
    /// What is wrong with it and where.
    pub fn parse(text: &str) -> Result<Tour> {
        let tour: Tour = toml::from_str(text)?;
        if tour.format != 1 {
            bail!("format {} is not known; this version reads format 1", tour.format);
        }
        Ok(tour)
    }

    /// The frames of the walk, `period` apart, for a visitor who arrives at `spawn` (x and z, and yaw in degrees, as in
    /// [`crate::fair::Hall::spawn`]). The visitor walks by [`Input::walk`] and turns the head, so that walls hold as
    /// they hold for everybody.
    ///
    /// # Errors
    /// A tour that nobody can walk: no waypoints, times that do not rise, too fast, too long, not a number.
    pub fn frames(&self, spawn: (Vec2, f32), period: Duration) -> Result<Vec<(Duration, Input)>> {
        let points = self.check(spawn)?;
        let end = points[points.len() - 1].seconds;
        let period = period.as_secs_f64().clamp(1e-3, 1.0);
        let rig_yaw = spawn.1.to_radians();
        let last = (f64::from(end) / period).ceil() as u64;
        let mut frames = Vec::with_capacity(last as usize + 1);
        let mut before = spawn.0;
        let mut pending: Vec<f32> = points.iter().filter(|point| point.picture).map(|point| point.seconds).collect();
        pending.reverse();
        for index in 0..=last {
            let time = Duration::from_secs_f64(index as f64 * period);
            let at = along(&points, time.as_secs_f32());
            let yaw = at.yaw - rig_yaw;
            let mut input = Input {
                head: Pose {
                    position: Vec3::Y * self.height,
                    orientation: Quat::from_rotation_y(yaw) * Quat::from_rotation_x(at.pitch),
                },
                ..Input::default()
            };
            // What the visit multiplies by the time since the frame before, in the frame of the head's yaw.
            let step = (at.position - before) / period as f32;
            let (sin, cos) = at.yaw.sin_cos();
            input.walk = vec2(step.x * cos - step.y * sin, -step.x * sin - step.y * cos);
            if index == 0 {
                input.walk = Vec2::ZERO;
            }
            before = at.position;
            while pending.last().is_some_and(|moment| *moment <= time.as_secs_f32() + 1e-4) {
                pending.pop();
                if !input.commands.contains(&Command::Picture) {
                    input.commands.push(Command::Picture);
                }
            }
            frames.push((time, input));
        }
        Ok(frames)
    }

    /// [`Tour::frames`] as the text of an input log.
    ///
    /// # Errors
    /// As [`Tour::frames`].
    pub fn log(&self, spawn: (Vec2, f32), period: Duration, note: &str) -> Result<String> {
        let mut text = Encoder::header(&Header { note: note.into(), ..Header::default() });
        let mut encoder = Encoder::default();
        for (time, input) in self.frames(spawn, period)? {
            encoder.frame(time, &input, &mut text);
        }
        Ok(text)
    }

    /// The waypoints, with the spawn before them where they begin later.
    fn check(&self, (position, yaw): (Vec2, f32)) -> Result<Vec<Waypoint>> {
        let Some(first) = self.waypoint.first() else { bail!("a tour needs at least one [[waypoint]]") };
        let numbers = |w: &Waypoint| [w.seconds, w.x, w.z, w.yaw, w.pitch].iter().all(|number| number.is_finite());
        if let Some(bad) = self.waypoint.iter().position(|waypoint| !numbers(waypoint)) {
            bail!("waypoint {}: every value must be a finite number", bad + 1);
        }
        if !(0.3..=2.5).contains(&self.height) {
            bail!("height is {}; 0.3 to 2.5 m is allowed", self.height);
        }
        let arrival = Waypoint { seconds: 0.0, x: position.x, z: position.y, yaw, pitch: 0.0, picture: false };
        let mut points = Vec::with_capacity(self.waypoint.len() + 1);
        if first.seconds > 0.0 {
            points.push(arrival);
        } else if vec2(first.x, first.z).distance(position) > 0.01 {
            bail!("waypoint 1: at 0 s the visitor stands at the spawn, {} {}", position.x, position.y);
        }
        points.extend_from_slice(&self.waypoint);
        for (index, pair) in points.windows(2).enumerate() {
            let (seconds, way) = (pair[1].seconds - pair[0].seconds, place(&pair[0]).distance(place(&pair[1])));
            let number = self.waypoint.len() + index + 2 - points.len();
            if seconds <= 0.0 {
                bail!("waypoint {number}: its time is not after the one before it");
            }
            if way / seconds > FASTEST {
                bail!("waypoint {number}: {way:.1} m in {seconds:.1} s is faster than {FASTEST} m/s");
            }
        }
        if points[points.len() - 1].seconds > LONGEST {
            bail!("a tour lasts {LONGEST} s at most");
        }
        Ok(points)
    }
}

fn place(point: &Waypoint) -> Vec2 {
    vec2(point.x, point.z)
}

/// Where the visitor is; angles in radians.
struct At {
    position: Vec2,
    yaw: f32,
    pitch: f32,
}

/// Starts and stops softly at every waypoint, on straight lines: what a path goes past is easy to foresee.
fn along(points: &[Waypoint], seconds: f32) -> At {
    let next = points.partition_point(|point| point.seconds <= seconds).min(points.len() - 1);
    let (a, b) = (&points[next.saturating_sub(1)], &points[next]);
    let t = ((seconds - a.seconds) / (b.seconds - a.seconds).max(1e-6)).clamp(0.0, 1.0);
    let eased = t * t * (3.0 - 2.0 * t);
    let turn = (b.yaw - a.yaw).to_radians();
    // The shorter way round.
    let turn = (turn + PI).rem_euclid(TAU) - PI;
    At {
        position: place(a).lerp(place(b), eased),
        yaw: a.yaw.to_radians() + turn * eased,
        pitch: (a.pitch + (b.pitch - a.pitch) * eased).clamp(-89.0, 89.0).to_radians(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOUR: &str = "format = 1
        [[waypoint]]
        seconds = 0.0
        x = 1.0
        z = 8.0
        yaw = 30.0
        [[waypoint]]
        seconds = 4.0
        x = 1.0
        z = 4.0
        yaw = -90.0
        pitch = -10.0
        picture = true
        [[waypoint]]
        seconds = 6.0
        x = 4.0
        z = 4.0
        yaw = 180.0
        picture = true";

    #[test]
    fn walking_the_frames_leads_through_the_waypoints() {
        let spawn = (vec2(1.0, 8.0), 30.0);
        let period = Duration::from_nanos(13_888_889);
        let frames = Tour::parse(TOUR).unwrap().frames(spawn, period).unwrap();
        let mut position = spawn.0;
        let mut pictures = Vec::new();
        let mut before = Duration::ZERO;
        for (time, input) in &frames {
            let dt = (*time - before).as_secs_f32();
            before = *time;
            let yaw = spawn.1.to_radians() + super::super::input::yaw_of(input.head.orientation);
            let ahead = vec2(-yaw.sin(), -yaw.cos());
            let right = vec2(yaw.cos(), -yaw.sin());
            position += (right * input.walk.x + ahead * input.walk.y) * dt;
            if input.commands.contains(&Command::Picture) {
                pictures.push((time.as_secs_f32(), position, yaw.to_degrees()));
            }
        }
        assert_eq!(pictures.len(), 2);
        assert!((pictures[0].0 - 4.0).abs() < 0.02, "{pictures:?}");
        assert!(pictures[0].1.distance(vec2(1.0, 4.0)) < 0.01, "{pictures:?}");
        assert!((pictures[0].2 + 90.0).abs() < 1.0, "{pictures:?}");
        assert!(pictures[1].1.distance(vec2(4.0, 4.0)) < 0.01, "{pictures:?}");
        // 120° and 90°: always the shorter way round.
        let looks = frames.windows(2).map(|pair| pair[0].1.head.forward().angle_between(pair[1].1.head.forward()));
        let turned = looks.sum::<f32>().to_degrees();
        assert!((turned - 210.0).abs() < 25.0, "turned by {turned}°");
        let fastest = frames.iter().map(|(_, input)| input.walk.length()).fold(0.0, f32::max);
        assert!(fastest < 2.5, "{fastest} m/s");
        let steps = frames.windows(2).map(|pair| pair[0].1.walk.distance(pair[1].1.walk)).fold(0.0, f32::max);
        assert!(steps < 0.15, "speed jumps by {steps} m/s between two frames");
    }

    #[test]
    fn a_tour_is_a_log() {
        let tour = Tour::parse(TOUR).unwrap();
        let spawn = (vec2(1.0, 8.0), 30.0);
        let period = Duration::from_millis(20);
        let text = tour.log(spawn, period, "demo").unwrap();
        let reader = super::super::log::Reader::new(text.as_bytes()).unwrap();
        let frames: Vec<_> = reader.collect::<Result<_, _>>().unwrap();
        assert_eq!(frames, tour.frames(spawn, period).unwrap());
    }

    #[test]
    fn what_nobody_can_walk_is_refused() {
        let spawn = (vec2(1.0, 8.0), 0.0);
        let error = |text: &str| match Tour::parse(text) {
            Ok(tour) => tour.frames(spawn, Duration::from_millis(14)).unwrap_err().to_string(),
            Err(error) => error.to_string(),
        };
        assert!(error("format = 2\nwaypoint = []").contains("format 2"));
        assert!(error("format = 1\nwaypoint = []").contains("at least one"));
        assert!(error(&TOUR.replacen("x = 1.0", "x = 2.0", 1)).contains("stands at the spawn"));
        assert!(error(&TOUR.replacen("seconds = 6.0", "seconds = 3.0", 1)).contains("waypoint 3"));
        assert!(error(&TOUR.replacen("x = 4.0", "x = 40.0", 1)).contains("faster"));
        assert!(error(&TOUR.replacen("pitch", "roll", 1)).contains("unknown field"));
        assert!(error(&TOUR.replacen("yaw = 30.0", "yaw = nan", 1)).contains("finite"));
    }
}
