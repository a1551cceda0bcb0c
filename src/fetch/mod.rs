//! Bytes by name, from a folder or an HTTP origin. Knows nothing of what is in them.
//!
//! A [`Source`] is where one fair's files come from; every name is relative to its root, with `/` between parts, and
//! can lead neither out of the root nor to another host. Reading blocks: call it from worker threads, which share the
//! source through an `Arc`.

mod error;
mod folder;
mod http;
mod name;
mod open;
mod source;

pub use error::FetchError;
pub use name::{clean, join};
pub use open::open_fair;
pub use source::{Entry, Pieces, Source, SubFolder};

#[cfg(test)]
mod http_tests;
#[cfg(test)]
mod source_tests;
