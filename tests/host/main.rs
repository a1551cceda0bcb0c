//! `boothwalk host` as its visitors meet it: the real program, over real sockets.
#![cfg(unix)]

mod curl;
mod line;
mod nginx;
mod paths;
mod server;
mod serving;
mod slow;
mod start;
#[path = "../support/mod.rs"]
mod support;
