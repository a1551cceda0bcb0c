//! How the loader asks for the files beside a model.

use std::fs::File;
use std::io::{Error, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Gives the files that a model refers to.
pub trait Files {
    /// The whole content of a file, or an error when it holds more than `limit` bytes.
    ///
    /// `name` is relative to the model's folder, percent-decoded, with `/` between its parts; it never holds `..`,
    /// a scheme, a backslash or a control character.
    fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, Error>;
}

/// For models that must stand alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _name: &str, _limit: u64) -> Result<Vec<u8>, Error> {
        Err(Error::new(ErrorKind::NotFound, "this model has no files beside it"))
    }
}

/// The files of a folder on disk; links that lead out of it are refused.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(path: impl Into<PathBuf>) -> Folder {
        let path = path.into();
        Folder(if path.as_os_str().is_empty() { PathBuf::from(".") } else { path })
    }
}

impl Files for Folder {
    fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let root = self.0.canonicalize()?;
        let path = root.join(name).canonicalize()?;
        if !path.starts_with(&root) {
            return Err(Error::new(ErrorKind::PermissionDenied, "it lies outside the model's folder"));
        }
        read_file(&path, limit)
    }
}

/// Reads a file of at most `limit` bytes.
pub(crate) fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is no regular file"));
    }
    let too_large = |size: u64| Error::new(ErrorKind::FileTooLarge, format!("{size} bytes pass the limit of {limit}"));
    if about.len() > limit {
        return Err(too_large(about.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
    // The file may grow between the two looks at it.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_files_within_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("a")).unwrap();
        std::fs::write(folder.path().join("a/b.bin"), [1, 2, 3]).unwrap();
        let files = Folder::new(folder.path());
        assert_eq!(files.read("a/b.bin", 3).unwrap(), [1, 2, 3]);
        assert!(files.read("a/b.bin", 2).is_err());
        assert!(files.read("a", 9).is_err());
        assert!(files.read("c", 9).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_refused() {
        let outside = tempfile::NamedTempFile::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
        assert!(Folder::new(folder.path()).read("link", 9).is_err());
    }
}
