//! From a request to an answer.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use hyper::body::{Body as _, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode, Version};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::ask::{self, Part};
use super::body::Body;
use super::facts::{Known, Packed};
use super::feed::{self, CHUNK, Held, SMALL_CHUNK, Shelf};
use super::files::{self, Folder, NoFile, Opened};
use super::kind;
use super::pulse::Answering;

/// Files up to this size, in bytes, are read when they are opened.
const AT_ONCE: u64 = 8 << 10;
/// Bytes of a request's body that are taken, to be thrown away: a visitor who still sends may not hear the answer.
const BODY: usize = 16 << 10;
/// How long that may take.
const BODY_TIME: Duration = Duration::from_secs(1);

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Kept, and asked about each time.
const REVALIDATE: &str = "no-cache";
const METHODS: &str = "GET, HEAD, OPTIONS";

const REPR_DIGEST: HeaderName = HeaderName::from_static("repr-digest");

/// What all connections share.
pub(super) struct Server {
    shelf: Shelf,
    known: Known,
}

/// A request that gets no file.
struct Refusal {
    status: StatusCode,
    why: String,
    header: Option<(HeaderName, String)>,
}

impl Refusal {
    fn new(status: StatusCode, why: impl Into<String>) -> Refusal {
        Refusal { status, why: why.into(), header: None }
    }

    fn with(self, name: HeaderName, value: impl Into<String>) -> Refusal {
        Refusal { header: Some((name, value.into())), ..self }
    }

    fn method() -> Refusal {
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "files can be read, and nothing else").with(header::ALLOW, METHODS)
    }

    /// What a request with a body gets.
    fn body(method: &Method) -> Refusal {
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS => {
                Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "a request has no body here")
            }
            _ => Refusal::method(),
        }
    }

    fn busy() -> Refusal {
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "too much is asked for just now").with(header::RETRY_AFTER, "1")
    }
}

impl From<NoFile> for Refusal {
    fn from(error: NoFile) -> Refusal {
        match error {
            NoFile::Missing => Refusal::new(StatusCode::NOT_FOUND, "not found"),
            NoFile::Name(why) => Refusal::new(StatusCode::BAD_REQUEST, why),
            NoFile::Busy => Refusal::busy(),
            NoFile::Io(_) => Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the file cannot be read"),
        }
    }
}

impl Server {
    pub fn new(folder: Folder) -> Server {
        Server { shelf: Shelf::new(folder), known: Known::new() }
    }

    /// Always answers; what went wrong is in the status.
    pub async fn answer(&self, mut request: Request<Incoming>, mut answering: Answering) -> Response<Body> {
        let has_body = !request.body().is_end_stream();
        if has_body {
            let _ = timeout(BODY_TIME, throw_away(request.body_mut())).await;
        }
        let made = if has_body { Err(Refusal::body(request.method())) } else { self.try_answer(&request).await };
        answering.made();
        let mut response = match made {
            Ok((status, headers, content)) => {
                let body = match content {
                    Content::None => Body::empty(answering),
                    Content::Bytes(bytes) => Body::bytes(bytes, answering),
                    Content::File(held, part) => {
                        let bytes = part.end - part.start;
                        let each = if request.version() < Version::HTTP_2 { CHUNK } else { SMALL_CHUNK };
                        Body::chunks(self.shelf.chunks(held, part, each), bytes, answering)
                    }
                };
                let mut response = Response::new(body);
                *response.status_mut() = status;
                *response.headers_mut() = headers;
                response
            }
            Err(refusal) => refused(refusal, request.method() == Method::HEAD, answering),
        };
        let headers = response.headers_mut();
        set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        set(
            headers,
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "Accept-Ranges, Content-Encoding, Content-Length, Content-Range, ETag, Repr-Digest",
        );
        // What is left of a body that nobody reads would stand before the next request.
        if has_body && request.version() < Version::HTTP_2 {
            set(headers, header::CONNECTION, "close");
        }
        log::debug!("{} {} {}", request.method(), request.uri(), response.status().as_u16());
        response
    }

