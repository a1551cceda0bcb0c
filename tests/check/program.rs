//! The program: exit status, JSON, both languages, booths and fairs.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn check(arguments: &[&str]) -> Output {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(env!("CARGO_BIN_EXE_boothwalk")).current_dir(own).arg("check").args(arguments).output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const GOOD: &str = "tests/models/BoxAnimated/glTF-Binary/BoxAnimated.glb";

/// A model with a bad rotation, in a folder of its own.
fn bad() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text =
        r#"{"asset":{"version":"2.0"},"nodes":[{"name":"arm","rotation":[0,0,0,0.5]}],"scenes":[{"nodes":[0]}]}"#;
    std::fs::write(folder.path().join("bad.gltf"), text).unwrap();
    folder
}

#[test]
fn the_exit_status_tells_good_bad_and_unreadable() {
    assert_eq!(check(&[GOOD]).status.code(), Some(0));
    let folder = bad();
    assert_eq!(check(&[folder.path().join("bad.gltf").to_str().unwrap()]).status.code(), Some(1));
    let missing = check(&["there/is/none.glb"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("none.glb"));
    assert_eq!(check(&["tests"]).status.code(), Some(2), "a folder that is neither");
    assert_eq!(check(&[]).status.code(), Some(2));
    assert_eq!(check(&[GOOD, "--limit", "vertices=3"]).status.code(), Some(1), "what the loader refuses is fatal");
}

#[test]
fn a_finding_says_where_and_what_to_do_in_both_languages() {
    let folder = bad();
    let path = folder.path().join("bad.gltf");
    let english = words(&check(&[path.to_str().unwrap(), "--lang", "en"]));
    assert!(english.contains("error ROTATION_NON_UNIT /nodes/0/rotation (arm)"), "{english}");
    assert!(english.contains("Normalize the quaternion."), "{english}");
    let chinese = words(&check(&[path.to_str().unwrap(), "--lang", "zh"]));
    assert!(
        chinese.contains("错误 ROTATION_NON_UNIT /nodes/0/rotation (arm)") && chinese.contains("归一化"),
        "{chinese}"
    );
    assert!(!chinese.contains("error"), "{chinese}");
}

#[test]
fn json_has_the_documented_shape() {
    let folder = bad();
    let output = check(&[folder.path().join("bad.gltf").to_str().unwrap(), "--json", "--lang", "en"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let finding = &report["files"][0]["findings"][0];
    assert_eq!((finding["code"].as_str(), finding["severity"].as_str()), (Some("ROTATION_NON_UNIT"), Some("error")));
    assert_eq!((finding["at"].as_str(), finding["name"].as_str()), (Some("/nodes/0/rotation"), Some("arm")));
    assert!(finding["message"].is_string() && finding["advice"].is_string() && finding["times"] == 1);
    assert_eq!(report["counts"]["error"], 1);
    assert_eq!(report["files"][0]["cost"]["triangles"], 0);
}

#[test]
fn what_is_over_budget_is_a_warning_with_figures() {
    let text = words(&check(&[GOOD, "--lang", "en"]));
    assert!(text.contains("of 50000 triangles") && text.contains("of 8 draws"), "{text}");
    let heavy = words(&check(&["tests/models/AlphaBlendModeTest/glTF-Binary/AlphaBlendModeTest.glb", "--lang", "en"]));
    assert!(heavy.contains("warning BUDGET_DRAWS") && heavy.contains("warning BUDGET_TEXTURES"), "{heavy}");
}

#[test]
fn the_demo_fair_is_without_errors_and_one_booth_can_be_asked_for() {
    let output = check(&["assets/demo", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((report["counts"]["fatal"].as_u64(), report["counts"]["error"].as_u64()), (Some(0), Some(0)));
    assert!(report["files"].as_array().unwrap().len() > 28);
    let booth: Value = serde_json::from_slice(&check(&["assets/demo/booths/clinic", "--json"]).stdout).unwrap();
    assert_eq!(booth["files"].as_array().unwrap().len(), 4, "the booth, its model and two products");
}

#[test]
fn one_bad_booth_of_a_fair_is_told_and_the_others_are_checked() {
    let fair = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = fair.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "fair.toml",
        "format = 1\nid = \"f\"\ntitle = { en = \"Fair\" }\n[[hall]]\nid = \"h\"\ntitle = { en = \"Hall\" }\nsize = [20, 20]\n\
         [[hall.plot]]\nid = \"p\"\nposition = [0, 0]\nsize = [6, 6]\n",
    );
    write("booths/a/booth.toml", "format = 1\nid = \"a\"\nplot = \"p\"\ntitle = { en = \"A\" }\nnonsense = 3\n");
    let text = words(&check(&[fair.path().to_str().unwrap(), "--lang", "en"]));
    assert!(text.contains("error BOOTH_MANIFEST") && text.contains("nonsense"), "{text}");
}

/// The codes of what was found in a file.
fn codes(report: &Value, file: &str) -> Vec<String> {
    let files = report["files"].as_array().unwrap();
    let found = files.iter().find(|one| one["file"].as_str().unwrap().ends_with(file)).unwrap();
    found["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

/// A fair of one plot, A.
fn one_plot(at: &Path) {
    let fair = "format = 1\nid = \"f\"\ntitle = { zh = \"展\", en = \"Fair\" }\n[[hall]]\nid = \"h\"\n\
        title = { zh = \"馆\", en = \"Hall\" }\nsize = [20.0, 20.0]\n[[hall.plot]]\nid = \"A\"\nposition = [0.0, 0.0]\n\
        size = [5.0, 5.0]\n";
    std::fs::write(at.join("fair.toml"), fair).unwrap();
}

#[test]
fn what_reacts_has_to_be_there_and_halls_have_to_be_reached() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let booth = at.join("booths/acme");
    std::fs::create_dir_all(&booth).unwrap();
    one_plot(at);
    let mut fair = std::fs::read_to_string(at.join("fair.toml")).unwrap();
    for (hall, to) in [("i", "h"), ("j", "h")] {
        fair += &format!("[[hall]]\nid = \"{hall}\"\ntitle = {{ zh = \"馆\", en = \"Hall\" }}\nsize = [20, 20]\n");
        fair += &format!("[[hall.passage]]\nto = \"{to}\"\nposition = [9, 0]\n");
    }
    // The first hall leads to the second only.
    let passage = "size = [20.0, 20.0]\n[[hall.passage]]\nto = \"i\"\nposition = [9, 0]\n";
    std::fs::write(at.join("fair.toml"), fair.replacen("size = [20.0, 20.0]\n", passage, 1)).unwrap();
    let form = "format = 1\nid = \"acme\"\nplot = \"A\"\ntitle = { zh = \"极致\", en = \"Acme\" }\n\
        [[reaction]]\nanimation = \"door-open\"\n[counter]\nnode = \"desk\"\n";
    std::fs::write(booth.join("booth.toml"), form).unwrap();
    let report = || serde_json::from_slice::<Value>(&check(&[at.to_str().unwrap(), "--json"]).stdout).unwrap();
    assert!(codes(&report(), "acme/booth.toml").contains(&"REACTION_NO_MODEL".to_owned()));
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    std::fs::copy(models.join("BoxAnimated/glTF-Binary/BoxAnimated.glb"), booth.join("booth.glb")).unwrap();
    let found = codes(&report(), "acme/booth.toml");
    assert!(
        found.contains(&"REACTION_MISSING".to_owned()) && found.contains(&"COUNTER_MISSING".to_owned()),
        "{found:?}"
    );
    let text = words(&check(&[at.to_str().unwrap(), "--lang", "en"]));
    assert!(text.contains("HALL_UNREACHABLE: No passage leads to hall j"), "{text}");
    assert!(!text.contains("to hall i"), "{text}");
}

#[test]
fn pictures_of_posters_are_looked_at_each_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let booth = at.join("booths/acme");
    std::fs::create_dir_all(&booth).unwrap();
    one_plot(at);
    let posters = "format = 1\nid = \"acme\"\nplot = \"A\"\ntitle = { zh = \"极致\", en = \"Acme\" }\n[[posters]]\n\
        files = [\"good.png\", \"square.png\", \"old.gif\", \"gone.jpg\", \"cut.png\", \"huge.png\"]\n\
        position = [0.0, 1.5, 0.0]\nsize = [2.0, 1.0]\nseconds = 8.0\n";
    std::fs::write(booth.join("booth.toml"), posters).unwrap();
    image::RgbImage::new(64, 32).save(booth.join("good.png")).unwrap();
    image::RgbImage::new(64, 64).save(booth.join("square.png")).unwrap();
    image::GrayImage::new(8193, 1).save(booth.join("huge.png")).unwrap();
    std::fs::write(booth.join("old.gif"), b"GIF89a, or so it says").unwrap();
    let good = std::fs::read(booth.join("good.png")).unwrap();
    std::fs::write(booth.join("cut.png"), &good[..good.len() / 2]).unwrap();
    let output = check(&[at.to_str().unwrap(), "--json", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes = |file: &str| codes(&report, file);
    assert!(codes("good.png").is_empty(), "{report}");
    assert_eq!(codes("square.png"), ["PICTURE_SHAPE"]);
    assert_eq!(codes("old.gif"), ["PICTURE_FORMAT"]);
    assert_eq!(codes("gone.jpg"), ["FILE_MISSING"]);
    assert_eq!(codes("cut.png"), ["FILE_UNREADABLE"]);
    assert_eq!(codes("huge.png"), ["PICTURE_TOO_LARGE"]);
    let chinese = words(&check(&[at.to_str().unwrap(), "--lang", "zh"]));
    assert!(chinese.contains("old.gif 不是海报可用的图片"), "{chinese}");
}

#[test]
fn sounds_are_decoded_to_their_end_and_others_told_how_to_be_converted() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let booth = at.join("booths/acme");
    std::fs::create_dir_all(&booth).unwrap();
    one_plot(at);
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sound/files");
    let good = std::fs::read(files.join("opus-mono.ogg")).unwrap();
    let stereo = std::fs::read(files.join("vorbis-stereo-44100.ogg")).unwrap();
    let given: [(&str, &[u8]); 8] = [
        ("good.ogg", &good),
        ("stereo.ogg", &stereo),
        ("six.ogg", &std::fs::read(files.join("six-channels.ogg")).unwrap()),
        ("flac.ogg", &std::fs::read(files.join("flac.ogg")).unwrap()),
        ("cut.ogg", &good[..60]),
        ("old.mp3", b"ID3\x04\0\0\0\0\0\0 or so it says"),
        ("large.ogg", &vec![0; (8 << 20) + 1]),
        ("gone.ogg", b""),
    ];
    let mut text = String::from("format = 1\nid = \"acme\"\nplot = \"A\"\ntitle = { zh = \"极致\", en = \"Acme\" }\n");
    for (name, bytes) in given {
        if name != "gone.ogg" {
            std::fs::write(booth.join(name), bytes).unwrap();
        }
        text += &format!("[[sounds]]\nfile = \"{name}\"\nposition = [0.0, 1.5, 0.0]\n");
    }
    text += "captions = [{ zh = \"欢迎\" }]\n";
    std::fs::write(booth.join("booth.toml"), text).unwrap();
    let output = check(&[at.to_str().unwrap(), "--json", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes = |file: &str| codes(&report, file);
    assert!(codes("good.ogg").is_empty(), "{report}");
    assert_eq!(codes("stereo.ogg"), ["SOUND_STEREO"]);
    assert_eq!(codes("six.ogg"), ["SOUND_CHANNELS"]);
    assert_eq!(codes("flac.ogg"), ["SOUND_FORMAT"]);
    assert_eq!(codes("cut.ogg"), ["FILE_UNREADABLE"]);
    assert_eq!(codes("old.mp3"), ["SOUND_FORMAT"]);
    assert_eq!(codes("large.ogg"), ["SOUND_TOO_LARGE"]);
    assert_eq!(codes("gone.ogg"), ["FILE_MISSING"]);
    assert!(codes("booth.toml").contains(&"TEXT_ONE_LANGUAGE".to_owned()), "{report}");
    let chinese = words(&check(&[at.to_str().unwrap(), "--lang", "zh"]));
    assert!(chinese.contains("ffmpeg -i old.mp3 -vn -ac 1 -c:a libopus -b:a 64k old.ogg"), "{chinese}");
    assert!(chinese.contains("old.mp3 是 MP3 格式"), "{chinese}");
}

#[test]
fn films_are_decoded_and_others_told_how_to_be_converted() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let booth = at.join("booths/acme");
    std::fs::create_dir_all(&booth).unwrap();
    one_plot(at);
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/video/files");
    let film = |name: &str| std::fs::read(files.join(name)).unwrap();
    let cut = film("colours.webm");
    let given: [(&str, Vec<u8>, &[&str]); 8] = [
        ("good.webm", film("colours.webm"), &["VIDEO_IS"]),
        ("old.mp4", film("h264.mp4"), &["VIDEO_FORMAT"]),
        ("vp9.webm", film("vp9.webm"), &["VIDEO_CODEC"]),
        ("deep.webm", film("ten-bits.webm"), &["VIDEO_CODEC"]),
        ("vorbis.mkv", film("vorbis.mkv"), &["VIDEO_CODEC"]),
        ("large.webm", film("large.webm"), &["VIDEO_SIZE"]),
        ("cut.webm", cut[..cut.len() / 2].to_vec(), &["FILE_UNREADABLE"]),
        ("gone.webm", Vec::new(), &["FILE_MISSING"]),
    ];
    let mut text = String::from("format = 1\nid = \"acme\"\nplot = \"A\"\ntitle = { zh = \"极致\", en = \"Acme\" }\n");
    for (name, bytes, _) in &given {
        if *name != "gone.webm" {
            std::fs::write(booth.join(name), bytes).unwrap();
        }
        text += &format!("[[videos]]\nfile = \"{name}\"\nposition = [0.0, 1.5, 0.0]\nsize = [1.6, 0.9]\n");
    }
    text += "captions = [{ zh = \"欢迎\" }]\n";
    std::fs::write(booth.join("booth.toml"), text).unwrap();
    let output = check(&[at.to_str().unwrap(), "--json", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (name, _, wanted) in &given {
        let found = codes(&report, name);
        assert_eq!(found.iter().filter(|code| *code != "PICTURE_SHAPE").collect::<Vec<_>>(), *wanted, "{name}");
    }
    assert!(codes(&report, "booth.toml").contains(&"TEXT_ONE_LANGUAGE".to_owned()), "{report}");
    let chinese = words(&check(&[at.to_str().unwrap(), "--notes", "--lang", "zh"]));
    assert!(chinese.contains("old.mp4 是 MP4 格式") && chinese.contains("ffmpeg -i old.mp4 -vf"), "{chinese}");
    assert!(chinese.contains("good.webm 长 2.5 秒，128x72 像素，每秒 20 帧"), "{chinese}");
}
