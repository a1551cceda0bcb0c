//! The program as a person at a terminal meets it.

use std::path::Path;
use std::process::{Command, Output};

fn boothwalk(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn help_explains_every_option_and_succeeds() {
    for arguments in [&["--help"][..], &["visit", "--help"], &["shot", "--help"]] {
        let output = boothwalk(arguments);
        assert_eq!(output.status.code(), Some(0));
        let help = text(&output.stdout);
        let options = help.lines().filter(|line| line.trim_start().starts_with("--")).count();
        assert!(options >= 9 || help.contains("Commands:"), "{help}");
    }
}

#[test]
fn wrong_usage_is_exit_code_2_and_failure_1() {
    assert_eq!(boothwalk(&["--size", "big"]).status.code(), Some(2));
    assert_eq!(boothwalk(&["shot", "only-one"]).status.code(), Some(2));
    let missing = boothwalk(&["shot", "no/such/fair", "out.png"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("no/such/fair"), "{}", text(&missing.stderr));
    let variant = boothwalk(&["shot", TRIANGLE, "/dev/null", "--variant", "gold"]);
    assert_eq!(variant.status.code(), Some(1));
    assert!(text(&variant.stderr).contains("gold"));
}

const TRIANGLE: &str = "tests/models/Triangle/glTF/Triangle.gltf";

#[test]
fn a_picture_has_the_size_asked_for_and_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("triangle.png");
    let path = out.to_str().expect("a path");
    let output = boothwalk(&["shot", TRIANGLE, path, "--size", "96x64", "--background", "none"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let picture = image::open(&out).expect("a PNG").into_rgba8();
    assert_eq!(picture.dimensions(), (96, 64));
    assert_eq!(picture.get_pixel(0, 0).0, [0; 4]);
    assert!(picture.pixels().any(|pixel| pixel.0[3] == 255));
}

#[test]
fn statistics_have_every_field() {
    let folder = tempfile::tempdir().expect("a folder");
    let stats = folder.path().join("stats.json");
    let output = boothwalk(&[
        "visit",
        TRIANGLE,
        "--device",
        "offscreen",
        "--size",
        "64x64",
        "--seconds",
        "0.5",
        "--stats",
        stats.to_str().expect("a path"),
    ]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let stats: serde_json::Value = read_json(&stats);
    for field in [
        "frames",
        "missed",
        "cpu_ms",
        "frame_ms",
        "first_ms",
        "full_ms",
        "bytes_fetched",
        "gpu_bytes",
        "gpu_bytes_peak",
        "loaded",
        "errors",
        "device",
        "runtime",
    ] {
        assert!(stats.get(field).is_some(), "{field} is missing in {stats}");
    }
    for quantile in ["p50", "p90", "p99", "p999", "max"] {
        assert!(stats["frame_ms"][quantile].as_f64().is_some_and(|ms| ms > 0.0));
        assert!(stats["cpu_ms"][quantile].as_f64().is_some_and(|ms| ms > 0.0));
    }
    assert_eq!(stats["frames"], 36);
    assert!(stats["loaded"].as_u64() >= Some(1) && stats["gpu_bytes"].as_u64() > Some(0));
    assert!(stats["first_ms"].as_f64() <= stats["full_ms"].as_f64());
}

fn read_json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON")
}

#[test]
fn a_search_finds_what_is_typed_in_either_language() {
    let find_in = |lang: &str, words: &[&str]| {
        let output = boothwalk(&[&["find", "assets/demo", "--lang", lang], words].concat());
        (output.status.code(), text(&output.stdout))
    };
    let find = |words: &[&str]| find_in("en", words);
    for words in [&["青澜"][..], &["qinglancifang"], &["qing", "lan"], &["qlcf"], &["青lan瓷f"], &["porcelain"]] {
        let (status, found) = find(words);
        let first = found.lines().next().unwrap_or_default();
        assert_eq!(status, Some(0), "{words:?}");
        assert_eq!(first, "Booth  青澜瓷坊  Qinglan Porcelain  (Hall 1, D1)", "{words:?}");
    }
    let (_, found) = find(&["chaju"]);
    assert_eq!(found.lines().next(), Some("Product  海波茶具  Sea-wave tea set  (Qinglan Porcelain, Hall 1, D1)"));
    // One letter wrong, and an industry before those who show it.
    assert!(find(&["microscpoe"]).1.contains("双目生物显微镜"));
    let (_, found) = find_in("zh", &["wenhua"]);
    assert!(found.starts_with("行业  文化旅行  Culture & Travel  (一号馆)\n展位  "), "{found}");
    assert_eq!(find(&["lamp", "--most", "2"]).1.lines().count(), 2);
}

#[test]
fn a_search_as_json_says_what_matched_where() {
    let output = boothwalk(&["find", "assets/demo", "tea set", "--json"]);
    let hits: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let hit = &hits[0];
    assert_eq!((&hit["kind"], &hit["id"], &hit["booth"]), (&"product".into(), &"teaset".into(), &"porcelain".into()));
    assert_eq!((&hit["hall"]["id"], &hit["plot"]), (&"main".into(), &"D1".into()));
    let mark = serde_json::json!({ "field": "title", "lang": "en", "from": 9, "to": 16 });
    assert!(hit["marks"].as_array().is_some_and(|marks| marks.contains(&mark)), "{hit}");
}

#[test]
fn a_search_says_that_nothing_is_found() {
    for (lang, said) in [("en", "Nothing found for “qqq”"), ("zh", "没有找到 “qqq”")] {
        let output = boothwalk(&["find", "assets/demo", "qqq", "--lang", lang]);
        assert_eq!((output.status.code(), text(&output.stdout).trim()), (Some(1), said));
    }
    let output = boothwalk(&["find", "assets/demo", "qqq", "--json"]);
    assert_eq!((output.status.code(), text(&output.stdout).trim()), (Some(1), "[]"));
    let output = boothwalk(&["find", "no/such/fair", "qqq"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no/such/fair"));
}
