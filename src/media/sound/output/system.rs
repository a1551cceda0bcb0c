//! The system's own way to its usual device: WASAPI, Core Audio, AAudio.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig};

use super::End;
use crate::media::sound::mixer::Mixer;

/// How often the visit's end is looked for.
const TURN: Duration = Duration::from_millis(100);
/// Turns in which the device asked for nothing after which it is taken for dead.
const SILENT: u32 = 50;
/// The most that is mixed in one go, in frames.
const MOST: usize = 1024;

/// The mixer while a device has it; it comes back when the device lets it go.
struct Lent {
    mixer: Option<Mixer>,
    back: Sender<Mixer>,
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(mixer) = self.mixer.take() {
            let _ = self.back.send(mixer);
        }
    }
}

pub fn play(mixer: Mixer, stop: &Arc<AtomicBool>) -> (Option<Mixer>, End) {
    let (back, returned) = channel();
    let end = match serve(Lent { mixer: Some(mixer), back }, stop) {
        Ok(()) => End::Stopped,
        Err(error) => End::Gone(format!("{error:#}")),
    };
    // A system that never lets go of a device's callback keeps the mixer: then there is no sound any more.
    (returned.recv_timeout(Duration::from_secs(5)).ok(), end)
}

fn serve(lent: Lent, stop: &AtomicBool) -> Result<()> {
    let device = cpal::default_host().default_output_device().context("there is no device for sound")?;
    let usual = device.default_output_config().context("the device for sound")?;
    let (format, config) = (usual.sample_format(), usual.config());
    let (calls, lost) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let stream = match format {
        SampleFormat::F32 => open::<f32>(&device, config, lent, &calls, &lost),
        SampleFormat::I16 => open::<i16>(&device, config, lent, &calls, &lost),
        SampleFormat::U16 => open::<u16>(&device, config, lent, &calls, &lost),
        SampleFormat::I32 => open::<i32>(&device, config, lent, &calls, &lost),
        other => bail!("the device for sound takes samples as {other}"),
    }?;
    stream.play().context("the device for sound")?;
    log::info!("sound is heard, {} samples a second", usual.sample_rate());
    let (mut before, mut quiet) = (0, 0);
    while !stop.load(Ordering::Relaxed) {
        std::thread::sleep(TURN);
        let now = calls.load(Ordering::Relaxed);
        quiet = if now == before { quiet + 1 } else { 0 };
        before = now;
        if lost.load(Ordering::Relaxed) || quiet > SILENT {
            bail!("the device for sound has gone");
        }
    }
    Ok(())
}

fn open<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: StreamConfig,
    mut lent: Lent,
    calls: &Arc<AtomicU64>,
    lost: &Arc<AtomicBool>,
) -> Result<cpal::Stream> {
    let channels = usize::from(config.channels).max(1);
    if let Some(mixer) = &mut lent.mixer {
        mixer.set_rate(config.sample_rate);
    }
    let (calls, lost) = (calls.clone(), lost.clone());
    let mut frames = vec![0.0_f32; MOST * 2];
    let fill = move |out: &mut [T], _: &cpal::OutputCallbackInfo| {
        calls.fetch_add(1, Ordering::Relaxed);
        let Some(mixer) = &mut lent.mixer else { return };
        for part in out.chunks_mut(MOST * channels) {
            let Some(frames) = frames.get_mut(..part.len() / channels * 2) else { return };
            mixer.mix(frames);
            for (frame, stereo) in part.chunks_mut(channels).zip(frames.chunks(2)) {
                spread(frame, stereo[0], stereo[1]);
            }
        }
    };
    let fail = move |error: cpal::Error| {
        log::debug!("the device for sound: {error}");
        if !matches!(error.kind(), ErrorKind::Xrun | ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged) {
            lost.store(true, Ordering::Relaxed);
        }
    };
    device.build_output_stream(config, fill, fail, None).context("the device for sound")
}

/// Two channels to as many as there are: the first two are left and right on every system.
fn spread<T: SizedSample + FromSample<f32>>(frame: &mut [T], left: f32, right: f32) {
    match frame {
        [one] => *one = T::from_sample((left + right) * 0.5),
        [first, second, rest @ ..] => {
            (*first, *second) = (T::from_sample(left), T::from_sample(right));
            rest.fill(T::EQUILIBRIUM);
        }
        [] => {}
    }
}
