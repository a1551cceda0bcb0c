//! A visit without a display: the same log gives the same pictures, and one bad booth is one sign on one plot.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use image::RgbaImage;

const FAIR: &str = r##"format = 1
id = "small"
title = { zh = "小展会", en = "A small fair" }
[[hall]]
id = "hall"
title = { zh = "展厅", en = "Hall" }
size = [16.0, 14.0]
spawn = { position = [0.0, 4.0], yaw = 0.0 }
[[hall.plot]]
id = "L"
position = [-3.5, -2.0]
size = [5.0, 4.0]
[[hall.plot]]
id = "R"
position = [3.5, -2.0]
size = [5.0, 4.0]
"##;

const TOUR: &str = "format = 1
[[waypoint]]
seconds = 0.0
x = 0.0
z = 4.0
[[waypoint]]
seconds = 1.5
x = 0.0
z = 2.6
yaw = 10.0
picture = true
[[waypoint]]
seconds = 2.0
x = 0.5
z = 2.4
yaw = -15.0
picture = true
";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A fair with two booths in `folder`; `model` gives the bytes of the right one's.
fn fair(folder: &Path, model: Option<&[u8]>) {
    fs::write(folder.join("fair.toml"), FAIR).expect("written");
    fs::write(folder.join("tour.toml"), TOUR).expect("written");
    let fox = fs::read(root().join("tests/models/OrientationTest/glTF-Binary/OrientationTest.glb")).expect("a model");
    for (id, plot, bytes) in [("left", "L", Some(fox.as_slice())), ("right", "R", model)] {
        let booth = folder.join("booths").join(id);
        fs::create_dir_all(&booth).expect("a folder");
        let text = format!(
            "format = 1\nid = \"{id}\"\nplot = \"{plot}\"\nmodel = \"booth.glb\"\ntitle = {{ zh = \"展位\", en = \"Booth {id}\" }}\n"
        );
        fs::write(booth.join("booth.toml"), text).expect("written");
        if let Some(bytes) = bytes {
            fs::write(booth.join("booth.glb"), bytes).expect("written");
        }
    }
}

fn walk(fair: &Path, shots: &Path, more: &[&str]) -> Output {
    let stats = shots.with_extension("json");
    let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .arg(fair)
        .args(["--device", "offscreen", "--size", "240x160", "--lang", "en", "--shots"])
        .arg(shots)
        .arg("--stats")
        .arg(&stats)
        .args(more)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn stats(shots: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(shots.with_extension("json")).expect("statistics")).expect("JSON")
}

fn picture(shots: &Path, number: u32) -> RgbaImage {
    image::open(shots.join(format!("{number:03}.png"))).expect("a picture").into_rgba8()
}

#[test]
fn a_tour_stands_before_each_booth_and_then_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    fair(folder.path(), Some(&good()));
    let shots = folder.path().join("shots");
    walk(folder.path(), &shots, &["--tour", "right,left"]);
    let frames = stats(&shots)["frames"].as_u64().expect("a number");
    // Ten frames a second: some metres, and twelve seconds before each.
    assert!((250..600).contains(&frames), "{frames} frames");
    let pictures: Vec<RgbaImage> = (1..=2).map(|number| picture(&shots, number)).collect();
    assert!(!shots.join("003.png").exists() && pictures[0] != pictures[1], "one of each booth");
}

fn good() -> Vec<u8> {
    fs::read(root().join("tests/models/BoxAnimated/glTF-Binary/BoxAnimated.glb")).expect("a model")
}

#[test]
fn the_same_log_gives_the_same_pictures_byte_for_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    fair(folder.path(), Some(&good()));
    let [a, b, c] = ["a", "b", "c"].map(|name| folder.path().join(name));
    let log = folder.path().join("walk.log");
    let tour = folder.path().join("tour.toml");
    let tour = tour.to_str().expect("a path");
    let log = log.to_str().expect("a path");
    walk(folder.path(), &a, &["--replay", tour, "--record", log]);
    walk(folder.path(), &b, &["--replay", log]);
    walk(folder.path(), &c, &["--replay", log]);
    for number in 1..=2 {
        let bytes = |shots: &Path| fs::read(shots.join(format!("{number:03}.png"))).expect("a picture");
        assert!(bytes(&b) == bytes(&c), "picture {number} differs between two replays");
        assert!(bytes(&a) == bytes(&b), "picture {number} differs between the walk and its replay");
    }
    assert_ne!(picture(&a, 1), picture(&a, 2), "the visitor did not move");
    assert!(!a.join("003.png").exists());
}

