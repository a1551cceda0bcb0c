//! Holds the test bench itself against what it promises: a bench that shows a still picture or swallows an error would
//! let every test on it pass.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use image::RgbaImage;
use support::monado::{self, Hand, Monado, Pose, SETTLE};
use support::window::Window;
use support::{Process, wait_for};

/// Khronos's own example, as a client that is known to be right: it draws a cube at each hand.
struct HelloXr {
    process: Process,
    log: PathBuf,
    findings: PathBuf,
}

impl HelloXr {
    fn start(monado: &Monado, folder: &Path, run: &str) -> Self {
        let log = folder.join(format!("{run}.log"));
        let findings = folder.join(format!("{run}.findings"));
        let file = std::fs::File::create(&log).expect("a log");
        // It holds its lines back when it writes to a file, and leaves when its input closes: the pipe stays open.
        let mut command = monado.checked_command("stdbuf", &findings);
        command.args(["-oL", "hello_xr", "-G", "Vulkan2"]).stdin(Stdio::piped());
        command.stdout(file.try_clone().expect("a log")).stderr(file);
        let client = Self { process: Process::from_command(command), log, findings };
        client.wait_to_say("->XR_SESSION_STATE_FOCUSED");
        client
    }

    fn wait_to_say(&self, word: &str) {
        wait_for(&format!("hello_xr to say {word}"), Duration::from_secs(30), || {
            let log = std::fs::read_to_string(&self.log).expect("its log");
            log.contains(word).then_some(())
        });
    }
}

/// The share of pixels that differ.
fn difference(a: &RgbaImage, b: &RgbaImage) -> f32 {
    assert_eq!(a.dimensions(), b.dimensions());
    let changed = a.pixels().zip(b.pixels()).filter(|(a, b)| a != b).count();
    changed as f32 / (a.width() * a.height()) as f32
}

#[test]
fn runtime_shows_what_the_scripted_body_does_and_survives_a_kill() {
    let Some(mut monado) = Monado::start("runtime_shows_what_the_scripted_body_does_and_survives_a_kill") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder for logs");
    let remote = monado.remote();
    let mut client = HelloXr::start(&monado, folder.path(), "first");

    // hello_xr clears its eyes to slate grey.
    let is_drawn = |picture: &RgbaImage| picture.get_pixel(240, 20).0[2] > 100;
    let before = monado.display().wait_for_picture("the first frame", Duration::from_secs(20), is_drawn);
    assert_eq!(before.dimensions(), monado::WINDOW);
    std::thread::sleep(SETTLE * 5);
    let before = (monado.display().screenshot(), before).0;
    std::thread::sleep(SETTLE * 5);
    let still = difference(&before, &monado.display().screenshot());
    assert!(still < 0.002, "nobody moved, and {still} of the picture changed");

    let near = Hand::at(Pose::at(-0.15, 1.5, -0.5));
    remote.change(|body| body.left = near);
    wait_for("the moved hand", Duration::from_secs(10), || {
        (difference(&before, &monado.display().screenshot()) > 0.005).then_some(())
    });
    let before = monado.display().screenshot();
    let turned = Pose::at(0.2, 1.7, 0.1).facing(glam::Quat::from_rotation_y(0.4));
    remote.move_head(turned, Duration::from_millis(300));
    wait_for("the turned head", Duration::from_secs(10), || {
        (difference(&before, &monado.display().screenshot()) > 0.02).then_some(())
    });
    assert!(client.process.is_running());

    monado.kill();
    assert!(!monado.is_running());
    client.wait_to_say("XR_ERROR_INSTANCE_LOST");
    assert_eq!(monado::findings(&client.findings), [""; 0]);

    monado.restart();
    assert!(monado.is_running());
    let mut client = HelloXr::start(&monado, folder.path(), "second");
    monado.display().wait_for_picture("a frame of the restarted service", Duration::from_secs(20), is_drawn);
    let before = monado.display().screenshot();
    remote.set_head(Pose::at(0.0, 1.6, 0.0));
    wait_for("the head in the restarted service", Duration::from_secs(10), || {
        (difference(&before, &monado.display().screenshot()) > 0.02).then_some(())
    });
    assert!(client.process.is_running());

    let process = format!("/proc/{}", client.process.id());
    drop(client);
    assert!(!Path::new(&process).exists(), "a dropped process is gone");
}

#[test]
fn findings_of_the_validation_layer_are_told_from_its_greetings() {
    let text = "\
[2026-01-01 00:00:00][VALID_DEBUG | VUID-CoreValidation-Initialize | xrCreateApiLayerInstance] : Core Validation Layer is initialized
[2026-01-01 00:00:00][VALID_ERROR | VUID-xrLocateViews-viewLocateInfo-parameter | xrLocateViews] : Command xrLocateViews param viewLocateInfo is invalid
  Objects:
   [0] - XrSession (0x000055da694792c0)
[2026-01-01 00:00:00][VALID_DEBUG | VUID-CoreValidation-Destroy | xrDestroyInstance] : Core Validation Layer will be destroyed
";
    let found = monado::parse_findings(text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("viewLocateInfo is invalid") && found[0].ends_with("(0x000055da694792c0)"), "{found:?}");
}

#[test]
fn window_gets_keys_and_mouse_and_is_seen() {
    let folder = tempfile::tempdir().expect("a folder for the log");
    let log = folder.path().join("xev.log");
    // X's own event printer; it holds lines back when it writes to a file.
    let mut command = Command::new("stdbuf");
    command.args(["-oL", "xev", "-geometry", "200x150+0+0"]);
    command.stdout(std::fs::File::create(&log).expect("a log"));
    let mut window = Window::open(command, 320, 240);
    let said = |what: &str, words: &[&str]| {
        wait_for(what, Duration::from_secs(10), || {
            let log = std::fs::read_to_string(&log).expect("xev's log");
            words.iter().all(|word| log.contains(word)).then_some(())
        });
    };

    let picture = window.display().wait_for_picture("the window's colour", Duration::from_secs(5), |picture| {
        picture.get_pixel(190, 140).0 == [255; 4]
    });
    assert_eq!(picture.dimensions(), (320, 240));
    assert_eq!(picture.get_pixel(300, 200).0, [0, 0, 0, 255], "outside the window there is nothing");

    window.key("w");
    said("the key", &["KeyPress event", "KeyRelease event", "keysym 0x77, w"]);
    window.key_down("shift");
    window.key("F12");
    window.key_up("shift");
    said("keys held together", &["keysym 0xffc9, F12", "keysym 0xffe1, Shift_L"]);
    window.mouse_to(120, 100);
    window.click(3);
    said("the click", &["ButtonPress event", "(120,100)", "button 3"]);
    window.drag(1, 30, -20);
    said("the drag", &["ButtonRelease event", "button 1", "(150,80)"]);

    assert!(window.program().is_running());
    let server = window.display().server();
    drop(window);
    assert!(!Path::new(&format!("/proc/{server}")).exists(), "the X server ends with the window");
}
