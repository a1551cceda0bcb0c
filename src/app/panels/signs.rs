//! Signs that are pointed at: they light up, and the trigger opens their booth's page.

use glam::{Mat4, Quat, Vec2, Vec3};

use crate::app::content::World;
use crate::device::Pose;
use crate::fair::Fair;
use crate::visit::Visit;

/// How far a hand points at a sign, metres.
const REACH: f32 = 14.0;
/// What stands this much nearer than a sign hides it, metres: of what stands only boxes are known, and a booth's reaches
/// over its sign.
const BEFORE: f32 = 2.0;
/// Round a sign, metres.
const EDGE: f32 = 0.04;

/// See the module.
#[derive(Debug)]
pub struct Signs {
    signs: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    booth: usize,
    hall: usize,
    /// From the hall to the sign: x to the right, y up, its face towards +z.
    inverse: Mat4,
    matrix: Mat4,
    half: Vec2,
    /// From its middle, metres squared.
    reach: f32,
}

impl Signs {
    pub fn new(fair: &Fair) -> Signs {
        let place = |(booth, one): (usize, &crate::fair::Booth)| {
            let plot = fair.halls.get(one.hall)?.plots.get(one.plot)?;
            let sign = &one.sign;
            let own = Mat4::from_rotation_translation(Quat::from_rotation_y(sign.yaw.to_radians()), sign.position);
            let matrix = plot.matrix() * own;
            let sound = matrix.is_finite() && sign.size.is_finite();
            let half = sign.size * 0.5;
            let reach = (REACH + half.length()).powi(2);
            sound.then(|| Place { booth, hall: one.hall, inverse: matrix.inverse(), matrix, half, reach })
        };
        Signs { signs: fair.booths.iter().enumerate().filter_map(place).collect() }
    }

    /// One frame: lights what hands point at; gives back the booth whose sign was chosen.
    pub fn update(&self, visit: &mut Visit, world: &World) -> Option<usize> {
        let free = visit.free_hands();
        let found = free.map(|aim| aim.and_then(|aim| self.find(&aim, visit.hall, world)));
        let pulled = visit.pulled();
        visit.light(found.map(|found| found.map(Place::corners)));
        found.into_iter().zip(pulled).find_map(|(found, pulled)| found.filter(|_| pulled)).map(|place| place.booth)
    }

    /// The nearest sign that a hand points at, unless something stands before it.
    fn find(&self, aim: &Pose, hall: usize, world: &World) -> Option<&Place> {
        let mut nearest: Option<(f32, &Place)> = None;
        for place in self.signs.iter().filter(|place| place.hall == hall) {
            if let Some(far) = place.meet(aim)
                && nearest.is_none_or(|(near, _)| far < near)
            {
                nearest = Some((far, place));
            }
        }
        let (far, place) = nearest?;
        let hidden = world.scene.distance(aim.position, aim.forward()).is_some_and(|other| other < far - BEFORE);
        (!hidden).then_some(place)
    }
}

impl Place {
    /// How far along a ray the sign is, metres.
    fn meet(&self, aim: &Pose) -> Option<f32> {
        // Most of a hall is out of reach.
        if self.matrix.w_axis.truncate().distance_squared(aim.position) > self.reach {
            return None;
        }
        let from = self.inverse.transform_point3(aim.position);
        let way = self.inverse.transform_vector3(aim.forward());
        if way.z.abs() < 1e-4 {
            return None;
        }
        let far = -from.z / way.z;
        let at = from + way * far;
        (far > 0.0 && far <= REACH && at.x.abs() <= self.half.x && at.y.abs() <= self.half.y).then_some(far)
    }

    /// Its corners in the hall, a little outside of it, one after the other.
    fn corners(&self) -> [Vec3; 4] {
        let half = self.half + EDGE;
        [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            .map(|(x, y)| self.matrix.transform_point3(Vec3::new(x * half.x, y * half.y, EDGE)))
    }
}
