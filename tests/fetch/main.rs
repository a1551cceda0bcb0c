//! Fetching against real servers and folders, right ones and wrong ones.

mod cache;
mod cuts;
mod kills;
mod link;
mod offline;
mod pool;
mod refusals;
mod server;
mod watch;
