//! Where the cache is, if nobody says.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The user's cache folder for us: below `XDG_CACHE_HOME`, or where the platform keeps caches. `None` where there is no home.
pub fn default_folder() -> Option<PathBuf> {
    choose(|name| std::env::var_os(name).filter(|value| !value.is_empty()))
}

fn choose(var: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    // The base directory specification: a relative path is to be ignored.
    let absolute = |name| var(name).map(PathBuf::from).filter(|path: &PathBuf| path.is_absolute());
    let home = |below: &str| absolute("HOME").map(|home| home.join(Path::new(below)));
    let base = absolute("XDG_CACHE_HOME").or_else(|| {
        if cfg!(target_os = "windows") {
            absolute("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            home("Library/Caches")
        } else {
            home(".cache")
        }
    });
    Some(base?.join("boothwalk").join("fairs"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_where() {
        let choose = |set: &[(&str, &str)]| {
            choose(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value)))
        };
        assert_eq!(choose(&[("HOME", "/h"), ("XDG_CACHE_HOME", "/c")]), Some("/c/boothwalk/fairs".into()));
        assert_eq!(choose(&[("HOME", "/h"), ("XDG_CACHE_HOME", "c")]), Some("/h/.cache/boothwalk/fairs".into()));
        assert_eq!(choose(&[]), None);
    }
}