#[test]
fn a_bad_booth_is_a_sign_on_its_plot_and_a_line_in_the_statistics() {
    let folder = tempfile::tempdir().expect("a folder");
    let tour = folder.path().join("tour.toml");
    let shoot = |name: &str, model: Option<&[u8]>| {
        fair(folder.path(), model);
        let shots = folder.path().join(name);
        walk(folder.path(), &shots, &["--replay", tour.to_str().expect("a path")]);
        shots
    };
    let whole = shoot("whole", Some(&good()));
    assert_eq!(stats(&whole)["errors"].as_array().map(Vec::len), Some(0), "{}", stats(&whole));

    let cut = shoot("cut", Some(&good()[..600]));
    let errors = stats(&cut)["errors"].clone();
    assert_eq!(errors.as_array().map(Vec::len), Some(1), "{errors}");
    assert_eq!(errors[0]["what"], "booth right");
    assert!(errors[0]["why"].as_str().is_some_and(|why| why.contains("booth.glb")), "{errors}");
    // The left half is as before; on the right a dark notice stands.
    let (before, after) = (picture(&whole, 1), picture(&cut, 1));
    let half = before.width() / 2;
    let changed = |from: u32, to: u32| {
        let mut count = 0;
        for y in 0..before.height() {
            count += (from..to).filter(|&x| before.get_pixel(x, y) != after.get_pixel(x, y)).count();
        }
        count
    };
    assert!(changed(half, before.width()) > 300, "no notice is seen");
    assert!(changed(0, half / 2) < 50, "the other booth changed");

    let broken = folder.path().join("booths/right/booth.toml");
    fair(folder.path(), Some(&good()));
    fs::write(&broken, "format = 1\nplot = \"R\"\nid = \"right\"\ntitle = {").expect("written");
    let shots = folder.path().join("broken");
    walk(folder.path(), &shots, &["--replay", tour.to_str().expect("a path")]);
    let errors = stats(&shots)["errors"].clone();
    assert!(errors[0]["why"].as_str().is_some_and(|why| why.contains("booth.toml")), "{errors}");
}

/// The log with a command in one of its frames.
fn with_command(log: &str, frame: usize, command: &str) -> String {
    let mut lines: Vec<String> = log.lines().map(str::to_owned).collect();
    // The first line is the header.
    let mut line: serde_json::Value = serde_json::from_str(&lines[frame + 1]).expect("JSON");
    line["input"]["commands"] = serde_json::json!([command]);
    lines[frame + 1] = line.to_string();
    lines.join("\n") + "\n"
}

#[test]
fn the_overlay_shows_only_while_a_log_asks_for_it_and_only_at_the_left() {
    let folder = tempfile::tempdir().expect("a folder");
    fair(folder.path(), Some(&good()));
    let [plain, shown, begun] = ["plain", "shown", "begun"].map(|name| folder.path().join(name));
    let [tour, log, asks] = ["tour.toml", "walk.log", "asks.log"].map(|name| folder.path().join(name));
    let name = |path: &Path| path.to_str().expect("a path").to_owned();
    walk(folder.path(), &plain, &["--replay", &name(&tour), "--record", &name(&log)]);
    // On for the first picture, away before the second.
    let text = fs::read_to_string(&log).expect("a log");
    let frames = text.lines().count() - 1;
    fs::write(&asks, with_command(&with_command(&text, 2, "overlay"), frames - 3, "overlay")).expect("written");
    walk(folder.path(), &shown, &["--replay", &name(&asks)]);
    assert!(picture(&plain, 2) == picture(&shown, 2), "the overlay is still there");
    let (before, after) = (picture(&plain, 1), picture(&shown, 1));
    let changed = |from: u32, to: u32| {
        let columns = (from..to).flat_map(|x| (0..before.height()).map(move |y| (x, y)));
        columns.filter(|&(x, y)| before.get_pixel(x, y) != after.get_pixel(x, y)).count() as u32
    };
    let (width, height) = (before.width(), before.height());
    assert!(changed(0, width * 2 / 5) > width * height / 5, "no overlay is seen");
    assert_eq!(changed(width * 2 / 5, width), 0, "it covers the middle");
    // From the beginning by the option, and away by the key.
    fs::write(&asks, with_command(&text, frames - 3, "overlay")).expect("written");
    walk(folder.path(), &begun, &["--replay", &name(&asks), "--overlay"]);
    assert!(picture(&plain, 1) != picture(&begun, 1) && picture(&plain, 2) == picture(&begun, 2));
}

