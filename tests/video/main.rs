//! Films: what is decoded of good files, what is said of others, and that damaged ones do no harm. `make.sh` says how the
//! files were made.

mod damage;
mod files;
mod player;

use std::path::PathBuf;
use std::sync::Arc;

use boothwalk::media::video::{Chunks, Whole};

/// A file in `tests/video/files`.
fn file(name: &str) -> Arc<[u8]> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/video/files").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into()
}

fn whole(bytes: impl Into<Arc<[u8]>>) -> Box<dyn Chunks> {
    Box::new(Whole(Some(bytes.into())))
}
