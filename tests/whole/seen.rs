//! Where things of a visit are, and what is to be seen of them in a picture.

use glam::{Quat, Vec3, vec3};
use image::RgbaImage;

use super::support::monado::Pose;

/// The middle of a panel that came `far` metres before a head that looked level, `aside` radians to the right; it leans back by
/// `tilt`, and is as many metres below.
pub fn board(head: &Pose, aside: f32, far: f32, tilt: f32) -> Pose {
    let turn = Quat::from_rotation_y(-aside);
    let at = head.position + turn * vec3(0.0, -tilt, -far);
    Pose { position: at, orientation: turn * Quat::from_rotation_x(-tilt) }
}

/// The tablet before a head, and the card beside what is in its hand.
pub fn tablet(head: &Pose) -> Pose {
    board(head, 0.0, 1.1, 0.12)
}

pub fn card(head: &Pose) -> Pose {
    board(head, 0.75, 1.3, 0.1)
}

/// Width and height of the two, in points of 2 mm.
pub const TABLET: (f32, f32) = (640.0, 480.0);
pub const CARD: (f32, f32) = (320.0, 576.0);
/// What is pressed, in points from a panel's upper left corner: the first of what was found, that a way leads to it; the page
/// of settings, and English there; of the card, that the product is kept and that it is put back.
pub const FIRST: (f32, f32) = (300.0, 90.0);
pub const LEAD: (f32, f32) = (206.0, 446.0);
pub const SETTINGS: (f32, f32) = (60.0, 172.0);
pub const ENGLISH: (f32, f32) = (561.0, 34.0);
pub const KEEP: (f32, f32) = (80.0, 542.0);
pub const BACK: (f32, f32) = (233.0, 542.0);

/// A place so many metres before a point of a panel.
pub fn place(board: Pose, (width, height): (f32, f32), (x, y): (f32, f32), before: f32) -> Vec3 {
    let at = vec3((x - width * 0.5) * 0.002, (height * 0.5 - y) * 0.002, before);
    board.position + board.orientation * at
}

/// The middle of a letter of the tablet's keyboard.
pub fn key(letter: char) -> (f32, f32) {
    let rows = [("qwertyuiop", 144.5), ("asdfghjkl", 170.0), ("zxcvbnm", 173.0)];
    let found = rows.iter().enumerate().find_map(|(row, (keys, first))| Some((row, first, keys.find(letter)?)));
    let (row, first, place) = found.expect("a letter");
    (first + 51.0 * place as f32, 322.0 + 42.0 * row as f32)
}

/// Of red, green and blue, what a picture shows most of, if it is much.
pub fn colour<'a>(pixels: impl Iterator<Item = &'a image::Rgba<u8>>) -> Option<usize> {
    let mut counts = [0u32; 3];
    for pixel in pixels {
        let part = parts(pixel);
        counts.iter_mut().zip(part).for_each(|(count, more)| *count += u32::from(more > 60));
    }
    (0..3).max_by_key(|place| counts[*place]).filter(|place| counts[*place] > 300)
}

/// By how much red, green and blue are more than the others.
pub fn parts(pixel: &image::Rgba<u8>) -> [i32; 3] {
    let [r, g, b] = [0, 1, 2].map(|part| i32::from(pixel.0[part]));
    [r - g.max(b), g - r.max(b), b - r.max(g)]
}

/// How many pixels of the lower half are of the way on the floor: nothing else there is light and blue.
pub fn way(seen: &RgbaImage) -> usize {
    let is_way = |pixel: &image::Rgba<u8>| pixel.0[2] > 200 && pixel.0[2] - pixel.0[0].min(pixel.0[2]) > 20;
    seen.enumerate_pixels().filter(|(_, y, pixel)| *y > seen.height() / 2 && is_way(pixel)).count()
}

/// How many pixels are of the colour of a panel's ground, to the shades that a compositor's filter leaves.
pub fn ground(seen: &RgbaImage) -> usize {
    let is_ground = |pixel: &[u8; 4]| pixel.iter().zip([17u8, 25, 36]).all(|(seen, ground)| seen.abs_diff(ground) <= 2);
    seen.pixels().filter(|pixel| is_ground(&pixel.0)).count()
}
