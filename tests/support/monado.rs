//! The real OpenXR runtime as a test bench: Monado with its real compositor on the software Vulkan driver, in a window of
//! an X server without a screen, with a head and two controllers that the test moves.
//!
//! What a client sees here (Monado 25.0.0 with its `remote` devices, each line tried):
//! * System "Monado: Remote HMD", vendor 42. One view configuration, stereo. The recommended eye is 960x1080 times the scale:
//!   288x324 at 30 %, at most 1920x2160; sample count 1 is both recommended and the most. Fields of view are symmetric:
//!   0.7418 rad to the sides, 0.7788 rad up and down; eyes 63 mm apart. Blend mode opaque only. 60 Hz is the only
//!   refresh rate.
//! * Spaces VIEW, LOCAL, LOCAL_FLOOR, STAGE. STAGE and LOCAL_FLOOR are one, and LOCAL is 1.6 m above it whatever the head
//!   did at the start; STAGE has no bounds. Scripted poses arrive unchanged, there is no smoothing and no tracking loss.
//! * The controllers are Valve Index ones. Of the suggested bindings those of valve/index_controller become active, else
//!   oculus/touch_controller, else khr/simple_controller. Alone, htc/vive_controller and ext/hand_interaction_ext are
//!   accepted but never active: with these the hands stay inactive and unlocated. Grip and aim come through, and are the
//!   same pose. `select/click` of the simple profile follows the trigger's click. The profile is reported after the first
//!   xrSyncActions, once for each hand. A hand with `active: false` has an inactive pose and inactive, zero inputs; its
//!   profile stays, so no event tells.
//! * A session gets IDLE, READY, SYNCHRONIZED, VISIBLE and FOCUSED without a wait between. With MND_headless there are no
//!   frames: xrWaitFrame and xrBeginFrame do nothing of use, and xrGetDisplayRefreshRateFB answers garbage.
//! * The window is always 960x540, each eye stretched to 480x540, no lens distortion. At scale 50 it shows
//!   the eyes pixel for pixel, and colours are always unchanged.
//! * Killing the service: no event announces it; every later call that asks the service, xrPollEvent and xrEndFrame among
//!   them, fails with XR_ERROR_INSTANCE_LOST, and some with XR_ERROR_SESSION_LOST.
//! * The core validation layer checks parameters and handles, not the order of calls: of that the runtime itself complains,
//!   on the client's standard error, as `XR_ERROR_... in xr...`. See [`findings`] for where its own messages go.

use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use glam::{Quat, Vec2, Vec3};
use tempfile::TempDir;

use super::display::Display;
use super::{Process, skip, wait_for};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/monado.sh");
const RUNTIME: &str = "/usr/share/openxr/1/openxr_monado.json";

pub struct Monado {
    service: Option<Process>,
    display: Display,
    /// The service's and its clients' XDG_RUNTIME_DIR and XDG_CONFIG_HOME. In /tmp whatever TMPDIR says: that is the same folder
    /// where the runtime is, and short, for the path of a socket has a limit.
    folder: TempDir,
    port: u16,
    scale: u32,
}

/// What the window of the service shows: both eyes side by side.
pub const WINDOW: (u32, u32) = (960, 540);

impl Monado {
    /// With eyes small enough that the software driver keeps up with a moving visitor.
    pub fn start(name: &str) -> Option<Self> {
        Self::start_at_scale(name, 30)
    }

