//! `boothwalk bench frame`: what a frame costs apart from its pixels, however large the hall.
//!
//! | what | where |
//! |---|---|
//! | the hall | [`hall`] |
//! | a turn in it, measured | [`walk`] |

mod hall;
mod walk;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use super::peer::PeerArg;
use super::stream_peer;
use crate::app::{Driver, Quantiles};
use crate::render::Profile;
use hall::{Hall, Standing, Stock};
use walk::{STAGES, Walk, Way, walk};

/// What is to be measured.
#[derive(Debug)]
pub struct FramePlan {
    /// The fair whose models stand about; the demo fair if none is named.
    pub fair: Option<String>,
    /// One hall after another.
    pub booths: Vec<usize>,
    pub moving: usize,
    pub frames: usize,
    pub profile: Profile,
    /// Programs that show the same on the software driver, beside us.
    pub peers: Vec<PeerArg>,
    pub json: bool,
}

/// Pixels of an eye's picture: few, as pixels are not what is measured.
const SIZE: (u32, u32) = (64, 64);
/// Frames beside peers, where every frame is drawn.
const DRAWN: usize = 240;

/// A hall, as `--json` prints it.
#[derive(Debug, Serialize)]
struct Row {
    booths: usize,
    /// Parts that stand there: primitives of nodes.
    nodes: usize,
    /// Animated models.
    moving: usize,
    frames: usize,
    /// Of the render thread's own time.
    cpu_ms: Quantiles,
    /// Medians, by the clock on the wall.
    stages_ms: Stages,
    /// The most of any frame, both eyes at once.
    draws: u32,
    triangles: u64,
    /// Requests for memory in the frame with the most.
    allocations_ours: u64,
    allocations_wgpu: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    race: Vec<Raced>,
}

#[derive(Debug, Serialize)]
struct Stages {
    visit: f32,
    animate: f32,
    cull: f32,
    encode: f32,
    submit: f32,
}

/// A program on the software driver.
#[derive(Debug, Serialize)]
struct Raced {
    name: String,
    /// Milliseconds a frame of all its threads but those of the driver that draw.
    threads_ms: f64,
}

/// What a peer is to show: two eyes that turn once round, as `stream_peer`'s stand.
#[derive(Debug, Serialize)]
struct Job<'a> {
    standing: &'a [Standing],
    size: (u32, u32),
    frames: usize,
}

#[derive(Debug, Deserialize)]
struct Answer {
    threads_ms: f64,
}

/// Measures, and prints a table or JSON; progress goes to the error stream.
///
/// # Errors
/// There is no driver, or no fair; a peer fails.
pub fn frame(plan: &FramePlan) -> Result<()> {
    let spec = plan.fair.clone().map_or_else(crate::app::demo_fair, Ok)?;
    let folder = tempfile::Builder::new().prefix("boothwalk-bench-").tempdir()?;
    eprintln!("boothwalk: making models");
    let stock = Stock::write(&spec, folder.path())?;
    let mut rows = Vec::new();
    for &booths in &plan.booths {
        let hall = Hall::new(&stock, booths, plan.moving)?;
        eprintln!("boothwalk: {booths} booths, {} nodes", hall.nodes);
        let way = Way { driver: Driver::Noop, size: SIZE, frames: plan.frames, profile: plan.profile };
        let mut row = Row::of(&hall, &walk(&hall, &way)?);
        if !plan.peers.is_empty() {
            row.race = race(plan, &hall, &way)?;
        }
        rows.push(row);
    }
    if plan.json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print!("{}", table(&rows));
    }
    Ok(())
}

fn race(plan: &FramePlan, hall: &Hall, way: &Way) -> Result<Vec<Raced>> {
    let walked = walk(hall, &Way { driver: Driver::Software, frames: DRAWN, ..*way })?;
    ensure!(walked.threads_ms.is_some(), "this system does not tell what threads take");
    let own = walked.threads_ms.map(|threads_ms| Raced { name: "Boothwalk".to_owned(), threads_ms });
    let mut raced: Vec<Raced> = own.into_iter().collect();
    for peer in &plan.peers {
        eprintln!("boothwalk: {}", peer.name);
        let job = Job { standing: &hall.standing, size: SIZE, frames: DRAWN };
        let Answer { threads_ms } = stream_peer::ask(peer, &job)?;
        raced.push(Raced { name: peer.name.clone(), threads_ms });
    }
    Ok(raced)
}

impl Row {
    fn of(hall: &Hall, walk: &Walk) -> Row {
        let [visit, animate, cull, encode, submit] = walk.stages_ms.each_ref().map(|list| Quantiles::of(list).p50);
        Row {
            booths: hall.booths,
            nodes: hall.nodes,
            moving: hall.moving,
            frames: walk.cpu_ms.len(),
            cpu_ms: Quantiles::of(&walk.cpu_ms),
            stages_ms: Stages { visit, animate, cull, encode, submit },
            draws: walk.draws,
            triangles: walk.triangles,
            allocations_ours: walk.allocations.ours,
            allocations_wgpu: walk.allocations.wgpu,
            race: Vec::new(),
        }
    }
}

/// For people: a Markdown table with a row a hall.
fn table(rows: &[Row]) -> String {
    let mut text = "| booths | nodes | moving | own ms p50 | p99 | max |".to_owned();
    STAGES.iter().for_each(|stage| text += &format!(" {stage} |"));
    text += " draws | triangles | allocations: ours | wgpu |\n";
    text += &"|---:".repeat(10 + STAGES.len());
    text += "|\n";
    for row in rows {
        let Quantiles { p50, p99, max, .. } = row.cpu_ms;
        let Stages { visit, animate, cull, encode, submit } = row.stages_ms;
        text += &format!("| {} | {} | {} | {p50:.3} | {p99:.3} | {max:.3} |", row.booths, row.nodes, row.moving);
        [visit, animate, cull, encode, submit].iter().for_each(|stage| text += &format!(" {stage:.3} |"));
        text +=
            &format!(" {} | {} | {} | {} |\n", row.draws, row.triangles, row.allocations_ours, row.allocations_wgpu);
    }
    for row in rows.iter().filter(|row| !row.race.is_empty()) {
        text += &format!("\n{} booths on the software driver, all threads but its own, ms a frame:", row.booths);
        row.race.iter().for_each(|one| text += &format!(" {} {:.2};", one.name, one.threads_ms));
        text += "\n";
    }
    text
}
