//! Captive portals: networks that answer every request with their login page.

pub(super) fn is_html(mime: Option<&str>) -> bool {
    mime.is_some_and(|mime| matches!(mime.to_ascii_lowercase().as_str(), "text/html" | "application/xhtml+xml"))
}

/// Portals that answer with a page do not always say so in the headers.
pub(super) fn looks_like_html(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let starts = |word: &[u8]| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    starts(b"<!doctype html") || starts(b"<html")
}
