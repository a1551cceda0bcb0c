//! Levels that leave and come again under a small cap while they are drawn, by a driver whose every call is validated.

use super::*;
use crate::app::measure::Driver;
use crate::device::{Fov, Pose, View as Eye, Views};
use crate::render::{Background, Look, Picture, read_pixels};

/// How far pictures are apart in the mean of their channels, of 255.
fn apart(a: &image::RgbaImage, b: &image::RgbaImage) -> f32 {
    let sum: u32 = a.iter().zip(b.iter()).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    sum as f32 / a.len() as f32
}

/// Two of about the same size, with textures.
const EQUALS: [&str; 2] =
    ["NormalTangentTest/glTF-Binary/NormalTangentTest.glb", "MultiUVTest/glTF-Binary/MultiUVTest.glb"];
const SIDE: u32 = 32;

#[test]
fn textures_fall_and_rise_while_they_are_drawn() {
    let Ok(gpu) = Driver::Software.open() else {
        eprintln!("SKIPPED: no driver that draws on the processor");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let out = packed(folder.path(), EQUALS);
    let mut whole = Run::on(&gpu, &out, 1 << 30);
    whole.finish();
    let all = whole.feed.scheduler.ledger().used() - STAGING;
    let picture = Picture::new(&gpu, (SIDE, SIDE), 1);
    let light = crate::app::light(&whole.feed.bench.fair);
    let seconds = std::cell::Cell::new(0.0);
    let draw = |world: &mut World, eye: Vec3| {
        // The sun's shadow is drawn anew now and then.
        seconds.set(seconds.get() + 0.1);
        let pose = Pose { position: eye, orientation: Quat::IDENTITY };
        let fov = Fov { left: -0.8, right: 0.8, up: 0.8, down: -0.8 };
        let views = Views::Mono(Eye { pose, fov });
        let look = Look {
            views: &views,
            world_from_rig: glam::Mat4::IDENTITY,
            light,
            background: Background::None,
            ribbons: &[],
            comfort: [0.0; 2],
            time: seconds.get(),
        };
        world.renderer.draw(&mut world.scene, &look, &picture.output(gpu.shape(PICTURE_FORMAT, 1)));
        read_pixels(&gpu, &picture.texture, 0).unwrap()
    };
    let eyes = [-6.0, 6.0].map(|x| Vec3::new(x, 1.6, 4.0));
    // The sun's shadow comes within some frames.
    (0..16).for_each(|_| _ = draw(&mut whole.world, eyes[0]));
    let sharp = eyes.map(|eye| draw(&mut whole.world, eye));
    whole.world.scene = Scene::new();
    let missing = [0, 1].map(|booth| apart(&draw(&mut whole.world, eyes[booth]), &sharp[booth]));
    drop(whole);

    let mut run = Run::on(&gpu, &out, STAGING + all * 6 / 10);
    // This driver would have them come at once.
    run.feed.fades = true;
    let (mut seconds, mut drawn, mut worst, mut faded) = (0, 0, 0.0f32, 0);
    let mut textures = [0, 0];
    for turn in 0..6 {
        run.eye = eyes[turn % 2];
        seconds = run.finish_with(seconds, |feed, world, eye| {
            let seen = draw(world, eye);
            let fades = |object| world.scene.keys(object).any(|key| key.shown == Shown::Fading);
            faded += usize::from([0, 1].iter().filter_map(|booth| feed.object(Piece::Booth(*booth))).any(fades));
            if turn > 0 {
                worst = worst.max(apart(&seen, &sharp[turn % 2]));
            }
            drawn += 1;
        });
        assert_eq!(gpu.errors(), 0, "after turn {turn}");
        let index = &run.feed.index;
        let there = |booth: usize| {
            let entry = index.entries.iter().find(|entry| entry.places.contains(&Piece::Booth(booth))).unwrap();
            let rungs = run.feed.resident();
            let own = |rung: &&RungId| matches!(index.rungs[rung.at()], Rung::Mips(picture, _) if entry.pictures.contains(&picture));
            rungs.iter().filter(own).count()
        };
        // The nearer one has more of its textures than when the other was nearer.
        let now = [there(0), there(1)];
        if turn > 0 {
            let (near, far) = (turn % 2, 1 - turn % 2);
            assert!(now[near] >= textures[near] && now[far] < textures[far], "turn {turn}: {textures:?}, {now:?}");
        }
        textures = now;
    }
    let evictions = run.feed.scheduler.evictions();
    println!("{faded} frames of {drawn} with something that faded");
    println!("at most {worst} of 255 from the sharp picture; without booths, {missing:?}");
    println!("{evictions} levels left in {drawn} frames; {textures:?} textures at the end");
    assert!(evictions >= 5);
    let least = missing[0].min(missing[1]);
    // The coarsest of all textures are nearer to the sharp picture than that; what is wrong or missing is not.
    assert!(worst < least * 0.75, "{worst} of {least}: while levels come or leave, something else is seen");
}
