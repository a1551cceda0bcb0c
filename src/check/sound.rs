//! A sound of a booth.

use super::codes::*;
use super::finding::{Finding, Findings, values};
use crate::fetch::FetchError;
use crate::media::sound::{LONGEST, SOUND_BYTES, SoundError, convert, sound};

/// Checks the file of a sound, as it could be read; `file` is its path in the fair.
pub fn check_sound(file: &str, read: &Result<Vec<u8>, FetchError>) -> Vec<Finding> {
    let mut out = Findings::default();
    let command = convert(file);
    match read.as_ref().map(|bytes| sound(file, bytes)) {
        Ok(Ok(heard)) => {
            if heard.channels > 1 {
                out.add(&SOUND_STEREO, "", values!["file" => file, "command" => command]);
            }
            if heard.peak < 0.01 {
                out.add(&SOUND_FAINT, "", values!["file" => file]);
            }
        }
        Ok(Err(SoundError::Format { kind, .. })) => {
            out.add(&SOUND_FORMAT, "", values!["file" => file, "kind" => kind, "command" => command]);
        }
        Ok(Err(SoundError::Channels { channels, .. })) => {
            out.add(&SOUND_CHANNELS, "", values!["file" => file, "channels" => channels, "command" => command]);
        }
        Ok(Err(SoundError::Long { seconds, .. })) => {
            let seconds = format!("{seconds:.0}");
            out.add(&SOUND_TOO_LONG, "", values!["file" => file, "seconds" => seconds, "limit" => LONGEST]);
        }
        Ok(Err(SoundError::Broken { why, .. })) => {
            out.add(&FILE_UNREADABLE, "", values!["file" => file, "why" => why]);
        }
        Err(FetchError::TooLarge { bytes, .. }) => {
            let [size, limit] = [*bytes, SOUND_BYTES].map(|bytes| format!("{:.1}", bytes as f64 / 1e6));
            out.add(
                &SOUND_TOO_LARGE,
                "",
                values!["file" => file, "size" => size, "limit" => limit, "command" => command],
            );
        }
        Err(error) if error.is_missing() => out.add(&FILE_MISSING, "", values!["file" => file, "why" => error]),
        Err(error) => out.add(&FILE_UNREADABLE, "", values!["file" => file, "why" => error]),
    }
    out.finish().0
}
