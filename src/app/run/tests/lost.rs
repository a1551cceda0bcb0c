//! Visits whose GPU is lost again and again.

use std::path::Path;

use clap::Parser;
use image::RgbaImage;

use super::super::*;
use crate::cli::{Cli, Command};
use crate::device::{Offscreen, OffscreenOptions};
use crate::fetch::open_fair;
use crate::render::Backend;

const SIZE: (u32, u32) = (96, 64);
/// Frames of two seconds: the picture is back by then.
const BACK: usize = 144;

/// Someone who looks at a turbine that turns, 72 frames a second.
fn run(folder: &Path) -> Run {
    let (source, fair) = open_fair(folder.to_str().unwrap()).unwrap();
    let options = OffscreenOptions { size: SIZE, ..OffscreenOptions::default() };
    let device = Device::Offscreen(Box::new(Offscreen::open(Backend::Vulkan, options).unwrap()));
    let Some(Command::Visit(args)) = Cli::try_parse_from(["boothwalk", "visit"]).unwrap().command else { panic!() };
    Run::new(&args, Begun::default(), Instant::now(), Lang::En, source, fair, device, None, None).unwrap()
}

fn fair(folder: &Path) {
    let assets = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/booths/energy/products"));
    let product = folder.join("booths/mill/products/turbine");
    std::fs::create_dir_all(&product).unwrap();
    std::fs::copy(assets.join("turbine/model.glb"), product.join("model.glb")).unwrap();
    let text = "format = 1\nid = \"turbine\"\ntitle = { en = \"Turbine\" }\nposition = [0.0, 1.2, 0.0]\n";
    std::fs::write(product.join("product.toml"), text).unwrap();
    let text = "format = 1\nid = \"mill\"\nplot = \"mill\"\ntitle = { zh = \"风\", en = \"Mill\" }\n";
    std::fs::write(folder.join("booths/mill/booth.toml"), text).unwrap();
    let text = "format = 1\nid = \"small\"\ntitle = { en = \"Small\" }\nsun = { intensity = 0.0 }\n\n[[hall]]\nid = \"main\"\ntitle = { en = \"Hall\" }\n\
                size = [8.0, 8.0]\nspawn = { position = [0.0, 1.6] }\n\n[[hall.plot]]\nid = \"mill\"\nposition = [0.0, -0.5]\n\
                size = [3.0, 2.0]\n";
    std::fs::write(folder.join("fair.toml"), text).unwrap();
}

/// The next frame's picture.
fn frame(run: &mut Run) -> RgbaImage {
    let before = run.meter.frames;
    while run.meter.frames == before {
        assert_ne!(run.turn().unwrap(), Turned::Over);
    }
    let Device::Offscreen(device) = &run.device else { panic!() };
    crate::render::read_pixels(device.gpu(), &device.picture().texture, 0).unwrap_or_else(|_| RgbaImage::new(1, 1))
}

/// The same but for edges of shadows: what turns keeps the shadow of the pose in which it was placed.
fn alike(one: &RgbaImage, other: &RgbaImage) -> bool {
    let differences = one.iter().zip(other.iter()).map(|(a, b)| a.abs_diff(*b)).filter(|by| *by > 0);
    one.dimensions() == other.dimensions()
        && differences.clone().max() < Some(24)
        && differences.count() < one.len() / 100
}

/// Numbers that are the same every time (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % most
    }
}

#[test]
fn a_gpu_that_is_lost_a_hundred_times_comes_back_to_the_same_picture() {
    let folder = tempfile::tempdir().unwrap();
    fair(folder.path());
    let [mut calm, mut hit] = [(); 2].map(|()| run(folder.path()));
    for _ in 0..8 {
        assert!(frame(&mut calm) == frame(&mut hit));
    }
    let mut dice = Dice(7);
    let (mut worst, mut moved, mut still) = (0, 0, frame(&mut calm));
    frame(&mut hit);
    for turn in 0..100 {
        for _ in 0..dice.below(4) {
            assert!(alike(&frame(&mut calm), &frame(&mut hit)));
        }
        // Between two frames, or somewhere in the midst of one.
        let (device, wait) = (hit.device.gpu().device.clone(), Duration::from_micros(dice.below(20_000)));
        let hurt = std::thread::spawn(move || {
            if turn % 2 == 1 {
                std::thread::sleep(wait);
            }
            device.destroy();
        });
        if turn % 2 == 1 {
            frame(&mut calm);
            frame(&mut hit);
        }
        hurt.join().unwrap();
        let back = (1..=BACK).find(|_| {
            let (wanted, is) = (frame(&mut calm), frame(&mut hit));
            moved += usize::from(!alike(&wanted, &still));
            still = wanted.clone();
            alike(&is, &wanted) && !hit.device.gpu().hear()
        });
        worst = worst.max(back.unwrap_or_else(|| panic!("after loss {turn}, nothing is back in two seconds")));
    }
    assert!(moved > 50, "the turbine turns");
    assert!(hit.content.problems.is_empty() && hit.content.complete());
    eprintln!("back after {worst} frames at most");
}
