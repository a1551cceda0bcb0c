//! What both visits share: the fair, the files that a visit leaves, and what it says of itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::product;
use super::support::{Process, wait_for};

pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Told {
    fair: TempDir,
    files: TempDir,
}

impl Told {
    pub fn new() -> Told {
        let files = tempfile::Builder::new().prefix("boothwalk-visit-").tempdir_in("/tmp").expect("a folder");
        let told = Told { fair: product::fair(), files };
        // Who was here before is not shown how to go about.
        std::fs::write(told.file("visitor.json"), r#"{"format": 1, "welcomed": true}"#).expect("written");
        told
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    /// Visits the fair from a device, in Chinese.
    pub fn visit(&self, command: &mut Command, device: &str) {
        command
            .arg("visit")
            .arg(self.fair.path())
            .args(["--device", device, "--lang", "zh", "--seconds", "600"])
            .args([Path::new("--stats"), &self.file("stats.json"), Path::new("--record"), &self.file("visit.log")])
            .args([Path::new("--visitor"), &self.file("visitor.json")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(self.file("said")).expect("a file"));
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).expect("what it wrote")
    }

    pub fn says<T>(&self, process: &mut Process, what: &str, found: impl Fn(&str) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            let said = self.read("said");
            if let Some(found) = found(&said) {
                return found;
            }
            assert!(process.is_running(), "the visit ended before it said {what}:\n{said}");
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}; the visit said:\n{said}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until what lasts beyond the visit says so.
    pub fn keeps(&self, what: &str, found: impl Fn(&serde_json::Value) -> bool) {
        wait_for(what, PATIENCE, || serde_json::from_str(&self.read("visitor.json")).ok().filter(&found));
    }

    /// Waits until the chest is in the visitor's collection.
    pub fn keeps_the_chest(&self) {
        let chest = serde_json::json!([{ "booth": "joiner", "product": "chest" }]);
        self.keeps("the chest kept", |kept| kept["fairs"]["whole"]["items"] == chest);
    }

    /// The one length that was measured, millimetres; waits for it.
    pub fn measures(&self, process: &mut Process) -> f32 {
        let lengths = self.says(process, "a length", |said| Some(measured(said)).filter(|all| !all.is_empty()));
        assert!(lengths.len() == 1 && (lengths[0] - 200.0).abs() < 1.0, "{lengths:?}");
        lengths[0]
    }

    /// Waits for the end of a visit that was asked to end: it ended well, and its log, walked again without a device, comes to
    /// the same length.
    pub fn ends(&self, process: &mut Process, length: f32) {
        let ended =
            wait_for("the visit to end", Duration::from_secs(20), || process.child().try_wait().expect("its status"));
        let said = self.read("said");
        assert_eq!(ended.code(), Some(0), "{said}");
        let stats: serde_json::Value = serde_json::from_str(&self.read("stats.json")).expect("JSON");
        assert_eq!(stats["errors"], serde_json::json!([]));
        let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
            .arg("visit")
            .arg(self.fair.path())
            .args(["--device", "offscreen", "--backend", "noop", "--size", "64x64", "--replay"])
            .arg(self.file("visit.log"))
            .env("BOOTHWALK_LOG", "info")
            .output()
            .expect("the program starts");
        let again = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{again}");
        let again = measured(&again);
        assert!(again.len() == 1 && (again[0] - length).abs() < 0.01, "{again:?}");
    }
}

/// The lengths that the program said it measured, millimetres.
fn measured(said: &str) -> Vec<f32> {
    let lengths = said.lines().filter_map(|line| line.split("measured: ").nth(1)?.strip_suffix(" mm"));
    lengths.map(|length| length.parse().expect("a number")).collect()
}
