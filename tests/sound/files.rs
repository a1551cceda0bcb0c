//! Files: what is decoded of good ones, what is said of others, and that damaged ones do no harm.

use std::sync::Arc;

use boothwalk::media::sound::{Reader, SoundError, convert, kind, sound};

use super::file;

const GOOD: [&str; 3] = ["vorbis-stereo-44100.ogg", "opus-mono.ogg", "opus-stereo-speech.ogg"];

fn all(bytes: Arc<[u8]>) -> (u32, Vec<f32>) {
    let (mut reader, mut samples) = (Reader::open("file", bytes).expect("a sound"), Vec::new());
    while reader.read(&mut samples) {}
    (reader.rate(), samples)
}

/// How loud a tone of `hertz` is in it.
fn tone(samples: &[f32], rate: u32, hertz: f64) -> f64 {
    let (mut sine, mut cosine) = (0.0, 0.0);
    for (index, sample) in samples.iter().enumerate() {
        let angle = index as f64 * hertz * std::f64::consts::TAU / f64::from(rate);
        sine += f64::from(*sample) * angle.sin();
        cosine += f64::from(*sample) * angle.cos();
    }
    2.0 * f64::hypot(sine, cosine) / samples.len() as f64
}

#[test]
fn a_second_is_a_second_and_the_tone_is_the_tone() {
    for (name, rate, hertz) in [(GOOD[0], 44_100, 441.0), (GOOD[1], 48_000, 480.0), (GOOD[2], 48_000, 480.0)] {
        let (found, samples) = all(file(name));
        assert_eq!(found, rate, "{name}");
        assert_eq!(samples.len(), rate as usize, "{name}: neither what the codec needs before nor after is heard");
        let loud = tone(&samples, rate, hertz);
        assert!((0.45..0.55).contains(&loud), "{name}: {loud}");
        assert!(tone(&samples, rate, hertz * 1.7) < 0.01, "{name}");
        let heard = sound(name, &file(name)).expect("all of it can be decoded");
        assert!((heard.seconds - 1.0).abs() < 1e-9 && (0.45..0.6).contains(&heard.peak), "{name}: {heard:?}");
        assert_eq!(heard.channels, if name.contains("stereo") { 2 } else { 1 });
        // The same once more, from the start.
        let (mut reader, mut again) = (Reader::open(name, file(name)).expect("a sound"), Vec::new());
        reader.read(&mut again);
        again.clear();
        assert!(reader.restart());
        while reader.read(&mut again) {}
        assert_eq!(again, samples, "{name}");
    }
}

#[test]
fn what_is_no_sound_is_called_what_it_is() {
    let open = |bytes: &[u8]| Reader::open("x", bytes.into()).map(|_| ()).expect_err("no sound");
    for (bytes, expected) in [
        (&b"RIFF\x24\0\0\0WAVEfmt "[..], "WAV"),
        (b"ID3\x04\0", "MP3"),
        (&[0xff, 0xfb, 0x90, 0x64], "MP3"),
        (&[0xff, 0xf1, 0x50, 0x80], "AAC"),
        (b"fLaC\0\0\0\x22", "FLAC"),
        (b"\0\0\0\x1cftypM4A ", "MP4"),
        (&[0x1a, 0x45, 0xdf, 0xa3], "WebM or Matroska"),
        (b"", "of no kind that is known"),
    ] {
        assert_eq!(kind(bytes), expected);
        assert!(matches!(open(bytes), SoundError::Format { kind, .. } if kind == expected));
    }
    assert!(matches!(open(&file("flac.ogg")), SoundError::Format { kind: "Ogg without Vorbis or Opus", .. }));
    assert!(matches!(open(&file("six-channels.ogg")), SoundError::Channels { channels: 6, .. }));
    assert_eq!(convert("booths/a/talk.mp3"), "ffmpeg -i talk.mp3 -vn -ac 1 -c:a libopus -b:a 64k talk.ogg");
    assert_eq!(
        convert("-rf talk.ogg"),
        "ffmpeg -i \"./-rf talk.ogg\" -vn -ac 1 -c:a libopus -b:a 64k \"./-rf talk-opus.ogg\""
    );
}

#[test]
fn damaged_files_are_an_error_and_nothing_worse() {
    let mut dice = 0x2545_f491_4f6c_dd1d_u64;
    let mut roll = |below: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice % below.max(1) as u64) as usize
    };
    let (mut whole, mut broken) = (0, 0);
    let mut look = |bytes: &[u8]| {
        let outcome = sound("damaged.ogg", bytes);
        if let Ok(heard) = &outcome {
            assert!(heard.peak.is_finite() && heard.seconds <= 600.0);
        }
        if outcome.is_ok() {
            whole += 1
        } else {
            broken += 1
        }
        // As it is played.
        if let Ok(mut reader) = Reader::open("damaged.ogg", bytes.into()) {
            let mut samples = Vec::new();
            while reader.read(&mut samples) {
                assert!(samples.iter().all(|sample| sample.is_finite()));
                samples.clear();
            }
        }
    };
    for name in GOOD {
        let good = file(name);
        for round in 0..150 {
            let mut bytes = good.to_vec();
            match round % 3 {
                0 => bytes.truncate(roll(good.len())),
                1 => {
                    // The page stays what it was, as far as its sum says: the damage is inside.
                    for _ in 0..=roll(8) {
                        let at = roll(bytes.len());
                        bytes[at] = roll(256) as u8;
                    }
                    mend(&mut bytes);
                }
                _ => {
                    let (from, count) = (roll(good.len()), roll(400));
                    let end = (from + count).min(bytes.len());
                    bytes.drain(from..end);
                }
            }
            look(&bytes);
        }
    }
    assert!(whole > 20 && broken > 200, "{whole} whole, {broken} broken");
}

/// Gives every page the sum of what is in it.
fn mend(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(head) = bytes.get(at..at + 27).filter(|head| head.starts_with(b"OggS")) {
        let segments = usize::from(head[26]);
        let body: usize = bytes.iter().skip(at + 27).take(segments).map(|length| usize::from(*length)).sum();
        let Some(page) = bytes.get_mut(at..at + 27 + segments + body) else { return };
        page[22..26].fill(0);
        let mut sum = 0_u32;
        for byte in page.iter() {
            sum ^= u32::from(*byte) << 24;
            for _ in 0..8 {
                sum = if sum & 0x8000_0000 != 0 { sum << 1 ^ 0x04c1_1db7 } else { sum << 1 };
            }
        }
        page[22..26].copy_from_slice(&sum.to_le_bytes());
        at += 27 + segments + body;
    }
}
