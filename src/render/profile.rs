//! What the machine is for: how much a frame may cost.

use crate::stream::{Load, STANDALONE};

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

/// Makers of GPUs for telephones and headsets, by their PCI numbers (Vulkan's `vendorID`), and words in the names of theirs.
const MOBILE: [(u32, &str); 5] =
    [(0x5143, "Adreno"), (0x13b5, "Mali"), (0x13b5, "Immortalis"), (0x1010, "PowerVR"), (0x144d, "Xclipse")];

impl Profile {
    /// What suits a GPU, where nobody says otherwise: those of telephones and headsets draw in tiles from a memory that they
    /// share, and get hot.
    pub fn of(adapter: &wgpu::AdapterInfo) -> Profile {
        let mobile = |(vendor, name): &(u32, &str)| adapter.vendor == *vendor || adapter.name.contains(name);
        if MOBILE.iter().any(mobile) { Profile::Standalone } else { Profile::default() }
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Standalone => "standalone",
            Profile::Pc => "pc",
        }
    }

    /// The most that a fair takes on the GPU, in bytes, where nobody says otherwise.
    pub fn memory(self) -> u64 {
        match self {
            Profile::Standalone => 768 << 20,
            Profile::Pc => 2 << 30,
        }
    }

    /// The most draws and triangles of a frame; `None` where only its time counts.
    pub fn limits(self) -> Option<Load> {
        match self {
            Profile::Standalone => Some(STANDALONE),
            Profile::Pc => None,
        }
    }

    /// Texels at most along the longer side of what a pixel covers: signs at a flat angle are worth it, as far as the GPU
    /// has the time.
    pub fn anisotropy(self) -> u16 {
        match self {
            Profile::Standalone => 4,
            Profile::Pc => 8,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gpu_decides() {
        let gpu = crate::render::Gpu::open(crate::render::Gpu::instance(crate::render::Backend::Noop), None).unwrap();
        let named = |name: &str, vendor| {
            let mut info = gpu.adapter.get_info();
            (info.name, info.vendor) = (name.to_owned(), vendor);
            Profile::of(&info)
        };
        assert_eq!(named("Adreno (TM) 740", 0x5143), Profile::Standalone);
        assert_eq!(named("Turnip Adreno (TM) 650", 0x10005), Profile::Standalone);
        assert_eq!(named("Mali-G78", 0x13b5), Profile::Standalone);
        assert_eq!(named("NVIDIA GeForce RTX 4070", 0x10de), Profile::Pc);
        assert_eq!(named("llvmpipe (LLVM 15.0.6, 256 bits)", 0x10005), Profile::Pc);
    }
}
