//! Whether a runtime is installed at all, from the files that would say so.
//!
//! On a machine without one the OpenXR loader writes a page of errors on the terminal before it answers; somebody who only
//! wants a window must not see them. So the probe looks first where the loader would (OpenXR loader specification, "Linux
//! active runtime location").

use std::path::{Path, PathBuf};

/// The files that may name the active runtime, in the loader's order.
fn places(var: impl Fn(&str) -> Option<PathBuf>) -> Vec<PathBuf> {
    if let Some(named) = var("XR_RUNTIME_JSON") {
        return vec![named];
    }
    let mut folders = Vec::new();
    folders.extend(var("XDG_CONFIG_HOME").or_else(|| var("HOME").map(|home| home.join(".config"))));
    match var("XDG_CONFIG_DIRS") {
        Some(dirs) => folders.extend(std::env::split_paths(&dirs)),
        None => folders.push(PathBuf::from("/etc/xdg")),
    }
    folders.extend(["/etc", "/usr/local/etc", "/usr/local/etc/xdg"].map(PathBuf::from));
    let files = ["active_runtime.json".to_owned(), format!("active_runtime.{}.json", std::env::consts::ARCH)];
    folders.iter().flat_map(|folder| files.iter().map(|file| folder.join("openxr/1").join(file))).collect()
}

/// Whether the loader has a runtime to load. Always true where runtimes are not named by files of this kind.
pub(super) fn active() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    places(var).iter().any(|place: &PathBuf| Path::exists(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_where_the_loader_does() {
        let home = |name: &str| (name == "HOME").then(|| PathBuf::from("/home/ann"));
        let all = places(home);
        assert_eq!(all[0], Path::new("/home/ann/.config/openxr/1/active_runtime.json"));
        assert!(all.contains(&PathBuf::from("/etc/xdg/openxr/1/active_runtime.json")));
        let named = |name: &str| (name == "XR_RUNTIME_JSON").then(|| PathBuf::from("/opt/runtime.json"));
        assert_eq!(places(named), [Path::new("/opt/runtime.json")]);
    }
}
