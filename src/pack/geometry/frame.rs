//! Places as whole numbers of 16 bits (KHR_mesh_quantization): of a step, from an origin. What stands above a mesh brings
//! them back to its own units; see `placing`.

use glam::{DMat4, DVec3};

/// Where a mesh's whole numbers count from, and what one of them is, in the mesh's units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::pack) struct Frame {
    pub origin: [f32; 3],
    pub step: f32,
}

impl Frame {
    /// A frame of this step that holds all these places and the ways of morph targets; `None` where 16 bits are too few.
    ///
    /// Origins are whole steps: meshes that stand in one space and touch there still do.
    pub fn around(
        places: impl Iterator<Item = [f32; 3]> + Clone,
        mut ways: impl Iterator<Item = [f32; 3]>,
        step: f32,
    ) -> Option<Frame> {
        const MOST: f32 = u16::MAX as f32;
        let low = places
            .clone()
            .fold([f32::INFINITY; 3], |low, place| std::array::from_fn(|axis| low[axis].min(place[axis])));
        if step.is_nan() || step <= f32::MIN_POSITIVE || low.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let frame = Frame { origin: low.map(|value| (value / step).floor() * step), step };
        let fits =
            |place: [f32; 3]| frame.counted(place).into_iter().all(|count| (0.0..=MOST).contains(&count.round()));
        let reaches = |way: [f32; 3]| way.iter().all(|part| (part / step).abs() < f32::from(i16::MAX));
        (places.clone().all(fits) && ways.all(reaches)).then_some(frame)
    }

    fn counted(&self, place: [f32; 3]) -> [f32; 3] {
        std::array::from_fn(|axis| {
            ((f64::from(place[axis]) - f64::from(self.origin[axis])) / f64::from(self.step)) as f32
        })
    }

    /// The nearest whole numbers.
    pub fn whole(&self, place: [f32; 3]) -> [u16; 3] {
        // A cast clamps to the range of the type.
        self.counted(place).map(|count| count.round() as u16)
    }

    /// The same of a difference between places.
    pub fn whole_way(&self, way: [f32; 3]) -> [i16; 3] {
        way.map(|part| (f64::from(part) / f64::from(self.step)).round() as i16)
    }

    /// Takes whole numbers to places.
    pub fn matrix(&self) -> DMat4 {
        let origin = DVec3::from_array(self.origin.map(f64::from));
        DMat4::from_translation(origin) * DMat4::from_scale(DVec3::splat(f64::from(self.step)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_within_half_a_step() {
        let places: Vec<[f32; 3]> = (0..500).map(|i| [(i as f32 * 0.37).sin() * 3.0, i as f32 * 1e-3, -7.3]).collect();
        for step in [0.28e-3, 1e-3, 0.1] {
            let frame = Frame::around(places.iter().copied(), std::iter::empty(), step).unwrap();
            for place in &places {
                let back = frame.matrix().transform_point3(DVec3::from_array(frame.whole(*place).map(f64::from)));
                let error = (back - DVec3::from_array(place.map(f64::from))).abs().max_element();
                assert!(error <= f64::from(step) * 0.5 + 1e-6, "{error} at {step}");
            }
        }
    }

    #[test]
    fn what_passes_16_bits_has_no_frame() {
        let frame =
            |far: f32, way: f32| Frame::around([[0.0; 3], [0.0, far, 0.0]].into_iter(), [[way; 3]].into_iter(), 1e-3);
        assert!(frame(65.0, 32.0).is_some());
        assert!(frame(66.0, 0.0).is_none() && frame(1.0, -33.0).is_none());
        assert!(Frame::around([[0.0; 3]].into_iter(), std::iter::empty(), 0.0).is_none());
    }
}
