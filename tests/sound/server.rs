//! A real server of sound, where PulseAudio is installed: what is recorded of its device is what was played, and a visit goes
//! on while there is none.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use boothwalk::device::Pose;
use boothwalk::media::sound::{Cells, Decks, Ears, News, Output, Start, State};
use glam::Vec3;

use super::file;

/// Ends with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// A server with a device that nobody hears, below a folder.
fn serve(folder: &Path) -> Process {
    let socket = folder.join("native");
    let _ = std::fs::remove_file(&socket);
    let listen = format!("module-native-protocol-unix socket={} auth-anonymous=1", socket.display());
    let server = Command::new("pulseaudio")
        .args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes", "-L", &listen])
        .args(["-L", "module-null-sink sink_name=quiet rate=44100 channels=4"])
        .env("XDG_RUNTIME_DIR", folder)
        .env("HOME", folder)
        .stderr(Stdio::null())
        .spawn()
        .expect("pulseaudio");
    let server = Process(server);
    wait("the server listens", || socket.exists());
    server
}

fn wait(what: &str, mut there: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !there() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Waits until the device plays something, and gives back how loud each channel is.
fn listen(folder: &Path) -> [f32; 2] {
    let recorder = Command::new("parec")
        .args(["-d", "quiet.monitor", "--format=float32le", "--rate=48000", "--channels=2", "--latency-msec=50"])
        .env("PULSE_SERVER", format!("unix:{}", folder.join("native").display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("parec");
    let mut recorder = Process(recorder);
    let mut stream = recorder.0.stdout.take().expect("its output");
    let (begun, mut bytes) = (Instant::now(), vec![0; 48_000 * 8 / 5]);
    loop {
        stream.read_exact(&mut bytes).expect("it records");
        let samples: Vec<f32> =
            bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect();
        let loud =
            [0, 1].map(|ear| samples.iter().skip(ear).step_by(2).fold(0.0, |most: f32, one| most.max(one.abs())));
        if loud[0] > 0.1 {
            return loud;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing is heard");
    }
}

#[test]
fn a_server_that_comes_late_goes_and_comes_again_plays_what_is_on_the_left() {
    if !is_there("pulseaudio") || !is_there("parec") {
        let name = "a_server_that_comes_late_goes_and_comes_again_plays_what_is_on_the_left";
        return crate::support::skip(name, "pulseaudio is not installed");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut speaker = Process(
        Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "server::speaks_as_long_as_it_lives"])
            .env(SPEAKER, "1")
            .env("PULSE_SERVER", format!("unix:{}", folder.path().join("native").display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("this program"),
    );
    let server = serve(folder.path());
    let [left, right] = listen(folder.path());
    assert!(left > 0.3 && right < left * 0.4, "{left} left, {right} right");
    drop(server);
    std::thread::sleep(Duration::from_millis(300));
    assert!(speaker.0.try_wait().expect("its state").is_none(), "no device ends nothing");
    let _server = serve(folder.path());
    let [left, right] = listen(folder.path());
    assert!(left > 0.3 && right < left * 0.4, "{left} left, {right} right");
}

/// Says that this process is the one that is heard.
const SPEAKER: &str = "BOOTHWALK_SPEAKER";

/// A part of the other test, in a process of its own.
#[test]
fn speaks_as_long_as_it_lives() {
    if std::env::var_os(SPEAKER).is_none() {
        return;
    }
    let (cells, (tell, news), (fail, _failed)) = (Arc::new(Cells::default()), channel(), channel());
    let answer = tell.clone();
    let load = move |name: &str| {
        let _ = answer.send(News::Loaded(name.to_owned(), Ok(file("opus-mono.ogg"))));
    };
    let (decks, mixer) = Decks::new(cells.clone(), news, fail, Box::new(load));
    std::thread::spawn(move || decks.run());
    let _output = Output::start(mixer).expect("a thread");
    assert!(cells.voices[0].go(State::Free, State::Starting));
    cells.voices[0].set_ears(&Ears::of(Vec3::new(-2.0, 0.0, 0.0), 1.0, &Pose::default()));
    tell.send(News::Start(Start { voice: 0, sound: 0, file: "tone".into(), repeat: true })).expect("decks");
    std::thread::sleep(Duration::from_secs(200));
}
