//! A wall that plays, as it is drawn.

use std::path::Path;

use clap::Parser;
use image::RgbaImage;

use super::super::*;
use crate::cli::{Cli, Command};
use crate::device::{Offscreen, OffscreenOptions};
use crate::fetch::open_fair;
use crate::render::Backend;

const SIZE: (u32, u32) = (96, 64);

/// One booth, one wall; the visitor stands before it.
fn fair(folder: &Path) {
    let booth = folder.join("booths/a");
    std::fs::create_dir_all(&booth).unwrap();
    let film = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/video/files/colours.webm");
    std::fs::copy(film, booth.join("colours.webm")).unwrap();
    let text = "format = 1\nid = \"a\"\nplot = \"a\"\ntitle = { en = \"A\" }\n[[videos]]\nfile = \"colours.webm\"\n\
                position = [0.0, 1.6, -0.5]\nsize = [1.6, 0.9]\n";
    std::fs::write(booth.join("booth.toml"), text).unwrap();
    let text = "format = 1\nid = \"small\"\ntitle = { en = \"Small\" }\n[[hall]]\nid = \"main\"\ntitle = { en = \"Hall\" }\n\
                size = [8.0, 8.0]\nspawn = { position = [0.0, 1.4] }\n[[hall.plot]]\nid = \"a\"\nposition = [0.0, 0.0]\n\
                size = [3.0, 2.0]\n";
    std::fs::write(folder.join("fair.toml"), text).unwrap();
}

fn frame(run: &mut Run) -> RgbaImage {
    let before = run.meter.frames;
    while run.meter.frames == before {
        assert_ne!(run.turn().unwrap(), Turned::Over);
    }
    let Device::Offscreen(device) = &run.device else { panic!() };
    crate::render::read_pixels(device.gpu(), &device.picture().texture, 0).unwrap()
}

#[test]
fn the_wall_shows_its_film_in_its_time() {
    let folder = tempfile::tempdir().unwrap();
    fair(folder.path());
    let (source, fair) = open_fair(folder.path().to_str().unwrap()).unwrap();
    let options = OffscreenOptions { size: SIZE, ..OffscreenOptions::default() };
    let device = Device::Offscreen(Box::new(Offscreen::open(Backend::Vulkan, options).unwrap()));
    let Some(Command::Visit(args)) = Cli::try_parse_from(["boothwalk", "visit"]).unwrap().command else { panic!() };
    let mut run =
        Run::new(&args, Begun::default(), Instant::now(), Lang::En, source, fair, device, None, None).unwrap();
    let word = |pixel: image::Rgba<u8>| match pixel.0 {
        [r, g, b, _] if r > 150 && g < 90 && b < 90 => "red",
        [r, g, b, _] if g > 150 && r < 110 && b < 110 => "green",
        [r, g, b, _] if b > 150 && r < 90 && g < 90 => "blue",
        [r, g, b, _] if r.min(g).min(b) > 200 => "white",
        _ => "dark",
    };
    let mut runs: Vec<(&str, usize)> = Vec::new();
    for _ in 0..400 {
        let picture = frame(&mut run);
        let color = word(*picture.get_pixel(SIZE.0 / 2, SIZE.1 / 2));
        match runs.last_mut().filter(|(last, _)| *last == color) {
            Some((_, count)) => *count += 1,
            None => runs.push((color, 1)),
        }
    }
    let start = runs.iter().position(|(color, _)| *color == "green").unwrap_or(runs.len());
    let shown: Vec<&str> = runs[start..].iter().map(|(color, _)| *color).take(6).collect();
    assert_eq!(shown, ["green", "blue", "white", "dark", "red", "green"], "{runs:?}");
    // Each colour lasts for half a second of 72 frames.
    for (color, count) in &runs[start..start + 3] {
        assert!((33..=39).contains(count), "{color} for {count} frames: {runs:?}");
    }
}
