//! KTX2 images with Basis Universal texels (KHR_texture_basisu; KTX 2.0 specification, Khronos 2021): ETC1S under
//! BasisLZ, or UASTC plain or under Zstandard, transcoded to what the GPU takes.
//!
//! The `basisu` crate transcodes. It believes the sizes in the header, so they are checked here first: afterwards every
//! part lies in the file and no level is larger than its texels.

use basisu::{DecodeFlags, TargetFormat, Transcoder};

use super::room::zeros;
use super::types::{Blocks, Image, Texel};

pub(super) const MAGIC: &[u8] = b"\xABKTX 20\xBB\r\n\x1A\n";

/// Bytes before the list of levels, and of one entry in it.
const HEADER: usize = 80;
const LEVEL: usize = 24;
/// The most bytes a texel that are held beside the finished image: a level without its Zstandard, and what BasisLZ keeps
/// of a block.
pub(super) const WORKING: u64 = 2;
/// Texels along the side of a block, in every form here.
const SIDE: u32 = 4;
/// Bytes of a UASTC block.
const UASTC: u64 = 16;

/// `supercompressionScheme` (section 3.7).
const PLAIN: u32 = 0;
const BASIS_LZ: u32 = 1;
const ZSTANDARD: u32 = 2;

/// What a checked file says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub width: u32,
    pub height: u32,
    pub levels: u32,
    /// The blocks are those of a GPU, not Basis Universal.
    pub ready: Option<Blocks>,
    zstandard: bool,
}

/// Reads the header and checks that everything it points at is there and no larger than it may be.
pub(super) fn inspect(bytes: &[u8]) -> Result<Header, String> {
    match inspect_piece(bytes)? {
        Header { ready: None, .. } => inspect_piece(bytes),
        Header { ready: Some(blocks), .. } => {
            Err(format!("the KTX2 file holds {blocks:?} blocks; glTF takes Basis Universal (ETC1S or UASTC) only"))
        }
    }
}

/// The same for a piece of a packed fair, which may hold the blocks of a GPU.
pub(super) fn inspect_piece(bytes: &[u8]) -> Result<Header, String> {
    let word = |at: usize| bytes.get(at..).and_then(|rest| rest.first_chunk()).map(|word| u32::from_le_bytes(*word));
    let long = |at: usize| bytes.get(at..).and_then(|rest| rest.first_chunk()).map(|long| u64::from_le_bytes(*long));
    let short = || format!("the KTX2 file ends inside its header, after {} bytes", bytes.len());
    let header = |field: usize| word(MAGIC.len() + field * 4).ok_or_else(short);
    let [format, width, height, depth] = [header(0)?, header(2)?, header(3)?, header(4)?];
    let [layers, faces, levels, scheme] = [header(5)?, header(6)?, header(7)?, header(8)?];
    let ready = match format {
        0 => None,
        145 | 146 => Some(Blocks::Bc7),
        157 | 158 => Some(Blocks::Astc),
        _ => {
            return Err(format!(
                "the KTX2 file holds texels in Vulkan format {format}; glTF takes Basis Universal (ETC1S or UASTC) only"
            ));
        }
    };
    if width == 0 || height == 0 || depth != 0 || layers != 0 || faces != 1 {
        return Err("the KTX2 file is no plain 2D image but a volume, an array or a cube".to_owned());
    }
    let most = 32 - width.max(height).leading_zeros();
    if levels == 0 || levels > most {
        return Err(format!("the KTX2 file claims {levels} mip levels for {width}×{height}; possible are 1 to {most}"));
    }
    if !matches!(scheme, PLAIN | BASIS_LZ | ZSTANDARD) || (ready.is_some() && scheme == BASIS_LZ) {
        return Err(format!("the KTX2 file uses the supercompression scheme {scheme}, which glTF does not allow"));
    }
    let inside = |what: &str, offset: u64, length: u64| match offset.checked_add(length) {
        Some(end) if end <= bytes.len() as u64 => Ok(()),
        _ => Err(format!("the KTX2 file ends before its {what}: {} bytes are there", bytes.len())),
    };
    let (description, keys) = ((header(9)?, header(10)?), (header(11)?, header(12)?));
    inside("data format descriptor", description.0.into(), description.1.into())?;
    inside("key and value data", keys.0.into(), keys.1.into())?;
    let at = MAGIC.len() + 13 * 4;
    let global = (long(at).ok_or_else(short)?, long(at + 8).ok_or_else(short)?);
    inside("global data", global.0, global.1)?;
    for level in 0..levels {
        let at = HEADER + level as usize * LEVEL;
        let [offset, length, whole] = [long(at), long(at + 8), long(at + 16)].map(|part| part.ok_or_else(short));
        let (length, whole) = (length?, whole?);
        inside("mip levels", offset?, length)?;
        let [wide, high] = [width, height].map(|side| u64::from((side >> level).max(1).div_ceil(SIDE)));
        let blocks = wide.saturating_mul(high).saturating_mul(UASTC);
        let found = if scheme == PLAIN { length } else { whole };
        if scheme != BASIS_LZ && found != blocks {
            return Err(format!("mip level {level} of the KTX2 file has {found} bytes where {blocks} are needed"));
        }
    }
    Ok(Header { width, height, levels, ready, zstandard: scheme == ZSTANDARD })
}

