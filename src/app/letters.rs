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

#[cfg(all(test, feature = "pack"))]
mod tests {
    use super::*;
    use crate::panel;

    #[test]
    fn a_folder_is_shown_with_the_fonts_that_it_names() {
        let folder = tempfile::tempdir().unwrap();
        let text = "format = 1\nid = \"rare\"\ntitle = { zh = \"鱻展\" }\nbooths = []\n[[hall]]\nid = \"main\"\n\
            title = { zh = \"馆\" }\nsize = [20.0, 20.0]\n[[font]]\nfile = \"rare.otf\"\n\
            credit = { title = \"Noto Sans CJK\", licence = \"OFL-1.1\" }\n";
        std::fs::write(folder.path().join("fair.toml"), text).unwrap();
        let open = || {
            let spec = folder.path().to_str().unwrap();
            let (source, mut fair) = crate::fetch::open_fair(spec).unwrap();
            add(spec, &source, &mut fair);
            fair.glyphs
        };
        // A font that is not there, and one that is none.
        assert!(open().is_empty());
        std::fs::write(folder.path().join("rare.otf"), "no font").unwrap();
        assert!(open().is_empty());
        let font = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fonts/rare.otf");
        std::fs::copy(font, folder.path().join("rare.otf")).unwrap();
        let glyphs = open();
        // Of three hanzi the one that is said.
        assert!(!glyphs.is_empty() && panel::is_sound(&glyphs) && glyphs.bytes().len() < 3000);
    }
}