    /// Starts the service, or says in red why test `name` is skipped on this machine. Where the runtime is there but does
    /// not start, it panics: that is a failure.
    pub fn start_at_scale(name: &str, percent: u32) -> Option<Self> {
        let check = Command::new(SCRIPT).arg("check").output().expect("tests/bench/monado.sh starts");
        if !check.status.success() {
            let said = String::from_utf8_lossy(&check.stderr);
            assert_eq!(check.status.code(), Some(77), "tests/bench/monado.sh check failed: {said}");
            skip(name, &without_colour(said.lines().last().unwrap_or("no reason given")));
            return None;
        }
        let folder = tempfile::Builder::new().prefix("boothwalk-xr-").tempdir_in("/tmp").expect("a folder for Monado");
        // A port of its own instead of the usual 4242: two tests can run at once. It must name a view count, or the
        // service silently takes neither.
        let port = free_port();
        let settings =
            format!(r#"{{"active": "remote", "remote": {{"version": 0, "port": {port}, "view_count": 2}}}}"#);
        let config = folder.path().join("monado");
        std::fs::create_dir(&config).expect("a folder for Monado's settings");
        std::fs::write(config.join("config_v0.json"), settings).expect("Monado's settings");
        let mut monado =
            Self { service: None, display: Display::start(WINDOW.0, WINDOW.1), folder, port, scale: percent };
        monado.restart();
        Some(monado)
    }

    /// Starts the service anew; a running one is killed first. A `Remote` connects again by itself.
    pub fn restart(&mut self) {
        self.kill();
        let log = std::fs::File::create(self.log_path()).expect("the service's log");
        let mut command = self.command("monado-service");
        command
            .env("XRT_NO_STDIN", "1")
            .env("XRT_COMPOSITOR_FORCE_XCB", "1")
            .env("XRT_COMPOSITOR_COMPUTE", "0")
            .env("XRT_COMPOSITOR_SCALE_PERCENTAGE", self.scale.to_string())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the service's log"))
            .stderr(log);
        let mut service = Process::from_command(command);
        let socket = self.socket();
        wait_for("Monado's socket", Duration::from_secs(60), || {
            assert!(service.is_running(), "the Monado service ended at its start:\n{}", self.log());
            socket.exists().then_some(())
        });
        self.service = Some(service);
    }

    /// Kills the service as a crash would: its clients see a lost instance.
    pub fn kill(&mut self) {
        if let Some(mut service) = self.service.take() {
            service.kill();
        }
        // A killed service leaves its socket, and the next one would not start.
        let _ = std::fs::remove_file(self.socket());
    }

    pub fn is_running(&mut self) -> bool {
        self.service.as_mut().is_some_and(Process::is_running)
    }

    /// `program` as a client of this service; when it starts, it is where the runtime is (see tests/bench/monado.sh).
    /// Paths are the same there, apart from the system's own. It ends with the thread that starts it.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(SCRIPT);
        command.arg("run").arg(program.as_ref());
        command
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .env("XDG_CONFIG_HOME", self.folder.path())
            .env("XR_RUNTIME_JSON", RUNTIME);
        self.display.apply(&mut command);
        command
    }

    /// The same with every OpenXR call checked against the specification; what the layer finds goes to the file
    /// `findings`, which is read with [`findings`].
    pub fn checked_command(&self, program: impl AsRef<Path>, findings: &Path) -> Command {
        let mut command = self.command(program);
        command
            .env("XR_ENABLE_API_LAYERS", "XR_APILAYER_LUNARG_core_validation")
            .env("XR_CORE_VALIDATION_EXPORT_TYPE", "text")
            .env("XR_CORE_VALIDATION_FILE_NAME", findings);
        command
    }

    pub fn remote(&self) -> Remote {
        Remote::connect(self.port)
    }

    /// What the headset shows, after reprojection.
    pub fn display(&self) -> &Display {
        &self.display
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("service.log")
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("monado_comp_ipc")
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("a bound address").port()
}

fn without_colour(line: &str) -> String {
    line.replace("\x1b[1;31m", "").replace("\x1b[0m", "")
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    pub position: Vec3,
    pub orientation: Quat,
}

impl Pose {
    pub fn at(x: f32, y: f32, z: f32) -> Self {
        Self { position: Vec3::new(x, y, z), orientation: Quat::IDENTITY }
    }

    pub fn facing(self, orientation: Quat) -> Self {
        Self { orientation, ..self }
    }
}

/// One controller, a Valve Index one to the client. Analog values go from 0 to 1, stick axes from -1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hand {
    /// Both the grip and the aim pose.
    pub pose: Pose,
    pub trigger: f32,
    /// How far the hand closes, and how hard it squeezes then.
    pub squeeze: f32,
    pub squeeze_force: f32,
    pub thumbstick: Vec2,
    pub thumbstick_click: bool,
    pub trackpad: Vec2,
    pub trackpad_force: f32,
    pub a: bool,
    pub b: bool,
    pub system: bool,
    /// False: switched off or out of sight.
    pub active: bool,
    /// Whether hand joints are tracked, and how far the fingers curl, the little one first.
    pub hand_tracking: bool,
    pub curls: [f32; 5],
}

impl Hand {
    pub fn at(pose: Pose) -> Self {
        Self {
            pose,
            trigger: 0.0,
            squeeze: 0.0,
            squeeze_force: 0.0,
            thumbstick: Vec2::ZERO,
            thumbstick_click: false,
            trackpad: Vec2::ZERO,
            trackpad_force: 0.0,
            a: false,
            b: false,
            system: false,
            active: true,
            hand_tracking: false,
            curls: [0.0; 5],
        }
    }
}

/// Where the visitor's body is, in the runtime's stage space: metres, Y up, looking along -Z.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    pub head: Pose,
    pub left: Hand,
    pub right: Hand,
}

impl Default for Body {
    fn default() -> Self {
        Self {
            head: Pose::at(0.0, 1.6, 0.0),
            left: Hand::at(Pose::at(-0.2, 1.3, -0.4)),
            right: Hand::at(Pose::at(0.2, 1.3, -0.4)),
        }
    }
}

/// Drives head and controllers: a thread sends the latest state 100 times a second, also to a restarted service.
pub struct Remote {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    body: Mutex<Body>,
    stop: AtomicBool,
}

