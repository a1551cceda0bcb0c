//! A file's hashes and its compressed form, each made once and kept while there is room.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::Bytes;
use sha2::{Digest, Sha256};
use tokio::sync::{OnceCell, Semaphore};
use tokio::task::spawn_blocking;

use super::files::Opened;
use super::store::{Key, Store};

/// Memory for hashes, in bytes; enough for about 60,000 files.
const FACTS: u64 = 24 << 20;
/// What one file's hashes and keys take, its name apart.
const FACT: u64 = 300;
/// The files whose compressed forms are kept are together at most this large, in bytes; the forms are smaller.
const PACKED: u64 = 64 << 20;
/// Larger texts are sent as they are.
const LARGEST_PACKED: u64 = 16 << 20;
/// Smaller texts fit into one packet as they are.
const SMALLEST_PACKED: u64 = 512;
/// Files hashed or compressed at one time.
const WORKERS: usize = 4;
/// Within this time after a change, another one may leave size and time of the file as they were.
const RACY: Duration = Duration::from_secs(2);

/// The hashes of a file's bytes.
#[derive(Debug)]
pub(super) struct Facts {
    /// Lower-case hex.
    pub blake3: String,
    /// As `Repr-Digest` has it (RFC 9530).
    pub digest: String,
}

/// The bytes of a file after gzip.
#[derive(Debug)]
pub(super) struct Packed {
    pub bytes: Bytes,
    /// Of these bytes: the digest of a representation covers its content coding.
    pub digest: String,
}

/// What was made so far.
pub(super) struct Known {
    facts: Store<Arc<Facts>>,
    packed: Store<Option<Arc<Packed>>>,
    workers: Semaphore,
}

impl Known {
    pub fn new() -> Known {
        Known { facts: Store::new(FACTS), packed: Store::new(PACKED), workers: Semaphore::new(WORKERS) }
    }

    /// # Errors
    /// The file cannot be read, or changes while it is.
    pub async fn facts(&self, opened: &Opened) -> io::Result<Arc<Facts>> {
        let cell = if is_racy(&opened.key) {
            Arc::default()
        } else {
            self.facts.cell(&opened.key, FACT + 2 * opened.key.name.len() as u64)
        };
        self.make(&cell, opened, |file, bytes| hash(file, bytes).map(Arc::new)).await
    }

    /// The compressed form, where it is worth it.
    ///
    /// # Errors
    /// As [`Known::facts`].
    pub async fn packed(&self, opened: &Opened) -> io::Result<Option<Arc<Packed>>> {
        if !(SMALLEST_PACKED..=LARGEST_PACKED).contains(&opened.key.bytes) {
            return Ok(None);
        }
        let cell =
            if is_racy(&opened.key) { Arc::default() } else { self.packed.cell(&opened.key, opened.key.bytes + FACT) };
        self.make(&cell, opened, |file, bytes| Ok(gzip(file, bytes)?.map(Arc::new))).await
    }

    async fn make<V: Clone + Send + 'static>(
        &self,
        cell: &OnceCell<V>,
        opened: &Opened,
        how: fn(File, u64) -> io::Result<V>,
    ) -> io::Result<V> {
        let made = cell.get_or_try_init(|| async {
            let _worker = self.workers.acquire().await.map_err(io::Error::other)?;
            let (file, bytes) = (opened.file.try_clone()?, opened.key.bytes);
            spawn_blocking(move || how(file, bytes)).await.map_err(io::Error::other)?
        });
        made.await.cloned()
    }
}

fn is_racy(key: &Key) -> bool {
    key.modified.is_none_or(|modified| match SystemTime::now().duration_since(modified) {
        Ok(age) => age < RACY,
        Err(ahead) => ahead.duration() < RACY,
    })
}

/// Reads a file of `bytes` bytes from its start, 64 KiB at a time.
fn each(mut file: File, bytes: u64, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut buffer = vec![0; 64 << 10];
    let mut seen = 0;
    file.rewind()?;
    loop {
        let got = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(got) => got,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        seen += got as u64;
        take(&buffer[..got])?;
    }
    if seen == bytes {
        Ok(())
    } else {
        Err(io::Error::other(format!("{seen} bytes came of {bytes}: it is being changed")))
    }
}

fn hash(file: File, bytes: u64) -> io::Result<Facts> {
    let (mut blake3, mut sha256) = (blake3::Hasher::new(), Sha256::new());
    each(file, bytes, |chunk| {
        blake3.update(chunk);
        sha256.update(chunk);
        Ok(())
    })?;
    Ok(Facts { blake3: blake3.finalize().to_hex().to_string(), digest: digest(&sha256.finalize()) })
}

fn gzip(file: File, bytes: u64) -> io::Result<Option<Packed>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    each(file, bytes, |chunk| encoder.write_all(chunk))?;
    let mut packed = encoder.finish()?;
    packed.shrink_to_fit();
    // Less than a twentieth saved is not worth the visitor's time.
    if packed.len() as u64 > bytes - bytes / 20 {
        return Ok(None);
    }
    Ok(Some(Packed { digest: digest(&Sha256::digest(&packed)), bytes: packed.into() }))
}

fn digest(sha256: &[u8]) -> String {
    format!("sha-256=:{}:", BASE64_STANDARD.encode(sha256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_are_those_of_the_standards() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"{\"hello\": \"world\"}\n").unwrap();
        let facts = hash(file.try_clone().unwrap(), 19).unwrap();
        // The example of RFC 9530, appendix D.
        assert_eq!(facts.digest, "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
        assert_eq!(facts.blake3, blake3::hash(b"{\"hello\": \"world\"}\n").to_hex().as_str());
        assert!(hash(file, 18).is_err());
    }

    #[test]
    fn only_what_shrinks_is_compressed() {
        let mut text = tempfile::tempfile().unwrap();
        text.write_all(&[b'a'; 10_000]).unwrap();
        let packed = gzip(text, 10_000).unwrap().unwrap();
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&*packed.bytes).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, [b'a'; 10_000]);
        let mut noise = tempfile::tempfile().unwrap();
        let mut bytes = vec![0; 10_000];
        blake3::Hasher::new().finalize_xof().fill(&mut bytes);
        noise.write_all(&bytes).unwrap();
        assert!(gzip(noise, 10_000).unwrap().is_none());
    }
}
