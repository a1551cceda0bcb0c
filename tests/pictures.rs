//! Golden pictures: what `boothwalk shot` draws stays as it was when somebody looked at it and found it right.
//!
//! After a wanted change: `BOOTHWALK_GOLDEN=write cargo test --test pictures`, then look at every picture that changed in
//! `tests/golden` before it is committed.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use boothwalk::render::flip;
use image::RgbaImage;

/// Mean FLIP over the object that still counts as the same picture. Two versions of the software driver (22.3 and 25.0)
/// differ by less than 0.02; a wrong normal, a flipped texture or a lost part gives 0.05 and more.
const SAME: f32 = 0.03;

struct Golden {
    name: &'static str,
    source: &'static str,
    options: &'static [&'static str],
}

const fn golden(name: &'static str, source: &'static str, options: &'static [&'static str]) -> Golden {
    Golden { name, source, options }
}

const GOLDEN: &[Golden] = &[
    golden("triangle", "tests/models/Triangle/glTF/Triangle.gltf", &[]),
    golden("sparse", "tests/models/SimpleSparseAccessor/glTF/SimpleSparseAccessor.gltf", &[]),
    golden("modes", "tests/models/MeshPrimitiveModes/glTF/MeshPrimitiveModes.gltf", &[]),
    golden("alpha", "tests/models/AlphaBlendModeTest/glTF-Binary/AlphaBlendModeTest.glb", FRONT),
    golden("negative-scale", "tests/models/NegativeScaleTest/glTF-Binary/NegativeScaleTest.glb", FRONT),
    golden("orientation", "tests/models/OrientationTest/glTF-Binary/OrientationTest.glb", &[]),
    golden("vertex-colour", "tests/models/VertexColorTest/glTF-Binary/VertexColorTest.glb", FRONT),
    golden("multi-uv", "tests/models/MultiUVTest/glTF-Binary/MultiUVTest.glb", &[]),
    golden("texture-settings", "tests/models/TextureSettingsTest/glTF-Binary/TextureSettingsTest.glb", FRONT),
    golden(
        "texture-transform",
        "tests/models/TextureTransformMultiTest/glTF-Binary/TextureTransformMultiTest.glb",
        FRONT,
    ),
    golden(
        "linear-filter",
        "tests/models/TextureLinearInterpolationTest/glTF-Binary/TextureLinearInterpolationTest.glb",
        FRONT,
    ),
    golden("emissive", "tests/models/EmissiveStrengthTest/glTF-Binary/EmissiveStrengthTest.glb", FRONT),
    golden(
        "interpolation",
        "tests/models/InterpolationTest/glTF-Binary/InterpolationTest.glb",
        &["--fov", "20", "--time", "0.7"],
    ),
    golden("avocado", "tests/models/AvocadoVariants/glTF-Quantized/Avocado.gltf", &[]),
    golden("unlit", "tests/models/UnlitTest/glTF-Binary/UnlitTest.glb", &[]),
    golden("normal-tangent", "tests/models/NormalTangentTest/glTF-Binary/NormalTangentTest.glb", FRONT),
    golden("spheres", "tests/models/MetalRoughSpheresNoTextures/glTF-Binary/MetalRoughSpheresNoTextures.glb", FRONT),
    golden("animated-start", "tests/models/BoxAnimated/glTF-Binary/BoxAnimated.glb", &["--time", "0"]),
    golden("skinned", "tests/models/RiggedSimple/glTF/RiggedSimple.gltf", &["--time", "1"]),
    golden("running", "tests/models/Fox/glTF-Binary/Fox.glb", &["--animation", "Run", "--time", "0.3"]),
    golden("morphed", "tests/models/AnimatedMorphCube/glTF-Binary/AnimatedMorphCube.glb", &["--time", "1"]),
    golden(
        "morphed-quantised",
        "tests/models/AnimatedMorphCube/glTF-Quantized/AnimatedMorphCube.gltf",
        &["--time", "1"],
    ),
    golden("animated-later", "tests/models/BoxAnimated/glTF-Binary/BoxAnimated.glb", &["--time", "1.5"]),
];

/// Spheres that show each material extension, from the front; the ones with glass on both paths.
const ROWS: &[(&str, &str, &[&str])] = &[
    ("clearcoat", "clearcoat", LIT),
    ("sheen", "sheen", LIT),
    ("specular", "specular", LIT),
    ("ior", "ior", LIT),
    ("iridescence", "iridescence", LIT),
    ("anisotropy", "anisotropy", LIT),
    ("diffuse-transmission", "diffuse-transmission", LIT),
    ("transmission", "transmission", PC),
    ("transmission-standalone", "transmission", STANDALONE),
    ("volume", "volume", PC),
    ("volume-standalone", "volume", STANDALONE),
    ("dispersion", "dispersion", PC),
    ("dispersion-standalone", "dispersion", STANDALONE),
    ("mixed", "mixed", WIDE_PC),
    ("mixed-standalone", "mixed", WIDE_STANDALONE),
    ("lights", "lights", &["--eye", "0,-4,3", "--look", "0,0,0.2", "--fov", "45"]),
];
const WIDE_PC: &[&str] = &["--eye", "0,0.5,9", "--look", "0,0,0", "--fov", "46", "--profile", "pc"];
const WIDE_STANDALONE: &[&str] = &["--eye", "0,0.5,9", "--look", "0,0,0", "--fov", "46", "--profile", "standalone"];
const LIT: &[&str] = &["--eye", "0,0,6", "--look", "0,0,0", "--fov", "42"];
const PC: &[&str] = &["--eye", "0,0,6", "--look", "0,0,0", "--fov", "42", "--profile", "pc"];
const STANDALONE: &[&str] = &["--eye", "0,0,6", "--look", "0,0,0", "--fov", "42", "--profile", "standalone"];

