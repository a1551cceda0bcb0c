//! Signs that are read from afar: beyond the distance at which their letters would look too small they grow with it, about
//! their lower edge, as far as there is room over their own plot.
//!
//! A sign that grows as one goes away looks equally large all the while: nothing is seen to move. None ever shrinks below
//! its true size.

use glam::{Mat4, Quat, Vec3};

use crate::fair::{Booth, Fair, Lang, Plot};
use crate::panel;
use crate::scene::{ObjectId, Scene};

/// Letters are kept from looking smaller than this, radians an em: 0.6°, which is 12 pixels of a headset with 20 a degree.
/// Chinese characters are told from one another from about there on.
const EM: f32 = 0.010_5;
/// No sign grows to more than so many times its size, nor by more than so many metres upwards: it is to stay a sign of its
/// booth, and below the roof.
const MOST: f32 = 3.0;
const RISE: f32 = 1.0;
/// What is lower than heads, metres, stays as it is: grown, it would stand before its own booth.
const HEADS: f32 = 2.1;
/// A little that a sign may reach over its plot's edge by itself, metres.
const OVER: f32 = 0.05;
/// Signs that are looked after in a frame; all of them after a jump of so many metres.
const EACH: usize = 64;
const JUMP: f32 = 1.5;

/// How a sign grows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    hall: usize,
    /// The booth's plot in the hall, and the middle of the sign in the hall.
    plot: Mat4,
    middle: Vec3,
    /// The middle of its lower edge, and its turn, on the booth.
    foot: Vec3,
    turn: Quat,
    /// Height of its letters, metres, in Chinese and English.
    em: [f32; 2],
    most: f32,
}

impl Growth {
    /// That of a booth's sign; `None` where it has no place.
    pub fn new(fair: &Fair, booth: &Booth) -> Option<Growth> {
        let plot = fair.halls.get(booth.hall)?.plots.get(booth.plot)?;
        let (sign, matrix) = (&booth.sign, plot.matrix());
        if !(matrix.is_finite() && sign.position.is_finite() && sign.size.is_finite() && sign.yaw.is_finite()) {
            return None;
        }
        Some(Growth {
            hall: booth.hall,
            plot: matrix,
            middle: matrix.transform_point3(sign.position),
            foot: sign.position - Vec3::Y * (sign.size.y * 0.5),
            turn: Quat::from_rotation_y(sign.yaw.to_radians()),
            em: [Lang::Zh, Lang::En].map(|lang| panel::sign_em(&booth.title, sign, lang)),
            most: most(booth, plot),
        })
    }

    /// How many times its size it is, seen from there.
    pub fn times(&self, head: Vec3, lang: Lang) -> f32 {
        let em = self.em[usize::from(lang == Lang::En)].max(1e-3);
        (self.middle.distance(head) * EM / em).clamp(1.0, self.most)
    }

    /// Takes points of the booth's space into the hall, for the sign grown to so many times its size.
    pub fn matrix(&self, times: f32) -> Mat4 {
        if times == 1.0 {
            return self.plot;
        }
        // It grows in its own plane, and no thicker.
        let grown = Mat4::from_quat(self.turn)
            * Mat4::from_scale(Vec3::new(times, times, 1.0))
            * Mat4::from_quat(self.turn.inverse());
        self.plot * Mat4::from_translation(self.foot) * grown * Mat4::from_translation(-self.foot)
    }
}

/// How many times its size a sign has room for over its plot, so that it meets no neighbour's.
fn most(booth: &Booth, plot: &Plot) -> f32 {
    let sign = &booth.sign;
    if sign.position.y - sign.size.y * 0.5 < HEADS {
        return 1.0;
    }
    let (sin, cos) = sign.yaw.to_radians().sin_cos();
    let room = |at: f32, side: f32, along: f32| {
        let wide = along.abs() * sign.size.x * 0.5;
        if wide > 1e-3 { (side * 0.5 + OVER - at.abs()) / wide } else { f32::INFINITY }
    };
    let beside = room(sign.position.x, plot.size.x, cos).min(room(sign.position.z, plot.size.y, sin));
    beside.min(1.0 + RISE / sign.size.y.max(0.01)).clamp(1.0, MOST)
}

/// All signs of a fair.
#[derive(Debug, Default)]
pub struct Growing {
    /// By booth.
    signs: Vec<Option<Growth>>,
    times: Vec<f32>,
    next: usize,
    /// From where all were looked after.
    head: Option<(usize, Vec3, Lang)>,
}

impl Growing {
    pub fn new(fair: &Fair) -> Growing {
        let signs: Vec<_> = fair.booths.iter().map(|booth| Growth::new(fair, booth)).collect();
        Growing { times: vec![1.0; signs.len()], signs, next: 0, head: None }
    }

    /// Where a booth's sign is put that has just come.
    pub fn matrix(&self, booth: usize) -> Option<Mat4> {
        let growth = self.signs.get(booth).copied().flatten()?;
        Some(growth.matrix(self.times.get(booth).copied().unwrap_or(1.0)))
    }

