//! A fair small enough that every test may make its own, whose booths tell places apart by their colours.

use std::path::Path;
use std::process::Command;

use glam::{Quat, Vec3};
use image::RgbaImage;
use tempfile::TempDir;

/// Where a visitor arrives: x and z. Looks along -Z at three booths; one is behind.
pub const SPAWN: [f32; 2] = [0.0, 4.0];

/// Name, model, its scale, and the plot: colour, x, z, yaw.
const BOOTHS: [(&str, &str, f32, &str, f32, f32, f32); 4] = [
    ("turned", "OrientationTest", 0.12, "#d23c28", -4.5, -4.0, 25.0),
    ("ahead", "VertexColorTest", 0.8, "#2fa05a", 0.0, -5.5, 0.0),
    ("bright", "UnlitTest", 0.3, "#2468e8", 4.5, -4.0, -25.0),
    ("behind", "MultiUVTest", 0.3, "#e0b020", 0.0, 7.0, 180.0),
];

/// A hall of 16 by 16 m in a folder of its own, nothing in it moves.
pub fn small_fair() -> TempDir {
    // In /tmp, which is the same folder where the OpenXR runtime is.
    let folder = tempfile::Builder::new().prefix("boothwalk-fair-").tempdir_in("/tmp").expect("a folder for a fair");
    let mut fair = format!(
        "format = 1\nid = \"small\"\ntitle = {{ zh = \"小展\", en = \"Small fair\" }}\n\n[[hall]]\nid = \"main\"\n\
         title = {{ zh = \"馆\", en = \"Hall\" }}\nsize = [16.0, 16.0]\nspawn = {{ position = [{:?}, {:?}] }}\n",
        SPAWN[0], SPAWN[1]
    );
    for (name, _, _, color, ..) in BOOTHS {
        fair += &format!("\n[[hall.zone]]\nid = \"{name}\"\ntitle = {{ en = \"{name}\" }}\ncolor = \"{color}\"\n");
    }
    for (name, model, scale, _, x, z, yaw) in BOOTHS {
        fair += &format!(
            "\n[[hall.plot]]\nid = \"{name}\"\nzone = \"{name}\"\nposition = [{x:?}, {z:?}]\nyaw = {yaw:?}\nsize = [3.0, 1.8]\n"
        );
        let booth = folder.path().join("booths").join(name);
        let product = booth.join("products/thing");
        std::fs::create_dir_all(&product).expect("a booth's folder");
        let text =
            format!("format = 1\nid = \"{name}\"\nplot = \"{name}\"\ntitle = {{ zh = \"展位\", en = \"{name}\" }}\n");
        std::fs::write(booth.join("booth.toml"), text).expect("a booth");
        let text = format!(
            "format = 1\nid = \"thing\"\ntitle = {{ zh = \"物\", en = \"thing\" }}\nposition = [0.0, 1.3, 0.3]\n\
             scale = {scale:?}\n"
        );
        std::fs::write(product.join("product.toml"), text).expect("a product");
        let model = format!("{}/tests/models/{model}/glTF-Binary/{model}.glb", env!("CARGO_MANIFEST_DIR"));
        std::fs::copy(&model, product.join("model.glb")).unwrap_or_else(|error| panic!("{model}: {error}"));
    }
    std::fs::write(folder.path().join("fair.toml"), fair).expect("a fair");
    folder
}

/// What `boothwalk shot` draws from an eye.
pub struct Eye {
    pub position: Vec3,
    pub orientation: Quat,
    /// Vertical, degrees.
    pub fov: f32,
}

impl Eye {
    pub fn shot(&self, fair: &Path, size: (u32, u32)) -> RgbaImage {
        let text = |v: Vec3| format!("{},{},{}", v.x, v.y, v.z);
        let look = self.position + self.orientation * Vec3::NEG_Z;
        shot(fair, &["--eye", &text(self.position), "--look", &text(look), "--fov", &self.fov.to_string()], size)
    }
}

/// `boothwalk shot` of the fair, offscreen.
pub fn shot(fair: &Path, options: &[&str], size: (u32, u32)) -> RgbaImage {
    let folder = tempfile::tempdir().expect("a folder for a picture");
    let out = folder.path().join("shot.png");
    let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .args(["shot", "--lang", "en", "--size", &format!("{}x{}", size.0, size.1)])
        .args(options)
        .arg(fair)
        .arg(&out)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    image::open(&out).expect("the picture").into_rgba8()
}

/// The picture with everything outside of `keep` (x, y, width, height as parts of the whole) left out of a comparison by
/// [`boothwalk::render::flip`].
pub fn only(picture: &RgbaImage, keep: [f32; 4]) -> RgbaImage {
    let (w, h) = picture.dimensions();
    let inside = |at: u32, whole: u32, from: f32, length: f32| {
        let at = (at as f32 + 0.5) / whole as f32;
        (from..from + length).contains(&at)
    };
    let mut out = picture.clone();
    for (x, y, pixel) in out.enumerate_pixels_mut() {
        if !(inside(x, w, keep[0], keep[2]) && inside(y, h, keep[1], keep[3])) {
            *pixel = image::Rgba([0; 4]);
        }
    }
    out
}

/// What the program said on its standard error of where the visitor was, in order: `what`, then the head's place and the
/// direction it faced in degrees, counter-clockwise from -Z.
pub fn places(said: &str) -> Vec<(String, Vec3, f32)> {
    said.lines()
        .filter_map(|line| {
            let (what, rest) = line.split_once(": head at ")?;
            let (at, facing) = rest.split_once(", facing ")?;
            let numbers: Vec<f32> = at.split(',').filter_map(|part| part.parse().ok()).collect();
            let what = what.rsplit("] ").next()?.to_owned();
            Some((what, Vec3::from_slice(numbers.get(..3)?), facing.trim_end_matches('°').parse().ok()?))
        })
        .collect()
}

pub fn degrees_between(a: f32, b: f32) -> f32 {
    let turn = (a - b).rem_euclid(360.0);
    turn.min(360.0 - turn)
}