/// From farther away, so that flat charts are seen with little perspective.
const FRONT: &[&str] = &["--fov", "20"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shoot(name: &str, source: &Path, options: &[&str], out: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .current_dir(root())
        .args(["shot"])
        .args([source, out])
        .args(["--size", "256x192", "--background", "none", "--environment", "studio"])
        .args(options)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Draws a picture and compares it with the approved one; a sentence where they differ.
fn compare(name: &str, source: &Path, options: &[&str], folder: &Path) -> Option<String> {
    let approved: PathBuf = root().join("tests/golden").join(format!("{name}.png"));
    if std::env::var("BOOTHWALK_GOLDEN").is_ok_and(|value| value == "write") {
        shoot(name, source, options, &approved);
        return None;
    }
    let drawn = folder.join(format!("{name}.png"));
    shoot(name, source, options, &drawn);
    let picture = open(&drawn);
    let shown = picture.pixels().filter(|pixel| pixel.0[3] > 0).count();
    assert!(shown > picture.len() / 4 / 100, "{name}: a hundredth of the picture at least shows something");
    let error = flip(&picture, &open(&approved));
    if error <= SAME {
        return None;
    }
    let folder = root().join("target");
    std::fs::create_dir_all(&folder).expect("a folder for the picture");
    let kept = folder.join(format!("golden-{name}.png"));
    std::fs::copy(&drawn, &kept).expect("the picture is kept");
    Some(format!("{name}: FLIP {error:.3}, see {}", kept.display()))
}

#[test]
fn pictures_are_as_they_were_approved() {
    let folder = tempfile::tempdir().expect("a folder");
    let same = |golden: &Golden| compare(golden.name, Path::new(golden.source), golden.options, folder.path());
    let wrong: Vec<String> = GOLDEN.iter().filter_map(same).collect();
    assert!(wrong.is_empty(), "these pictures changed:\n{}", wrong.join("\n"));
}

#[test]
fn material_extensions_look_as_they_were_approved() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    support::rows::write(folder);
    let same = |(name, rows, options): &(&str, &str, &[&str])| {
        compare(&format!("rows-{name}"), &folder.join(format!("{rows}.gltf")), options, folder)
    };
    let wrong: Vec<String> = ROWS.iter().filter_map(same).collect();
    assert!(wrong.is_empty(), "these pictures changed:\n{}", wrong.join("\n"));
}

/// A hall with a booth, for pictures of what a visitor is shown besides the fair.
const SMALL: &str = r##"format = 1
id = "small"
title = { zh = "小展会", en = "A small fair" }
[[hall]]
id = "hall"
title = { zh = "展厅", en = "Hall" }
size = [16.0, 14.0]
spawn = { position = [0.0, 4.0], yaw = 0.0 }
[[hall.plot]]
id = "A"
position = [0.0, -1.0]
size = [5.0, 4.0]
"##;
const BOOTH: &str = r#"format = 1
id = "lanterns"
plot = "A"
title = { zh = "灯笼", en = "Lanterns" }
"#;

/// What stands before somebody's eyes.
struct Seen {
    name: &'static str,
    /// Of the log.
    settings: &'static str,
    /// The eyes above the tracker's floor, metres.
    eyes: f32,
    /// Both hands are bare, and the left palm is looked at; else one hand opens the tablet, and points at it.
    palm: bool,
    /// The part of the picture that is compared: left, top, width, height.
    part: [u32; 4],
}

const LARGE: &str = r#"{"text":"large","contrast":true}"#;
const SEATED: &str = r#"{"seated":true,"sat":1.1,"eyes":1.6,"main":"left"}"#;
const SEEN: &[Seen] = &[
    Seen { name: "palm", settings: "{}", eyes: 1.6, palm: true, part: PALM },
    Seen { name: "palm-large", settings: LARGE, eyes: 1.6, palm: true, part: PALM },
    Seen { name: "tablet", settings: "{}", eyes: 1.6, palm: false, part: TABLET },
    Seen { name: "tablet-large", settings: LARGE, eyes: 1.6, palm: false, part: TABLET },
    // From a seat as from standing: the floor is as far below.
    Seen { name: "tablet-seated", settings: SEATED, eyes: 1.1, palm: false, part: [0, 0, 640, 480] },
];
const PALM: [u32; 4] = [170, 120, 300, 300];
const TABLET: [u32; 4] = [40, 40, 560, 430];

impl Seen {
    /// The input of the first frame.
    fn input(&self) -> String {
        let pose = |at: [f32; 3], turn: glam::Quat| {
            let (at, q) = (glam::Vec3::from(at) + glam::Vec3::Y * self.eyes, turn.normalize());
            format!("[{},{},{},{},{},{},{}]", at.x, at.y, at.z, q.x, q.y, q.z, q.w)
        };
        let hand = |at: [f32; 3], yaw: f32, pitch: f32, bare: bool| {
            let turn = glam::Quat::from_rotation_y(yaw) * glam::Quat::from_rotation_x(pitch);
            format!("{{\"grip\":{0},\"aim\":{0},\"no_stick\":{bare}}}", pose(at, turn))
        };
        let head = pose([0.0; 3], glam::Quat::IDENTITY);
        if self.palm {
            let left = hand([-0.06, -0.16, -0.42], -std::f32::consts::FRAC_PI_2, 0.0, true);
            let right = hand([0.16, -0.22, -0.2], 0.75, 0.5, true);
            return format!("{{\"head\":{head},\"left\":{left},\"right\":{right}}}");
        }
        let (which, side) = if self.settings.contains("left") { ("left", -1.0) } else { ("right", 1.0) };
        let hand = hand([0.25 * side, -0.35, -0.3], 0.3 * side, 0.2, false);
        format!("{{\"head\":{head},\"{which}\":{hand},\"commands\":[\"tablet\"]}}")
    }
}

/// Frames until everything has come, and stands.
const FRAMES: u32 = 48;

/// What a log shows in the end.
fn visit(fair: &Path, lang: &str, seen: &Seen, shots: &Path) -> PathBuf {
    let settings = seen.settings;
    let mut log = format!("{{\"format\":1,\"app\":\"boothwalk\",\"settings\":{settings}}}\n");
    for frame in 0..FRAMES {
        let input = match frame {
            0 => seen.input(),
            _ if frame == FRAMES - 1 => r#"{"commands":["picture"]}"#.to_owned(),
            _ => "{}".to_owned(),
        };
        log += &format!("{{\"t\":{},\"input\":{input}}}\n", f64::from(frame + 1) / 72.0);
    }
    std::fs::create_dir_all(shots).expect("a folder");
    let path = shots.join("visit.log");
    std::fs::write(&path, log).expect("the log is written");
    let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .arg(fair)
        .args(["--device", "offscreen", "--size", "640x480", "--profile", "pc", "--lang", lang, "--replay"])
        .arg(&path)
        .arg("--shots")
        .arg(shots)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    shots.join("001.png")
}

#[test]
fn the_palm_menu_and_the_tablet_lie_in_the_world_as_they_were_approved() {
    let folder = tempfile::tempdir().expect("a folder");
    let fair = folder.path().join("fair");
    let booth = fair.join("booths/lanterns");
    std::fs::create_dir_all(&booth).expect("a folder");
    std::fs::write(fair.join("fair.toml"), SMALL).expect("written");
    std::fs::write(booth.join("booth.toml"), BOOTH).expect("written");
    let mut wrong = Vec::new();
    for seen in SEEN {
        for lang in ["zh", "en"] {
            let name = format!("{}-{lang}", seen.name);
            let drawn = visit(&fair, lang, seen, &folder.path().join(&name));
            let approved = root().join("tests/golden/seen").join(format!("{name}.png"));
            if std::env::var("BOOTHWALK_GOLDEN").is_ok_and(|value| value == "write") {
                std::fs::create_dir_all(root().join("tests/golden/seen")).expect("a folder");
                std::fs::copy(&drawn, &approved).expect("the picture is kept");
                continue;
            }
            let [x, y, width, height] = seen.part;
            let part = |path: &Path| image::imageops::crop_imm(&open(path), x, y, width, height).to_image();
            let error = flip(&part(&drawn), &part(&approved));
            if error > SAME {
                let kept = root().join("target").join(format!("seen-{name}.png"));
                std::fs::copy(&drawn, &kept).expect("the picture is kept");
                wrong.push(format!("{name}: FLIP {error:.3}, see {}", kept.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "these pictures changed:\n{}", wrong.join("\n"));
}

fn open(path: &Path) -> RgbaImage {
    image::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_rgba8()
}

#[test]
fn the_measure_tells_a_changed_picture_from_the_same() {
    let mut picture = RgbaImage::from_pixel(64, 64, image::Rgba([0; 4]));
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        if (16..48).contains(&x) && (16..48).contains(&y) {
            *pixel = image::Rgba([200, (x * 4) as u8, (y * 4) as u8, 255]);
        }
    }
    assert!(flip(&picture, &picture) < 1e-6);
    let mirrored = image::imageops::flip_horizontal(&picture);
    assert!(flip(&mirrored, &picture) > SAME);
}
