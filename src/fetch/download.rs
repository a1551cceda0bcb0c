//! The content of one file: all tries together make one [`Part`].

use std::io::Read;
use std::time::{Duration, Instant};

use ureq::Body;
use ureq::http::{Response, header};

use super::FetchError;
use super::ask::text;
use super::faults::{Fault, spoil};
use super::link::{Call, QUANTUM};
use super::portal::{is_html, looks_like_html};
use super::resume::Part;
use super::retry::Failure;
use super::transfer::Transfer;

/// Most memory that is set aside on a server's word.
const TRUSTED: u64 = 8 << 20;

/// What is wanted of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Want<'a> {
    pub name: &'a str,
    /// Most bytes; exactly so many where a hash is listed.
    pub limit: u64,
    pub hash: Option<[u8; 32]>,
}

impl Want<'_> {
    /// The length, where it is known beforehand.
    pub fn length(&self) -> Option<u64> {
        self.hash.map(|_| self.limit)
    }

    /// Checks what came.
    pub fn check(&self, bytes: &[u8]) -> Result<(), FetchError> {
        let Some(listed) = self.hash.map(blake3::Hash::from_bytes) else { return Ok(()) };
        let got = blake3::hash(bytes);
        if bytes.len() as u64 == self.limit && got == listed {
            return Ok(());
        }
        let (got, listed) = (got.to_hex().to_string(), listed.to_hex().to_string());
        Err(FetchError::Hash { name: self.name.into(), got, listed })
    }
}

/// A file under way.
pub(super) struct Download<'a> {
    pub want: Want<'a>,
    pub transfer: &'a Transfer,
    pub part: Part,
    start: Instant,
    allowance: Duration,
}

impl<'a> Download<'a> {
    pub fn new(want: Want<'a>, transfer: &'a Transfer, allowance: Duration) -> Download<'a> {
        Download { want, transfer, part: Part::default(), start: Instant::now(), allowance }
    }

    /// Takes an answer's body in. On success the part is the whole file, and checked.
    pub fn take(&mut self, mut answer: Response<Body>, call: Call) -> Result<(), Failure> {
        let Want { name, limit, .. } = self.want;
        let page = name.ends_with(".html");
        if !page && is_html(answer.body().mime_type()) {
            return Err(Failure::Final(FetchError::Portal { name: name.into() }));
        }
        let etag = text(&answer, header::ETAG).map(str::to_owned);
        // `None` for a body that is unpacked on the way: its length says nothing of the file's.
        let body = answer.body().content_length();
        let total = if answer.status() == 206 {
            let range = text(&answer, header::CONTENT_RANGE);
            let have = self.part.bytes.len() as u64;
            let rest = self.part.rest(name, etag.as_deref(), range, self.want.length()).map_err(restarted)?;
            if body.is_some_and(|body| body != rest) || have + rest > limit {
                self.part.restart();
                let range = format!("{rest} bytes, but a body of {}", body.unwrap_or_default());
                return Err(Failure::passing(FetchError::Range { name: name.into(), asked: have, range }));
            }
            Some(have + rest)
        } else {
            // A validator is of use only where bytes can be counted.
            self.part.whole(name, etag.as_deref().filter(|_| body.is_some())).map_err(restarted)?;
            body
        };
        match (total, self.want.length()) {
            (Some(got), Some(listed)) if got != listed => {
                // A portal's page is rarely of the right length: the better reason.
                let mut head = Vec::new();
                let read = answer.body_mut().as_reader().take(512).read_to_end(&mut head);
                if read.is_ok() && !page && looks_like_html(&head) {
                    return Err(Failure::Final(FetchError::Portal { name: name.into() }));
                }
                return Err(Failure::Wrong(FetchError::Length { name: name.into(), got, listed }));
            }
            (Some(bytes), _) if bytes > limit => {
                return Err(Failure::Final(FetchError::TooLarge { name: name.into(), bytes, limit }));
            }
            _ => {}
        }
        let expected = total.or(self.want.length());
        self.read(&mut answer, &call, expected)?;
        if call.fault == Some(Fault::Wrong) && self.want.hash.is_some() {
            spoil(&mut self.part.bytes);
        }
        call.done();
        let checked = self.want.check(&self.part.bytes);
        if !page && (checked.is_err() || self.want.hash.is_none()) && looks_like_html(&self.part.bytes) {
            return Err(Failure::Final(FetchError::Portal { name: name.into() }));
        }
        checked.map_err(|error| {
            self.part.restart();
            Failure::Wrong(error)
        })
    }

    fn read(&mut self, answer: &mut Response<Body>, call: &Call, expected: Option<u64>) -> Result<(), Failure> {
        let Want { name, limit, .. } = self.want;
        let most = expected.unwrap_or(limit);
        let came_with = self.part.bytes.len();
        self.part.bytes.reserve(most.min(TRUSTED).saturating_sub(came_with as u64) as usize);
        let mut reader = answer.body_mut().as_reader();
        let mut chunk = [0; QUANTUM];
        loop {
            let have = self.part.bytes.len() as u64;
            // One byte more than there may be tells a body that does not end.
            let room = (most - have).saturating_add(1).min(QUANTUM as u64) as usize;
            let read = reader.read(&mut chunk[..room]);
            // A handful of bytes a try would never come to an end.
            let gained = self.part.bytes.len() >= came_with + QUANTUM && self.part.range().is_some();
            match read {
                Ok(0) => match expected {
                    Some(announced) if have < announced => {
                        let error = FetchError::CutShort { name: name.into(), got: have, announced };
                        return Err(Failure::Passing { error, after: None, gained });
                    }
                    _ => return Ok(()),
                },
                Ok(count) => {
                    self.transfer.came(count as u64);
                    if have + count as u64 > most {
                        self.part.restart();
                        return Err(match self.want.length() {
                            Some(listed) => Failure::Wrong(FetchError::Endless { name: name.into(), listed }),
                            None => {
                                Failure::Final(FetchError::TooLarge { name: name.into(), bytes: most + 1, limit: most })
                            }
                        });
                    }
                    self.part.bytes.extend_from_slice(&chunk[..count]);
                    let have = self.part.bytes.len() as u64;
                    if !call.pass(count, self.transfer, have, most) {
                        return Err(Failure::Final(FetchError::Cancelled { name: name.into() }));
                    }
                    if call.breaks(have, most) {
                        let error = FetchError::CutShort { name: name.into(), got: have, announced: most };
                        return Err(Failure::Passing { error, after: None, gained });
                    }
                    let took = self.start.elapsed();
                    if took > self.allowance {
                        let seconds = took.as_secs();
                        return Err(Failure::Final(FetchError::Slow { name: name.into(), got: have, seconds }));
                    }
                }
                Err(error) => {
                    let error = match expected {
                        Some(announced) if have < announced => {
                            log::debug!("{name}: {error}");
                            FetchError::CutShort { name: name.into(), got: have, announced }
                        }
                        _ => FetchError::Network { name: name.into(), why: error.to_string(), tries: 1 },
                    };
                    return Err(Failure::Passing { error, after: None, gained });
                }
            }
        }
    }
}

/// After an answer that does not fit: another try asks for all, unless the file keeps changing.
fn restarted(error: FetchError) -> Failure {
    match error {
        FetchError::Changed { .. } => Failure::Final(error),
        _ => Failure::passing(error),
    }
}
