//! A headset that draws only so much in a frame.

use super::*;
use crate::device::{Fov, Pose, View as Seen, Views};
use crate::panel::figures::Level;
use crate::render::{Background, Look, Picture};
use crate::stream::Load;

/// Its proxy has far fewer triangles.
const MODEL: &str = "NegativeScaleTest/glTF-Binary/NegativeScaleTest.glb";
pub const SIDE: u32 = 16;
const HEADINGS: u32 = 12;

/// The most that a frame draws from here, whichever way one looks.
pub fn most(world: &mut World, picture: &Picture, eye: Vec3, fair: &crate::fair::Fair, time: f32) -> Load {
    let mut most = Load::default();
    for heading in 0..HEADINGS {
        let orientation = Quat::from_rotation_y(heading as f32 * std::f32::consts::TAU / HEADINGS as f32);
        let fov = Fov { left: -0.8, right: 0.8, up: 0.8, down: -0.8 };
        let views = Views::Mono(Seen { pose: Pose { position: eye, orientation }, fov });
        let look = Look {
            views: &views,
            world_from_rig: glam::Mat4::IDENTITY,
            light: crate::app::light(fair),
            background: Background::None,
            ribbons: &[],
            comfort: [0.0; 2],
            time,
        };
        let shape = world.renderer.gpu().shape(PICTURE_FORMAT, 1);
        world.renderer.draw(&mut world.scene, &look, &picture.output(shape));
        let stats = world.renderer.stats();
        most = Load::limits(most.draws.max(stats.draws), most.triangles.max(stats.triangles));
    }
    most
}

#[test]
fn no_view_draws_more_than_a_headset_has_time_for_and_the_nearer_is_the_finer() {
    let folder = tempfile::tempdir().unwrap();
    let out = packed(folder.path(), [MODEL; 2]);
    let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
    let run = |limits: Load| {
        let mut run = Run::of(Profile::Standalone, &gpu, &out, 1 << 30);
        assert!(run.feed.limited.is_some(), "a standalone headset has limits");
        run.feed.limited = Some(Limited::new(limits));
        run
    };
    let picture = Picture::new(&gpu, (SIDE, SIDE), 1);
    let fair = run(Load::default()).feed.bench.fair.clone();
    // Between both booths one sees either, and both from before them.
    let near = [Vec3::new(-6.0, 1.6, 4.0), Vec3::new(6.0, 1.6, 4.0)];

    let mut whole = run(Load::limits(1000, 1 << 30));
    whole.eye = near[0];
    whole.finish();
    assert!((0..2).all(|booth| whole.feed.stands(Piece::Booth(booth))));
    let bound = |run: &Run| run.feed.limited.as_ref().unwrap().most().triangles;
    let all = bound(&whole);
    assert!(most(&mut whole.world, &picture, near[0], &fair, 1.0).triangles <= all);
    drop(whole);

    // With no room at all there are the proxies.
    let mut plain = run(Load::default());
    plain.eye = near[0];
    plain.finish();
    assert!((0..2).all(|booth| !plain.feed.stands(Piece::Booth(booth))));
    let coarse = bound(&plain);
    drop(plain);
    // Half of a limit goes to what does not come this way; here the rest holds what either has more, and not what both have.
    let more = (all - coarse) * 3 / 4;
    let limit = coarse + more;
    let mut run = run(Load::limits(1000, limit * 2));
    let mut seconds = 0;
    for turn in 0..4 {
        let (here, there) = (turn % 2, 1 - turn % 2);
        run.eye = near[here];
        let mut time = turn as f32 * 100.0;
        seconds = run.finish_with(seconds + 1, |_, world, eye| {
            time += 0.1;
            let drawn = most(world, &picture, eye, &fair, time);
            assert!(drawn.triangles <= limit, "{drawn:?} of {limit} in turn {turn}");
        });
        let [near, far] = [here, there].map(|booth| run.feed.level(Piece::Booth(booth)).0);
        assert!(near == Level::Full && far < near, "turn {turn}: {near:?} and {far:?}, {coarse} to {all}");
        assert_eq!(run.count(State::In), run.levels().len(), "what is not shown may stay on the GPU");
    }
    assert!(bound(&run) <= limit && limit < all);

    // With little memory, too, what leaves is never shown again.
    let used = run.feed.scheduler.ledger().used();
    run.feed.spare(0.3);
    for turn in 4..8 {
        run.eye = near[turn % 2];
        seconds = run.finish_with(seconds + 1, |_, _, _| ());
    }
    assert!(run.feed.scheduler.ledger().used() < used && run.feed.news().is_empty());
}
