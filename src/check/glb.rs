//! The container of a .glb file, chunk by chunk (glTF 2.0, section 4.4).

use super::codes::*;
use super::finding::{Findings, values};

const HEADER: usize = 12;
const CHUNK: usize = 8;
const JSON: u32 = 0x4E4F_534A;
const BIN: u32 = 0x004E_4942;

/// What a container holds.
#[derive(Debug, Default)]
pub struct Chunks<'a> {
    pub json: Option<&'a [u8]>,
    pub bin: Option<&'a [u8]>,
}

/// Walks over a container. `None` where it is too broken to look at the contents. Places are `@` and a byte.
pub fn open<'a>(bytes: &'a [u8], out: &mut Findings) -> Option<Chunks<'a>> {
    let (Some(magic), Some(version), Some(total)) = (word(bytes, 0), word(bytes, 4), word(bytes, 8)) else {
        out.add(&GLB_UNEXPECTED_END_OF_HEADER, place(bytes.len()), vec![]);
        return None;
    };
    if magic != u32::from_le_bytes(*b"glTF") {
        out.add(&GLB_INVALID_MAGIC, place(0), values!["found" => format!("{magic:#010x}")]);
        return None;
    }
    if version != 2 {
        out.add(&GLB_INVALID_VERSION, place(4), values!["found" => version]);
        return None;
    }
    let total = total as usize;
    if total <= HEADER {
        out.add(&GLB_LENGTH_TOO_SMALL, place(8), values!["declared" => total]);
    }
    let mut chunks = Chunks::default();
    let (mut offset, mut number) = (HEADER, 0);
    while offset < bytes.len() {
        if offset == total {
            out.add(&GLB_EXTRA_DATA, place(offset), values!["extra" => bytes.len() - offset]);
            return Some(chunks);
        }
        let (Some(length), Some(kind)) = (word(bytes, offset), word(bytes, offset + 4)) else {
            out.add(&GLB_UNEXPECTED_END_OF_CHUNK_HEADER, place(bytes.len()), vec![]);
            return None;
        };
        let (at, length) = (place(offset), length as usize);
        header(&chunks, &at, kind, length, number, offset.saturating_add(CHUNK + length) > total, out);
        offset += CHUNK;
        let Some(data) = bytes.get(offset..offset.saturating_add(length)) else {
            out.add(&GLB_UNEXPECTED_END_OF_CHUNK_DATA, place(bytes.len()), vec![]);
            return None;
        };
        match kind {
            JSON => chunks.json = chunks.json.or(Some(data)),
            BIN => chunks.bin = chunks.bin.or(Some(data)),
            _ => {}
        }
        offset += length;
        number += 1;
    }
    if offset != total {
        out.add(&GLB_LENGTH_MISMATCH, place(offset), values!["declared" => total, "found" => offset]);
    }
    Some(chunks)
}

fn header(chunks: &Chunks<'_>, at: &str, kind: u32, length: usize, number: u32, too_big: bool, out: &mut Findings) {
    let name = chunk_name(kind);
    if !length.is_multiple_of(4) {
        out.add(&GLB_CHUNK_LENGTH_UNALIGNED, at, values!["chunk" => name, "length" => length]);
    }
    if too_big {
        out.add(&GLB_CHUNK_TOO_BIG, at, values!["chunk" => name, "length" => length]);
    }
    if number == 0 && kind != JSON {
        out.add(&GLB_UNEXPECTED_FIRST_CHUNK, at, values!["chunk" => name]);
    }
    if kind == BIN && number > 1 && chunks.bin.is_none() {
        out.add(&GLB_UNEXPECTED_BIN_CHUNK, at, vec![]);
    }
    match kind {
        JSON if length == 0 => out.add(&GLB_EMPTY_CHUNK, at, values!["chunk" => name]),
        BIN if length == 0 => out.add(&GLB_EMPTY_BIN_CHUNK, at, vec![]),
        JSON | BIN => {}
        _ => out.add(&GLB_UNKNOWN_CHUNK_TYPE, at, values!["chunk" => name]),
    }
    if (kind == JSON && chunks.json.is_some()) || (kind == BIN && chunks.bin.is_some()) {
        out.add(&GLB_DUPLICATE_CHUNK, at, values!["chunk" => name]);
    }
}

fn chunk_name(kind: u32) -> String {
    match kind {
        JSON => "JSON".to_owned(),
        BIN => "BIN".to_owned(),
        other => format!("{other:#010x}"),
    }
}

fn place(offset: usize) -> String {
    format!("@{offset}")
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk::<4>().map(|word| u32::from_le_bytes(*word))
}