/// Transcodes a checked file. `texel` says whether it is colour ([`Texel::Rgba8Srgb`]) or data ([`Texel::Rgba8`]); the
/// image comes in `blocks` where it can.
pub(super) fn decode(bytes: &[u8], header: Header, texel: Texel, blocks: Blocks) -> Result<Image, String> {
    let Header { width, height, levels, .. } = header;
    // Block formats have whole blocks only, and further levels could not be made from them: such images become plain.
    let whole = width.is_multiple_of(SIDE) && height.is_multiple_of(SIDE) && (levels > 1 || width.max(height) == SIDE);
    let mut image = transcode(bytes, header, if whole { texel.in_blocks(blocks) } else { texel })?;
    if levels == 1 && !image.texel.is_blocks() {
        let top = image.levels.pop().unwrap_or_default();
        return Ok(Image::with_mips(top, width, height, texel, 1));
    }
    Ok(image)
}

/// Transcodes the levels of a checked file, and makes no others.
pub(super) fn transcode(bytes: &[u8], header: Header, texel: Texel) -> Result<Image, String> {
    let Header { width, height, levels, .. } = header;
    let broken = |why: basisu::Error| format!("the KTX2 file cannot be transcoded: {why:?}");
    let transcoder = Transcoder::new(bytes).map_err(broken)?;
    let target = match texel {
        Texel::Rgba8Srgb | Texel::Rgba8 => TargetFormat::Rgba32,
        Texel::Bc7Srgb | Texel::Bc7 => TargetFormat::Bc7Rgba,
        Texel::Astc4x4Srgb | Texel::Astc4x4 => TargetFormat::Astc4x4Rgba,
        Texel::Etc2Srgb | Texel::Etc2 => TargetFormat::Etc2Rgba,
    };
    let level = |level: u32| -> Result<Vec<u8>, String> {
        let out = transcoder.transcode(level, target, DecodeFlags::NONE).map_err(broken)?;
        let size = texel.level_bytes((width >> level).max(1), (height >> level).max(1));
        if out.len() == size {
            Ok(out)
        } else {
            Err(format!("mip level {level} of the KTX2 file came out as {} bytes instead of {size}", out.len()))
        }
    };
    let levels = (0..levels).map(level).collect::<Result<_, _>>()?;
    Ok(Image { width, height, texel, levels })
}

/// The blocks of a checked file that has those of a GPU: as they are stored, in Zstandard or plain.
pub(super) fn ready(bytes: &[u8], header: Header, texel: Texel) -> Result<Image, String> {
    let Header { width, height, levels, ready, .. } = header;
    let texel = texel.in_blocks(ready.unwrap_or_default());
    let level = |level: u32| -> Result<Vec<u8>, String> {
        let mut room = zeros(texel.level_bytes((width >> level).max(1), (height >> level).max(1)));
        ready_level(bytes, header, level, &mut room)?;
        Ok(room)
    };
    Ok(Image { width, height, texel, levels: (0..levels).map(level).collect::<Result<_, _>>()? })
}

