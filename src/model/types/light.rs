//! Lights of a file (KHR_lights_punctual).

/// A light that shines along its node's −Z from the node's origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// Linear colour times intensity: lux for a directional light, candela for the others. They are taken as they are: at
    /// the exposure of 1 that everything is shown with, a white floor under π lux is white.
    pub intensity: [f32; 3],
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
