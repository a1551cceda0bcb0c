//! A fair's files: `fair.toml` or `fair.json`, and what stands beside it.

use std::io::{Error, ErrorKind, Result};

use boothwalk::fair::{Folder, read_manifest, read_packed};

/// A fair of one booth with one product.
struct Files<'a> {
    fair: &'a [u8],
    booth: &'a [u8],
    product: &'a [u8],
    credits: &'a [u8],
}

impl Files<'_> {
    fn find(&self, name: &str) -> Option<&[u8]> {
        match name.rsplit('/').next() {
            Some("fair") => Some(self.fair),
            Some("booth.toml") => Some(self.booth),
            Some("product.toml") => Some(self.product),
            Some("CREDITS.toml") => Some(self.credits),
            _ => None,
        }
    }
}

impl Folder for Files<'_> {
    fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>> {
        match self.find(name) {
            Some(bytes) if bytes.len() as u64 <= limit => Ok(bytes.to_vec()),
            Some(_) => Err(ErrorKind::FileTooLarge.into()),
            None => Err(Error::new(ErrorKind::NotFound, "no such file")),
        }
    }

    fn has(&self, name: &str) -> Result<bool> {
        Ok(self.find(name).is_some())
    }

    fn folders(&self, name: &str) -> Result<Option<Vec<String>>> {
        Ok(Some(vec![if name == "booths" { "acme" } else { "pump" }.to_owned()]))
    }
}

/// The files of a fair, divided by zero bytes: the fair (packed where it begins with `{`), the booth, the product, the
/// credits.
pub fn manifest(data: &[u8]) -> bool {
    let mut parts = data.split(|&byte| byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let files = Files { fair: part(), booth: part(), product: part(), credits: part() };
    let fair = if files.fair.first() == Some(&b'{') {
        read_packed(&files, "fair").map(|(fair, _)| fair)
    } else {
        read_manifest(&files, "fair")
    };
    fair.is_ok_and(|fair| fair.broken.is_empty())
}
