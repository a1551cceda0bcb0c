//! What the machine is for: how much a frame may cost.

/// Which way costly looks take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// A standalone headset: one pass. Glass blends with what is behind it and takes the rest from the environment; the
    /// four strongest lights of files shine.
    Standalone,
    /// A computer: glass bends, blurs and splits the picture of what is behind it, which is drawn first; eight lights.
    Pc,
}

impl Default for Profile {
    fn default() -> Self {
        if cfg!(target_os = "android") { Profile::Standalone } else { Profile::Pc }
    }
}

impl Profile {
    /// The most that a fair takes on the GPU, in bytes, where nobody says otherwise.
    pub fn memory(self) -> u64 {
        match self {
            Profile::Standalone => 768 << 20,
            Profile::Pc => 2 << 30,
        }
    }

    /// The most lights of files that shine in a frame.
    pub fn lights(self) -> usize {
        match self {
            Profile::Standalone => super::frame::LIGHTS / 2,
            Profile::Pc => super::frame::LIGHTS,
        }
    }
}
