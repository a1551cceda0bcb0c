//! Characters that the program's fonts lack: said, and taken out of the fonts that a fair names.

use std::path::Path;
use std::process::Command;

use boothwalk::fetch::open_fair;
use boothwalk::panel;
use tempfile::TempDir;

use super::stage::{copy, pack, try_pack, write};

const FONT: &str = "\n[[font]]\nfile = \"fonts/rare.otf\"\ncredit = { title = \"Noto Sans CJK\", authors = \"Adobe\", licence = \"OFL-1.1\" }\n";

/// A fair that says 鱻 in a booth's title, 鬱 as the name of a product's part, and a face that no font here has.
fn fair(font: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for a fair");
    let at = folder.path();
    let text = format!(
        "format = 1\nid = \"rare\"\ntitle = {{ zh = \"珍稀展\", en = \"Rare\" }}\n[[hall]]\nid = \"main\"\ntitle = {{ zh = \"馆\" }}\n\
         size = [20.0, 20.0]\n[[hall.plot]]\nid = \"a\"\nposition = [0.0, 0.0]\nsize = [5.0, 4.0]\n{font}"
    );
    write(&at.join("fair.toml"), text.as_bytes());
    let booth = "format = 1\nid = \"fish\"\nplot = \"a\"\ntitle = { zh = \"鱻味坊\", en = \"Umami 鱻\" }\nsummary = { en = \"Fresh \u{1f600}\" }\n";
    write(&at.join("booths/fish/booth.toml"), booth.as_bytes());
    let product = at.join("booths/fish/products/pot");
    write(
        &product.join("product.toml"),
        b"format = 1\nid = \"pot\"\ntitle = { zh = \"\xe9\x94\x85\" }\nmodel = \"pot.gltf\"\n",
    );
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model =
        std::fs::read_to_string(root.join("tests/models/Triangle/glTF-Embedded/Triangle.gltf")).expect("a model");
    let mut model: serde_json::Value = serde_json::from_str(&model).expect("JSON");
    model["nodes"][0]["extras"] = serde_json::json!({ "title_zh": "鬱金" });
    write(&product.join("pot.gltf"), model.to_string().as_bytes());
    copy("tests/fonts/rare.otf", &at.join("fonts/rare.otf"));
    folder
}

/// What `boothwalk check` finds: file, code and message.
fn check(fair: &Path) -> Vec<(String, String, String)> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_boothwalk")).args(["check", "--json", "--lang", "en"]).arg(fair).output();
    let report: serde_json::Value = serde_json::from_slice(&output.expect("the program starts").stdout).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let files = report["files"].as_array().expect("files");
    let found = files.iter().flat_map(|file| {
        let findings = file["findings"].as_array().expect("findings").iter();
        findings.map(|one| (text(&file["file"]), text(&one["code"]), text(&one["message"])))
    });
    found.filter(|(_, code, _)| code == "GLYPH_MISSING" || code.starts_with("F")).collect()
}

#[test]
fn what_no_font_has_is_said_with_its_place() {
    let source = fair("");
    let found = check(source.path());
    let missing = |file: &str, character: &str| {
        let here = found.iter().filter(|(at, _, message)| at.ends_with(file) && message.contains(character));
        assert_eq!(here.count(), 1, "{character} in {file}: {found:?}");
    };
    missing("booths/fish/booth.toml", "鱻 (U+9C7B)");
    missing("booths/fish/booth.toml", "(U+1F600)");
    missing("products/pot/pot.gltf", "鬱 (U+9B31)");
    assert_eq!(found.len(), 3, "{found:?}");
    let out = tempfile::tempdir().expect("a folder");
    let output = try_pack(source.path(), out.path(), &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("鱻 (U+9C7B), first in booths/fish/booth.toml at /title/zh") && said.contains("[[font]]"),
        "{said}"
    );
    let written = std::fs::read_to_string(out.path().join("fair.json")).expect("a fair");
    assert!(!written.contains("glyphs"), "{written}");
}

#[test]
fn what_a_font_has_comes_with_the_fair() {
    let source = fair(FONT);
    let found = check(source.path());
    assert!(found.len() == 1 && found[0].2.contains("(U+1F600)") && !found[0].2.contains("鱻"), "{found:?}");
    let out = tempfile::tempdir().expect("a folder");
    let said = pack(source.path(), out.path(), &[]);
    assert!(said.contains(", 2 glyphs added in "), "{said}");
    let opened = || open_fair(out.path().to_str().expect("a path")).expect("a fair").1;
    let fair = opened();
    assert!(!fair.glyphs.is_empty() && panel::is_sound(&fair.glyphs));
    assert!(fair.credits.iter().any(|credit| credit.title == "Noto Sans CJK" && credit.licence == "OFL-1.1"));
    assert!(
        check(out.path()).iter().all(|(_, code, message)| code != "GLYPH_MISSING" || message.contains("(U+1F600)"))
    );
    // The same input gives the same bytes.
    let again = tempfile::tempdir().expect("a folder");
    pack(source.path(), again.path(), &[]);
    let read = |out: &TempDir| std::fs::read(out.path().join("fair.json")).expect("a fair");
    assert_eq!(read(&out), read(&again));
    // Broken on its way, it is as if it were not there.
    let text: serde_json::Value = serde_json::from_slice(&read(&out)).expect("JSON");
    let piece = text["glyphs"]["piece"].as_str().expect("a name");
    let path = out.path().join("pieces").join(&piece[..2]).join(piece);
    let mut bytes = std::fs::read(&path).expect("a piece");
    assert_eq!(bytes.len() as u64, text["glyphs"]["bytes"]);
    bytes[100] ^= 1;
    std::fs::write(&path, bytes).expect("a file");
    assert!(opened().glyphs.is_empty());
}

#[test]
fn a_font_that_is_none_is_refused_by_name() {
    for (bytes, said) in [(None, "There is no file fonts/rare.otf"), (Some(&b"wOF2 and so on"[..]), "WOFF")] {
        let source = fair(FONT);
        let font = source.path().join("fonts/rare.otf");
        match bytes {
            Some(bytes) => std::fs::write(&font, bytes).expect("a file"),
            None => std::fs::remove_file(&font).expect("a file"),
        }
        let found = check(source.path());
        assert!(
            found.iter().any(|(file, _, message)| file.ends_with("rare.otf") && message.contains(said)),
            "{found:?}"
        );
        let out = tempfile::tempdir().expect("a folder");
        let output = try_pack(source.path(), out.path(), &[]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && told.contains(said), "{told}");
        assert!(!out.path().join("fair.json").exists());
    }
}
