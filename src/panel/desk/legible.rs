//! Text of panels is read in a headset of the class of Quest 2: 20 pixels a degree, from 1.5 m.
//!
//! A reader here is a comparison: each character of the picture that an eye gets is held against all of them as they were
//! drawn on the panel, and must be most like its own. BOOTHWALK_LEGIBLE=FILE.png keeps what the eye gets, to be looked at.

use egui::{RawInput, Rect, pos2, vec2};
use glam::{Mat4, Quat, Vec2, Vec3};

use super::look::{self, Look, TEXT};
use super::{DENSITY, POINT, Painter, Sheet};
use crate::device::{Fov, Pose, View, Views};
use crate::model::{Image, Topology};
use crate::render::{Backend, Background, Gpu, Light, Look as View3, PICTURE_FORMAT, Picture, Renderer, read_pixels};
use crate::scene::{Key, Scene};

/// Characters that are taken for one another, in one row each.
const ROWS: [&str; 6] = [
    "未末土士大太犬天夭人入千干",
    "王玉主田由甲申目自日白百贝",
    "己已巳乌鸟木本术休体鸯鸳",
    "馕赢嬴羸囊麟麒蠢",
    "BDOQCGEF3586",
    "90acenuvwrts",
];
/// From one to the next, and from one row to the next, points.
const APART: Vec2 = Vec2::new(TEXT * 1.5, TEXT * 2.0);
const SIZE: (u32, u32) = (640, 480);
/// Pixels of a degree in the middle of the picture, and how far the panel is, metres.
const PER_DEGREE: f32 = 20.0;
const FAR: f32 = 1.5;

fn place(row: usize, column: usize) -> Vec2 {
    let middle = Sheet::Tablet.points() * 0.5;
    middle + (Vec2::new(column as f32, row as f32) - Vec2::new(6.0, 2.5)) * APART
}

/// The panel with the characters on it, each in the middle of its place.
fn panel() -> Image {
    let context = egui::Context::default();
    look::fonts(&context, None);
    let (width, height) = Sheet::Tablet.texels();
    let (mut painter, look, size) = (Painter::new(width, height), Look::default(), Sheet::Tablet.points());
    for _ in 0..2 {
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(size.x, size.y))),
            ..RawInput::default()
        };
        input.viewports.get_mut(&egui::ViewportId::ROOT).unwrap().native_pixels_per_point = Some(DENSITY);
        let mut output = context.run_ui(input, |ui| {
            for (row, letters) in ROWS.iter().enumerate() {
                for (column, letter) in letters.chars().enumerate() {
                    let (at, font) = (place(row, column), egui::FontId::proportional(TEXT));
                    let align = egui::Align2::CENTER_CENTER;
                    ui.painter().text(pos2(at.x, at.y), align, letter, font, look.ink);
                }
            }
        });
        painter.take(&output.textures_delta);
        let primitives = context.tessellate(output.shapes, output.pixels_per_point);
        painter.draw(&primitives, output.pixels_per_point, look.ground);
        output.textures_delta.clear();
    }
    painter.image(super::LEVELS)
}

