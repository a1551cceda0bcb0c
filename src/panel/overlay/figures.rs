//! What the overlay says: plain numbers, as they were at one moment.

use crate::fair::Lang;
use crate::stream::Load;

/// Everything that the overlay shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    pub lang: Lang,
    /// Whether the fair is packed, and so comes in steps.
    pub streams: bool,
    /// Whether nothing is on its way any more.
    pub whole: bool,
    pub frames: Frames,
    pub work: Work,
    pub queue: Queue,
    pub bytes: Bytes,
    pub booths: Booths,
}

/// The last frames. What is said in numbers is of about the last second.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Frames {
    /// Milliseconds from one picture to the next.
    pub period_ms: f32,
    /// The frames, the last one last.
    pub bars: Vec<Bar>,
    /// How many of them are of the last second.
    pub recent: usize,
    /// Of our own work in those, in milliseconds.
    pub p50_ms: f32,
    pub p99_ms: f32,
    /// Missed in this second, and since the visit began.
    pub missed: [u64; 2],
}

impl Frames {
    /// The frames of the last second.
    pub fn second(&self) -> &[Bar] {
        self.bars.get(self.bars.len().saturating_sub(self.recent)..).unwrap_or_default()
    }

    /// What loading took of a frame and what it might have taken, in milliseconds: the means of the last second.
    pub fn loading(&self) -> [f32; 2] {
        let bars = self.second();
        let mean = |of: fn(&Bar) -> f32| bars.iter().map(of).fold(0.0, |sum, ms| sum + ms) / bars.len().max(1) as f32;
        [mean(|bar| bar.loading_ms), mean(|bar| bar.allowed_ms)]
    }

    /// What each stage took of a frame, in milliseconds: the means of the last second.
    pub fn stages(&self) -> [f32; STAGES] {
        let bars = self.second();
        let count = bars.len().max(1) as f32;
        std::array::from_fn(|stage| bars.iter().map(|bar| bar.stages_ms[stage]).fold(0.0, |sum, ms| sum + ms) / count)
    }

    /// The mean of the last second of what is not known in every frame.
    pub fn known(&self, of: impl Fn(&Bar) -> Option<f32>) -> Option<f32> {
        let known = || self.second().iter().filter_map(&of);
        let count = known().count();
        (count > 0).then(|| known().fold(0.0, |sum, ms| sum + ms) / count as f32)
    }
}

/// What frames are made of.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Work {
    /// Of the last frame, over both eyes.
    pub draws: u32,
    pub triangles: u64,
    /// The share of the full side of a picture that is drawn.
    pub share: f32,
    /// What a frame may draw, where that is limited.
    pub limits: Option<Load>,
    /// Places for which it has no time.
    pub left_out: usize,
    /// The profile's name.
    pub profile: &'static str,
}

/// Stages of a frame: visit, load, animate, cull, encode, submit.
pub const STAGES: usize = 6;

/// A frame.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bar {
    /// Our own work by stage.
    pub stages_ms: [f32; STAGES],
    /// What a frame took on the GPU, where one became known, and the age of the pose when the GPU got it.
    pub gpu_ms: Option<f32>,
    pub pose_ms: Option<f32>,
    /// Our own work, loading included.
    pub own_ms: f32,
    /// What steps of loading took, and what they were allowed.
    pub loading_ms: f32,
    pub allowed_ms: f32,
    /// Periods without a picture before it.
    pub missed: u32,
}

/// Pieces and levels on their way, each where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Queue {
    /// Asked for and not begun.
    pub asked: usize,
    /// Being fetched.
    pub fetching: usize,
    /// Fetched, and with the threads that decode.
    pub decoding: usize,
    /// Decoded, waiting for their turn to go to the GPU.
    pub waiting: usize,
    /// Going to the GPU.
    pub uploading: usize,
    /// Leaving it.
    pub leaving: usize,
}

/// Bytes, so far and now.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bytes {
    /// Received from the network or the disk since the visit began.
    pub fetched: u64,
    /// Received per second, about now.
    pub rate: f64,
    /// In main memory, fetched or decoded, until their upload begins.
    pub memory: u64,
    /// On the GPU, by the ledger.
    pub gpu: u64,
    /// On the GPU once all that was asked for is there.
    pub planned: u64,
    /// The most that the fair takes there; none where nothing keeps to it.
    pub cap: Option<u64>,
}

/// How much of a booth and its products is there: what the least of them shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Level {
    /// It could not be had.
    Failed,
    #[default]
    Nothing,
    /// A few hundred triangles.
    Proxy,
    /// Good enough from a few metres.
    Near,
    Full,
}

impl Level {
    /// All of them, the best first.
    pub const ALL: [Level; 5] = [Level::Full, Level::Near, Level::Proxy, Level::Nothing, Level::Failed];
}

/// The booths that have a model of their own, or products.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Booths {
    /// How many are at each level, by its number.
    pub counts: [usize; Level::ALL.len()],
    /// The nearest ones, the very nearest first.
    pub nearest: Vec<Booth>,
}

/// How many booths are named.
pub const NAMED: usize = 8;

impl Booths {
    /// Counts a booth, and names it while fewer than [`NAMED`] are nearer.
    pub fn add(&mut self, booth: Booth) {
        if let Some(count) = self.counts.get_mut(booth.level as usize) {
            *count += 1;
        }
        let at = self.nearest.partition_point(|other| other.metres <= booth.metres);
        if at < NAMED {
            self.nearest.truncate(NAMED - 1);
            self.nearest.insert(at, booth);
        }
    }

    /// How many are at a level.
    pub fn count(&self, level: Level) -> usize {
        self.counts.get(level as usize).copied().unwrap_or(0)
    }

    /// How many there are.
    pub fn all(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// A booth.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Booth {
    /// Its number in the fair.
    pub number: usize,
    /// From the visitor.
    pub metres: f32,
    pub level: Level,
    /// How sharp its textures are, 0 to 1: of the texels along their sides those that are there.
    pub sharp: f32,
}
