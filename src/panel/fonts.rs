//! The two fonts of every sign and page. They travel in the binary, and the machine's own fonts are never asked, so that a
//! picture is the same everywhere. What they lack a fair may bring along: see [`super::glyphs`].

use std::sync::Arc;

use cosmic_text::{FontSystem, fontdb};

use crate::fair::FontFile;

pub(crate) static REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular.otf");
pub(crate) static BOLD: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Bold.otf");

/// The family name inside both files.
pub(super) const FAMILY: &str = "Noto Sans CJK SC";
/// What the fair's own font goes by, whatever name is inside: it never takes the place of the others.
const FAIR: &str = "Fair";

/// A font system with these two fonts, then the fair's own, and nothing else: a character they lack shows as a box.
pub(super) fn system(fair: Option<FontFile>) -> FontSystem {
    let mut db = fontdb::Database::new();
    for bytes in [REGULAR, BOLD] {
        db.load_font_source(fontdb::Source::Binary(Arc::new(bytes)));
    }
    if let Some(bytes) = fair {
        db.push_face_info(fontdb::FaceInfo {
            id: fontdb::ID::dummy(),
            source: fontdb::Source::Binary(bytes),
            index: 0,
            families: vec![(FAIR.into(), fontdb::Language::English_UnitedStates)],
            post_script_name: FAIR.into(),
            style: fontdb::Style::Normal,
            weight: fontdb::Weight::NORMAL,
            stretch: fontdb::Stretch::Normal,
            monospaced: false,
        });
    }
    FontSystem::new_with_locale_and_db("zh-CN".into(), db)
}
