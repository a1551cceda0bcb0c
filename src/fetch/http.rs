//! Files below one URL of an HTTP server.

use std::time::Duration;

use ureq::http::header;

use super::FetchError;
use super::address::Address;
use super::ask::{Asker, Question, text};
use super::download::{Download, Want};
use super::link::Wire;
use super::portal::is_html;
use super::retry::{Dice, Failure, Patience, persist};
use super::transfer::Transfer;

#[derive(Debug)]
pub(super) struct Http {
    address: Address,
    asker: Asker,
    patience: Patience,
    dice: Dice,
}

/// A file that may be unchanged.
#[derive(Debug)]
pub(super) enum Revalidated {
    Unchanged,
    /// The content and its validator.
    Changed(Vec<u8>, Option<String>),
}

/// A request that caches on the way are not to answer.
#[derive(Debug, Clone, Copy)]
struct Validate<'a> {
    unless: Option<&'a str>,
    brief: bool,
}

impl Http {
    /// The server of `url`, and the name of the file it points to below the folder it lies in (empty for a folder).
    pub fn open(url: &str, patience: Patience, wire: Wire) -> Result<(Http, String), FetchError> {
        let (address, file) = Address::parse(url)?;
        let asker = Asker::new(&patience, wire);
        Ok((Http { address, asker, dice: Dice::new(patience.seed), patience }, file))
    }

    /// Goes one folder deeper.
    pub fn enter(&mut self, folder: &str) {
        self.address.enter(folder);
    }

    /// The address of a cleaned name.
    pub fn address(&self, name: &str) -> String {
        self.address.of(name)
    }

    /// Ends what is under way in other threads; they try again unless their transfers were told to stop.
    pub fn interrupt(&self) {
        self.asker.interrupt(&self.patience);
    }

    pub fn read(&self, want: Want, transfer: &Transfer) -> Result<Vec<u8>, FetchError> {
        match self.fetch(want, None, transfer)? {
            Revalidated::Changed(bytes, _) => Ok(bytes),
            // Only a request with a validator is answered so.
            Revalidated::Unchanged => Err(FetchError::Status { name: want.name.into(), status: 304 }),
        }
    }

    /// Reads a file unless it still has the validator `unless`; caches on the way are made to ask. `brief`: there is
    /// something to fall back on, so a network that fails is not waited for.
    pub fn revalidate(
        &self,
        want: Want,
        unless: Option<&str>,
        brief: bool,
        transfer: &Transfer,
    ) -> Result<Revalidated, FetchError> {
        self.fetch(want, Some(Validate { unless, brief }), transfer)
    }

    /// How long to wait from one look for the server to the next.
    pub fn watch(&self) -> [Duration; 2] {
        self.patience.watch
    }

    /// Whether the server has the file, asked once and briefly: a portal or a gateway in trouble is no server.
    pub fn answers(&self, name: &str, transfer: &Transfer) -> bool {
        let question = Question { name, head: true, fresh: true, brief: true, ..Question::default() };
        match self.asker.ask(&self.address, &question, transfer) {
            Ok((answer, call)) => {
                call.done();
                !is_html(answer.body().mime_type())
            }
            // A server without HEAD.
            Err(Failure::Final(FetchError::Status { status, .. }))
            | Err(Failure::Passing { error: FetchError::Status { status, .. }, .. }) => matches!(status, 405 | 501),
            Err(_) => false,
        }
    }

    fn fetch(&self, want: Want, validate: Option<Validate>, transfer: &Transfer) -> Result<Revalidated, FetchError> {
        let brief = validate.is_some_and(|validate| validate.brief);
        let patience = if brief {
            &Patience { tries: self.patience.tries.min(2), ..self.patience.clone() }
        } else {
            &self.patience
        };
        let allowance = patience.allowance(want.length().unwrap_or(0));
        // The length of what is not listed is known only later; the limit bounds its time.
        let mut download = Download::new(want, transfer, patience.allowance(want.limit));
        persist(want.name, patience, &self.dice, transfer, allowance, |fresh| {
            if fresh {
                download.part.restart();
            }
            let range = download.part.range();
            let question = Question {
                name: want.name,
                range,
                unless: validate.and_then(|validate| validate.unless).filter(|_| range.is_none()),
                fresh: fresh || validate.is_some(),
                identity: want.hash.is_some() || range.is_some(),
                head: false,
                brief,
            };
            transfer.meter.begin();
            let asked = self.asker.ask(&self.address, &question, transfer);
            let done = asked.and_then(|(answer, call)| {
                if answer.status() == 304 {
                    call.done();
                    return Ok(Revalidated::Unchanged);
                }
                let etag = text(&answer, header::ETAG).map(str::to_owned);
                download.take(answer, call)?;
                Ok(Revalidated::Changed(std::mem::take(&mut download.part.bytes), etag))
            });
            transfer.meter.end();
            if let Err(Failure::Passing { error: FetchError::Status { status: 416, .. }, .. }) = &done {
                download.part.restart();
            }
            done
        })
    }

    /// Asks without taking the body.
    pub fn has(&self, name: &str, transfer: &Transfer) -> Result<bool, FetchError> {
        let question = |head| Question { name, head, ..Question::default() };
        let ask = |head| self.asker.ask(&self.address, &question(head), transfer);
        let asked = persist(name, &self.patience, &self.dice, transfer, self.patience.patience, |_| {
            let (answer, call) = match ask(true) {
                // A server without HEAD; the body of the answer is dropped unread.
                Err(Failure::Final(FetchError::Status { status: 405, .. }))
                | Err(Failure::Passing { error: FetchError::Status { status: 501, .. }, .. }) => ask(false)?,
                other => other?,
            };
            if is_html(answer.body().mime_type()) {
                return Err(Failure::Final(FetchError::Portal { name: name.into() }));
            }
            call.done();
            Ok(())
        });
        match asked {
            Ok(()) => Ok(true),
            Err(error) if error.is_missing() => Ok(false),
            Err(error) => Err(error),
        }
    }
}
