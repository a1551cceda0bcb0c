//! The lights of placed models, where they stand now.

use glam::Vec3;

use super::store::Scene;
use crate::model::{Light, LightKind};

/// A light in the world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedLight {
    pub light: Light,
    /// Metres.
    pub position: Vec3,
    /// The way it shines, of unit length.
    pub direction: Vec3,
}

impl Scene {
    /// The lights that matter most to an eye, at most `most`, strongest first: by the light that would arrive there.
    pub fn lights(&self, eye: Vec3, most: usize, list: &mut Vec<PlacedLight>) {
        list.clear();
        self.each_light(|placed| list.push(placed));
        let strength = |placed: &PlacedLight| {
            let most = placed.light.strength().iter().fold(0.0f32, |most, part| most.max(*part));
            match placed.light.kind {
                LightKind::Directional => most,
                // Nearer than a metre all count the same, so that a light at the eye hides no other.
                _ => most / placed.position.distance_squared(eye).max(1.0),
            }
        };
        list.retain(|placed| strength(placed) > 0.0);
        list.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        list.truncate(most);
    }
}
