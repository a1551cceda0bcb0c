//! Bytes by name, from a folder or an HTTP origin. Knows nothing of what is in them.
//!
//! A [`Source`] is where one fair's files come from; every name is relative to its root, with `/` between parts, and
//! can lead neither out of the root nor to another host. Reading blocks: call it from worker threads, which share the
//! source through an `Arc`.
//!
//! | file | subject |
//! |---|---|
//! | `source`, `open` | a fair's files by name; from what the visitor typed to a fair |
//! | `piece` | files named by their content |
//! | `folder`, `http` | the two kinds of source |
//! | `name`, `address` | names inside a fair, and where they and redirects lead on a server |
//! | `ask` | one request and the head of its answer |
//! | `download`, `resume`, `portal` | the body: its limits and checks, going on after a break, login pages |
//! | `retry` | what is tried again, when and how long |
//! | `transfer`, `meter` | one transfer as seen from outside; counts and running estimates |
//! | `link` | a slower network, for tests |

mod address;
mod ask;
mod download;
mod error;
mod folder;
mod http;
mod link;
mod meter;
mod name;
mod open;
mod piece;
mod portal;
mod resume;
mod retry;
mod source;
mod transfer;

pub use error::FetchError;
pub use link::Link;
pub use name::{clean, join};
pub use open::{open_fair, open_fair_with};
pub use piece::{Ext, PieceError, PieceRef};
pub use retry::Patience;
pub use source::{Entry, Pieces, Setup, Source, SubFolder};

#[cfg(test)]
mod http_tests;
#[cfg(test)]
mod source_tests;
