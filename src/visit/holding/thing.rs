//! What can be taken, and what a hand points at.

use glam::{Mat4, Quat, Vec3};

use crate::device::Pose;
use crate::model::Aabb;

/// Which product: booth, and product of it.
pub type ThingId = (usize, usize);

/// A product on its plinth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thing {
    pub id: ThingId,
    /// Around it, in its model's space.
    pub bounds: Aabb,
    /// Takes points of its model into the hall where it stands by itself.
    pub home: Mat4,
    /// How many times its true size it is there.
    pub ratio: f32,
    /// The middle of its box there, and half of its diagonal, metres: every thing of a fair is looked at in every frame.
    middle: Vec3,
    reach: f32,
}

impl Thing {
    /// One that can be held; `None` where its numbers make no sense.
    pub fn new(id: ThingId, bounds: Aabb, home: Mat4, ratio: f32) -> Option<Thing> {
        let sound = !bounds.is_empty()
            && bounds.half().is_finite()
            && home.is_finite()
            && home.determinant().abs() > 1e-9
            && (1e-4..1e4).contains(&ratio);
        let (middle, reach) = (home.transform_point3(bounds.center()), home.transform_vector3(bounds.half()).length());
        sound.then_some(Thing { id, bounds, home, ratio, middle, reach })
    }

    /// Width, height and depth at true size, metres.
    pub fn size(&self) -> Vec3 {
        let [x, y, z] = [self.home.x_axis, self.home.y_axis, self.home.z_axis].map(|axis| axis.truncate().length());
        self.bounds.half() * 2.0 * Vec3::new(x, y, z) / self.ratio
    }

    /// How it is at home.
    pub fn at_home(&self) -> Stance {
        Stance { place: self.middle, turn: Quat::IDENTITY, ratio: self.ratio }
    }

    /// Half of its diagonal where it is that many times its true size, metres.
    pub fn radius(&self, ratio: f32) -> f32 {
        self.reach * (ratio / self.ratio)
    }
}

/// Where a thing is, and how large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stance {
    /// The middle of its box in the hall.
    pub place: Vec3,
    /// Against how it stands at home.
    pub turn: Quat,
    /// How many times its true size it is.
    pub ratio: f32,
}

impl Stance {
    /// Takes points of the thing's model into the hall.
    pub fn matrix(&self, thing: &Thing) -> Mat4 {
        Mat4::from_scale_rotation_translation(Vec3::splat(self.ratio / thing.ratio), self.turn, self.place)
            * Mat4::from_translation(-thing.middle)
            * thing.home
    }

    /// Part of the way to another, 0 to 1.
    pub fn towards(&self, other: &Stance, part: f32) -> Stance {
        Stance {
            place: self.place.lerp(other.place, part),
            turn: self.turn.slerp(other.turn, part),
            ratio: self.ratio * (other.ratio / self.ratio).powf(part),
        }
    }
}

/// How far along a ray, in metres, a thing's box begins; 0 where the ray begins in it, or within `near` metres of it.
pub fn hit(aim: &Pose, thing: &Thing, stance: &Stance, near: f32) -> Option<f32> {
    let matrix = stance.matrix(thing);
    let inverse = matrix.inverse();
    let (center, half) = (thing.bounds.center(), thing.bounds.half());
    // Metres in the model's units.
    let scale = matrix.x_axis.truncate().length().max(1e-6);
    let start = inverse.transform_point3(aim.position) - center;
    if (start.abs() - half).max_element() <= near / scale {
        return Some(0.0);
    }
    // Slabs (Kay and Kajiya 1986); what is flat has some thickness to be pointed at.
    let half = half.max(Vec3::splat(0.01 / scale));
    let step = inverse.transform_vector3(aim.forward()).recip();
    let (a, b) = ((-half - start) * step, (half - start) * step);
    let (enter, leave) = (a.min(b).max_element(), a.max(b).min_element());
    (enter <= leave && enter > 0.0).then_some(enter)
}

#[cfg(test)]
mod tests {
    use glam::vec3;

    use super::*;

    fn thing(ratio: f32) -> Thing {
        let bounds = Aabb { min: vec3(-0.2, 0.0, -0.1), max: vec3(0.2, 0.4, 0.1) };
        let home =
            Mat4::from_scale_rotation_translation(Vec3::splat(ratio), Quat::from_rotation_y(1.0), vec3(3.0, 1.0, -2.0));
        Thing::new((1, 2), bounds, home, ratio).unwrap()
    }

    #[test]
    fn at_home_it_is_as_it_stands() {
        for ratio in [1.0, 0.25] {
            let thing = thing(ratio);
            assert!(thing.at_home().matrix(&thing).abs_diff_eq(thing.home, 1e-5));
        }
    }

    #[test]
    fn it_grows_and_turns_about_its_middle() {
        let thing = thing(0.25);
        let stance = Stance { place: vec3(0.0, 1.5, 0.0), turn: Quat::from_rotation_x(0.7), ratio: 1.0 };
        let matrix = stance.matrix(&thing);
        assert!(matrix.transform_point3(thing.bounds.center()).abs_diff_eq(stance.place, 1e-5));
        assert!((matrix.transform_vector3(Vec3::X).length() - 1.0).abs() < 1e-5);
    }

    #[test]
    fn rays_meet_the_box_however_it_is_turned() {
        let thing = thing(0.5);
        let stance = thing.at_home();
        let from = |at: Vec3| {
            let aim = Pose {
                position: at,
                orientation: Quat::from_rotation_arc(Vec3::NEG_Z, (stance.place - at).normalize()),
            };
            hit(&aim, &thing, &stance, 0.1)
        };
        let far = from(stance.place + vec3(0.0, 0.0, 4.0)).unwrap();
        assert!((3.8..3.96).contains(&far), "{far}");
        assert_eq!(from(stance.place + vec3(0.0, 0.15, 0.0)), Some(0.0));
        let away = Pose { position: stance.place + vec3(0.0, 0.0, 4.0), orientation: Quat::from_rotation_y(3.0) };
        assert_eq!(hit(&away, &thing, &stance, 0.1), None);
    }

    #[test]
    fn what_makes_no_sense_cannot_be_held() {
        let good = thing(1.0);
        assert!(Thing::new(good.id, Aabb::EMPTY, good.home, 1.0).is_none());
        assert!(Thing::new(good.id, good.bounds, Mat4::ZERO, 1.0).is_none());
        assert!(Thing::new(good.id, good.bounds, good.home, 0.0).is_none());
        assert!(Thing::new(good.id, good.bounds, good.home, f32::NAN).is_none());
    }
}
