//! GLB or plain JSON (glTF 2.0, section 4).

use super::error::{Fault, Reason, Result};

const MAGIC: &[u8; 4] = b"glTF";
const CHUNK_JSON: u32 = 0x4E4F_534A;
const CHUNK_BIN: u32 = 0x004E_4942;

/// The two parts of a file: its JSON, and the binary chunk of a GLB.
#[derive(Debug, PartialEq)]
pub(super) struct Container<'a> {
    pub json: &'a [u8],
    pub bin: Option<&'a [u8]>,
}

/// Splits a file into its parts, copying nothing.
pub(super) fn open(bytes: &[u8]) -> Result<Container<'_>> {
    if !bytes.starts_with(MAGIC) {
        let json = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        return Ok(Container { json, bin: None });
    }
    let version = word(bytes, 4)?;
    if version != 2 {
        return Err(broken(format!("it is GLB version {version}; only version 2 is known")));
    }
    let length = word(bytes, 8)? as usize;
    let Some(body) = bytes.get(12..length) else {
        return Err(broken(format!("its header promises {length} bytes, but the file has {}", bytes.len())));
    };
    let (kind, json, mut rest) = chunk(body)?;
    if kind != CHUNK_JSON {
        return Err(broken(format!("its first chunk has type {kind:#010x} instead of JSON")));
    }
    let mut bin = None;
    // A file may carry chunks of types that nobody here knows; they are skipped (section 4.4.1).
    while !rest.is_empty() {
        let (kind, data, after) = chunk(rest)?;
        if kind == CHUNK_BIN && bin.is_none() {
            bin = Some(data);
        }
        rest = after;
    }
    Ok(Container { json, bin })
}

fn chunk(bytes: &[u8]) -> Result<(u32, &[u8], &[u8])> {
    let length = word(bytes, 0)? as usize;
    let kind = word(bytes, 4)?;
    let body = bytes.get(8..).unwrap_or_default();
    match body.split_at_checked(length) {
        Some((data, rest)) => Ok((kind, data, rest)),
        None => Err(broken(format!("a chunk promises {length} bytes, but {} are left", body.len()))),
    }
}

fn word(bytes: &[u8], at: usize) -> Result<u32> {
    match bytes.get(at..).and_then(|rest| rest.first_chunk::<4>()) {
        Some(word) => Ok(u32::from_le_bytes(*word)),
        None => Err(broken(format!("it ends inside a header, {} bytes after its start", bytes.len()))),
    }
}

fn broken(why: String) -> Fault {
    Fault::new("", Reason::Container(why))
}

/// A GLB of its two parts (section 4.4); without a binary chunk where `bin` is empty.
pub fn glb(json: &[u8], bin: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(json.len() + bin.len() + 32);
    file.extend(MAGIC);
    file.extend([2u32, 0].iter().flat_map(|word| word.to_le_bytes()));
    for (kind, content, filler) in [(b"JSON", json, b' '), (b"BIN\0", bin, 0)] {
        if content.is_empty() {
            continue;
        }
        let length = content.len().next_multiple_of(4);
        file.extend((length as u32).to_le_bytes());
        file.extend(kind);
        file.extend(content);
        file.resize(file.len() + length - content.len(), filler);
    }
    let length = file.len() as u32;
    if let Some(slot) = file.get_mut(8..12) {
        slot.copy_from_slice(&length.to_le_bytes());
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glb(json: &[u8], bin: &[u8]) -> Vec<u8> {
        let mut out = b"glTF\x02\0\0\0\0\0\0\0".to_vec();
        for (kind, data) in [(CHUNK_JSON, json), (0x1234, b"what" as &[u8]), (CHUNK_BIN, bin)] {
            out.extend((data.len() as u32).to_le_bytes());
            out.extend(kind.to_le_bytes());
            out.extend(data);
        }
        let length = out.len() as u32;
        out[8..12].copy_from_slice(&length.to_le_bytes());
        out
    }

    #[test]
    fn splits_a_glb_and_skips_unknown_chunks() {
        let file = glb(b"{}  ", b"data");
        let parts = open(&file).unwrap();
        assert_eq!(parts, Container { json: b"{}  ", bin: Some(b"data") });
    }

    #[test]
    fn every_truncation_is_refused() {
        let file = glb(b"{}  ", b"data");
        for end in 4..file.len() {
            assert!(open(&file[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn plain_json_passes_with_or_without_a_byte_order_mark() {
        assert_eq!(open(b"{}").unwrap().json, b"{}");
        assert_eq!(open(b"\xEF\xBB\xBF{}").unwrap().json, b"{}");
    }

    #[test]
    fn wrong_versions_and_first_chunks_are_refused() {
        let mut file = glb(b"{}  ", b"data");
        file[4] = 1;
        assert!(open(&file).is_err());
        file[4] = 2;
        file[16] = b'X';
        assert!(open(&file).is_err());
    }
}
