//! The demo fair inside the APK.

use std::ffi::CString;
use std::io::{self, Read};

use android_activity::ndk::asset::{Asset, AssetManager};

use crate::fetch::Bundle;

/// The folder of the APK's assets in which the fair is, packed by `boothwalk pack`.
const FOLDER: &str = "fair";

/// The files of a folder of the APK's assets, as the system's asset manager gives them.
#[derive(Debug)]
pub struct Assets(pub AssetManager);

impl Assets {
    fn open(&self, name: &str) -> io::Result<Asset> {
        let path = CString::new(format!("{FOLDER}/{name}"))?;
        // It says no more than that; a name that is not there is by far the likeliest.
        self.0.open(&path).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Whether there is a fair: an APK may be packed without one.
    pub fn any(&self) -> bool {
        self.has("fair.json")
    }
}

impl Bundle for Assets {
    fn read(&self, name: &str, limit: u64) -> io::Result<Vec<u8>> {
        let asset = self.open(name)?;
        let mut bytes = Vec::with_capacity((asset.length() as u64).min(limit) as usize);
        asset.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn has(&self, name: &str) -> bool {
        self.open(name).is_ok()
    }
}
