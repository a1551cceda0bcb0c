//! Which instructions the decoders use.

use std::fmt;

/// A set of instructions that this processor has. It is found at run time, so that one build runs everywhere; holding
/// a `Kernel` is the proof that its instructions exist.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Kernel(pub(super) Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar,
    #[cfg(target_arch = "x86_64")]
    Sse,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
    Neon,
}

impl Kernel {
    /// Plain Rust, on every processor.
    pub const SCALAR: Kernel = Kernel(Kind::Scalar);

    /// The fastest one.
    #[must_use]
    pub fn best() -> Kernel {
        Kernel::every().find(Kernel::present).unwrap_or(Kernel::SCALAR)
    }

    /// All that this processor has, the fastest first; the last is [`Kernel::SCALAR`].
    #[must_use]
    pub fn available() -> Vec<Kernel> {
        Kernel::every().filter(Kernel::present).collect()
    }

    /// What a report calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Scalar => "scalar",
            #[cfg(target_arch = "x86_64")]
            Kind::Sse => "SSE4.1",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "AVX-512",
            #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
            Kind::Neon => "NEON",
        }
    }

    fn every() -> impl Iterator<Item = Kernel> {
        [
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512,
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2,
            #[cfg(target_arch = "x86_64")]
            Kind::Sse,
            #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
            Kind::Neon,
            Kind::Scalar,
        ]
        .into_iter()
        .map(Kernel)
    }

    fn present(&self) -> bool {
        match self.0 {
            Kind::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Kind::Sse => sse(),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => sse() && avx2(),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => sse() && avx2() && avx512(),
            #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
            Kind::Neon => std::arch::is_aarch64_feature_detected!("neon"),
        }
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(target_arch = "x86_64")]
fn sse() -> bool {
    is_x86_feature_detected!("ssse3") && is_x86_feature_detected!("sse4.1") && is_x86_feature_detected!("popcnt")
}

#[cfg(target_arch = "x86_64")]
fn avx2() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("bmi2")
}

#[cfg(target_arch = "x86_64")]
fn avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512vbmi")
        && is_x86_feature_detected!("avx512vbmi2")
}
