//! A small fair with a model of every kind, in a folder of its own, and the program that packs it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

use super::glb;

/// Booth, product, where its model comes from, scale, height, and how large it is then, in metres.
pub const PRODUCTS: [(&str, &str, &str, f32, f32, f32); 6] = [
    ("first", "avocado", "tests/models/AvocadoVariants/glTF-Binary/Avocado.glb", 0.5, 1.0, 0.07),
    ("first", "flask", "assets/demo/booths/outdoor/products/flask/model.glb", 1.0, 1.0, 0.4),
    ("second", "fox", "tests/models/Fox/glTF-Binary/Fox.glb", 0.01, 0.5, 0.9),
    ("second", "arm", "tests/models/RiggedSimple/glTF-Binary/RiggedSimple.glb", 0.1, 0.5, 0.9),
    ("third", "cube", "tests/models/AnimatedMorphCube/glTF-Binary/AnimatedMorphCube.glb", 0.3, 0.5, 0.9),
    ("third", "again", "tests/models/AvocadoVariants/glTF-Binary/Avocado.glb", 0.5, 1.0, 0.07),
];
/// Booths, and the x of their plots; all face +Z.
pub const BOOTHS: [(&str, f32); 4] = [("first", -6.0), ("second", 0.0), ("third", 6.0), ("fourth", 12.0)];
/// Products of a booth stand so far apart.
pub const APART: f32 = 1.6;
/// Side of the hall, metres.
const HALL: f32 = 100.0;

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A model of the larger set, where that is.
pub fn larger(model: &str) -> Option<PathBuf> {
    let named = std::env::var_os("BOOTHWALK_MODELS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| root().join("../shared/models"));
    Some(folder.join(model)).filter(|path| path.is_file())
}

/// The fair, with Draco's and meshopt's forms of a model where the larger set is.
pub fn fair() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for a fair");
    let at = folder.path();
    let mut text = format!(
        "format = 1\nid = \"small\"\ntitle = {{ zh = \"小展\", en = \"Small fair\" }}\n\n[[hall]]\nid = \"main\"\n\
         title = {{ zh = \"馆\", en = \"Hall\" }}\nsize = [{HALL:?}, {HALL:?}]\nmodel = \"hall/hall.glb\"\n\
         spawn = {{ position = [0.0, 8.0] }}\n"
    );
    for (booth, x) in BOOTHS {
        text += &format!("\n[[hall.plot]]\nid = \"{booth}\"\nposition = [{x:?}, 0.0]\nsize = [5.0, 4.0]\n");
        let file =
            format!("format = 1\nid = \"{booth}\"\nplot = \"{booth}\"\ntitle = {{ zh = \"展\", en = \"{booth}\" }}\n");
        write(&at.join("booths").join(booth).join("booth.toml"), file.as_bytes());
    }
    write(&at.join("fair.toml"), text.as_bytes());
    write(&at.join("hall/hall.glb"), &glb::floor(HALL, 48));
    copy("assets/demo/booths/outdoor/booth.glb", &at.join("booths/fourth/booth.glb"));
    for (place, (booth, id, model, scale, height, _)) in PRODUCTS.into_iter().enumerate() {
        let x = if place % 2 == 0 { -APART / 2.0 } else { APART / 2.0 };
        product(at, booth, id, "model.glb", [x, height, 0.0], scale);
        copy(model, &at.join(format!("booths/{booth}/products/{id}/model.glb")));
    }
    let forms =
        [("draco", "CesiumMan/glTF-Draco/CesiumMan.gltf"), ("meshopt", "AvocadoVariants/glTF-Meshopt/Avocado.glb")];
    for (id, model) in forms {
        let Some(path) = larger(model) else {
            super::support::skip("pack", &format!("{model} is in the larger set of models, which is not there"));
            continue;
        };
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        product(at, "third", id, name, [0.0, 0.5, if id == "draco" { -1.0 } else { 1.0 }], 1.0);
        for file in std::fs::read_dir(path.parent().expect("a folder")).expect("its files") {
            let file = file.expect("a file");
            let to = at.join(format!("booths/third/products/{id}")).join(file.file_name());
            std::fs::copy(file.path(), to).expect("a copy");
        }
    }
    folder
}

/// Writes a product.toml.
pub fn product(fair: &Path, booth: &str, id: &str, model: &str, [x, y, z]: [f32; 3], scale: f32) {
    let text = format!(
        "format = 1\nid = \"{id}\"\ntitle = {{ zh = \"物\", en = \"{id}\" }}\nmodel = \"{model}\"\n\
         position = [{x:?}, {y:?}, {z:?}]\nscale = {scale:?}\n"
    );
    write(&fair.join(format!("booths/{booth}/products/{id}/product.toml")), text.as_bytes());
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

pub fn copy(from: &str, to: &Path) {
    write(to, &std::fs::read(root().join(from)).unwrap_or_else(|error| panic!("{from}: {error}")));
}

/// `boothwalk pack`, not yet started.
pub fn command(source: &Path, out: &Path, options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_boothwalk"));
    command.arg("pack").args(options).args(["--lang", "en"]).args([source, out]);
    command
}

pub fn try_pack(source: &Path, out: &Path, options: &[&str]) -> Output {
    command(source, out, options).output().expect("the program starts")
}

/// Packs; what the program said.
pub fn pack(source: &Path, out: &Path, options: &[&str]) -> String {
    let output = try_pack(source, out, options);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The fair and its packed form with all forms of pictures, made once for all tests that only look.
pub fn packed() -> (&'static Path, &'static Path) {
    static MADE: OnceLock<(TempDir, TempDir)> = OnceLock::new();
    let (source, out) = MADE.get_or_init(|| {
        let (source, out) = (fair(), tempfile::tempdir().expect("a folder"));
        pack(source.path(), out.path(), &["--textures", "bc7,astc,uastc"]);
        (source, out)
    });
    (source.path(), out.path())
}

/// Every file below a folder that is not hidden, by its place.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        for entry in std::fs::read_dir(&here).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                let place = path.strip_prefix(folder).expect("below it").to_string_lossy().into_owned();
                found.insert(place, std::fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// The pieces among these files; each is checked against its name.
pub fn pieces(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&str, &[u8]> {
    let pieces = files.iter().filter(|(place, _)| place.starts_with("pieces/"));
    pieces
        .map(|(place, bytes)| {
            let name = place.rsplit('/').next().expect("a name");
            let hash = blake3::hash(bytes).to_hex();
            assert!(name.split('.').next() == Some(hash.as_str()), "{place} does not hold what its name says");
            (name, bytes.as_slice())
        })
        .collect()
}

/// The one plan of a packed fair.
pub fn plan(out: &Path) -> serde_json::Value {
    let fair: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("fair.json")).expect("fair.json")).expect("JSON");
    serde_json::from_slice(&piece(out, &fair["hall"][0]["plan"])).expect("a plan")
}

/// The file that a name in a plan stands for.
pub fn piece(out: &Path, name: &serde_json::Value) -> Vec<u8> {
    let name = name["piece"].as_str().expect("the name of a piece");
    std::fs::read(out.join("pieces").join(&name[..2]).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