/// What a head sees of it that is a little turned and tilted, brighter where it is brighter; and where a point of the
/// panel is in that picture.
fn seen(image: Image) -> (Vec<f32>, impl Fn(Vec2) -> Vec2) {
    let gpu = Gpu::open(Gpu::instance(Backend::Vulkan), None).expect("a Vulkan driver");
    let mut renderer = Renderer::new(&gpu);
    let mut model = Sheet::Tablet.board();
    model.images[0] = image;
    let shape = gpu.shape(PICTURE_FORMAT, 1);
    for material in &model.materials {
        renderer.pipelines().mesh(Key::new(material, Topology::Triangles, false, false), shape);
    }
    let (id, shown) = renderer.insert_now(model).expect("a model that is whole");
    let mut scene = Scene::new();
    scene.place(id, &shown, Mat4::from_translation(Vec3::NEG_Z * (FAR + Sheet::Tablet.front())), false);
    let focal = PER_DEGREE * 180.0 / std::f32::consts::PI;
    let half = |pixels: u32| (pixels as f32 * 0.5 / focal).atan();
    let (wide, high) = (half(SIZE.0), half(SIZE.1));
    let fov = Fov { left: -wide, right: wide, up: high, down: -high };
    let pose = Pose {
        position: Vec3::new(0.013, -0.007, 0.0),
        orientation: Quat::from_euler(glam::EulerRot::ZXY, 0.05, 0.02, -0.03),
    };
    let views = Views::Mono(View { pose, fov });
    let look = View3 {
        views: &views,
        world_from_rig: Mat4::IDENTITY,
        light: Light { direction: Vec3::NEG_Y, irradiance: Vec3::ZERO, exposure: 1.0 },
        background: Background::Sky,
        ribbons: &[],
        comfort: [0.0; 2],
        time: 0.0,
    };
    let picture = Picture::new(&gpu, SIZE, 1);
    renderer.draw(&mut scene, &look, &picture.output(shape));
    let pixels = read_pixels(&gpu, &picture.texture, 0).expect("pixels");
    let kept = std::env::var_os("BOOTHWALK_LEGIBLE");
    kept.iter().for_each(|path| pixels.save(path).expect("a picture"));
    let bright = pixels.pixels().map(|pixel| f32::from(pixel.0[1])).collect();
    let view = pose.matrix().inverse();
    let project = move |point: Vec2| {
        let at = (point - Sheet::Tablet.points() * 0.5) * POINT;
        let seen = view.transform_point3(Vec3::new(at.x, -at.y, -FAR));
        let middle = Vec2::new(SIZE.0 as f32, SIZE.1 as f32) * 0.5;
        middle + Vec2::new(seen.x, -seen.y) * focal / -seen.z
    };
    (bright, project)
}

/// The brightness between four pixels.
fn sample(pixels: &[f32], width: usize, at: Vec2) -> f32 {
    let at = at - 0.5;
    let (low, part) = (at.floor(), at - at.floor());
    let one =
        |x: f32, y: f32| pixels.get((low.y + y) as usize * width + (low.x + x) as usize).copied().unwrap_or_default();
    let row = |y: f32| one(0.0, y) * (1.0 - part.x) + one(1.0, y) * part.x;
    row(0.0) * (1.0 - part.y) + row(1.0) * part.y
}

/// The samples around a place, of mean 0 and length 1.
fn patch(sample: impl Fn(Vec2) -> f32) -> Vec<f32> {
    const SIDE: i32 = 30;
    let step = TEXT * 1.3 / SIDE as f32;
    let all = (0..SIDE * SIDE).map(|i| Vec2::new((i % SIDE) as f32, (i / SIDE) as f32) - (SIDE - 1) as f32 * 0.5);
    let values: Vec<f32> = all.map(|offset| sample(offset * step)).collect();
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    let length = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>().sqrt().max(1e-3);
    values.iter().map(|value| (value - mean) / length).collect()
}

#[test]
fn characters_that_are_taken_for_one_another_are_told_apart_at_a_distance() {
    // An em is 1.2 degrees, in the middle of the view.
    assert!((TEXT * POINT / FAR).atan().to_degrees() >= 1.2);
    let image = panel();
    let drawn: Vec<f32> = image.levels[0].chunks_exact(4).map(|texel| f32::from(texel[1])).collect();
    let width = image.width as usize;
    let (eye, project) = seen(image);
    let places: Vec<(char, Vec2)> = (0..)
        .zip(ROWS)
        .flat_map(|(row, letters)| (0..).zip(letters.chars()).map(move |(column, letter)| (letter, place(row, column))))
        .collect();
    let wanted: Vec<_> = places.iter().map(|(_, at)| patch(|by| sample(&drawn, width, (*at + by) * DENSITY))).collect();
    let alike = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    for (number, one) in wanted.iter().enumerate() {
        // What the font lacks is a box, and all boxes are the same.
        let other = wanted[..number].iter().position(|other| alike(one, other) > 0.99);
        assert_eq!(other.map(|other| places[other].0), None, "drawn as {}", places[number].0);
    }
    let mut unread = Vec::new();
    for (letter, at) in &places {
        let got = patch(|by| sample(&eye, SIZE.0 as usize, project(*at + by)));
        let like = |wanted: &Vec<f32>| alike(wanted, &got);
        let best = (0..wanted.len()).max_by(|a, b| like(&wanted[*a]).total_cmp(&like(&wanted[*b]))).unwrap();
        if places[best].0 != *letter {
            unread.push((letter, places[best].0));
        }
    }
    assert!(unread.is_empty(), "{unread:?} of {}", places.len());
}
