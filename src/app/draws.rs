//! How many draws a view of the demo fair takes, wherever one stands in it and wherever one looks.

use glam::{Quat, Vec2, Vec3};

use super::demo::{Demo, SIZE, demo};
use crate::device::{Fov, Pose, View, Views};
use crate::render::{Background, Look, PICTURE_FORMAT, Picture, Profile};

/// Metres from one place to the next.
const APART: f32 = 3.0;
const HEADINGS: u32 = 16;

/// The most draws of a frame with everything there, as a headset of a wide view would see it.
fn most(profile: Profile) -> u32 {
    let Demo { gpu, fair, mut world, .. } = demo(profile, 2);
    let picture = Picture::new(&gpu, SIZE, 2);
    let mut most = 0;
    let half = fair.halls[0].size * 0.5;
    let along = |half: f32| (0..).map(move |step| step as f32 * APART - half).take_while(move |at| *at <= half);
    for at in along(half.x).flat_map(|x| along(half.y).map(move |z| Vec2::new(x, z))) {
        if !world.ground.inside(at) || world.ground.blocked_circle(at, crate::visit::RADIUS) {
            continue;
        }
        for heading in 0..HEADINGS {
            let orientation = Quat::from_rotation_y(heading as f32 * std::f32::consts::TAU / HEADINGS as f32);
            let floor = world.ground.floor(at).unwrap_or(0.0);
            let position = Vec3::new(at.x, floor + 1.65, at.y);
            let eye = |side: f32| View {
                pose: Pose { position: position + orientation * Vec3::X * side, orientation },
                fov: Fov { left: -0.91, right: 0.91, up: 0.85, down: -0.85 },
            };
            let views = Views::Stereo([eye(-0.032), eye(0.032)]);
            let look = Look {
                views: &views,
                world_from_rig: glam::Mat4::IDENTITY,
                light: super::light(&fair),
                background: Background::Sky,
                ribbons: &[],
                comfort: [0.0; 2],
                time: 0.0,
            };
            world.renderer.draw(&mut world.scene, &look, &picture.output(gpu.shape(PICTURE_FORMAT, 2)));
            most = most.max(world.renderer.stats().draws);
        }
    }
    most
}

#[test]
fn any_view_of_the_demo_fair_is_few_draws() {
    for (profile, bar) in [(Profile::Pc, 300), (Profile::Standalone, 200)] {
        let most = most(profile);
        assert!(most <= bar, "{profile:?}: {most}");
    }
}
