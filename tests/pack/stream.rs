//! `boothwalk bench stream` as a person meets it: what it prints, of a packed fair and of one that it makes.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::stage::{packed, root};

fn stream(arguments: &[&str], fair: &Path) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .args(["bench", "stream", "--backend", "noop", "--json", "--hertz", "500"])
        .args(arguments)
        .arg("--")
        .arg(fair)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn every_figure_of_a_run_is_there() {
    let (_, fair) = packed();
    let folder = tempfile::tempdir().expect("a folder");
    let plot = folder.path().join("frames.svg");
    let rows =
        stream(&["--runs", "2", "--frames", "30", "--link", "400:2", "--plot", plot.to_str().expect("text")], fair);
    assert_eq!(rows.len(), 2);
    for row in &rows {
        assert_eq!(row["backend"], "noop");
        for times in ["idle_ms", "load_ms", "idle_cpu_ms", "load_cpu_ms"] {
            for quantile in ["p50", "p99", "p999", "max"] {
                assert!(row[times][quantile].as_f64().is_some_and(|ms| ms > 0.0), "{times} {quantile}: {row}");
            }
        }
        let figure = |name: &str| row[name].as_f64().unwrap_or_else(|| panic!("{name}: {row}"));
        assert!(figure("frames") >= 15.0 && figure("hitch_ratio") > 0.0);
        assert!(figure("excess_ms") >= 0.0 && figure("missed") >= 0.0);
        assert!(figure("proxies_s") <= figure("full_s"));
        // A floor is what cannot be beaten, and all of it is known here.
        assert!(figure("floor_s") > 0.0 && figure("network_s") > 0.0 && figure("decode_s") > 0.0);
        assert!(figure("efficiency") > 0.0 && figure("efficiency") <= 1.0, "{row}");
        assert!(figure("bytes") > 1e5 && figure("gpu_bytes_peak") > 1e5);
        assert_eq!(row["errors"], Value::Array(Vec::new()));
    }
    let picture = std::fs::read_to_string(plot).expect("a picture");
    assert!(picture.contains("Boothwalk") && picture.ends_with("</svg>\n"));
}

#[test]
fn answers_that_fail_make_it_later_and_nothing_else() {
    let (_, fair) = packed();
    let rows = stream(&["--runs", "1", "--fail", "20"], fair);
    assert_eq!(rows[0]["errors"], Value::Array(Vec::new()));
    assert!(rows[0]["full_s"].is_number(), "{}", rows[0]);
    let well = stream(&["--runs", "1"], fair);
    let bytes = |rows: &[Value]| rows[0]["bytes"].as_u64().expect("bytes");
    assert!(bytes(&rows) > bytes(&well), "what failed came again");
}

#[test]
fn a_made_fair_arrives_and_a_second_run_packs_nothing() {
    let keep = tempfile::tempdir().expect("a folder");
    let from = root().join("assets/demo");
    let run = || {
        let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
            .args(["bench", "stream", "--backend", "noop", "--json", "--runs", "1", "--booths", "2", "--keep"])
            .arg(keep.path())
            .arg(&from)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        let rows: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(rows[0]["errors"], Value::Array(Vec::new()));
        assert!(rows[0]["full_s"].is_number(), "{}", rows[0]);
        said
    };
    let first = run();
    assert!(first.contains("2 booths") && first.contains("(0 as before)"), "{first}");
    let second = run();
    let models = second.split(" models").next().and_then(|text| text.rsplit(' ').next()).expect("a number");
    assert!(second.contains(&format!("{models} models ({models} as before)")), "{second}");
}

#[test]
fn what_cannot_be_measured_is_said() {
    for (arguments, why) in [
        (&["--peer", "x=/bin/true", "assets/demo"][..], "peers show models"),
        (&["a.glb", "assets/demo"], "name one fair, or models only"),
        (&["--booths", "3", "a.glb"], "booths are made of a fair's"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
            .current_dir(root())
            .args(["bench", "stream", "--backend", "noop"])
            .args(arguments)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && said.contains(why), "{arguments:?}: {said}");
    }
}
