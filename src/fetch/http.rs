//! Files below one URL of an HTTP server.

use std::io::Read;
use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use ureq::http::{Response, Uri, header};
use ureq::{Agent, Body};

use super::FetchError;

/// What a path segment may not hold as it is (WHATWG URL, path percent-encode set, and the percent sign).
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// How often and how long one file is asked for.
#[derive(Debug, Clone)]
pub(super) struct Patience {
    pub tries: u32,
    /// Before the second try; doubled before each further one.
    pub pause: Duration,
    /// No try starts later than this after the first.
    pub patience: Duration,
    /// Longest silence of the server, in the answer and between any two reads of it.
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            tries: 4,
            pause: Duration::from_millis(250),
            patience: Duration::from_secs(30),
            silence: Duration::from_secs(15),
        }
    }
}

#[derive(Debug)]
pub(super) struct Http {
    agent: Agent,
    /// Scheme, authority and path up to and with the last `/`.
    base: String,
    /// `?…` of the address given, sent with every request: access tokens cover a whole folder.
    query: String,
    origin: Origin,
    patience: Patience,
}

/// What must not change along redirects.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    https: bool,
    host: String,
    port: u16,
}

impl Origin {
    fn of(uri: &Uri) -> Option<Origin> {
        let https = match uri.scheme_str()? {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
        Some(Origin { https, host: uri.host()?.to_ascii_lowercase(), port })
    }

    /// The same server, or the same host moved from plain HTTP to HTTPS at the usual ports.
    fn allows(&self, next: &Origin) -> bool {
        let upgrade = !self.https && next.https && self.port == 80 && next.port == 443;
        self.host == next.host && (upgrade || (self.https == next.https && self.port == next.port))
    }
}

impl Http {
    /// The server of `url`, and the name of the file it points to below the folder it lies in (empty for a folder).
    pub fn open(url: &str, patience: Patience) -> Result<(Http, String), FetchError> {
        let refuse = |why: &str| FetchError::Spec { spec: url.into(), why: why.into() };
        let uri: Uri = url.split('#').next().unwrap_or("").parse().map_err(|_| refuse("not a valid address"))?;
        let origin = Origin::of(&uri).ok_or_else(|| refuse("not an http or https address"))?;
        let authority = uri.authority().map(|a| a.as_str()).unwrap_or_default();
        if authority.contains('@') {
            return Err(FetchError::Spec {
                spec: origin.host,
                why: "an address with a password in it is not supported".into(),
            });
        }
        let (folder, file) = uri.path().rsplit_once('/').unwrap_or(("", ""));
        let file = percent_encoding::percent_decode_str(file)
            .decode_utf8()
            .map_err(|_| refuse("the file's name is not UTF-8"))?
            .into_owned();
        let base = format!("{}://{authority}{folder}/", if origin.https { "https" } else { "http" });
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Redirects are followed here, where the origin is checked.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("boothwalk/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(Some(Duration::from_secs(10)))
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_recv_response(Some(patience.silence))
            .timeout_per_read(Some(patience.silence))
            .build();
        Ok((Http { agent: config.new_agent(), base, query, origin, patience }, file))
    }

    /// Goes one folder deeper.
    pub fn enter(&mut self, folder: &str) {
        self.base.push_str(&utf8_percent_encode(folder, SEGMENT).to_string());
        self.base.push('/');
    }

    /// The address of a cleaned name.
    fn address(&self, name: &str) -> String {
        let path: Vec<_> = name.split('/').map(|part| utf8_percent_encode(part, SEGMENT).to_string()).collect();
        format!("{}{}{}", self.base, path.join("/"), self.query)
    }

    pub fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, FetchError> {
        self.persist(|| self.read_once(name, limit))
    }

    /// Asks without taking the body.
    pub fn has(&self, name: &str) -> Result<bool, FetchError> {
        let asked = self.persist(|| {
            let answer = match self.ask(name, true) {
                // A server without HEAD; the body of the answer is dropped unread.
                Err(Failure::Final(FetchError::Status { status: 405, .. }))
                | Err(Failure::Passing(FetchError::Status { status: 501, .. })) => self.ask(name, false)?,
                other => other?,
            };
            if is_html(answer.body().mime_type()) {
                return Err(Failure::Final(FetchError::Portal { name: name.into() }));
            }
            Ok(())
        });
        match asked {
            Ok(()) => Ok(true),
            Err(error) if error.is_missing() => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn persist<T>(&self, mut attempt: impl FnMut() -> Result<T, Failure>) -> Result<T, FetchError> {
        let start = Instant::now();
        let mut pause = self.patience.pause;
        let mut tries = 0;
        loop {
            tries += 1;
            match attempt() {
                Ok(value) => return Ok(value),
                Err(Failure::Final(error)) => return Err(error),
                Err(Failure::Passing(error)) => {
                    if tries >= self.patience.tries || start.elapsed() + pause > self.patience.patience {
                        return Err(match error {
                            FetchError::Network { name, why, .. } => FetchError::Network { name, why, tries },
                            other => other,
                        });
                    }
                    log::debug!("{error}; once more in {pause:?}");
                    std::thread::sleep(pause);
                    pause *= 2;
                }
            }
        }
    }

    fn read_once(&self, name: &str, limit: u64) -> Result<Vec<u8>, Failure> {
        let mut answer = self.ask(name, false)?;
        if is_html(answer.body().mime_type()) && !name.ends_with(".html") {
            return Err(Failure::Final(FetchError::Portal { name: name.into() }));
        }
        // The length of a compressed body says nothing of the file's.
        let plain = !answer.headers().contains_key(header::CONTENT_ENCODING);
        let announced = answer.body().content_length().filter(|_| plain);
        let too_large = |bytes| Failure::Final(FetchError::TooLarge { name: name.into(), bytes, limit });
        if let Some(bytes) = announced.filter(|bytes| *bytes > limit) {
            return Err(too_large(bytes));
        }
        let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(64 << 20) as usize);
        let read = answer.body_mut().as_reader().take(limit.saturating_add(1)).read_to_end(&mut bytes);
        let got = bytes.len() as u64;
        if let Err(error) = read {
            return Err(Failure::Passing(match announced {
                Some(announced) if got < announced => FetchError::CutShort { name: name.into(), got, announced },
                _ => FetchError::Network { name: name.into(), why: error.to_string(), tries: 1 },
            }));
        }
        if got > limit {
            return Err(too_large(got));
        }
        if let Some(announced) = announced.filter(|announced| *announced != got) {
            return Err(Failure::Passing(FetchError::CutShort { name: name.into(), got, announced }));
        }
        if looks_like_html(&bytes) && !name.ends_with(".html") {
            return Err(Failure::Final(FetchError::Portal { name: name.into() }));
        }
        Ok(bytes)
    }

    /// Sends the request and follows redirects inside the origin; the answer has a success status.
    fn ask(&self, name: &str, head: bool) -> Result<Response<Body>, Failure> {
        let mut address = self.address(name);
        let mut origin = self.origin.clone();
        for _ in 0..6 {
            let sent = if head { self.agent.head(&address).call() } else { self.agent.get(&address).call() };
            let answer = sent.map_err(|error| classify(name, error))?;
            let status = answer.status();
            match status.as_u16() {
                // A partial answer to a request for the whole is no success.
                200 | 203 => return Ok(answer),
                404 | 410 => return Err(Failure::Final(FetchError::Missing { name: name.into() })),
                301 | 302 | 303 | 307 | 308 => {
                    let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("");
                    let next = resolve(&address, to);
                    let uri: Option<Uri> = next.parse().ok();
                    match uri.as_ref().and_then(Origin::of) {
                        Some(there) if origin.allows(&there) => origin = there,
                        _ => return Err(Failure::Final(FetchError::Elsewhere { name: name.into(), to: next })),
                    }
                    address = next;
                }
                status => {
                    let error = FetchError::Status { name: name.into(), status };
                    let passing = matches!(status, 408 | 425 | 429) || status >= 500;
                    return Err(if passing { Failure::Passing(error) } else { Failure::Final(error) });
                }
            }
        }
        Err(Failure::Final(FetchError::Network { name: name.into(), why: "redirected in a circle".into(), tries: 1 }))
    }
}

/// Whether another try could help.
enum Failure {
    Final(FetchError),
    Passing(FetchError),
}

fn classify(name: &str, error: ureq::Error) -> Failure {
    use ureq::Error;
    let passing = matches!(
        error,
        Error::Io(_) | Error::Timeout(_) | Error::HostNotFound | Error::ConnectionFailed | Error::Protocol(_)
    );
    let error = FetchError::Network { name: name.into(), why: error.to_string(), tries: 1 };
    if passing { Failure::Passing(error) } else { Failure::Final(error) }
}

/// A `Location` against the address that gave it.
fn resolve(address: &str, to: &str) -> String {
    let to = to.split('#').next().unwrap_or("");
    let scheme_end = address.find("://").map_or(0, |at| at + 3);
    if to.contains("://") {
        return to.to_owned();
    }
    if let Some(rest) = to.strip_prefix("//") {
        return format!("{}//{rest}", &address[..scheme_end.saturating_sub(2)]);
    }
    let path = address[scheme_end..].find('/').map_or(address.len(), |at| at + scheme_end);
    if to.starts_with('/') {
        return format!("{}{to}", &address[..path]);
    }
    let folder = address.split('?').next().unwrap_or(address).rfind('/').unwrap_or(0);
    format!("{}/{to}", &address[..folder])
}

fn is_html(mime: Option<&str>) -> bool {
    mime.is_some_and(|mime| matches!(mime.to_ascii_lowercase().as_str(), "text/html" | "application/xhtml+xml"))
}

/// Portals that answer with a page do not always say so in the headers.
fn looks_like_html(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let starts = |word: &[u8]| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    starts(b"<!doctype html") || starts(b"<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_resolve_against_the_address() {
        let from = "http://h:8/a/b.json?k=1";
        assert_eq!(resolve(from, "/x"), "http://h:8/x");
        assert_eq!(resolve(from, "c.json"), "http://h:8/a/c.json");
        assert_eq!(resolve(from, "//other/x"), "http://other/x");
        assert_eq!(resolve(from, "https://o/x#y"), "https://o/x");
    }

    #[test]
    fn an_origin_moves_only_to_https() {
        let of = |text: &str| Origin::of(&text.parse().unwrap()).unwrap();
        assert!(of("http://h/").allows(&of("https://H/x")));
        assert!(!of("https://h/").allows(&of("http://h/")));
        assert!(!of("http://h/").allows(&of("http://i/")));
        assert!(!of("http://h:8080/").allows(&of("http://h:8081/")));
    }

    #[test]
    fn names_are_encoded_part_by_part() {
        let (http, file) = Http::open("http://h/f/My%20fair.json?k=1", Patience::default()).unwrap();
        assert_eq!(file, "My fair.json");
        assert_eq!(http.address("a b/100%#?.glb"), "http://h/f/a%20b/100%25%23%3F.glb?k=1");
    }
}
