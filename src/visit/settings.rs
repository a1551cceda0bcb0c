//! What a visitor chooses.

use serde::{Deserialize, Serialize};

/// How a stick turns the visitor.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// Degrees a time.
    Snap(f32),
    /// Degrees per second at full deflection.
    Smooth(f32),
}

/// Comfort first: teleporting and snap turns, until the visitor asks for more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The left stick walks.
    pub smooth: bool,
    /// Of the stick, metres per second.
    pub speed: f32,
    pub turn: Turn,
    /// The stick's direction while aiming a teleport says where one will face; otherwise facing is kept.
    pub face_by_stick: bool,
    /// Darkens the edge of sight while the world moves by itself.
    pub vignette: bool,
    /// Shows rays from the hands.
    pub rays: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { smooth: false, speed: 1.6, turn: Turn::Snap(30.0), face_by_stick: false, vignette: true, rays: true }
    }
}
