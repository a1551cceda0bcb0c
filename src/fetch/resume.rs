//! Going on where a broken transfer ended (RFC 9110, 13.1.5 and 14).

use super::FetchError;

/// What is here of a file.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub bytes: Vec<u8>,
    /// The strong validator of the file that `bytes` are of. Without one nothing proves that a rest belongs to them.
    etag: Option<String>,
    /// How often another validator came.
    changes: u32,
}

impl Part {
    /// From where on and for which version the next request asks; `None` asks for all.
    pub fn range(&self) -> Option<(u64, &str)> {
        match &self.etag {
            Some(etag) if !self.bytes.is_empty() => Some((self.bytes.len() as u64, etag)),
            _ => None,
        }
    }

    /// Forgets everything but that the file changed.
    pub fn restart(&mut self) {
        self.bytes.clear();
        self.etag = None;
    }

    /// The whole file comes, from its start.
    ///
    /// # Errors
    /// It is another file than before, and was another once already.
    pub fn whole(&mut self, name: &str, etag: Option<&str>) -> Result<(), FetchError> {
        let etag = etag.filter(|etag| is_strong(etag));
        let changed = self.etag.is_some() && self.etag.as_deref() != etag;
        self.bytes.clear();
        self.etag = etag.map(str::to_owned);
        self.count(name, changed)
    }

    /// The rest comes, as far as the header says; the number of bytes to come.
    ///
    /// # Errors
    /// It is not the rest of this file. The part is gone then.
    pub fn rest(
        &mut self,
        name: &str,
        etag: Option<&str>,
        content_range: Option<&str>,
        total: Option<u64>,
    ) -> Result<u64, FetchError> {
        let changed = etag.is_some_and(|etag| self.etag.as_deref() != Some(etag));
        let have = self.bytes.len() as u64;
        let fits = content_range.and_then(ContentRange::parse).and_then(|range| range.rest(have, total));
        match fits {
            Some(bytes) if !changed => Ok(bytes),
            _ => {
                self.restart();
                self.count(name, changed)?;
                let range = content_range.unwrap_or("no Content-Range").chars().take(100).collect();
                Err(FetchError::Range { name: name.into(), asked: have, range })
            }
        }
    }

    fn count(&mut self, name: &str, changed: bool) -> Result<(), FetchError> {
        self.changes += u32::from(changed);
        if self.changes > 1 { Err(FetchError::Changed { name: name.into() }) } else { Ok(()) }
    }
}

fn is_strong(etag: &str) -> bool {
    etag.len() >= 2 && etag.starts_with('"') && etag.ends_with('"')
}

/// `bytes FIRST-LAST/TOTAL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ContentRange {
    first: u64,
    last: u64,
    total: u64,
}

impl ContentRange {
    /// A range of unknown total (`*`) is none: it could not be held against what was announced.
    fn parse(text: &str) -> Option<ContentRange> {
        let number = |text: &str| {
            // `parse` alone would take a plus sign.
            text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten()
        };
        let (unit, range) = text.trim().split_once(' ')?;
        let (range, total) = range.trim().split_once('/')?;
        let (first, last) = range.split_once('-')?;
        let range = ContentRange { first: number(first)?, last: number(last)?, total: number(total)? };
        (unit.eq_ignore_ascii_case("bytes") && range.first <= range.last && range.last < range.total).then_some(range)
    }

    /// The bytes in it, if it goes on after `have` bytes to the end of a file of `total` (where that is known).
    fn rest(self, have: u64, total: Option<u64>) -> Option<u64> {
        let fits = self.first == have && self.last + 1 == self.total && total.is_none_or(|total| total == self.total);
        fits.then(|| self.total - self.first)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(bytes: usize) -> Part {
        let mut part = Part::default();
        part.whole("a", Some("\"1\"")).unwrap();
        part.bytes.resize(bytes, 7);
        part
    }

    #[test]
    fn only_a_strong_validator_lets_a_transfer_go_on() {
        assert_eq!(part(5).range(), Some((5, "\"1\"")));
        assert_eq!(part(0).range(), None);
        for weak in [None, Some("W/\"1\""), Some("1"), Some("\""), Some("")] {
            let mut part = part(5);
            part.whole("a", weak).unwrap();
            part.bytes.push(1);
            assert_eq!(part.range(), None, "{weak:?}");
        }
    }

    #[test]
    fn a_file_may_change_once() {
        let mut part = part(5);
        part.whole("a", Some("\"2\"")).unwrap();
        assert!(matches!(part.whole("a", Some("\"3\"")), Err(FetchError::Changed { .. })));
        let mut part = self::part(5);
        let error = part.rest("a", Some("\"2\""), Some("bytes 5-8/9"), Some(9)).unwrap_err();
        assert!(matches!(error, FetchError::Range { .. }), "{error}");
        assert!(part.range().is_none() && part.bytes.is_empty());
    }

    #[test]
    fn other_ranges_do_not_fit() {
        assert_eq!(part(5).rest("a", Some("\"1\""), Some("bytes 5-8/9"), Some(9)).unwrap(), 4);
        assert_eq!(part(5).rest("a", None, Some("Bytes 5-8/9"), None).unwrap(), 4);
        for range in [
            "bytes 4-8/9",
            "bytes 6-8/9",
            "bytes 5-7/9",
            "bytes 5-9/10",
            "bytes 5-8/*",
            "bytes */9",
            "items 5-8/9",
            "bytes 5-8",
            "bytes=5-8/9",
            "bytes +5-8/9",
            "bytes 5-8/9x",
            "bytes 8-5/9",
            "bytes 5-9/9",
            "",
            "bytes 5-18446744073709551615/18446744073709551616",
        ] {
            assert!(part(5).rest("a", None, Some(range), Some(9)).is_err(), "{range}");
        }
        assert!(part(5).rest("a", None, None, Some(9)).is_err());
    }

    proptest! {
        #[test]
        fn a_rest_completes_the_file_exactly(have in 1u64..1 << 20, first: u64, last: u64, total: u64, known: bool) {
            let text = format!("bytes {first}-{last}/{total}");
            let known = known.then_some(total);
            if let Some(bytes) = ContentRange::parse(&text).and_then(|range| range.rest(have, known)) {
                prop_assert_eq!(have + bytes, total);
                prop_assert_eq!(first, have);
            }
        }

        #[test]
        fn what_a_right_server_says_fits(total in 2u64.., at in 0.0..1.0) {
            let have = ((total as f64 * at) as u64).clamp(1, total - 1);
            let text = format!("bytes {have}-{}/{total}", total - 1);
            let range = ContentRange::parse(&text).unwrap();
            prop_assert_eq!(range.rest(have, Some(total)), Some(total - have));
            prop_assert_eq!(range.rest(have, Some(total - 1)), None);
            prop_assert_eq!(range.rest(have - 1, None), None);
        }

        #[test]
        fn nothing_upsets_the_reader(text in ".{0,60}", numbers in "bytes [0-9+*/ -]{0,60}") {
            for text in [text, numbers] {
                if let Some(range) = ContentRange::parse(&text) {
                    prop_assert!(range.first <= range.last && range.last < range.total);
                }
            }
        }
    }
}
