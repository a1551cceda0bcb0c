//! A program's window on a display of its own, driven by real key and mouse events and seen through screenshots.
//! There is no window manager: the window lies where the program puts it, the top left corner unless it asks for another.

use std::process::{Command, Stdio};
use std::time::Duration;

use image::RgbaImage;

use super::display::Display;
use super::{Process, wait_for};

pub struct Window {
    program: Process,
    display: Display,
    id: String,
}

impl Window {
    /// Starts `command` on a new display of this size, waits for its window and gives it the focus: without a window
    /// manager nothing else would, and keys would go nowhere. The program should clear its own output pipes.
    pub fn open(mut command: Command, width: u32, height: u32) -> Self {
        let display = Display::start(width, height);
        display.apply(&mut command);
        // Windows that ask for an input method or a theme would look for the user's session.
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("XMODIFIERS").stdin(Stdio::null());
        let mut program = Process::from_command(command);
        let id = wait_for("the program's window", Duration::from_secs(60), || {
            assert!(program.is_running(), "the program ended before it opened a window");
            let found = xdotool(&display, &["search", "--onlyvisible", "--name", "."]).ok()?;
            found.lines().next().map(str::to_owned)
        });
        let window = Self { program, display, id };
        window.focus();
        window
    }

    pub fn focus(&self) {
        self.send(&["windowfocus", "--sync", &self.id]);
    }

    /// Presses and releases, by X's names: `w`, `Escape`, `F12`, `ctrl+shift`, `space`.
    pub fn key(&self, name: &str) {
        self.send(&["key", name]);
    }

    pub fn key_down(&self, name: &str) {
        self.send(&["keydown", name]);
    }

    pub fn key_up(&self, name: &str) {
        self.send(&["keyup", name]);
    }

    pub fn hold_key(&self, name: &str, duration: Duration) {
        self.key_down(name);
        std::thread::sleep(duration);
        self.key_up(name);
    }

    /// To a pixel of the window.
    pub fn mouse_to(&self, x: i32, y: i32) {
        self.send(&["mousemove", "--window", &self.id, &x.to_string(), &y.to_string()]);
    }

    pub fn mouse_by(&self, x: i32, y: i32) {
        self.send(&["mousemove_relative", "--", &x.to_string(), &y.to_string()]);
    }

    /// Buttons: 1 left, 2 middle, 3 right, 4 wheel up, 5 wheel down.
    pub fn click(&self, button: u8) {
        self.send(&["click", &button.to_string()]);
    }

    pub fn mouse_down(&self, button: u8) {
        self.send(&["mousedown", &button.to_string()]);
    }

    pub fn mouse_up(&self, button: u8) {
        self.send(&["mouseup", &button.to_string()]);
    }

    /// Holds `button` while the mouse goes that way in steps small enough to look like a hand.
    pub fn drag(&self, button: u8, x: i32, y: i32) {
        const STEPS: i32 = 10;
        self.mouse_down(button);
        for step in 0..STEPS {
            let part = |whole: i32| whole * (step + 1) / STEPS - whole * step / STEPS;
            self.mouse_by(part(x), part(y));
            std::thread::sleep(Duration::from_millis(10));
        }
        self.mouse_up(button);
    }

    pub fn resize(&self, width: u32, height: u32) {
        self.send(&["windowsize", &self.id, &width.to_string(), &height.to_string()]);
    }

    /// Asks the window to close, as a window manager does when its cross is clicked.
    pub fn close(&self) {
        use x11rb::connection::Connection as _;
        use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};
        let id = self.id.parse().expect("a window's number");
        let (server, _) = x11rb::connect(Some(&self.display.name())).expect("the display");
        let atom =
            |name: &str| server.intern_atom(false, name.as_bytes()).expect("a request").reply().expect("an atom").atom;
        let message = [atom("WM_DELETE_WINDOW"), x11rb::CURRENT_TIME, 0, 0, 0];
        let event = ClientMessageEvent::new(32, id, atom("WM_PROTOCOLS"), message);
        server.send_event(false, id, EventMask::NO_EVENT, event).expect("a request").check().expect("an event");
        server.flush().expect("a display that listens");
    }

    /// The whole display.
    pub fn screenshot(&self) -> RgbaImage {
        self.display.screenshot()
    }

    pub fn display(&self) -> &Display {
        &self.display
    }

    pub fn program(&mut self) -> &mut Process {
        &mut self.program
    }

    /// Any other xdotool command.
    pub fn send(&self, arguments: &[&str]) -> String {
        xdotool(&self.display, arguments).unwrap_or_else(|error| panic!("xdotool {arguments:?}: {error}"))
    }
}

fn xdotool(display: &Display, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new("xdotool");
    display.apply(&mut command);
    let output = command.args(arguments).output().map_err(|error| format!("{error} (package xdotool)"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
