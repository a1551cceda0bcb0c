//! What an author says of a part.

use glam::Vec3;

/// From the `extras` of a node: see `model/about.rs`. An empty title is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// What it is called in Chinese.
    pub title_zh: String,
    /// What it is called in English.
    pub title_en: String,
    /// Where it is in an exploded view, from where it is otherwise: metres along the model's axes, beside the way of the
    /// node above.
    pub explode: Option<Vec3>,
}
