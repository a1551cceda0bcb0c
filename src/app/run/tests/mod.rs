//! Visits that last, whatever is lost on the way.

#[cfg(feature = "pack")]
mod long;
mod lost;
