//! From a request's path to an open file, and never out of the folder.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::store::Key;
use crate::fetch::clean;

/// Why there is no file for a path.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoFile {
    /// Not there, or not for visitors; they are not told which.
    #[error("not found")]
    Missing,
    #[error("the path is not a name inside the fair: {0}")]
    Name(String),
    /// This machine has no more files to open just now.
    #[error("too many files are open")]
    Busy,
    #[error("{0}")]
    Io(io::Error),
}

/// The folder that is served.
#[derive(Debug)]
pub(super) struct Folder {
    /// Canonical, so that a symbolic link that leads out can be told.
    root: PathBuf,
}

/// An open file, and which it is.
#[derive(Debug)]
pub(super) struct Opened {
    pub file: File,
    pub key: Key,
}

impl Folder {
    /// # Errors
    /// No such folder.
    pub fn open(root: &Path) -> io::Result<Folder> {
        let root = root.canonicalize()?;
        if root.is_dir() { Ok(Folder { root }) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Opens the file of a name that [`name`] gave. Links are followed as long as they stay below the root. Blocks.
    ///
    /// # Errors
    /// See [`NoFile`].
    pub fn file(&self, name: &str) -> Result<Opened, NoFile> {
        let path = self.root.join(name).canonicalize().map_err(no_file)?;
        let Ok(below) = path.strip_prefix(&self.root) else {
            log::info!("{name}: a symbolic link leads out of the folder; not served");
            return Err(NoFile::Missing);
        };
        // A link may lead to what is hidden, too.
        let hidden = |part: Component| part.as_os_str().as_encoded_bytes().starts_with(b".");
        // Opening a pipe or a device could block for ever, or worse.
        if below.components().any(hidden) || !path.metadata().map_err(no_file)?.is_file() {
            return Err(NoFile::Missing);
        }
        let file = open(&path).map_err(no_file)?;
        let data = file.metadata().map_err(no_file)?;
        // Once more, of what was really opened.
        if !data.is_file() {
            return Err(NoFile::Missing);
        }
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(&data);
        #[cfg(not(unix))]
        let inode = 0;
        let key = Key { name: name.to_owned(), bytes: data.len(), modified: data.modified().ok(), inode };
        Ok(Opened { file, key })
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut how = OpenOptions::new();
    how.read(true);
    // If the name has become a pipe or a link since it was looked at, this neither waits nor follows.
    #[cfg(target_os = "linux")]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut how, libc::O_NONBLOCK | libc::O_NOFOLLOW);
    how.open(path)
}

fn no_file(error: io::Error) -> NoFile {
    use io::ErrorKind::{InvalidFilename, NotADirectory, NotFound, PermissionDenied};
    match error.kind() {
        NotFound | NotADirectory | PermissionDenied | InvalidFilename => NoFile::Missing,
        #[cfg(target_os = "linux")]
        _ if error.raw_os_error() == Some(libc::ELOOP) => NoFile::Missing,
        #[cfg(target_os = "linux")]
        _ if matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE)) => NoFile::Busy,
        _ => NoFile::Io(error),
    }
}

/// The name below the root that a request's path asks for: percent-decoded once, with `/` between parts, no part hidden.
///
/// # Errors
/// A path that is no such name.
pub(super) fn name(path: &str) -> Result<String, NoFile> {
    let path = path.strip_prefix('/').ok_or_else(|| NoFile::Name("it does not start with '/'".into()))?;
    let decoded = percent_decode_str(path).decode_utf8().map_err(|_| NoFile::Name("it is not UTF-8".into()))?;
    if decoded.is_empty() || decoded.ends_with('/') {
        return Err(NoFile::Missing);
    }
    let name = clean(&decoded).map_err(|error| NoFile::Name(error.to_string()))?;
    if name.split('/').any(|part| part.starts_with('.')) { Err(NoFile::Missing) } else { Ok(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_once() {
        assert_eq!(name("/fair.json").unwrap(), "fair.json");
        assert_eq!(name("/a%20b/%E6%AD%A5.glb").unwrap(), "a b/步.glb");
        assert_eq!(name("/a%2Fb").unwrap(), "a/b");
        assert_eq!(name("/%252e%252e/x").unwrap(), "%2e%2e/x");
    }

    #[test]
    fn no_path_leads_out_or_to_what_is_hidden() {
        for path in [
            "",
            "/",
            "*",
            "fair.json",
            "//etc/passwd",
            "/../x",
            "/a/../../x",
            "/%2e%2e/x",
            "/.%2e/x",
            "/a/%2E%2E%2Fx",
            "/..%5cx",
            "/a\\..\\x",
            "/a%00.json",
            "/C:/x",
            "/.git/config",
            "/a/.env",
            "/%2egit/config",
            "/a//b",
            "/a/",
            "/%ff",
            "/%c0%ae%c0%ae/x",
        ] {
            assert!(name(path).is_err(), "{path:?} passed");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_files_below_are_opened() {
        use std::os::unix::fs::symlink;
        // Not a hidden one, as tempfile's are without a prefix: those are refused for that alone.
        let outer = tempfile::Builder::new().prefix("outer-").tempdir().unwrap();
        let root = outer.path().join("fair");
        std::fs::create_dir_all(root.join(".git")).unwrap();
        std::fs::create_dir_all(root.join("a")).unwrap();
        std::fs::write(outer.path().join("secret"), "s").unwrap();
        std::fs::write(root.join(".git/config"), "s").unwrap();
        std::fs::write(root.join("a/b.json"), "{}").unwrap();
        symlink("../secret", root.join("out")).unwrap();
        symlink("..", root.join("up")).unwrap();
        symlink(".git", root.join("shown")).unwrap();
        symlink("a", root.join("inside")).unwrap();
        symlink("loop", root.join("loop")).unwrap();
        symlink("/dev/zero", root.join("zero")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(root.join("pipe")).status().unwrap().success());
        let folder = Folder::open(&root).unwrap();
        assert_eq!(folder.file("a/b.json").unwrap().key.bytes, 2);
        assert_eq!(folder.file("inside/b.json").unwrap().key.bytes, 2);
        for name in ["out", "up/secret", "shown/config", "loop", "zero", "socket", "pipe", "a", "none", "a/b.json/c"] {
            assert!(matches!(folder.file(name), Err(NoFile::Missing)), "{name}");
        }
    }
}
