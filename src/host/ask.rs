//! What a request's headers ask for (RFC 9110): which bytes, on which condition, in which encoding.

use std::ops::Range;

use hyper::HeaderMap;
use hyper::header::{ACCEPT_ENCODING, HeaderName, IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE};

/// Which bytes of a file are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    /// Never empty, and inside the file.
    Bytes(Range<u64>),
    /// Beyond the end of the file.
    Nothing,
}

/// The values of a header that may come more than once, as one list; `None` where it is absent.
fn list(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let values: Vec<_> = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or("")).collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// Whether a list of entity tags, or `*`, names this one (with its quotes). A weak tag counts only where `weak` says so.
fn names(list: &str, etag: &str, weak: bool) -> bool {
    list.trim() == "*"
        || list.split(',').map(str::trim).any(|tag| match tag.strip_prefix("W/") {
            Some(tag) => weak && tag == etag,
            None => tag == etag,
        })
}

/// `If-Match` names another state than that of `etag`: 412.
pub(super) fn fails(headers: &HeaderMap, etag: &str) -> bool {
    list(headers, IF_MATCH).is_some_and(|list| !names(&list, etag, false))
}

/// `If-None-Match` names the state of `etag`: 304. Proxies weaken tags, so weak ones count.
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    list(headers, IF_NONE_MATCH).is_some_and(|list| names(&list, etag, true))
}

/// Whether a part is asked for at all, whatever it is.
pub(super) fn wants_part(headers: &HeaderMap) -> bool {
    headers.contains_key(RANGE)
}

/// The part of a file of `bytes` bytes and this entity tag that is asked for.
///
/// What does not parse, several ranges and units other than bytes are answered with the whole, as the RFC allows
/// (section 14.2), and so is a range on the condition of another state (`If-Range`; a date is never ours).
pub(super) fn part(headers: &HeaderMap, etag: &str, bytes: u64) -> Part {
    let text = match headers.get(RANGE).map(|value| value.to_str()) {
        Some(Ok(text)) if headers.get_all(RANGE).iter().count() == 1 => text,
        _ => return Part::Whole,
    };
    if headers.get(IF_RANGE).is_some_and(|tag| tag.as_bytes() != etag.as_bytes()) {
        return Part::Whole;
    }
    range(text, bytes).unwrap_or(Part::Whole)
}

fn range(text: &str, bytes: u64) -> Option<Part> {
    let (unit, ranges) = text.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") || ranges.contains(',') {
        return None;
    }
    let (first, last) = ranges.trim().split_once('-')?;
    let part = match (number(first)?, number(last)?) {
        (None, None) => return None,
        (None, Some(suffix)) => bytes.saturating_sub(suffix)..bytes,
        (Some(first), None) => first..bytes,
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(bytes),
        _ => return None,
    };
    Some(if part.is_empty() { Part::Nothing } else { Part::Bytes(part) })
}

/// Digits only, or nothing at all; a number too large for the type is beyond every file as it is.
fn number(text: &str) -> Option<Option<u64>> {
    if text.is_empty() {
        return Some(None);
    }
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| Some(text.parse().unwrap_or(u64::MAX)))
}

/// Whether gzip may be sent and is at least as welcome as the plain bytes.
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    let Some(list) = list(headers, ACCEPT_ENCODING) else { return false };
    let (mut gzip, mut any, mut identity) = (None, None, None);
    for item in list.split(',') {
        let (coding, parameters) = item.split_once(';').unwrap_or((item, ""));
        let quality = match parameters.trim().strip_prefix("q=").or(parameters.trim().strip_prefix("Q=")) {
            Some(quality) => quality.trim().parse::<f32>().unwrap_or(0.0),
            None => 1.0,
        };
        let place = match coding.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => &mut gzip,
            "identity" => &mut identity,
            "*" => &mut any,
            _ => continue,
        };
        *place = Some(quality);
    }
    let gzip = gzip.or(any).unwrap_or(0.0);
    gzip > 0.0 && gzip >= identity.unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(HeaderName, &str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn ranges_as_the_rfc_has_them() {
        for (text, bytes, part) in [
            ("bytes=0-0", 10, Part::Bytes(0..1)),
            ("bytes=2-5", 10, Part::Bytes(2..6)),
            ("Bytes=2-", 10, Part::Bytes(2..10)),
            ("bytes=-3", 10, Part::Bytes(7..10)),
            ("bytes=-30", 10, Part::Bytes(0..10)),
            ("bytes=9-99999999999999999999999999", 10, Part::Bytes(9..10)),
            ("bytes=10-", 10, Part::Nothing),
            ("bytes=99999999999999999999999999-", 10, Part::Nothing),
            ("bytes=-0", 10, Part::Nothing),
            ("bytes=0-", 0, Part::Nothing),
            ("bytes=5-2", 10, Part::Whole),
            ("bytes=-", 10, Part::Whole),
            ("bytes=a-b", 10, Part::Whole),
            ("bytes=+1-2", 10, Part::Whole),
            ("bytes=1-2,4-5", 10, Part::Whole),
            ("lines=1-2", 10, Part::Whole),
            ("bytes", 10, Part::Whole),
        ] {
            assert_eq!(super::part(&headers(&[(RANGE, text)]), "\"e\"", bytes), part, "{text}");
        }
    }

    #[test]
    fn a_range_on_another_state_is_the_whole() {
        let ask = |tag| part(&headers(&[(RANGE, "bytes=1-2"), (IF_RANGE, tag)]), "\"e\"", 10);
        assert_eq!(ask("\"e\""), Part::Bytes(1..3));
        for other in ["\"f\"", "W/\"e\"", "e", "Wed, 21 Oct 2015 07:28:00 GMT"] {
            assert_eq!(ask(other), Part::Whole, "{other}");
        }
    }

    #[test]
    fn tags_compare_weakly_for_caches_and_strongly_for_the_rest() {
        let known = |list| is_known(&headers(&[(IF_NONE_MATCH, list)]), "\"e\"");
        assert!(known("\"e\"") && known("\"d\", W/\"e\"") && known("*"));
        assert!(!known("\"d\"") && !known("e") && !is_known(&headers(&[]), "\"e\""));
        let fails = |list| fails(&headers(&[(IF_MATCH, list)]), "\"e\"");
        assert!(!fails("\"d\",\"e\"") && !fails("*"));
        assert!(fails("W/\"e\"") && fails("\"d\""));
    }

    #[test]
    fn gzip_where_it_is_welcome() {
        let takes = |list| takes_gzip(&headers(&[(ACCEPT_ENCODING, list)]));
        assert!(takes("gzip") && takes("br, GZIP;q=0.5") && takes("*") && takes("gzip;q=0.5, identity;q=0.5"));
        assert!(!takes("br") && !takes("gzip;q=0") && !takes("*, gzip; q=0") && !takes("gzip;q=0.1, identity"));
        assert!(!takes_gzip(&headers(&[])));
    }
}