    async fn try_answer(&self, request: &Request<Incoming>) -> Result<(StatusCode, HeaderMap, Content), Refusal> {
        let head = match *request.method() {
            Method::GET => false,
            Method::HEAD => true,
            Method::OPTIONS => return Ok((StatusCode::NO_CONTENT, preflight(), Content::None)),
            _ => return Err(Refusal::method()),
        };
        let name = files::name(request.uri().path())?;
        let held = self.shelf.open(name).await.inspect_err(|error| {
            if let NoFile::Io(error) = error {
                log::error!("{}: {error}", request.uri().path());
            }
        })?;
        let opened = &held.opened;
        let trouble = |error: std::io::Error| {
            log::warn!("{}: {error}", request.uri().path());
            Refusal::busy()
        };
        let facts = self.known.facts(opened).await.map_err(trouble)?;
        let kind = kind::of(&opened.key.name);
        let mut headers = HeaderMap::new();
        set(&mut headers, header::CONTENT_TYPE, kind.mime);
        set(&mut headers, header::CACHE_CONTROL, caching(opened, &facts.blake3));
        if kind.text {
            set(&mut headers, header::VARY, "Accept-Encoding");
        }
        // A part of a compressed form is of little use: whoever asks for a part gets it of the plain bytes.
        if kind.text && !ask::wants_part(request.headers()) && ask::takes_gzip(request.headers()) {
            let packed = self.known.packed(opened).await.map_err(trouble)?;
            if let Some(packed) = packed {
                return compressed(request.headers(), headers, &facts.blake3, &packed, head);
            }
        }
        let etag = format!("\"{}\"", facts.blake3);
        set(&mut headers, header::ETAG, &etag);
        set(&mut headers, REPR_DIGEST, &facts.digest);
        set(&mut headers, header::ACCEPT_RANGES, "bytes");
        if let Some(status) = conditions(request.headers(), &etag)? {
            return Ok((status, headers, Content::None));
        }
        let bytes = opened.key.bytes;
        let (status, part) = match if head { Part::Whole } else { ask::part(request.headers(), &etag, bytes) } {
            Part::Whole => (StatusCode::OK, 0..bytes),
            Part::Bytes(part) => {
                let range = format!("bytes {}-{}/{bytes}", part.start, part.end - 1);
                set(&mut headers, header::CONTENT_RANGE, &range);
                (StatusCode::PARTIAL_CONTENT, part)
            }
            Part::Nothing => {
                return Err(Refusal::new(StatusCode::RANGE_NOT_SATISFIABLE, format!("the file has {bytes} bytes"))
                    .with(header::CONTENT_RANGE, format!("bytes */{bytes}")));
            }
        };
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(part.end - part.start));
        if head {
            return Ok((status, headers, Content::None));
        }
        if part.end - part.start > AT_ONCE {
            return Ok((status, headers, Content::File(held, part)));
        }
        let mut file = held.opened.file;
        let bytes = spawn_blocking(move || feed::read(&mut file, part)).await.map_err(|_| Refusal::busy())?;
        Ok((status, headers, Content::Bytes(bytes.map_err(trouble)?)))
    }
}

/// What follows the head of an answer.
enum Content {
    None,
    Bytes(hyper::body::Bytes),
    File(Held, std::ops::Range<u64>),
}

fn compressed(
    asked: &HeaderMap,
    mut headers: HeaderMap,
    blake3: &str,
    packed: &Packed,
    head: bool,
) -> Result<(StatusCode, HeaderMap, Content), Refusal> {
    // Other bytes than the plain ones: a strong tag must be another.
    let etag = format!("\"{blake3}-gzip\"");
    set(&mut headers, header::ETAG, &etag);
    set(&mut headers, REPR_DIGEST, &packed.digest);
    if let Some(status) = conditions(asked, &etag)? {
        return Ok((status, headers, Content::None));
    }
    set(&mut headers, header::CONTENT_ENCODING, "gzip");
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(packed.bytes.len()));
    let content = if head { Content::None } else { Content::Bytes(packed.bytes.clone()) };
    Ok((StatusCode::OK, headers, content))
}

/// The status that answers a request whose condition does not hold.
fn conditions(asked: &HeaderMap, etag: &str) -> Result<Option<StatusCode>, Refusal> {
    if ask::fails(asked, etag) {
        return Err(
            Refusal::new(StatusCode::PRECONDITION_FAILED, "the file is in another state").with(header::ETAG, etag)
        );
    }
    Ok(ask::is_known(asked, etag).then_some(StatusCode::NOT_MODIFIED))
}

/// For ever, for what is named by its hash; not when it only says so, or a damaged disk would be kept for ever, too.
fn caching(opened: &Opened, blake3: &str) -> &'static str {
    match kind::piece(&opened.key.name) {
        Some(hash) if hash == blake3 => IMMUTABLE,
        Some(_) => {
            log::error!("{}: the file is damaged: its BLAKE3 is {blake3}", opened.key.name);
            REVALIDATE
        }
        None => REVALIDATE,
    }
}

/// What a browser asks before it lets a page of another origin send these headers.
fn preflight() -> HeaderMap {
    let mut headers = HeaderMap::new();
    set(&mut headers, header::ALLOW, METHODS);
    set(&mut headers, header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    set(&mut headers, header::ACCESS_CONTROL_ALLOW_HEADERS, "If-Match, If-None-Match, If-Range, Range");
    set(&mut headers, header::ACCESS_CONTROL_MAX_AGE, "86400");
    headers
}

fn refused(refusal: Refusal, head: bool, answering: Answering) -> Response<Body> {
    let text = format!("{}: {}\n", refusal.status, refusal.why);
    let length = text.len();
    let body = if head { Body::empty(answering) } else { Body::bytes(text.into(), answering) };
    let mut response = Response::new(body);
    *response.status_mut() = refusal.status;
    let headers = response.headers_mut();
    if let Some((name, value)) = refusal.header {
        set(headers, name, &value);
    }
    set(headers, header::CONTENT_TYPE, "text/plain; charset=utf-8");
    // What is missing now may be published in a minute.
    set(headers, header::CACHE_CONTROL, REVALIDATE);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// Takes the beginning of a body.
async fn throw_away(body: &mut Incoming) {
    let mut left = BODY;
    while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
        left = left.saturating_sub(frame.data_ref().map_or(0, |bytes| bytes.len()));
        if left == 0 {
            return;
        }
    }
}

/// Sets a header whose value holds no control characters: ours all do not.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
