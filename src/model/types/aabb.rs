//! Boxes along the axes.

use glam::{Mat4, Vec3};

/// An axis-aligned box; empty when `min > max`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aabb {
    pub min: Vec3,
    pub max: Vec3,
}

impl Default for Aabb {
    fn default() -> Self {
        Aabb::EMPTY
    }
}

impl Aabb {
    pub const EMPTY: Aabb = Aabb { min: Vec3::INFINITY, max: Vec3::NEG_INFINITY };

    pub fn is_empty(&self) -> bool {
        self.min.cmpgt(self.max).any()
    }

    /// The smallest box around both.
    pub fn union(self, other: Aabb) -> Aabb {
        Aabb { min: self.min.min(other.min), max: self.max.max(other.max) }
    }

    pub fn extend(&mut self, point: Vec3) {
        self.min = self.min.min(point);
        self.max = self.max.max(point);
    }

    pub fn center(&self) -> Vec3 {
        (self.min + self.max) * 0.5
    }

    /// Half of the size along each axis.
    pub fn half(&self) -> Vec3 {
        (self.max - self.min) * 0.5
    }

    /// The box around this box after `matrix` (Arvo, Graphics Gems 1990).
    pub fn transformed(&self, matrix: &Mat4) -> Aabb {
        if self.is_empty() {
            return *self;
        }
        let center = matrix.transform_point3(self.center());
        let half = self.half();
        let reach = matrix.x_axis.truncate().abs() * half.x
            + matrix.y_axis.truncate().abs() * half.y
            + matrix.z_axis.truncate().abs() * half.z;
        Aabb { min: center - reach, max: center + reach }
    }
}