/// The same of one level, into room of its size.
pub(super) fn ready_level(bytes: &[u8], header: Header, level: u32, room: &mut [u8]) -> Result<(), String> {
    let entry = bytes.get(HEADER + level as usize * LEVEL..).and_then(|rest| rest.first_chunk::<LEVEL>());
    let [offset, length] = entry.map_or([0; 2], |entry| {
        let long =
            |at: usize| entry.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |long| u64::from_le_bytes(*long));
        [long(0), long(8)]
    });
    let stored = bytes.get(offset as usize..).and_then(|rest| rest.get(..length as usize)).unwrap_or_default();
    let found = if header.zstandard {
        inflate(stored, room)?
    } else {
        room.iter_mut().zip(stored).for_each(|(slot, byte)| *slot = *byte);
        stored.len()
    };
    if found == room.len() {
        Ok(())
    } else {
        Err(format!("mip level {level} of the KTX2 file came out as {found} bytes instead of {}", room.len()))
    }
}

/// Fills room with what Zstandard packed; how many bytes it was.
#[cfg(feature = "native")]
fn inflate(stored: &[u8], room: &mut [u8]) -> Result<usize, String> {
    use std::cell::RefCell;
    use zstd::bulk::Decompressor;

    // It has tables of 150 KiB, which took longer to make than a small level to inflate.
    thread_local!(static KEPT: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) });
    KEPT.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(Decompressor::new()?),
        };
        decompressor.decompress_to_buffer(stored, room)
    })
    .map_err(|error| format!("its Zstandard is broken: {error}"))
}

/// Fills room with what Zstandard packed; how many bytes it was.
#[cfg(not(feature = "native"))]
fn inflate(stored: &[u8], room: &mut [u8]) -> Result<usize, String> {
    let broken = |error: &dyn std::fmt::Display| format!("its Zstandard is broken: {error}");
    let mut decoder = ruzstd::StreamingDecoder::new(stored).map_err(|error| broken(&error))?;
    std::io::Read::read_exact(&mut decoder, room).map_err(|error| broken(&error))?;
    Ok(room.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header for `levels` of UASTC blocks of zeros.
    fn file(width: u32, height: u32, levels: u32) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for word in [0, 1, width, height, 0, 0, 1, levels, PLAIN] {
            out.extend(word.to_le_bytes());
        }
        out.resize(HEADER, 0);
        let mut data = Vec::new();
        let start = HEADER + levels as usize * LEVEL;
        for level in 0..levels {
            let side = |side: u32| (side >> level).max(1).div_ceil(SIDE) as usize;
            let size = side(width) * side(height) * UASTC as usize;
            for part in [start + data.len(), size, size] {
                out.extend((part as u64).to_le_bytes());
            }
            data.resize(data.len() + size, 0u8);
        }
        out.extend(data);
        out
    }

    #[test]
    fn headers_are_checked_before_anything_is_taken() {
        let whole = file(8, 6, 2);
        let wanted = Header { width: 8, height: 6, levels: 2, ready: None, zstandard: false };
        assert_eq!(inspect(&whole).unwrap(), wanted);
        for end in 0..whole.len() {
            assert!(inspect(&whole[..end]).is_err(), "{end}");
        }
        let cases = [(12, 43, "Vulkan"), (28, 1, "volume"), (36, 6, "cube"), (40, 9, "levels"), (44, 3, "scheme")];
        for (at, value, wanted) in cases {
            let mut broken = whole.clone();
            broken[at] = value;
            let error = inspect(&broken).unwrap_err();
            assert!(error.contains(wanted), "{error}");
        }
        let mut large = whole;
        large[20..24].copy_from_slice(&65_536u32.to_le_bytes());
        assert!(inspect(&large).unwrap_err().contains("bytes where"));
    }
}
