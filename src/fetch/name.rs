//! Names of files inside a fair.

use super::FetchError;

/// Longest name that is looked up, in bytes.
const LONGEST: usize = 1024;

/// Takes `.` parts out of a relative name.
///
/// # Errors
/// Anything that is not a plain name below the root: empty, absolute, with a scheme or drive, a backslash, `..`, an
/// empty part or a control character.
pub fn clean(name: &str) -> Result<String, FetchError> {
    let refuse = |why| Err(FetchError::Name { name: name.chars().take(200).collect(), why });
    if name.is_empty() {
        return refuse("it is empty");
    }
    if name.len() > LONGEST {
        return refuse("it is longer than 1024 bytes");
    }
    if name.starts_with('/') {
        return refuse("it is absolute");
    }
    // A colon would be a scheme, a drive letter or an alternate stream; a backslash is a separator on Windows.
    if name.contains([':', '\\']) {
        return refuse("it holds ':' or '\\'");
    }
    if name.chars().any(char::is_control) {
        return refuse("it holds a control character");
    }
    let mut parts = Vec::new();
    for part in name.split('/') {
        match part {
            "." => {}
            ".." => return refuse("it holds '..'"),
            "" => return refuse("it holds an empty part"),
            part => parts.push(part),
        }
    }
    if parts.is_empty() { refuse("it is empty") } else { Ok(parts.join("/")) }
}

/// `name` as seen from `folder` (empty: the root itself).
///
/// # Errors
/// As [`clean`]; `name` cannot climb out of `folder` either.
pub fn join(folder: &str, name: &str) -> Result<String, FetchError> {
    let name = clean(name)?;
    if folder.is_empty() { Ok(name) } else { Ok(format!("{}/{name}", clean(folder)?)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_pass_and_dots_go() {
        assert_eq!(clean("hall/hall.glb").unwrap(), "hall/hall.glb");
        assert_eq!(clean("./a/./b c.png").unwrap(), "a/b c.png");
        assert_eq!(clean("a/...").unwrap(), "a/...");
        assert_eq!(join("booths/acme", "booth.glb").unwrap(), "booths/acme/booth.glb");
        assert_eq!(join("", "x").unwrap(), "x");
    }

    #[test]
    fn nothing_leads_out() {
        for name in [
            "",
            ".",
            "./",
            "..",
            "../x",
            "a/../../x",
            "/etc/passwd",
            "a//b",
            "a/",
            "C:/x",
            "http://h/x",
            "a\\..\\b",
            "a\0",
        ] {
            assert!(clean(name).is_err(), "{name:?} passed");
        }
        assert!(clean(&"a".repeat(1025)).is_err());
        assert!(join("booths", "../fair.toml").is_err());
    }
}
