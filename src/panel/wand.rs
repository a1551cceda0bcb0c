//! What a hand holds: a slim wand whose tip shows where it points (−Z), in the space of the aim.

use super::board::{Builder, Shape};
use crate::model::{Model, Placement};

/// Grip, ring and tip, about 14 cm long; the palm holds it at the origin.
pub fn wand() -> Model {
    let mut builder = Builder::new("wand", Placement::default());
    let grip = builder.paint("wand grip", [38, 42, 50], 1.0);
    let ring = builder.paint("wand ring", [226, 230, 236], 1.0);
    let tip = builder.paint("wand tip", [70, 170, 255], 1.0);
    // (z, radius), from the tip backwards.
    let mut body = Shape::default();
    body.add_turned(&[(-0.040, 0.0125), (0.020, 0.0150), (0.060, 0.0145), (0.070, 0.0100), (0.073, 0.0)], 20);
    builder.part(&body, grip);
    let mut band = Shape::default();
    band.add_turned(&[(-0.052, 0.0110), (-0.050, 0.0130), (-0.042, 0.0138), (-0.040, 0.0125)], 20);
    builder.part(&band, ring);
    let mut point = Shape::default();
    point.add_turned(&[(-0.074, 0.0), (-0.072, 0.0035), (-0.066, 0.0062), (-0.052, 0.0110)], 20);
    builder.part(&point, tip);
    builder.finish()
}
