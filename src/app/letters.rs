//! Glyphs for a fair that is visited as its author writes it: what `pack` would add, made as it is opened.

use crate::fair::Fair;
use crate::fetch::Source;

/// Adds what the fair's texts need of the fonts that it names. A fair far away is left as it is: whole fonts are not
/// fetched for a few letters, and it would be packed.
#[cfg(feature = "pack")]
pub fn add(spec: &str, source: &Source, fair: &mut Fair) {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    if fair.fonts.is_empty() || super::foyer::is_far(spec) {
        return;
    }
    match catch_unwind(AssertUnwindSafe(|| crate::pack::unpacked(source, fair))) {
        Ok(Ok(glyphs)) => fair.glyphs = glyphs,
        Ok(Err(error)) => log::warn!("the fair's fonts are left out: {error:#}"),
        Err(_) => log::warn!("the fair's fonts are left out: one of them cannot be read"),
    }
}

/// What packs is not in this program.
#[cfg(not(feature = "pack"))]
pub fn add(_: &str, _: &Source, fair: &mut Fair) {
    if !fair.fonts.is_empty() {
        log::info!("fonts that a fair names come with it once it is packed");
    }
}
