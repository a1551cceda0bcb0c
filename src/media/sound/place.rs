//! From where a sound is to what each ear hears of it.
//!
//! Level falls with distance as in the open, and reaches nothing at the end that the exhibitor has set. Between the ears it is
//! shared by equal power; the farther ear hears it later (Woodworth's sphere) and duller, and what is behind is duller in both.

use glam::Vec3;

use crate::device::Pose;

/// Radius of a head, metres, and how fast sound goes in air, metres per second.
const HEAD: f32 = 0.0875;
const SPEED: f32 = 343.0;
/// The latest that a sound may reach the farther ear, in seconds after the nearer one.
pub const LATEST: f32 = HEAD / SPEED * (std::f32::consts::FRAC_PI_2 + 1.0);
/// How far the level goes to one side: the farther ear always hears something.
const WIDTH: f32 = 0.8;
/// Nearer than this a sound is around the head rather than on one side, metres.
const AROUND: f32 = 0.4;
/// What an ear lets pass that faces the sound, that is turned away, and how much less both let pass of what is behind; hertz.
const BRIGHT: f32 = 20_000.0;
const SHADED: f32 = 2_500.0;
const BEHIND: f32 = 0.65;

/// What the ears hear of a sound: left, right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ears {
    /// Times the sound.
    pub gain: [f32; 2],
    /// Seconds after the nearer ear.
    pub late: [f32; 2],
    /// Above this there is less of it, hertz.
    pub dull: [f32; 2],
}

impl Ears {
    pub const SILENT: Ears = Ears { gain: [0.0; 2], late: [0.0; 2], dull: [BRIGHT; 2] };

    /// Of a sound somewhere, `level` times as loud as it is, for a head.
    pub fn of(sound: Vec3, level: f32, head: &Pose) -> Ears {
        let way = sound - head.position;
        let distance = way.length();
        let way = head.orientation.inverse() * way.normalize_or(head.forward());
        let side = way.x.clamp(-1.0, 1.0) * (distance / AROUND).min(1.0);
        let angle = (1.0 + side * WIDTH) * std::f32::consts::FRAC_PI_4;
        let late = HEAD / SPEED * (side.abs().asin() + side.abs());
        // Hearing is even in octaves.
        let shade = |away: f32| BRIGHT * (SHADED / BRIGHT).powf(away.max(0.0)) * BEHIND.powf(way.z.max(0.0));
        Ears {
            gain: [level * angle.cos(), level * angle.sin()],
            late: if side > 0.0 { [late, 0.0] } else { [0.0, late] },
            dull: [shade(side), shade(-side)],
        }
    }
}

/// How loud a sound is at a distance, from 1 within `radius` to 0 at `far` and beyond; metres.
pub fn loudness(distance: f32, radius: f32, far: f32) -> f32 {
    if distance <= radius {
        return 1.0;
    }
    let (here, end) = (radius / distance, radius / far);
    ((here - end) / (1.0 - end)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Quat;

    #[test]
    fn it_falls_off_to_nothing_and_never_rises_again() {
        let at = |metres: f32| loudness(metres, 1.5, 8.0);
        assert_eq!([at(0.0), at(1.5), at(8.0), at(100.0)], [1.0, 1.0, 0.0, 0.0]);
        let mut last = 1.0;
        for step in 0..1000 {
            let now = at(step as f32 * 0.01);
            assert!(now <= last && last - now < 0.02, "at {step} cm");
            last = now;
        }
        // Twice as far is about half as loud while the end is far off.
        assert!((loudness(2.0, 1.0, 60.0) - 0.5).abs() < 0.02);
    }

    #[test]
    fn the_nearer_ear_hears_it_louder_sooner_and_brighter() {
        let head = Pose { position: Vec3::new(1.0, 1.6, 2.0), ..Pose::default() };
        let ears = |offset: Vec3| Ears::of(head.position + offset, 1.0, &head);
        let right = ears(Vec3::new(3.0, 0.0, 0.0));
        assert!(right.gain[1] > 4.0 * right.gain[0] && right.gain[0] > 0.05);
        assert!(right.late[1] == 0.0 && (right.late[0] - LATEST).abs() < 1e-6 && LATEST < 7e-4);
        assert!(right.dull[1] > 19_000.0 && right.dull[0] < 3000.0);
        let left = ears(Vec3::new(-3.0, 0.0, 0.0));
        assert_eq!([left.gain[0], left.late[1], left.dull[0]], [right.gain[1], right.late[0], right.dull[1]]);
        let [ahead, behind] = [-2.0, 2.0].map(|z| ears(Vec3::new(0.0, 0.0, z)));
        assert!((ahead.gain[0] - ahead.gain[1]).abs() < 1e-6 && ahead.late == [0.0; 2]);
        assert!(behind.dull[0] < ahead.dull[0] * 0.7);
        // Equal power all around, whatever the head does.
        for step in 0..360 {
            let turned = Pose { orientation: Quat::from_rotation_y((step as f32).to_radians()), ..head };
            let Ears { gain: [left, right], .. } = Ears::of(Vec3::new(4.0, 1.0, -2.0), 0.5, &turned);
            assert!((left.hypot(right) - 0.5).abs() < 1e-5);
        }
        // The head goes through the sound: nothing jumps.
        let mut last = ears(Vec3::new(-0.5, 0.0, 0.01));
        for step in -50..50 {
            let now = ears(Vec3::new(step as f32 * 0.01, 0.0, 0.01));
            assert!((now.gain[0] - last.gain[0]).abs() < 0.06, "{step}: {now:?} after {last:?}");
            last = now;
        }
    }
}
