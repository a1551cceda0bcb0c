//! The door of the Android app: what the system calls, and what it hands in. All behind it is the same as elsewhere.
//!
//! | file | subject |
//! |---|---|
//! | `main` | the activity's thread: its events, and the visit's thread |
//! | `talk` | what the two threads tell each other |
//! | `java` | what only Java knows: the fair's address, folders, languages, the battery, the end |
//! | `link` | a fair's address out of an intent |
//! | `assets` | the demo fair inside the APK |
//!
//! `android/` beside the sources has the manifest, the Gradle project and the checks.

mod link;

#[cfg(target_os = "android")]
mod assets;
#[cfg(target_os = "android")]
mod java;
#[cfg(target_os = "android")]
mod main;
#[cfg(any(target_os = "android", test))]
mod talk;
