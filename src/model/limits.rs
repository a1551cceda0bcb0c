//! How much a model may ask for, and the running count against it.

use std::cell::Cell;
use std::time::Instant;

use super::error::{Fault, Reason, Result};

/// The most that [`super::load`] accepts. The defaults fit a headset; every one can be raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How deeply arrays and objects of the JSON may nest.
    pub json_depth: u32,
    /// Values in the JSON, an object counted as 16: parsed, a number of two letters takes tens of bytes, and an object
    /// hundreds.
    pub json_values: u64,
    pub nodes: u64,
    /// Elements of each other list of the file: accessors, materials and so on.
    pub objects: u64,
    /// Primitives of meshes, counted again for each node that shows them.
    pub primitives: u64,
    /// Vertices of all primitives together, as drawn (flat shading and strips may need more than the file stores).
    pub vertices: u64,
    /// Indices of all primitives together, after strips and fans are unrolled.
    pub indices: u64,
    /// Joints of skins and weights of morph targets, counted again for each node that has them.
    pub joints: u64,
    /// Keyframe values of all animations together.
    pub keys: u64,
    /// Bytes read: the file itself, its buffers and its images.
    pub bytes: u64,
    /// Width and height of an image.
    pub texture_side: u32,
    /// Texels of all images together, the largest mip level of each.
    pub texels: u64,
    /// Milliseconds that a load may take; looked at between its steps, each of which the other limits bound.
    pub millis: u64,
    /// Notes kept; more are counted only.
    pub notes: usize,
}

impl Limits {
    pub const JSON_DEPTH: u32 = 64;
    pub const JSON_VALUES: u64 = 2_000_000;
    pub const NODES: u64 = 65_536;
    pub const OBJECTS: u64 = 131_072;
    pub const PRIMITIVES: u64 = 65_536;
    pub const VERTICES: u64 = 8_000_000;
    pub const INDICES: u64 = 32_000_000;
    pub const JOINTS: u64 = 262_144;
    pub const KEYS: u64 = 8_000_000;
    pub const BYTES: u64 = 512 << 20;
    pub const TEXTURE_SIDE: u32 = 8192;
    pub const TEXELS: u64 = 256 << 20;
    pub const MILLIS: u64 = 10_000;
    pub const NOTES: usize = 100;

    /// The names that [`Limits::set`] takes.
    pub const NAMES: [&str; 14] = [
        "json-depth",
        "json-values",
        "nodes",
        "objects",
        "primitives",
        "vertices",
        "indices",
        "joints",
        "keys",
        "bytes",
        "texture-side",
        "texels",
        "millis",
        "notes",
    ];

    /// Sets the limit of this name.
    ///
    /// # Errors
    /// The name is none of [`Limits::NAMES`], or the limit cannot be so high; a sentence that says which.
    pub fn set(&mut self, name: &str, value: u64) -> std::result::Result<(), String> {
        let short = || u32::try_from(value).map_err(|_| format!("{name} can be at most {}", u32::MAX));
        match name {
            "json-depth" => {
                // The parser itself goes no deeper.
                const DEEPEST: u32 = 127;
                self.json_depth = short()?;
                if self.json_depth > DEEPEST {
                    return Err(format!("{name} can be at most {DEEPEST}"));
                }
            }
            "json-values" => self.json_values = value,
            "nodes" => self.nodes = value,
            "objects" => self.objects = value,
            "primitives" => self.primitives = value,
            "vertices" => self.vertices = value,
            "indices" => self.indices = value,
            "joints" => self.joints = value,
            "keys" => self.keys = value,
            "bytes" => self.bytes = value,
            "texture-side" => self.texture_side = short()?,
            "texels" => self.texels = value,
            "millis" => self.millis = value,
            "notes" => self.notes = short()? as usize,
            _ => return Err(format!("there is no limit '{name}'; there are {}", Limits::NAMES.join(", "))),
        }
        Ok(())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            json_depth: Limits::JSON_DEPTH,
            json_values: Limits::JSON_VALUES,
            nodes: Limits::NODES,
            objects: Limits::OBJECTS,
            primitives: Limits::PRIMITIVES,
            vertices: Limits::VERTICES,
            indices: Limits::INDICES,
            joints: Limits::JOINTS,
            keys: Limits::KEYS,
            bytes: Limits::BYTES,
            texture_side: Limits::TEXTURE_SIDE,
            texels: Limits::TEXELS,
            millis: Limits::MILLIS,
            notes: Limits::NOTES,
        }
    }
}

/// One of the amounts that a whole model may use up once.
#[derive(Debug)]
pub(super) struct Meter {
    what: &'static str,
    limit: u64,
    used: Cell<u64>,
}

impl Meter {
    pub fn new(what: &'static str, limit: u64) -> Meter {
        Meter { what, limit, used: Cell::new(0) }
    }

    /// Counts `amount`, before the memory for it is taken.
    pub fn take(&self, amount: u64, at: &str) -> Result<()> {
        self.check(amount, at)?;
        self.used.set(self.used.get().saturating_add(amount));
        Ok(())
    }

    /// Whether `amount` could be taken now.
    pub fn check(&self, amount: u64, at: &str) -> Result<()> {
        check(self.what, self.used.get().saturating_add(amount), self.limit, at)
    }

    pub fn left(&self) -> u64 {
        self.limit.saturating_sub(self.used.get())
    }
}

/// The time that a load has taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    start: Instant,
    limit: u64,
}

impl Clock {
    /// Whether there is time left; to be asked before each larger step.
    pub fn check(&self, at: &str) -> Result<()> {
        // A millisecond that has begun counts.
        let taken = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1);
        check("milliseconds of loading", taken, self.limit, at)
    }
}

/// The meters of one load.
#[derive(Debug)]
pub(super) struct Budget {
    pub bytes: Meter,
    pub vertices: Meter,
    pub indices: Meter,
    pub keys: Meter,
    pub texels: Meter,
    pub time: Clock,
}

impl Budget {
    pub fn new(limits: &Limits) -> Budget {
        Budget {
            bytes: Meter::new("bytes of input", limits.bytes),
            vertices: Meter::new("vertices", limits.vertices),
            indices: Meter::new("indices", limits.indices),
            keys: Meter::new("animation keys", limits.keys),
            texels: Meter::new("texels", limits.texels),
            time: Clock { start: Instant::now(), limit: limits.millis },
        }
    }
}

/// Checks one number against one limit.
pub(super) fn check(what: &'static str, found: u64, limit: u64, at: &str) -> Result<()> {
    if found > limit {
        return Err(Fault::new(at, Reason::TooMuch { what, found, limit }));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_can_be_set_by_its_name() {
        for name in Limits::NAMES {
            let mut limits = Limits::default();
            limits.set(name, 7).unwrap();
            assert_ne!(limits, Limits::default(), "{name}");
        }
        let mut limits = Limits::default();
        assert!(limits.set("vertexes", 7).unwrap_err().contains("vertices"));
        assert!(limits.set("texture-side", 1 << 32).unwrap_err().contains("4294967295"));
        assert!(limits.set("json-depth", 128).unwrap_err().contains("127"));
    }

    #[test]
    fn time_runs_out() {
        let clock = |limit| Budget::new(&Limits { millis: limit, ..Limits::default() }).time;
        assert!(clock(0).check("").is_err());
        assert!(clock(Limits::MILLIS).check("").is_ok());
    }
}
