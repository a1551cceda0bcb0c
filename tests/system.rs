//! A visit that the system ends and starts anew goes on where it was.

#[path = "support/fair.rs"]
#[allow(dead_code, reason = "others use the rest")]
mod fair;

use std::path::Path;

use boothwalk::app::{System, Wishes, visit_on};
use boothwalk::cli::{Cli, Command};
use clap::Parser;

/// A system that asks for what to keep at one turn, and ends the visit after another.
#[derive(Default)]
struct Script {
    turns: u32,
    keep: u32,
    spare: u32,
    leave: u32,
    kept: Option<Vec<u8>>,
    got: Option<Vec<u8>>,
}

impl System for Script {
    fn turn(&mut self, _: bool) -> Wishes {
        self.turns += 1;
        let now = |turn| self.turns == turn;
        Wishes { keep: now(self.keep), spare: now(self.spare), leave: self.turns > self.leave, ..Wishes::default() }
    }

    fn kept(&mut self) -> Option<Vec<u8>> {
        self.kept.take()
    }

    fn keep(&mut self, kept: Vec<u8>) {
        self.got = Some(kept);
    }
}

/// Where the visitor was (x, z, yaw) and the language, of what was kept.
fn place(kept: &[u8]) -> ([f64; 3], String) {
    let kept: serde_json::Value = serde_json::from_slice(kept).unwrap();
    let rig = &kept["visit"]["rig"];
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let at = [number(&rig["position"][0]), number(&rig["position"][2]), number(&rig["yaw"])];
    (at, kept["visit"]["lang"].as_str().unwrap().to_owned())
}

fn visit(fair: &Path, lang: &str, mut system: Script) -> Script {
    let fair = fair.to_str().unwrap();
    let words =
        ["boothwalk", "visit", fair, "--device", "offscreen", "--backend", "noop", "--lang", lang, "--no-cache"];
    let Some(Command::Visit(args)) = Cli::try_parse_from(words).unwrap().command else { panic!() };
    visit_on(&args, &mut system).unwrap();
    system
}

#[test]
fn a_visit_that_was_ended_goes_on_in_its_place() {
    let folder = fair::small_fair();
    // Three metres off, round to the left.
    let tour = "format = 1\n[[waypoint]]\nseconds = 0.0\nx = 0.0\nz = 4.0\n\
                [[waypoint]]\nseconds = 2.0\nx = 3.0\nz = 3.0\nyaw = 60.0\n[[waypoint]]\nseconds = 9.0\nx = 3.0\nz = 3.0\nyaw = 60.0\n";
    std::fs::write(folder.path().join("tour.toml"), tour).unwrap();
    let manifest = folder.path().join("fair.toml");
    let text =
        std::fs::read_to_string(&manifest).unwrap().replacen("\n[[hall]]", "tour = \"tour.toml\"\n\n[[hall]]", 1);
    std::fs::write(&manifest, text).unwrap();

    let first = visit(folder.path(), "zh", Script { keep: 31, spare: 20, leave: 31, ..Script::default() });
    let kept = first.got.unwrap();
    let (was, lang) = place(&kept);
    assert!(was[0] > 2.9 && (was[1] - 3.0).abs() < 0.1 && (was[2] - 60_f64.to_radians()).abs() < 0.1, "{was:?}");
    assert_eq!((lang.as_str(), first.turns), ("zh", 32));

    // The language is what the visitor chose then.
    let again = Script { keep: 2, leave: 2, kept: Some(kept.clone()), ..Script::default() };
    let (is, lang) = place(&visit(folder.path(), "en", again).got.unwrap());
    let off = [0, 1].map(|i| is[i] - was[i]);
    assert!(off[0].hypot(off[1]) < 0.01 && (is[2] - was[2]).abs() < 0.01, "{is:?} {was:?}");
    assert_eq!(lang, "zh");

    // What cannot be understood is no visit to go on with.
    let strange = Script { keep: 2, leave: 2, kept: Some(b"{}".to_vec()), ..Script::default() };
    let (is, lang) = place(&visit(folder.path(), "en", strange).got.unwrap());
    assert!(is[0].abs() < 0.01 && (is[1] - 4.0).abs() < 0.01, "{is:?}");
    assert_eq!(lang, "en");
}
