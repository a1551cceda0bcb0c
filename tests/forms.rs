//! One model in many forms looks the same: `boothwalk shot` of each form of AvocadoVariants beside the plain one.
//!
//! Forms that lie in `tests/models` are always drawn; those of the larger set that `BOOTHWALK_MODELS` names (by default
//! `../shared/models`) where it is.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use boothwalk::render::flip;
use image::RgbaImage;

/// Each form and the largest mean FLIP from the plain one. What the files themselves have lost is in it: Filament's pictures
/// of them differ by as much.
const FORMS: &[(&str, f32)] = &[
    ("glTF-Binary/Avocado.glb", EXACT),
    ("glTF-Embedded/Avocado.gltf", EXACT),
    ("glTF-Quantized/Avocado.gltf", FEWER_BITS),
    ("glTF-Draco/Avocado.gltf", FEWER_BITS),
    ("glTF-Meshopt/Avocado.glb", FEWER_BITS),
    ("glTF-KTX-UASTC/Avocado.gltf", LOSSY),
    ("glTF-WebP/Avocado.glb", LOSSY),
    ("glTF-KTX-ETC1S/Avocado.gltf", VERY_LOSSY),
];
/// Measured: 0.
const EXACT: f32 = 1e-4;
/// Measured: 0.008.
const FEWER_BITS: f32 = 0.02;
/// Measured: 0.036 and 0.043.
const LOSSY: f32 = 0.06;
/// Measured: 0.13; the colours of its mips are its own.
const VERY_LOSSY: f32 = 0.16;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn find(form: &str) -> Option<PathBuf> {
    let named = std::env::var_os("BOOTHWALK_MODELS").map(PathBuf::from);
    let larger = named.unwrap_or_else(|| root().join("../shared/models"));
    [root().join("tests/models"), larger]
        .into_iter()
        .map(|folder| folder.join("AvocadoVariants").join(form))
        .find(|path| path.is_file())
}

fn shoot(source: &Path, out: &Path) -> RgbaImage {
    let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .arg("shot")
        .args([source, out])
        .args(["--size", "128x128", "--background", "none", "--environment", "studio"])
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}: {}", source.display(), String::from_utf8_lossy(&output.stderr));
    image::open(out).expect("a picture").into_rgba8()
}

#[test]
fn every_form_looks_like_the_plain_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("form.png");
    let plain = shoot(&find("glTF/Avocado.gltf").expect("the plain form is in tests/models"), &out);
    let mut wrong = Vec::new();
    for &(form, bound) in FORMS {
        let Some(source) = find(form) else {
            support::skip("forms", &format!("{form} is in the larger set of models, which is not there"));
            continue;
        };
        let error = flip(&shoot(&source, &out), &plain);
        eprintln!("{form}: FLIP {error:.4}");
        if error > bound {
            wrong.push(format!("{form}: FLIP {error:.3}, allowed is {bound}"));
        }
    }
    assert!(wrong.is_empty(), "these forms look otherwise than the plain one:\n{}", wrong.join("\n"));
}
