//! What a file is, by the ending of its name.

/// How a kind of file is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// Media type as IANA registers it.
    pub mime: &'static str,
    /// Text, which gzip makes smaller. Everything else is compressed already.
    pub text: bool,
}

const fn text(mime: &'static str) -> Kind {
    Kind { mime, text: true }
}

const fn binary(mime: &'static str) -> Kind {
    Kind { mime, text: false }
}

pub(super) fn of(name: &str) -> Kind {
    let file = name.rsplit_once('/').map_or(name, |(_, file)| file);
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "json" => text("application/json"),
        "gltf" => text("model/gltf+json"),
        "toml" => text("application/toml"),
        "svg" => text("image/svg+xml"),
        "md" => text("text/markdown; charset=utf-8"),
        "txt" => text("text/plain; charset=utf-8"),
        "html" => text("text/html; charset=utf-8"),
        "css" => text("text/css; charset=utf-8"),
        "js" | "mjs" => text("text/javascript; charset=utf-8"),
        "vtt" => text("text/vtt; charset=utf-8"),
        "glb" => binary("model/gltf-binary"),
        "ktx2" => binary("image/ktx2"),
        "png" => binary("image/png"),
        "jpg" | "jpeg" => binary("image/jpeg"),
        "webp" => binary("image/webp"),
        "avif" => binary("image/avif"),
        "hdr" => binary("image/vnd.radiance"),
        "pdf" => binary("application/pdf"),
        "mp4" => binary("video/mp4"),
        "webm" => binary("video/webm"),
        "ogg" | "opus" => binary("audio/ogg"),
        "wav" => binary("audio/wav"),
        "ttf" => binary("font/ttf"),
        "woff2" => binary("font/woff2"),
        "wasm" => binary("application/wasm"),
        _ => binary("application/octet-stream"),
    }
}

/// The BLAKE3 (lower-case hex) in the name of a packed piece, `pieces/ab/abcdef….glb`; `None` for any other name.
pub(super) fn piece(name: &str) -> Option<&str> {
    let (shelf, file) = name.strip_prefix("pieces/")?.split_once('/')?;
    let (hash, ending) = file.split_once('.')?;
    let hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let plain = !ending.is_empty() && ending.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    (shelf.len() == 2 && hash.len() == 64 && hex(hash) && hash.starts_with(shelf) && plain).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_say_what_a_file_is() {
        assert_eq!(of("fair.json"), text("application/json"));
        assert_eq!(of("a/B.GLB").mime, "model/gltf-binary");
        assert_eq!(of("a/b.gltf").mime, "model/gltf+json");
        assert_eq!(of("a.json/b"), binary("application/octet-stream"));
        assert_eq!(of("pieces/ab/x.ktx2").mime, "image/ktx2");
    }

    #[test]
    fn only_names_that_are_hashes_are_pieces() {
        let hash = format!("ab{}", "0".repeat(62));
        assert_eq!(piece(&format!("pieces/ab/{hash}.glb")), Some(hash.as_str()));
        for name in [
            format!("pieces/ab/{hash}"),
            format!("pieces/cd/{hash}.glb"),
            format!("pieces/{hash}.glb"),
            format!("other/ab/{hash}.glb"),
            format!("pieces/ab/{}.glb", hash.to_uppercase()),
            format!("pieces/ab/{}.glb", &hash[1..]),
            format!("pieces/ab/{hash}.glb/x"),
        ] {
            assert_eq!(piece(&name), None, "{name}");
        }
    }
}
