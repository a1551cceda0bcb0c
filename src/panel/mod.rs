//! Text in the world: signs and pages, and the words of the program in both languages.
//!
//! Everything here is made on a worker thread as an ordinary [`crate::model::Model`], and streams like all else. Nothing
//! asks the machine for fonts: the two in `assets/fonts` travel in the binary, so that pictures are the same everywhere; what
//! they lack a fair may bring along.

mod board;
mod canvas;
mod caption;
mod credits;
mod desk;
mod fonts;
mod gate;
mod glyphs;
mod keysheet;
mod label;
mod length;
mod overlay;
mod page;
mod scale;
mod screen;
mod sign;
mod strings;
mod typeset;
mod wand;

pub use canvas::Rgb;
pub use caption::caption;
pub use credits::{SIZE as CREDITS_SIZE, credits, credits_around};
pub use desk::{Act, Desk, Drawn, Facts, Held, Item, Kept, Leaf, Seen, Sheet, Touch, Touring, Typed};
#[cfg(feature = "pack")]
pub(crate) use fonts::{BOLD, REGULAR};
pub use gate::{HALF as GATE_HALF, SIGN as GATE_SIGN, gate, gate_title};
pub use glyphs::{POINTS as GLYPH_POINTS, beyond, is_sound};
pub use keysheet::{SIZE as KEY_SHEET_SIZE, key_sheet};
pub use label::{part_label, tool_label};
pub use length::length_label;
pub use overlay::{
    BYTES as OVERLAY_BYTES, SIZE as OVERLAY_SIZE, blank as overlay_blank, board as overlay_board, draw as overlay,
    figures,
};
pub use scale::{figure as scale_figure, scale_label};
pub use screen::{screen, screen_bytes};
pub use sign::{booth_sign, closed_sign, error_sign, floor, sign_bytes, sign_em, standin};
pub use strings::{Key, t};
pub use typeset::lend;
pub use wand::wand;

#[cfg(test)]
mod tests;
