//! The program as a process of its own, with a small fair to serve.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::line::Line;
use crate::support::Process;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_boothwalk");

/// A server that ends with the test.
pub struct Server {
    process: Process,
    pub address: SocketAddr,
    /// What it printed first.
    pub said: String,
}

impl Server {
    pub fn start(folder: &Path) -> Server {
        Server::with(folder, &[])
    }

    pub fn with(folder: &Path, arguments: &[&str]) -> Server {
        let mut process = Process::start(PROGRAM, |command| {
            command.arg("host").arg(folder).args(arguments).stdout(Stdio::piped());
            if !arguments.contains(&"--listen") {
                command.args(["--listen", "127.0.0.1:0"]);
            }
        });
        let out = process.child().stdout.take().expect("its output");
        let mut lines = BufReader::new(out).lines();
        let first = lines.next().expect("a first line").expect("a line of text");
        let address = first.rsplit("://").next().expect("an address").parse();
        let address = address.unwrap_or_else(|_| panic!("no address in {first:?}"));
        let second = lines.next().expect("a second line").expect("a line of text");
        Server { process, address, said: format!("{first}\n{second}\n") }
    }

    pub fn line(&self) -> Line {
        Line::open(self.address)
    }

    pub fn url(&self, name: &str) -> String {
        format!("http://{}/{name}", self.address)
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Asks it to end, as a system does.
    pub fn ask_to_end(&self) {
        let id = self.process.id().to_string();
        assert!(Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &id]).status().expect("sh").success());
    }

    /// Its exit code, and how long it took to come.
    pub fn wait(&mut self) -> (Option<i32>, Duration) {
        let start = Instant::now();
        let status = self.process.child().wait().expect("it ends");
        (status.code(), start.elapsed())
    }
}

/// A folder as `pack` writes one: a manifest, and pieces named by their hashes.
pub struct Fair {
    folder: tempfile::TempDir,
    pub manifest: Vec<u8>,
    /// Names and bytes.
    pub pieces: Vec<(String, Vec<u8>)>,
}

impl Fair {
    pub fn new() -> Fair {
        Fair::of(&[(300_000, "glb"), (65_536, "ktx2"), (1, "bin"), (1_000_000, "ktx2")])
    }

    /// Pieces of so many bytes, with these endings.
    pub fn of(pieces: &[(usize, &str)]) -> Fair {
        let folder = tempfile::Builder::new().prefix("boothwalk-host-").tempdir().expect("a folder");
        let mut manifest = String::from("{\"format\": 1, \"pieces\": [");
        let mut made = Vec::new();
        for (seed, (bytes, ending)) in pieces.iter().enumerate() {
            let bytes = noise(seed as u64, *bytes);
            let hash = blake3::hash(&bytes).to_hex();
            let name = format!("pieces/{}/{hash}.{ending}", &hash[..2]);
            write(folder.path(), &name, &bytes);
            manifest += &format!("{{\"name\": \"{name}\", \"bytes\": {}}},", bytes.len());
            made.push((name, bytes));
        }
        manifest += &format!("{{}}], \"note\": \"{}\"}}", "展 a fair with a long manifest ".repeat(4000));
        write(folder.path(), "fair.json", manifest.as_bytes());
        Fair { folder, manifest: manifest.into_bytes(), pieces: made }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        write(self.path(), name, bytes)
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(&path, bytes).expect("a file");
    path
}

/// Bytes that do not compress, the same for a seed.
pub fn noise(seed: u64, bytes: usize) -> Vec<u8> {
    let mut noise = vec![0; bytes];
    blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut noise);
    noise
}
