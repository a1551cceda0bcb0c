//! Fetching against real servers and folders, right ones and wrong ones.

mod refusals;
mod server;
