//! Sources on disk.

use std::fs;
use std::sync::Arc;

use super::*;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("fair/booths/acme")).unwrap();
    fs::write(folder.path().join("outside.txt"), "secret").unwrap();
    fs::write(folder.path().join("fair/fair.toml"), "format = 1").unwrap();
    fs::write(folder.path().join("fair/booths/acme/booth.glb"), "glTF").unwrap();
    folder
}

fn open(folder: &tempfile::TempDir, below: &str) -> Result<(Source, Entry), FetchError> {
    Source::open(folder.path().join(below).to_str().unwrap())
}

#[test]
fn a_spec_is_a_folder_or_a_file() {
    let folder = folder();
    assert_eq!(open(&folder, "fair").unwrap().1, Entry::Manifest("fair.toml".into()));
    assert_eq!(open(&folder, "fair/booths/acme/booth.glb").unwrap().1, Entry::Model("booth.glb".into()));
    assert!(open(&folder, "fair/booths").unwrap_err().to_string().contains("neither fair.json nor fair.toml"));
    assert!(open(&folder, "outside.txt").unwrap_err().to_string().contains("not a fair"));
    assert!(open(&folder, "nowhere").is_err());
    fs::write(folder.path().join("fair/fair.json"), "{}").unwrap();
    assert_eq!(open(&folder, "fair").unwrap().1, Entry::Packed("fair.json".into()));
}

#[test]
fn reads_are_bounded_counted_and_listed() {
    let folder = folder();
    let source = open(&folder, "fair").unwrap().0;
    assert_eq!(source.read("booths/acme/booth.glb", 4).unwrap(), b"glTF");
    assert_eq!(source.bytes_fetched(), 4);
    assert!(matches!(source.read("booths/acme/booth.glb", 3), Err(FetchError::TooLarge { bytes: 4, limit: 3, .. })));
    assert!(source.read("booths/acme/none.glb", 9).unwrap_err().is_missing());
    assert!(matches!(source.read("booths", 9), Err(FetchError::Io { .. })));
    assert_eq!(source.folders("booths").unwrap().unwrap(), ["acme"]);
    assert_eq!(source.folders("nothing").unwrap().unwrap(), Vec::<String>::new());
    let source = Arc::new(source);
    assert_eq!(source.folder("booths/acme").read("booth.glb", 9).unwrap(), b"glTF");
    assert_eq!(source.beside("booths/acme/booth.glb").read("booth.glb", 9).unwrap(), b"glTF");
    assert_eq!(source.beside("fair.toml").read("booths/acme/booth.glb", 9).unwrap(), b"glTF");
    let error = source.folder("booths/acme").read("../../fair.toml", 99).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_else() {
    let folder = folder();
    let fair = folder.path().join("fair");
    std::os::unix::fs::symlink("../outside.txt", fair.join("leak.txt")).unwrap();
    std::os::unix::fs::symlink("booths/acme/booth.glb", fair.join("same.glb")).unwrap();
    let source = open(&folder, "fair").unwrap().0;
    assert!(matches!(source.read("leak.txt", 99), Err(FetchError::Name { .. })));
    assert!(source.has("leak.txt").is_err());
    assert_eq!(source.read("same.glb", 99).unwrap(), b"glTF");
}

#[test]
fn listed_pieces_are_checked() {
    let folder = folder();
    let source = open(&folder, "fair").unwrap().0;
    let name = "booths/acme/booth.glb";
    let hash = blake3::hash(b"glTF").to_hex().to_string();
    source.set_pieces(Pieces::from([(name.into(), (hash, 4)), ("fair.toml".into(), ("0".repeat(64), 10))]));
    assert_eq!(source.read(name, 99).unwrap(), b"glTF");
    assert!(matches!(source.read("fair.toml", 99), Err(FetchError::Hash { .. })));
    fs::write(folder.path().join("fair").join(name), "glTF and more").unwrap();
    assert!(matches!(source.read(name, 99), Err(FetchError::TooLarge { limit: 4, .. })));
}

#[test]
fn a_broken_link_of_the_chain_names_the_file() {
    let folder = folder();
    let error = open_fair(folder.path().join("fair").to_str().unwrap()).unwrap_err().to_string();
    assert!(error.starts_with("fair.toml"), "{error}");
    let (source, fair) = open_fair(folder.path().join("fair/booths/acme/booth.glb").to_str().unwrap()).unwrap();
    assert_eq!(fair.title.en, "booth");
    assert_eq!(source.read(fair.booths[0].model.as_deref().unwrap(), 9).unwrap(), b"glTF");
}

/// Two files in the program itself.
#[derive(Debug)]
struct Two;

impl Bundle for Two {
    fn read(&self, name: &str, _: u64) -> std::io::Result<Vec<u8>> {
        match name {
            "fair.toml" => Ok(b"format = 1".to_vec()),
            "booths/acme/booth.glb" => Ok(b"glTF".to_vec()),
            _ => Err(std::io::ErrorKind::NotFound.into()),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.read(name, 0).is_ok()
    }
}

#[test]
fn a_bundle_is_read_like_a_folder() {
    let setup = Setup { bundle: Some(Arc::new(Two)), ..Setup::default() };
    let (source, entry) = Source::open_with(BUNDLED, &setup).unwrap();
    assert_eq!(entry, Entry::Manifest("fair.toml".into()));
    assert_eq!(source.read("booths/acme/booth.glb", 100).unwrap(), b"glTF");
    assert_eq!(source.bytes_fetched(), 4);
    assert!(matches!(source.read("booths/acme/booth.glb", 3), Err(FetchError::TooLarge { bytes: 4, limit: 3, .. })));
    assert!(matches!(source.read("booths/none.glb", 9), Err(FetchError::Missing { .. })));
    assert!(source.read("../out", 9).is_err() && source.has("fair.toml").unwrap() && !source.has("a").unwrap());
    assert_eq!(source.folders("booths").unwrap(), None);
    // Without one the word is a path like others.
    assert!(Source::open(BUNDLED).is_err());
}
