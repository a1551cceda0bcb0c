//! Levels that leave and come again under a small cap while they are drawn, by a driver whose every call is validated.

use super::*;
use crate::app::measure::Driver;
use crate::device::{Fov, Pose, View as Eye, Views};
use crate::render::{Background, Look, Picture};

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
    drop(whole);

    let mut run = Run::on(&gpu, &out, STAGING + all * 6 / 10);
    let picture = Picture::new(&gpu, (SIDE, SIDE), 1);
    let light = crate::app::light(&run.feed.bench.fair);
    let (mut seconds, mut drawn) = (0, 0);
    let mut textures = [0, 0];
    for turn in 0..6 {
        run.eye = Vec3::new(if turn % 2 == 0 { -6.0 } else { 6.0 }, 1.6, 4.0);
        seconds = run.finish_with(seconds, |world, eye| {
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
                time: 0.0,
            };
            let output = picture.output(gpu.shape(PICTURE_FORMAT, 1));
            world.renderer.draw(&mut world.scene, &look, &output);
            drawn += 1;
        });
        gpu.device.poll(wgpu::PollType::wait_indefinitely()).unwrap();
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
    println!("{evictions} levels left in {drawn} frames; {textures:?} textures at the end");
    assert!(evictions >= 5);
}
