//! Bevy in the place of Boothwalk for `boothwalk bench frame`: reads a line of JSON that says what stands where, turns once
//! round among it, and answers with the time that its threads took a frame.
//!
//! No window: each eye is a camera that draws to an image. A frame is one turn of Bevy's main loop.

mod hall;
mod job;
mod threads;

use std::error::Error;
use std::f32::consts::TAU;
use std::time::{Duration, Instant};

use bevy::prelude::*;
use bevy::time::TimeUpdateStrategy;
use boothwalk_bevy::{Waiting, open};
use hall::Hall;
use job::Job;
use serde_json::{Value, json};

/// Frames of a turn before the first that counts; as many turns as it takes until a whole one has found nothing new.
const WARM: usize = 300;
/// Seconds after which it gives up.
const PATIENCE: Duration = Duration::from_secs(600);
/// Animations go on by as much a frame as in a headset.
const PERIOD: Duration = Duration::from_nanos(1_000_000_000 / 72);
/// Threads of the software driver that draw.
const RASTERISERS: &str = "llvmpipe-";

fn main() -> Result<(), Box<dyn Error>> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    println!("{}", run(&Job::read(&line)?)?);
    // Its threads need not be waited for.
    std::process::exit(0);
}

fn run(job: &Job) -> Result<Value, Box<dyn Error>> {
    let start = Instant::now();
    let waiting = Waiting::default();
    // A thread more that hands frames over saves no processor time, it takes some.
    let mut app = open(&waiting, false);
    app.insert_resource(TimeUpdateStrategy::ManualDuration(PERIOD));
    let hall = Hall::open(&mut app, job)?;
    let mut known = None;
    loop {
        let mut compiling = false;
        for index in 0..WARM {
            turn(&mut app, &hall, TAU * index as f32 / WARM as f32)?;
            compiling |= waiting.count() > 0;
        }
        let found = hall.found(&mut app)?;
        if found.0 == job.standing.len() && !compiling && known == Some(found) {
            break;
        }
        if start.elapsed() > PATIENCE {
            return Err(format!("{} of {} models are there", found.0, job.standing.len()).into());
        }
        known = Some(found);
    }
    let before = threads::seconds(RASTERISERS)?;
    for index in 0..job.frames {
        turn(&mut app, &hall, TAU * index as f32 / job.frames as f32)?;
    }
    let after = threads::seconds(RASTERISERS)?;
    Ok(json!({ "threads_ms": (after - before) * 1e3 / job.frames.max(1) as f64 }))
}

/// A frame, and that there was one: Bevy draws nothing more once the driver has complained.
fn turn(app: &mut App, hall: &Hall, angle: f32) -> Result<(), Box<dyn Error>> {
    hall.look(app, angle);
    app.update();
    app.should_exit().map_or(Ok(()), |exit| Err(format!("Bevy has ended: {exit:?}").into()))
}
