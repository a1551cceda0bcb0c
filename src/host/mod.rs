//! Serves a fair's folder over HTTP: static files, each with the headers that let visitors, proxies and CDNs keep it as
//! long as it is good and no longer. Knows nothing of what is drawn.
//!
//! One request goes down this list:
//!
//! | file | subject |
//! |---|---|
//! | `run` | `boothwalk host`: the address, the threads, the end |
//! | `tls` | certificate and key |
//! | `connection` | one connection: HTTP/1.1 or HTTP/2, and when it is cut |
//! | `pulse` | whether anything moves on a connection |
//! | `answer` | from a request to an answer |
//! | `ask` | what a request's headers ask for: ranges, conditions, encodings |
//! | `files` | from a path to an open file, and never out of the folder |
//! | `kind` | what a file is, by the ending of its name |
//! | `facts` | a file's hashes and its compressed form, made once |
//! | `store` | what was made once, kept in bounded memory |
//! | `feed` | a file's bytes, read just ahead of the visitor |
//! | `body` | the bytes of an answer, as hyper takes them |
//!
//! Scaling out is a matter of any other static server: `README.md` in this folder says how.

mod answer;
mod ask;
mod body;
mod connection;
mod facts;
mod feed;
mod files;
mod kind;
mod pulse;
mod run;
mod store;
mod tls;

pub use run::{Options, host};
