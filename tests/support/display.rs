//! An X server without a screen, one for each test, on a display number that it finds itself.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use image::RgbaImage;
use tempfile::TempDir;

use super::{Process, wait_for};

pub struct Display {
    server: Process,
    number: u32,
    /// The server maps its picture into a file here, where a screenshot costs no request and no other program.
    folder: TempDir,
}

impl Display {
    pub fn start(width: u32, height: u32) -> Self {
        let folder = tempfile::Builder::new().prefix("boothwalk-x-").tempdir().expect("a folder for the X server");
        let mut server = Process::start("Xvfb", |command| {
            let screen = format!("{width}x{height}x24");
            command.args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-ac", "-screen", "0", &screen, "-fbdir"]);
            command.arg(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        });
        let mut line = String::new();
        let stdout = server.child().stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("Xvfb says its display number");
        let number = line.trim().parse().expect("Xvfb starts and finds a free display number (package xvfb)");
        Self { server, number, folder }
    }

    /// The value for DISPLAY.
    pub fn name(&self) -> String {
        format!(":{}", self.number)
    }

    /// The X server's process.
    pub fn server(&self) -> u32 {
        self.server.id()
    }

    /// Makes `command` a client of this display only, never of the desktop of whoever runs the tests.
    pub fn apply(&self, command: &mut Command) {
        command.env("DISPLAY", self.name());
        for other in ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "XAUTHORITY"] {
            command.env_remove(other);
        }
    }

    pub fn screenshot(&self) -> RgbaImage {
        let file = self.folder.path().join("Xvfb_screen0");
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("the X server's picture {file:?}: {error}"));
        decode_xwd(&bytes).expect("the X server's picture is as Xvfb writes it at depth 24")
    }

    pub fn save_screenshot(&self, path: &Path) {
        self.screenshot().save(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    }

    /// Waits until the picture fulfils `wanted` and returns it.
    pub fn wait_for_picture(
        &self,
        what: &str,
        limit: Duration,
        mut wanted: impl FnMut(&RgbaImage) -> bool,
    ) -> RgbaImage {
        wait_for(what, limit, || Some(self.screenshot()).filter(|picture| wanted(picture)))
    }
}

/// XWD version 7, true colour, 32 bits a pixel: a header of big-endian words, a colour map to pass over, rows of B G R x.
fn decode_xwd(bytes: &[u8]) -> Option<RgbaImage> {
    let word = |index: usize| Some(u32::from_be_bytes(bytes.get(index * 4..index * 4 + 4)?.try_into().ok()?));
    let (header_bytes, width, height) = (word(0)?, word(4)?, word(5)?);
    let (little_endian, bits, row_bytes, colours) = (word(7)? == 0, word(11)?, word(12)?, word(19)?);
    if word(1)? != 7 || bits != 32 {
        return None;
    }
    let pixels = bytes.get((header_bytes + colours * 12) as usize..)?;
    let mut picture = RgbaImage::new(width, height);
    for (y, row) in (0..).zip(pixels.chunks_exact(row_bytes as usize).take(height as usize)) {
        for (x, pixel) in (0..).zip(row.chunks_exact(4).take(width as usize)) {
            let [blue, green, red] =
                if little_endian { [pixel[0], pixel[1], pixel[2]] } else { [pixel[3], pixel[2], pixel[1]] };
            picture.put_pixel(x, y, image::Rgba([red, green, blue, 255]));
        }
    }
    Some(picture)
}
