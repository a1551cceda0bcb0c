//! `./dev soak`: a visit that goes on and on in a real runtime, in real time, while what it depends on comes and goes; says how
//! its memory grows.
//!
//! The demo fair, packed, comes from `boothwalk host` over HTTP into a visit in Monado's headset, whose wearer walks, turns
//! and opens panels. Every five minutes the runtime crashes, at other times the host does; both come back.

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use glam::{Quat, Vec2};
use support::monado::{Body, Monado, Pose};
use support::{Process, wait_for};

const PROGRAM: &str = env!("CARGO_BIN_EXE_boothwalk");
const MINUTE: Duration = Duration::from_secs(60);
/// Minutes after which everything has been seen once and memory should stay as it is.
const WARM: f64 = 8.0;
/// Growth that is allowed, in MiB each ten minutes.
const GROWTH: f64 = 1.0;
/// Minutes from one crash of the runtime to the next, and of the host.
const RUNTIME: u64 = 5;
const HOST: u64 = 7;
/// How large the runtime's eyes are, in percent: a driver that draws on the processor has to keep up.
const SCALE: u32 = 12;

/// Resident memory of a process, MiB.
fn resident(id: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("the visit goes on");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number") / 1024.0
}

/// The straight line through points that leaves the least squares; gives its slope, and the standard error of that.
fn slope(points: &[(f64, f64)]) -> (f64, f64) {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let rise: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let wide = points.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>().max(1e-9);
    let slope = rise / wide;
    let off: f64 = points.iter().map(|point| (point.1 - y - slope * (point.0 - x)).powi(2)).sum();
    (slope, (off / (count - 2.0).max(1.0) / wide).sqrt())
}

/// The demo fair, packed once.
fn fair() -> PathBuf {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("soak-fair");
    if !out.join("fair.json").is_file() {
        let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo");
        let packed = Command::new(PROGRAM).args(["pack", demo]).arg(&out).args(["--side", "512"]).status();
        assert!(packed.expect("it starts").success(), "the demo fair cannot be packed");
    }
    out
}

fn host(fair: &Path, port: u16) -> Process {
    Process::start(PROGRAM, |command| {
        command.arg("host").arg(fair).args(["--listen", &format!("127.0.0.1:{port}")]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    })
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let minutes: f64 = words.first().map_or(45.0, |word| word.parse().expect("minutes"));
    let fair = fair();
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port").port();
    let mut server = host(&fair, port);
    let Some(mut monado) = Monado::start_at_scale("soak", SCALE) else { std::process::exit(77) };
    let files = tempfile::Builder::new().prefix("boothwalk-soak-").tempdir_in("/tmp").expect("a folder");
    let said = files.path().join("said");
    let remote = monado.remote();
    remote.change(|body| *body = Body { head: Pose::at(0.0, 1.6, 0.0), ..Body::default() });
    let address = format!("http://127.0.0.1:{port}/fair.json");
    wait_for("the host", MINUTE, || std::net::TcpStream::connect(("127.0.0.1", port)).ok());
    let mut command = monado.command(PROGRAM);
    command
        .args(["visit", &address, "--device", "headset", "--lang", "zh"])
        .args([Path::new("--visitor"), &files.path().join("visitor.json")])
        .args([Path::new("--cache"), &files.path().join("cache")])
        .args([Path::new("--stats"), &files.path().join("stats.json")])
        .args(["--seconds", &format!("{}", minutes * 60.0)])
        .env("BOOTHWALK_LOG", "info")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(&said).expect("a file"));
    let mut visit = Process::from_command(command);

    let start = Instant::now();
    let mut lives = vec![Vec::new()];
    let (mut minute, mut step) = (0, 0u32);
    println!("minute  MiB");
    while visit.is_running() {
        // Round and round, with a look about; now and then a panel.
        let turn = step as f32 * 0.2;
        let look = Quat::from_rotation_y(0.5 * turn.sin());
        remote.move_head(Pose::at(0.0, 1.6, 0.0).facing(look), Duration::from_millis(700));
        let second = Duration::from_secs(1);
        match step % 12 {
            0 => remote.hold(second, |body| body.left.thumbstick = Vec2::Y),
            3 | 7 => remote.hold(second / 4, |body| body.right.thumbstick = Vec2::X),
            5 => remote.hold(second, |body| body.right.thumbstick = Vec2::Y),
            9 | 11 => remote.hold(second / 4, |body| body.right.thumbstick_click = true),
            10 => remote.hold(second / 4, |body| body.right.trigger = 1.0),
            _ => std::thread::sleep(second / 2),
        }
        step += 1;
        let now = start.elapsed().as_secs_f64() / 60.0;
        if !visit.is_running() {
            break;
        }
        let point = (now, resident(visit.id()));
        lives.iter_mut().last().into_iter().for_each(|life| life.push(point));
        if now as u64 == minute {
            continue;
        }
        minute = now as u64;
        println!("{minute:6}  {:.1}", point.1);
        if minute.is_multiple_of(RUNTIME) {
            monado.kill();
            std::thread::sleep(second * 5);
            monado.restart();
            lives.push(Vec::new());
        }
        if minute.is_multiple_of(HOST) {
            server.kill();
            std::thread::sleep(second * 20);
            server = host(&fair, port);
        }
    }
    let status = visit.child().wait().expect("it ended");
    let text = std::fs::read_to_string(&said).expect("what it said");
    let lost = text.matches("lost").count();
    if let Ok(stats) = std::fs::read_to_string(files.path().join("stats.json")) {
        println!("{stats}");
    }
    assert!(status.success(), "the visit ended with {status}:\n{text}");
    let warm = WARM.min(minutes / 2.0);
    let all: Vec<(f64, f64)> = lives.concat().into_iter().filter(|point| point.0 >= warm).collect();
    // With a new runtime everything comes anew, and this driver's GPU is the process's own memory: what counts is what each
    // life of the runtime mostly takes.
    let mostly = |life: &Vec<(f64, f64)>| {
        let mut life: Vec<(f64, f64)> = life.iter().copied().filter(|point| point.0 >= warm).collect();
        life.sort_by(|a, b| a.1.total_cmp(&b.1));
        let minute = life.iter().map(|point| point.0).sum::<f64>() / life.len().max(1) as f64;
        life.get(life.len() / 2).map(|point| (minute, point.1))
    };
    let medians: Vec<(f64, f64)> = lives.iter().filter_map(mostly).collect();
    let (growth, error) = slope(if medians.len() < 3 { &all } else { &medians });
    let (growth, error) = (growth * 10.0, error * 10.0);
    println!(
        "{minutes} minutes, {lost} lines of losses; after the first {warm} memory grows by {growth:.1} MiB (standard error \
         {error:.1}) in ten minutes, by the medians of {} lives of the runtime; by all of it, by {:.1}",
        medians.len(),
        slope(&all).0 * 10.0
    );
    assert!(growth - 2.0 * error <= GROWTH, "more than {GROWTH} MiB, and not by chance");
}
