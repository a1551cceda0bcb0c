//! Bytes by name, from a folder or an HTTP origin. Knows nothing of what is in them.
//!
//! A [`Source`] is where one fair's files come from; every name is relative to its root, with `/` between parts, and
//! can lead neither out of the root nor to another host. Reading blocks: call it from worker threads, which share the
//! source through an `Arc`.
//!
//! | file | subject |
//! |---|---|
//! | `source`, `sub_folder`, `setup` | a fair's files by name; those below one folder; how they are read |
//! | `open` | from what the visitor typed to a fair |
//! | `piece`, `fetch_piece` | files named by their content: the names, and getting them |
//! | `manifest` | `fair.json`, with and without a network |
//! | `folder`, `bundle`, `http` | the kinds of source |
//! | `name`, `address` | names inside a fair, and where they and redirects lead on a server |
//! | `ask` | one request and the head of its answer |
//! | `download`, `resume`, `portal` | the body: its limits and checks, going on after a break, login pages |
//! | `retry` | what is tried again, when and how long |
//! | `transfer`, `meter` | one transfer as seen from outside; counts and running estimates |
//! | `store` | the disk cache |
//! | `pool` | threads that fetch pieces, the most wanted first |
//! | `watch` | looks whether a source that was out of reach is back |
//! | `link`, `faults` | a slower network, and one that fails now and then, for tests |

mod address;
mod ask;
mod bundle;
mod download;
mod error;
mod faults;
mod fetch_piece;
mod folder;
mod http;
mod link;
mod manifest;
mod meter;
mod name;
mod open;
mod piece;
mod pool;
mod portal;
mod resume;
mod retry;
mod setup;
mod source;
mod store;
mod sub_folder;
mod transfer;
mod watch;

pub use bundle::{BUNDLED, Bundle};
pub use error::FetchError;
pub use faults::Faults;
pub use link::Link;
pub use name::{clean, join};
pub use open::{open_fair, open_fair_with};
pub use piece::{Ext, PieceError, PieceRef};
pub use pool::{Counts, Fetched, Fetcher, HOLD, THREADS};
pub use retry::Patience;
pub use setup::Setup;
pub use source::{Entry, Pieces, Source};
pub use store::{DEFAULT_SIZE, KeptFair, Store, default_folder};
pub use sub_folder::SubFolder;
pub use watch::Watch;

#[cfg(test)]
mod http_tests;
#[cfg(test)]
mod source_tests;
