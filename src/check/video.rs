//! The film of a video wall.

use std::sync::Arc;

use super::codes::*;
use super::finding::{Finding, Findings, values};
use crate::fetch::{FetchError, Source};
use crate::media::video::{Halt, LONGEST, VIDEO_BYTES, VideoError, convert, plain, video};

/// Texels a second that one core decodes beside everything else: 960 by 540, 30 times.
const EASY: f64 = 960.0 * 540.0 * 30.5;

/// Checks the file of a film; `file` is its path in the fair. It is read in parts, and never held as a whole.
pub fn check_video(file: &str, source: &Arc<Source>) -> Vec<Finding> {
    let mut out = Findings::default();
    let command = convert(file);
    if let Err(error) = source.part(file, 0, 1, VIDEO_BYTES) {
        match error {
            FetchError::TooLarge { bytes, .. } => {
                let [size, limit] = [bytes, VIDEO_BYTES].map(|bytes| format!("{:.0}", bytes as f64 / 1e6));
                let values = values!["file" => file, "size" => size, "limit" => limit, "command" => command];
                out.add(&VIDEO_TOO_LARGE, "", values);
            }
            error if error.is_missing() => out.add(&FILE_MISSING, "", values!["file" => file, "why" => error]),
            error => out.add(&FILE_UNREADABLE, "", values!["file" => file, "why" => error]),
        }
        return out.finish().0;
    }
    match video(file, plain(source, file)) {
        Ok(seen) => {
            let (seconds, rate) = (format!("{:.1}", seen.seconds), format!("{:.0}", seen.rate));
            let size = format!("{}x{}", seen.width, seen.height);
            out.add(&VIDEO_IS, "", values!["file" => file, "seconds" => seconds, "size" => &size, "rate" => &rate]);
            if f64::from(seen.width * seen.height) * seen.rate > EASY {
                out.add(
                    &VIDEO_HEAVY,
                    "",
                    values!["file" => file, "size" => size, "rate" => rate, "command" => command],
                );
            }
        }
        Err(VideoError::Format { kind, .. }) => {
            out.add(&VIDEO_FORMAT, "", values!["file" => file, "kind" => kind, "command" => command]);
        }
        Err(VideoError::Codec { codec, .. }) => {
            out.add(&VIDEO_CODEC, "", values!["file" => file, "codec" => codec, "command" => command]);
        }
        Err(VideoError::Large { width, height, .. }) => {
            let size = format!("{width}x{height}");
            out.add(&VIDEO_SIZE, "", values!["file" => file, "size" => size, "command" => command]);
        }
        Err(VideoError::Fast { rate, .. }) => {
            let rate = format!("{rate:.0}");
            out.add(&VIDEO_FAST, "", values!["file" => file, "rate" => rate, "command" => command]);
        }
        Err(VideoError::Long { seconds, .. }) => {
            let seconds = format!("{seconds:.0}");
            out.add(&VIDEO_TOO_LONG, "", values!["file" => file, "seconds" => seconds, "limit" => LONGEST]);
        }
        Err(VideoError::Broken { why, .. } | VideoError::Halted { halt: Halt::Missing { why, .. }, .. }) => {
            out.add(&FILE_UNREADABLE, "", values!["file" => file, "why" => why]);
        }
        Err(error @ VideoError::Halted { .. }) => {
            out.add(&FILE_UNREADABLE, "", values!["file" => file, "why" => error]);
        }
    }
    out.finish().0
}