impl Shared {
    fn body(&self) -> MutexGuard<'_, Body> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Longer than the sender's interval and the runtime's own frame: after it a new state is in force.
pub const SETTLE: Duration = Duration::from_millis(100);

impl Remote {
    fn connect(port: u16) -> Self {
        let stream = wait_for("Monado's remote port", Duration::from_secs(10), || open(port));
        let shared = Arc::new(Shared { body: Mutex::new(Body::default()), stop: AtomicBool::new(false) });
        let thread = std::thread::spawn({
            let shared = shared.clone();
            move || send_until_stopped(&shared, stream, port)
        });
        Self { shared, thread: Some(thread) }
    }

    pub fn body(&self) -> Body {
        *self.shared.body()
    }

    pub fn change(&self, change: impl FnOnce(&mut Body)) {
        change(&mut self.shared.body());
    }

    pub fn set_head(&self, head: Pose) {
        self.change(|body| body.head = head);
    }

    /// Moves the head there in a straight line and at an even turn, as a person would.
    pub fn move_head(&self, to: Pose, duration: Duration) {
        const STEP: Duration = Duration::from_millis(10);
        let from = self.body().head;
        let steps = (duration.as_secs_f32() / STEP.as_secs_f32()).ceil().max(1.0) as u32;
        for step in 1..=steps {
            let part = step as f32 / steps as f32;
            self.set_head(Pose {
                position: from.position.lerp(to.position, part),
                orientation: from.orientation.slerp(to.orientation, part),
            });
            std::thread::sleep(STEP);
        }
    }

    /// Changes the state, holds it, and puts back what was before: a press of a trigger, a push of a stick.
    pub fn hold(&self, duration: Duration, change: impl FnOnce(&mut Body)) {
        let before = self.body();
        self.change(change);
        std::thread::sleep(duration.max(SETTLE));
        self.change(|body| *body = before);
        std::thread::sleep(SETTLE);
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn open(port: u16) -> Option<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_nodelay(true).ok()?;
    // A service that hangs must not hang the test's end.
    stream.set_write_timeout(Some(Duration::from_secs(1))).ok()?;
    Some(stream)
}

fn send_until_stopped(shared: &Shared, stream: TcpStream, port: u16) {
    let mut stream = Some(stream);
    while !shared.stop.load(Ordering::Relaxed) {
        let packet = packet(&shared.body());
        stream = match stream {
            Some(mut stream) => stream.write_all(&packet).is_ok().then_some(stream),
            None => open(port),
        };
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Monado's `r_remote_data`, protocol `mndrmt3`, little endian.
fn packet(body: &Body) -> [u8; 376] {
    let mut out = Vec::with_capacity(376);
    out.extend(b"mndrmt3\0");
    out.extend([0; 96]); // what each eye sees, from the head: the service's own default is used instead
    put_pose(&mut out, &body.head);
    out.extend([0; 4]); // flags: the eyes' part is not valid
    for hand in [&body.left, &body.right] {
        put_pose(&mut out, &hand.pose);
        put(&mut out, &[0.0; 6]); // linear and angular velocity: the service shall not predict the pose
        put(&mut out, &hand.curls);
        put(&mut out, &[hand.trigger, hand.squeeze, hand.squeeze_force]);
        put(&mut out, &hand.thumbstick.to_array());
        put(&mut out, &[hand.trackpad_force, hand.trackpad.x, hand.trackpad.y]);
        let trackpad_touch = hand.trackpad != Vec2::ZERO || hand.trackpad_force > 0.0;
        let flags = [
            hand.hand_tracking,
            hand.active,
            hand.system,
            hand.system,
            hand.a,
            hand.a,
            hand.b,
            hand.b,
            hand.trigger >= 0.9,
            hand.trigger > 0.0,
            hand.thumbstick_click,
            hand.thumbstick_click || hand.thumbstick != Vec2::ZERO,
            trackpad_touch,
        ];
        out.extend(flags.map(u8::from));
        out.extend([0; 3]);
    }
    out.try_into().expect("the parts add up to a packet")
}

fn put_pose(out: &mut Vec<u8>, pose: &Pose) {
    put(out, &pose.orientation.to_array());
    put(out, &pose.position.to_array());
}

fn put(out: &mut Vec<u8>, values: &[f32]) {
    out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
}

/// What the validation layer of [`Monado::checked_command`] found, one entry for each message. It adds to its file, so give each
/// client its own. Panics when the layer was not there at all: then nothing was checked.
pub fn findings(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    assert!(text.contains("VUID-CoreValidation-Initialize"), "the validation layer was not loaded; {file:?}: {text:?}");
    parse_findings(&text)
}

/// A message starts with `[time][level | rule | command]`, lines about its objects follow. The layer also notes, at level
/// VALID_DEBUG, that it comes and goes.
pub fn parse_findings(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with('[') && line.contains("VUID-") {
            inside = !line.contains("][VALID_DEBUG |");
            if inside {
                found.push(line.to_owned());
            }
        } else if let Some(last) = found.last_mut().filter(|_| inside) {
            *last += "\n";
            *last += line;
        }
    }
    found
}
