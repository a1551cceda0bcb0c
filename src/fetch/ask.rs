//! One request to a server, and what its answer's head says.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use ureq::http::{Response, Uri, header};
use ureq::{Agent, Body};

use super::FetchError;
use super::address::{Address, Origin, resolve};
use super::faults::Fault;
use super::link::{Call, Wire};
use super::retry::{Failure, Patience, retry_after};
use super::transfer::Transfer;

/// Idle connections that are kept: more than a visit has threads that fetch.
const IDLE: usize = 16;
/// Longest wait for each step of a brief request.
const BRIEF: Duration = Duration::from_secs(3);
/// Redirects followed for one request.
const REDIRECTS: usize = 6;

/// What is asked for.
#[derive(Debug, Default)]
pub(super) struct Question<'a> {
    pub name: &'a str,
    /// The head only.
    pub head: bool,
    /// From this byte on, if the file still has this validator.
    pub range: Option<(u64, &'a str)>,
    /// Nothing, if the file still has this validator.
    pub unless: Option<&'a str>,
    /// Caches on the way are to ask the server.
    pub fresh: bool,
    /// Uncompressed: bytes can be counted.
    pub identity: bool,
    /// There is something to fall back on: who is silent is not waited for.
    pub brief: bool,
}

/// A server and its open connections.
#[derive(Debug)]
pub(super) struct Asker {
    agent: RwLock<Agent>,
    pub wire: Wire,
}

impl Asker {
    pub fn new(patience: &Patience, wire: Wire) -> Asker {
        Asker { agent: RwLock::new(agent(patience)), wire }
    }

    /// Ends every request under way; later ones are not touched.
    pub fn interrupt(&self, patience: &Patience) {
        let mut agent_now = self.agent.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *agent_now, agent(patience)).shutdown();
    }

    /// Sends the request and follows redirects inside the origin. The answer's status is 200, or 206 where a range was asked
    /// for, or 304 where a validator was given.
    pub fn ask<'a>(
        &'a self,
        address: &Address,
        question: &Question,
        transfer: &Transfer,
    ) -> Result<(Response<Body>, Call<'a>), Failure> {
        let name = question.name;
        let mut to = address.of(name);
        let mut origin = address.origin.clone();
        for _ in 0..REDIRECTS {
            let sent = Instant::now();
            let call = self.wire.send();
            let answer = self.send(&to, question, transfer)?;
            if !call.answered(transfer) {
                return Err(Failure::Final(FetchError::Cancelled { name: name.into() }));
            }
            transfer.meter.answered(sent.elapsed());
            if call.fault == Some(Fault::Refused) {
                return Err(Failure::passing(FetchError::Status { name: name.into(), status: 503 }));
            }
            match answer.status().as_u16() {
                200 | 203 => return Ok((answer, call)),
                // A partial answer to a request for the whole is no success.
                206 if question.range.is_some() => return Ok((answer, call)),
                304 if question.unless.is_some() => return Ok((answer, call)),
                404 | 410 => return Err(Failure::Final(FetchError::Missing { name: name.into() })),
                301 | 302 | 303 | 307 | 308 => {
                    let next = resolve(&to, text(&answer, header::LOCATION).unwrap_or(""));
                    let uri: Option<Uri> = next.parse().ok();
                    match uri.as_ref().and_then(Origin::of) {
                        Some(there) if origin.allows(&there) => origin = there,
                        _ => return Err(Failure::Final(FetchError::Elsewhere { name: name.into(), to: next })),
                    }
                    to = next;
                }
                status => return Err(refused(name, status, &answer)),
            }
        }
        Err(Failure::Final(FetchError::Network { name: name.into(), why: "redirected in a circle".into(), tries: 1 }))
    }

    fn send(&self, to: &str, question: &Question, transfer: &Transfer) -> Result<Response<Body>, Failure> {
        // Held for the clone only: an agent is a handle.
        let agent = self.agent.read().unwrap_or_else(PoisonError::into_inner).clone();
        // After that line: who is told to stop later has an agent that `interrupt` will shut down.
        if transfer.stopped(0, 1) {
            return Err(Failure::Final(FetchError::Cancelled { name: question.name.into() }));
        }
        let mut request = if question.head { agent.head(to) } else { agent.get(to) };
        if let Some((first, etag)) = question.range {
            request = request.header(header::RANGE, format!("bytes={first}-")).header(header::IF_RANGE, etag);
        }
        if let Some(etag) = question.unless {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if question.fresh {
            request = request.header(header::CACHE_CONTROL, "no-cache");
        }
        if question.identity {
            request = request.header(header::ACCEPT_ENCODING, "identity");
        }
        if question.brief {
            let config = request.config();
            let shorter = |usual: Option<Duration>| Some(usual.map_or(BRIEF, |usual| usual.min(BRIEF)));
            let usual = agent.config().timeouts();
            request = config
                .timeout_resolve(shorter(usual.resolve))
                .timeout_connect(shorter(usual.connect))
                .timeout_recv_response(shorter(usual.recv_response))
                .build();
        }
        request.call().map_err(|error| classify(question.name, error))
    }
}

fn agent(patience: &Patience) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        // Redirects are followed here, where the origin is checked.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("boothwalk/", env!("CARGO_PKG_VERSION")))
        .max_idle_connections(IDLE)
        .max_idle_connections_per_host(IDLE)
        .timeout_resolve(Some(patience.connect))
        .timeout_connect(Some(patience.connect))
        .timeout_recv_response(Some(patience.silence))
        .timeout_per_read(Some(patience.silence))
        .build()
        .new_agent()
}

/// A header's value, where it is text.
pub(super) fn text(answer: &Response<Body>, name: header::HeaderName) -> Option<&str> {
    answer.headers().get(name).and_then(|value| value.to_str().ok())
}

fn refused(name: &str, status: u16, answer: &Response<Body>) -> Failure {
    let error = FetchError::Status { name: name.into(), status };
    // 416: the range no longer fits; the next try asks for all.
    if matches!(status, 408 | 416 | 425 | 429) || status >= 500 {
        let after = text(answer, header::RETRY_AFTER).and_then(|value| retry_after(value, SystemTime::now()));
        Failure::Passing { error, after, gained: false }
    } else {
        Failure::Final(error)
    }
}

fn classify(name: &str, error: ureq::Error) -> Failure {
    use ureq::Error;
    let passing = matches!(
        error,
        Error::Io(_) | Error::Timeout(_) | Error::HostNotFound | Error::ConnectionFailed | Error::Protocol(_)
    );
    let error = FetchError::Network { name: name.into(), why: error.to_string(), tries: 1 };
    if passing { Failure::passing(error) } else { Failure::Final(error) }
}
