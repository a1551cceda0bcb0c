//! Writes the input log while the visit runs.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result};

use super::log::{Encoder, Header, Start};
use crate::device::Input;

/// Bytes that are gathered before they go to the disk's thread: about a second of a walk.
const BATCH: usize = 16 << 10;
/// Visit time after which what is there goes, even if little happened: no more is lost when the program is killed.
const LONGEST: Duration = Duration::from_secs(1);

/// Records frames into a file. The disk is written by a thread of its own, because a disk may stall for longer than a
/// frame; dropping the recorder writes the rest and waits for it.
#[derive(Debug)]
pub struct Recorder {
    encoder: Encoder,
    text: String,
    /// Time of the last frame of the batch before.
    sent: Duration,
    to_disk: Option<Sender<String>>,
    disk: Option<JoinHandle<std::io::Result<()>>>,
}

impl Recorder {
    /// Makes the file, replacing one that is there.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn create(path: &Path, note: &str, start: Start) -> Result<Recorder> {
        let file = File::create(path).with_context(|| format!("{} cannot be recorded into", path.display()))?;
        Recorder::new(file, note, start)
    }

    /// Records into anything that can be written.
    ///
    /// # Errors
    /// No thread can be started.
    pub fn new(out: impl Write + Send + 'static, note: &str, start: Start) -> Result<Recorder> {
        let (to_disk, batches) = channel::<String>();
        let disk = std::thread::Builder::new().name("recorder".into()).spawn(move || {
            let mut out = BufWriter::new(out);
            for batch in batches {
                out.write_all(batch.as_bytes())?;
                // A visit that ends badly keeps what it had.
                out.flush()?;
            }
            Ok(())
        })?;
        let Start { to, tour, settings } = start;
        let text = Encoder::header(&Header { note: note.into(), to, tour, settings, ..Header::default() });
        Ok(Recorder {
            encoder: Encoder::default(),
            text,
            sent: Duration::ZERO,
            to_disk: Some(to_disk),
            disk: Some(disk),
        })
    }

    /// Adds one frame.
    ///
    /// # Errors
    /// The disk is full or gone; said once, nothing is recorded from then on.
    pub fn frame(&mut self, time: Duration, input: &Input) -> Result<()> {
        if self.to_disk.is_none() {
            return Ok(());
        }
        self.encoder.frame(time, input, &mut self.text);
        if self.text.len() < BATCH && time.saturating_sub(self.sent) < LONGEST {
            return Ok(());
        }
        self.sent = time;
        self.send()
    }

    /// Writes the rest.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub fn finish(mut self) -> Result<()> {
        self.close()
    }

    fn send(&mut self) -> Result<()> {
        let batch = std::mem::replace(&mut self.text, String::with_capacity(BATCH + 1024));
        match &self.to_disk {
            // The thread is gone only when the disk failed it.
            Some(to_disk) if to_disk.send(batch).is_err() => self.close(),
            _ => Ok(()),
        }
    }

    fn close(&mut self) -> Result<()> {
        if let Some(to_disk) = self.to_disk.take() {
            // When the thread is gone, joining it tells why.
            let _ = to_disk.send(std::mem::take(&mut self.text));
        }
        match self.disk.take().map(JoinHandle::join) {
            Some(Ok(result)) => result.context("the recording could not be written"),
            Some(Err(_)) => Err(anyhow::anyhow!("the recording's thread ended badly")),
            None => Ok(()),
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            log::error!("{error:#}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visit::log;

    #[test]
    fn what_is_recorded_is_on_disk_after_the_drop() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("visit.log");
        let mut recorder =
            Recorder::create(&path, "a walk", Start { to: Some("coffee".into()), ..Start::default() }).unwrap();
        let frames: Vec<_> = (0..1000)
            .map(|i| (Duration::from_millis(i), Input { walk: glam::vec2(i as f32, 0.5), ..Input::default() }))
            .collect();
        for (time, input) in &frames {
            recorder.frame(*time, input).unwrap();
        }
        drop(recorder);
        let reader = log::open(&path).unwrap();
        assert_eq!((reader.header().note.as_str(), reader.header().to.as_deref()), ("a walk", Some("coffee")));
        assert_eq!(reader.collect::<Result<Vec<_>, _>>().unwrap(), frames);
    }

    #[test]
    fn a_killed_visit_loses_no_more_than_a_second() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("visit.log");
        let mut recorder = Recorder::create(&path, "", Start::default()).unwrap();
        for i in 0..=250 {
            recorder.frame(Duration::from_millis(i * 10), &Input::default()).unwrap();
        }
        let written = || std::fs::read_to_string(&path).unwrap().lines().count();
        let start = std::time::Instant::now();
        while written() < 201 && start.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(written() >= 201, "{} lines", written());
        // As a kill would: nothing is closed.
        std::mem::forget(recorder);
    }

    #[test]
    fn a_full_disk_is_said() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("disk full"))
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let mut recorder = Recorder::new(Full, "", Start::default()).unwrap();
        recorder.frame(Duration::ZERO, &Input::default()).unwrap();
        assert!(format!("{:#}", recorder.finish().unwrap_err()).contains("disk full"));
    }
}
