//! Visits that last, whatever is lost on the way.

mod film;
#[cfg(all(feature = "pack", target_os = "linux", target_env = "gnu"))]
mod long;
mod lost;