#[test]
fn the_way_to_a_booth_is_seen_and_is_in_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    fair(folder.path(), Some(&good()));
    let [plain, led, again, elsewhere] = ["plain", "led", "again", "elsewhere"].map(|name| folder.path().join(name));
    let [tour, log] = ["look.toml", "led.log"].map(|name| folder.path().join(name));
    // Where the way goes: to the left, and down.
    let look = "seconds = 1.5\nx = 0.0\nz = 4.0\nyaw = 54.0\npitch = -25.0\npicture = true\n";
    let stay = look.replace("1.5", "1.8").replace("true", "false");
    fs::write(&tour, format!("format = 1\n[[waypoint]]\n{look}[[waypoint]]\n{stay}")).expect("written");
    let name = |path: &Path| path.to_str().expect("a path").to_owned();
    walk(folder.path(), &plain, &["--replay", &name(&tour)]);
    walk(folder.path(), &led, &["--replay", &name(&tour), "--record", &name(&log), "--to", "left"]);
    walk(folder.path(), &again, &["--replay", &name(&log)]);
    let said = walk(folder.path(), &elsewhere, &["--replay", &name(&log), "--to", "right"]);
    let bytes = |shots: &Path| fs::read(shots.join("001.png")).expect("a picture");
    assert!(bytes(&led) == bytes(&again), "the log does not lead where the walk did");
    let (before, after) = (picture(&plain, 1), picture(&led, 1));
    let changed = before.pixels().zip(after.pixels()).filter(|(a, b)| a != b).count();
    assert!((200..4000).contains(&changed), "{changed} pixels of way");
    assert!(bytes(&led) != bytes(&elsewhere), "what is asked for goes before what the log says");
    assert!(!String::from_utf8_lossy(&said.stderr).contains("no way"));
    // A log without it, as all were, and one whose booth has left.
    let text = fs::read_to_string(&log).expect("a log");
    assert!(text.lines().next().is_some_and(|head| head.contains("\"to\":\"left\"")), "{}", &text[..200]);
    fs::write(&log, text.replacen(",\"to\":\"left\"", "", 1)).expect("written");
    walk(folder.path(), &again, &["--replay", &name(&log)]);
    assert!(bytes(&again) == bytes(&plain));
    fs::write(&log, text.replacen("\"left\"", "\"lift\"", 1)).expect("written");
    let said = walk(folder.path(), &again, &["--replay", &name(&log)]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("no booth 'lift': near are left"));
    assert!(bytes(&again) == bytes(&plain));
    let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .arg(folder.path())
        .args(["--device", "offscreen", "--to", "rigth"])
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && said.contains("no booth 'rigth': near are right"), "{said}");
}

#[test]
fn the_noop_driver_runs_the_whole_visit() {
    let folder = tempfile::tempdir().expect("a folder");
    fair(folder.path(), Some(&good()));
    let shots = folder.path().join("noop");
    let tour = folder.path().join("tour.toml");
    walk(folder.path(), &shots, &["--replay", tour.to_str().expect("a path"), "--backend", "noop"]);
    let stats = stats(&shots);
    assert_eq!(stats["frames"], 21);
    assert!(stats["loaded"].as_u64() >= Some(6), "{stats}");
}

#[test]
fn what_the_driver_compiled_is_there_in_the_next_run() {
    let folder = tempfile::tempdir().expect("a folder");
    fair(folder.path(), None);
    let cache = folder.path().join("cache");
    let run = |name: &str| {
        let shots = folder.path().join(name);
        let output = walk(folder.path(), &shots, &["--cache", cache.to_str().expect("text"), "--seconds", "0.5"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("refused"), "{said}");
        let files: Vec<_> = fs::read_dir(cache.join("pipelines")).expect("a folder").flatten().collect();
        let [file] = files.as_slice() else { panic!("{files:?}") };
        file.path()
    };
    let path = run("first");
    let kept = fs::read(&path).expect("a file");
    // Spoilt by whoever: it is not given to the driver, and written anew.
    let mut spoilt = kept.clone();
    *spoilt.last_mut().expect("bytes") ^= 1;
    fs::write(&path, &spoilt).expect("written");
    assert_eq!(run("second"), path);
    assert_ne!(fs::read(&path).expect("a file"), spoilt);
}
