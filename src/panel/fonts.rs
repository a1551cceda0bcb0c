//! The two fonts of every sign and page. They travel in the binary, and the machine's own fonts are never asked, so that a
//! picture is the same everywhere.

use std::sync::Arc;

use cosmic_text::{FontSystem, fontdb};

pub(crate) static REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular.otf");
pub(crate) static BOLD: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Bold.otf");

/// The family name inside both files.
pub(super) const FAMILY: &str = "Noto Sans CJK SC";

/// A font system with these two fonts and nothing else: a character they lack shows as a box.
pub(super) fn system() -> FontSystem {
    let mut db = fontdb::Database::new();
    for bytes in [REGULAR, BOLD] {
        db.load_font_source(fontdb::Source::Binary(Arc::new(bytes)));
    }
    FontSystem::new_with_locale_and_db("zh-CN".into(), db)
}
