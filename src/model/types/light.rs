//! Lights of a file (KHR_lights_punctual).

/// A light that shines along its node's −Z from the node's origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// Linear.
    pub color: [f32; 3],
    /// Lux for a directional light, candela for the others. They are taken as they are: at the exposure of 1 that everything
    /// is shown with, a white floor under π lux is white.
    pub intensity: f32,
    pub kind: LightKind,
    /// Metres in the world after which nothing is lit; infinite without a bound.
    pub range: f32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LightKind {
    /// From infinitely far.
    Directional,
    Point,
    /// Half angles of the cone in radians: full light within `inner`, none outside of `outer`.
    Spot {
        inner: f32,
        outer: f32,
    },
}

impl Light {
    /// Colour times intensity.
    pub fn strength(&self) -> [f32; 3] {
        self.color.map(|part| part * self.intensity)
    }
}