    /// One frame of somebody in a hall; `object` is what shows the sign of a booth. Each frame looks after some signs, and
    /// after all of them when somebody comes from elsewhere.
    pub fn update(
        &mut self,
        (hall, head, lang): (usize, Vec3, Lang),
        object: impl Fn(usize) -> Option<ObjectId>,
        scene: &mut Scene,
    ) {
        let far = |(was, from, words): (usize, Vec3, Lang)| (was, words) != (hall, lang) || from.distance(head) > JUMP;
        let all = self.head.is_none_or(far);
        let count = if all { self.signs.len() } else { EACH.min(self.signs.len()) };
        if all || self.next + count >= self.signs.len() {
            self.head = Some((hall, head, lang));
        }
        for _ in 0..count {
            let booth = self.next % self.signs.len().max(1);
            self.next = booth + 1;
            let (Some(Some(growth)), Some(times)) = (self.signs.get(booth), self.times.get_mut(booth)) else {
                continue;
            };
            if growth.hall != hall {
                continue;
            }
            let now = growth.times(head, lang);
            // What is near stands as it is, and most do.
            let before = std::mem::replace(times, now);
            if (before, now) != (1.0, 1.0)
                && let Some(object) = object(booth)
            {
                scene.set_matrix(object, growth.matrix(now));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use glam::{vec2, vec3};

    use super::*;

    fn fair() -> Fair {
        let mut fair = Fair::template(4);
        for booth in &mut fair.booths {
            (booth.sign.position, booth.sign.size) = (vec3(0.5, 2.8, 3.0), vec2(2.0, 0.5));
        }
        fair
    }

    #[test]
    fn signs_look_equally_large_as_far_as_they_grow_and_never_smaller_than_they_are() {
        let fair = fair();
        let growth = Growth::new(&fair, &fair.booths[0]).unwrap();
        for lang in [Lang::Zh, Lang::En] {
            let at = |far: f32| growth.times(growth.middle + Vec3::X * far, lang);
            assert_eq!((at(0.0), at(2.0)), (1.0, 1.0));
            let begins = (1..2000).map(|step| step as f32 * 0.1).find(|far| at(*far) > 1.0).unwrap();
            let (near, far) = (at(begins * 1.2) / (begins * 1.2), at(begins * 1.5) / (begins * 1.5));
            assert!((near / far - 1.0).abs() < 1e-3, "{near} and {far}");
            assert_eq!(at(500.0), growth.most);
            for step in 1..2000 {
                let (before, now) = (at(step as f32 * 0.1 - 0.1), at(step as f32 * 0.1));
                assert!((0.0..0.02).contains(&(now - before)), "it leaps at {step}");
            }
        }
        // The small letters below grow sooner.
        let far = growth.middle + Vec3::X * 12.0;
        assert!(growth.times(far, Lang::En) > growth.times(far, Lang::Zh));
    }

    #[test]
    fn each_sign_of_the_hall_is_grown_within_some_frames_and_all_at_once_after_a_jump() {
        let mut fair = Fair::template(200);
        for booth in &mut fair.booths {
            (booth.sign.position, booth.sign.size) = (vec3(0.0, 2.8, 3.0), vec2(2.0, 0.5));
        }
        fair.booths[7].hall = 1;
        let far = |growing: &Growing| growing.times.iter().filter(|times| **times > 1.0).count();
        let mut growing = Growing::new(&fair);
        let mut scene = Scene::new();
        let mut look = |growing: &mut Growing, z: f32| {
            growing.update((0, vec3(0.0, 1.6, z), Lang::Zh), |_| None, &mut scene);
        };
        look(&mut growing, 900.0);
        assert_eq!((far(&growing), growing.times[7]), (199, 1.0), "one is in another hall");
        // Who walks sees some of them at a time.
        let before = growing.times.clone();
        look(&mut growing, 899.0);
        let changed = |growing: &Growing| growing.times.iter().zip(&before).filter(|(now, was)| now != was).count();
        assert_eq!(changed(&growing), 0, "none grows beyond its bound");
        look(&mut growing, 0.0);
        let all = changed(&growing);
        assert!(all > 64, "{all}");
        let before = growing.times.clone();
        look(&mut growing, 1.0);
        let changed = growing.times.iter().zip(&before).filter(|(now, was)| now != was).count();
        assert!((1..=EACH).contains(&changed), "{changed}");
    }

    #[test]
    fn grown_signs_stand_on_their_lower_edge_and_over_their_plot() {
        let mut fair = fair();
        let check = |fair: &Fair| {
            let (booth, plot) = (&fair.booths[0], &fair.halls[0].plots[0]);
            let growth = Growth::new(fair, booth).unwrap();
            let (sign, half) = (&booth.sign, booth.sign.size * 0.5);
            let turn = Quat::from_rotation_y(sign.yaw.to_radians());
            let at = |x: f32, y: f32| {
                let point = sign.position + turn * vec3(x * half.x, y * half.y, 0.0);
                growth.plot.inverse().transform_point3(growth.matrix(growth.most).transform_point3(point))
            };
            assert!((at(0.3, -1.0).y - (sign.position.y - half.y)).abs() < 1e-4);
            assert!(at(0.0, 1.0).y - (sign.position.y + half.y) < RISE + 1e-3);
            let inside = |point: Vec3| {
                point.x.abs() <= plot.size.x * 0.5 + OVER + 1e-3 && point.z.abs() <= plot.size.y * 0.5 + OVER + 1e-3
            };
            assert!(growth.most == 1.0 || (inside(at(-1.0, 1.0)) && inside(at(1.0, 1.0))), "{:?}", at(1.0, 1.0));
            growth.most
        };
        assert!((check(&fair) - 2.55).abs() < 1e-3, "0.5 m off the middle there is room for 5.1 m");
        fair.booths[0].sign.yaw = 90.0;
        fair.booths[0].sign.position = vec3(3.0, 2.8, 0.0);
        assert_eq!(check(&fair), MOST);
        fair.booths[0].sign.position.y = 1.2;
        assert_eq!(check(&fair), 1.0, "it would stand before its booth");
        (fair.booths[0].sign.position.y, fair.booths[0].sign.size) = (3.0, vec2(7.0, 0.5));
        assert_eq!(check(&fair), 1.0, "what is wider than its plot does not grow, and does not shrink");
    }
}
