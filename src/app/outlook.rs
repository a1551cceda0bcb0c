//! What streaming is told each frame: where the frame will be looked from, and where the visitor is heading.

use glam::Vec3;

use crate::device::Frame;
use crate::stream::{Eye, View};
use crate::visit::Visit;

/// Metres a second beyond which the head was not moved but put somewhere: a jump is no way that one is on.
const FASTEST: f32 = 8.0;

/// Remembers the frame before.
#[derive(Debug, Default)]
pub struct Outlook {
    /// When, in seconds, and where the head was.
    stood: Option<(f64, Vec3)>,
}

impl Outlook {
    /// The view of a frame; `height` is that of one eye's picture in pixels.
    pub fn view(&mut self, frame: &Frame, visit: &Visit, height: u32) -> View {
        let eyes = frame.views.as_slice().iter().map(|view| {
            let pose = visit.rig.to_hall(&view.pose);
            let (position, orientation) = (pose.position, pose.orientation);
            let fov = view.fov;
            Eye { position, orientation, left: fov.left, right: fov.right, up: fov.up, down: fov.down }
        });
        let mut both = [None; 2];
        both.iter_mut().zip(eyes).for_each(|(slot, eye)| *slot = Some(eye));
        let time = frame.time.as_secs_f64();
        let velocity = self.velocity(time, visit.head().position);
        match both {
            [Some(left), Some(right)] => View::new(time, &[left, right], height, velocity, None),
            [Some(eye), None] => View::new(time, &[eye], height, velocity, None),
            _ => View::new(time, &[], height, velocity, None),
        }
    }

    fn velocity(&mut self, time: f64, head: Vec3) -> Vec3 {
        let (before, stood) = self.stood.replace((time, head)).unwrap_or((time, head));
        let passed = (time - before) as f32;
        let speed = if passed > 0.0 { (head - stood) / passed } else { Vec3::ZERO };
        if speed.length() < FASTEST { speed } else { Vec3::ZERO }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walking_is_a_way_and_jumping_is_none() {
        let mut outlook = Outlook::default();
        assert_eq!(outlook.velocity(0.0, Vec3::X), Vec3::ZERO);
        assert_eq!(outlook.velocity(0.5, Vec3::X * 2.0), Vec3::X * 2.0);
        assert_eq!(outlook.velocity(0.51, Vec3::X * 9.0), Vec3::ZERO);
        assert_eq!(outlook.velocity(0.51, Vec3::X * 9.1), Vec3::ZERO, "no time has passed");
    }
}
