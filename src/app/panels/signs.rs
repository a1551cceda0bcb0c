//! Signs and counters that are pointed at: they light up, and the trigger opens their booth's page; a gate's takes through it.

use glam::{Mat4, Quat, Vec2, Vec3};

use super::counters::Counters;
use crate::app::content::{Content, World};
use crate::app::growing::Growth;
use crate::device::Pose;
use crate::fair::{Fair, Lang};
use crate::panel;
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

/// What a sign is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Booth(usize),
    /// Of its hall, by its number among [`Fair::gates`].
    Gate(usize),
}

#[derive(Debug, Clone, Copy)]
struct Place {
    of: Of,
    hall: usize,
    /// From the hall to the sign: x to the right, y up, its face towards +z.
    inverse: Mat4,
    matrix: Mat4,
    half: Vec2,
    /// From its middle, metres squared.
    reach: f32,
    /// A booth's grows with the distance.
    growth: Option<Growth>,
}

impl Signs {
    pub fn new(fair: &Fair) -> Signs {
        let place = |(booth, one): (usize, &crate::fair::Booth)| {
            let plot = fair.halls.get(one.hall)?.plots.get(one.plot)?;
            let sign = &one.sign;
            let own = Mat4::from_rotation_translation(Quat::from_rotation_y(sign.yaw.to_radians()), sign.position);
            let place = Place::new(Of::Booth(booth), one.hall, plot.matrix() * own, sign.size)?;
            Some(Place { growth: Growth::new(fair, one), ..place })
        };
        let gates = (0..fair.halls.len()).flat_map(|hall| {
            let sign = move |(number, gate): (usize, crate::fair::Gate)| {
                let (middle, size) = panel::GATE_SIGN;
                Place::new(Of::Gate(number), hall, gate.matrix() * Mat4::from_translation(middle), size)
            };
            fair.gates(hall).into_iter().enumerate().filter_map(sign)
        });
        Signs { signs: fair.booths.iter().enumerate().filter_map(place).chain(gates).collect() }
    }

    /// One frame: lights what hands point at, and the counter before which somebody stands; gives back whose sign or counter
    /// was chosen.
    pub fn update(&self, visit: &mut Visit, counters: &Counters, content: &Content, world: &World) -> Option<Of> {
        let free = visit.free_hands();
        let from = (visit.hall, visit.head().position, visit.lang);
        let hides = |aim: &Pose, far: f32| {
            world.scene.distance(aim.position, aim.forward()).is_some_and(|other| other < far - BEFORE)
        };
        let found = [0, 1].map(|hand| {
            let aim = free[hand]?;
            let sign = self.find(&aim, from).filter(|(far, _)| !hides(&aim, *far));
            // What stands on a counter can be taken.
            let counter = counters
                .find(&aim, visit.hall, content, world)
                .filter(|(far, ..)| !visit.holding.offers(hand) && !hides(&aim, *far));
            let sign = sign.map(|(far, place)| (far, place.of, place.corners()));
            let counter = counter.map(|(far, booth, block)| (far, Of::Booth(booth), block.corners()));
            let nearest = sign.into_iter().chain(counter).min_by(|a, b| a.0.total_cmp(&b.0));
            nearest.map(|(_, of, corners)| (of, corners))
        });
        let pulled = visit.pulled();
        visit.light(found.map(|found| found.map(|(_, corners)| corners)));
        let before = counters.before(&visit.head(), visit.hall, content, world).map(|block| block.corners());
        if let Some(corners) = before.filter(|corners| !found.iter().flatten().any(|(_, lit)| lit == corners)) {
            visit.frame(corners);
        }
        found.into_iter().zip(pulled).find_map(|(found, pulled)| found.filter(|_| pulled)).map(|(of, _)| of)
    }

    /// The nearest sign that a hand points at, and how far it is.
    fn find(&self, aim: &Pose, (hall, head, lang): (usize, Vec3, Lang)) -> Option<(f32, Place)> {
        let mut nearest: Option<(f32, Place)> = None;
        for place in self.signs.iter().filter(|place| place.hall == hall && place.is_near(aim)) {
            let place = place.seen(head, lang);
            if let Some(far) = place.meet(aim)
                && nearest.is_none_or(|(near, _)| far < near)
            {
                nearest = Some((far, place));
            }
        }
        nearest
    }
}

impl Place {
    fn new(of: Of, hall: usize, matrix: Mat4, size: Vec2) -> Option<Place> {
        let half = size * 0.5;
        let reach = (REACH + half.length()).powi(2);
        let sound = matrix.is_finite() && size.is_finite();
        sound.then(|| Place { of, hall, inverse: matrix.inverse(), matrix, half, reach, growth: None })
    }

    /// As it is seen from there: a sign that has grown is so about its lower edge.
    fn seen(&self, head: Vec3, lang: Lang) -> Place {
        let times = self.growth.map_or(1.0, |growth| growth.times(head, lang));
        let matrix = self.matrix * Mat4::from_translation(Vec3::Y * (self.half.y * (times - 1.0)));
        Place { inverse: matrix.inverse(), matrix, half: self.half * times, ..*self }
    }

    /// Most of a hall is out of reach.
    fn is_near(&self, aim: &Pose) -> bool {
        self.matrix.w_axis.truncate().distance_squared(aim.position) <= self.reach
    }

    /// How far along a ray the sign is, metres.
    fn meet(&self, aim: &Pose) -> Option<f32> {
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
