//! What a visitor chooses.

use serde::{Deserialize, Serialize};

use super::height;

/// How a stick turns the visitor.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// Degrees a time.
    Snap(f32),
    /// Degrees per second at full deflection.
    Smooth(f32),
}

/// One of the two hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Left,
    #[default]
    Right,
}

impl Side {
    /// Its number among a frame's hands: 0 left, 1 right.
    pub fn index(self) -> usize {
        match self {
            Side::Left => 0,
            Side::Right => 1,
        }
    }

    pub fn other(self) -> Side {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        }
    }
}

/// How large panels write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    #[default]
    Plain,
    Large,
}

impl TextSize {
    /// Times the plain size.
    pub fn zoom(self) -> f32 {
        match self {
            TextSize::Plain => 1.0,
            TextSize::Large => 1.25,
        }
    }
}

/// How loud booths are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Volume {
    Off,
    Low,
    Middle,
    #[default]
    Full,
}

impl Volume {
    pub const ALL: [Volume; 4] = [Volume::Off, Volume::Low, Volume::Middle, Volume::Full];

    /// Times as loud as it is.
    pub fn level(self) -> f32 {
        match self {
            Volume::Off => 0.0,
            Volume::Low => 0.15,
            Volume::Middle => 0.4,
            Volume::Full => 1.0,
        }
    }
}

/// Comfort first: teleporting and snap turns, until the visitor asks for more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The stick of the hand that is not the main one walks; that of either hand, with [`Settings::one_hand`].
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
    /// Of panels.
    pub text: TextSize,
    /// Panels in black, white and yellow.
    pub contrast: bool,
    /// What would move by itself is there at once.
    pub reduced_motion: bool,
    /// Sits, and sees the fair from a standing height all the same.
    pub seated: bool,
    /// How high that is, metres: see [`super::height`].
    pub eyes: f32,
    /// How high the eyes were above the floor when they were last measured in a seat, metres.
    pub sat: Option<f32>,
    /// The hand that points, chooses and takes.
    pub main: Side,
    /// One stick does what else two do: ahead and back it walks, aside it turns.
    pub one_hand: bool,
    /// The pointer on panels is smoothed, for hands that tremble.
    pub steady: bool,
    pub volume: Volume,
    /// What is said is written, too.
    pub captions: bool,
}

impl Settings {
    /// Whether a hand's stick walks: 0 left, 1 right.
    pub fn walks(&self, hand: usize) -> bool {
        self.smooth && (self.one_hand || hand == self.main.other().index())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            smooth: false,
            speed: 1.6,
            turn: Turn::Snap(30.0),
            face_by_stick: false,
            vignette: true,
            rays: true,
            text: TextSize::Plain,
            contrast: false,
            reduced_motion: false,
            seated: false,
            eyes: height::EYES,
            sat: None,
            main: Side::Right,
            one_hand: false,
            steady: false,
            volume: Volume::Full,
            captions: true,
        }
    }
}
