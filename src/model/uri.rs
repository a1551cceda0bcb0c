//! Addresses of buffers and images (glTF 2.0, section 2.8): data inside, or a file beside the model.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;

use super::error::{Fault, Reason, Result};

/// Exporters differ in whether they pad base64.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Where the bytes behind an address are.
#[derive(Debug, PartialEq)]
pub(crate) enum Place {
    Inside(Vec<u8>),
    /// A name relative to the model's folder that cannot leave it.
    File(String),
}

/// Resolves an address in a piece of a packed fair: another piece, from the fair's root. Nothing else is read.
pub(crate) fn resolve_piece(uri: &str, at: &str) -> Result<Place> {
    let hex =
        |text: &str, len: usize| text.len() == len && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let found = uri.strip_prefix("../").and_then(|name| {
        let (folder, file) = name.split_once('/')?;
        let (hash, extension) = file.split_once('.')?;
        let sound = hex(folder, 2) && hex(hash, 64) && hash.starts_with(folder) && matches!(extension, "bin" | "ktx2");
        sound.then(|| Place::File(format!("pieces/{name}")))
    });
    let why = "a piece points at other pieces by their hash only";
    found.ok_or_else(|| Fault::new(at, Reason::Uri { uri: uri.chars().take(80).collect(), why }))
}

/// Resolves an address; `limit` bounds what a data address may hold.
pub(crate) fn resolve(uri: &str, limit: u64, at: &str) -> Result<Place> {
    let refuse = |why| Fault::new(at, Reason::Uri { uri: uri.chars().take(80).collect(), why });
    if uri.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
        let rest = uri.get(5..).unwrap_or_default();
        let (media, data) = rest.split_once(',').ok_or_else(|| refuse("a data address needs a comma"))?;
        if media.ends_with(";base64") {
            let size = (data.len() as u64) / 4 * 3;
            super::limits::check("bytes of input", size, limit, at)?;
            return match BASE64.decode(data) {
                Ok(bytes) => Ok(Place::Inside(bytes)),
                Err(_) => Err(refuse("its base64 is broken")),
            };
        }
        super::limits::check("bytes of input", data.len() as u64, limit, at)?;
        return Ok(Place::Inside(percent_decode_str(data).collect()));
    }
    let name = percent_decode_str(uri).decode_utf8().map_err(|_| refuse("it is no UTF-8 text"))?;
    if name.contains('\\') {
        return Err(refuse("backslashes are no separators in addresses"));
    }
    if name.contains(':') {
        return Err(refuse("only data: and names relative to the model are read"));
    }
    if name.starts_with('/') {
        return Err(refuse("it is absolute; only names relative to the model are read"));
    }
    if name.chars().any(|c| c.is_control()) {
        return Err(refuse("it holds a control character"));
    }
    let mut parts = Vec::new();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => return Err(refuse("it leaves the model's folder")),
            part => parts.push(part),
        }
    }
    if parts.is_empty() {
        return Err(refuse("it names no file"));
    }
    Ok(Place::File(parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(uri: &str) -> Option<String> {
        match resolve(uri, 1000, "") {
            Ok(Place::File(name)) => Some(name),
            _ => None,
        }
    }

    #[test]
    fn pieces_point_at_pieces_only() {
        let hash = "ab".repeat(32);
        let found = resolve_piece(&format!("../ab/{hash}.bin"), "").unwrap();
        assert_eq!(found, Place::File(format!("pieces/ab/{hash}.bin")));
        for uri in [
            format!("../cd/{hash}.bin"),
            format!("../ab/{hash}.sh"),
            format!("../../ab/{hash}.bin"),
            format!("ab/{hash}.bin"),
            "data:,a".to_owned(),
            "../ab/../../x.bin".to_owned(),
        ] {
            assert!(resolve_piece(&uri, "").is_err(), "{uri}");
        }
    }

    #[test]
    fn names_beside_the_model_pass() {
        assert_eq!(file("a.bin").as_deref(), Some("a.bin"));
        assert_eq!(file("./a/b%20c.png").as_deref(), Some("a/b c.png"));
        assert_eq!(file("展位.bin").as_deref(), Some("展位.bin"));
        assert_eq!(file("100%.png").as_deref(), Some("100%.png"));
    }

    #[test]
    fn ways_out_are_refused() {
        for uri in [
            "",
            ".",
            "/etc/passwd",
            "../a",
            "a/../b",
            "%2e%2e/a",
            "a%2F..%2Fb",
            "file:///a",
            "http://a/b",
            "C:/a",
            "a\\b",
            "a%5Cb",
            "//host/a",
            "%2Fa",
            "a%00b",
            "a%0Ab",
            "data:text/plain",
            "%FF",
        ] {
            assert!(resolve(uri, 1000, "").is_err(), "{uri}");
        }
    }

    #[test]
    fn data_inside_is_decoded_and_bounded() {
        assert_eq!(resolve("data:;base64,AAEC", 3, "").unwrap(), Place::Inside(vec![0, 1, 2]));
        assert_eq!(resolve("data:a/b;base64,AAE", 3, "").unwrap(), Place::Inside(vec![0, 1]));
        assert_eq!(resolve("DATA:,a%20b", 9, "").unwrap(), Place::Inside(b"a b".to_vec()));
        assert!(resolve("data:;base64,AAECAAEC", 3, "").is_err());
        assert!(resolve("data:;base64,A*", 3, "").is_err());
    }
}
