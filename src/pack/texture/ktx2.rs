//! KTX2 files (Khronos KTX 2.0 specification) of block-compressed levels under Zstandard.

use anyhow::{Context, Result};

use super::{Form, Level};

const MAGIC: &[u8; 12] = b"\xABKTX 20\xBB\r\n\x1A\n";
const ZSTANDARD: u32 = 2;
/// How hard Zstandard tries. One more (or two) saves 1 % and takes a fifth longer to be read.
const EFFORT: i32 = 17;
/// Header and index before the list of levels; one entry of it.
const HEAD: usize = 80;
const ENTRY: usize = 24;

/// `VkFormat` of a form; Basis Universal forms have none.
fn vulkan(form: Form, srgb: bool) -> u32 {
    match (form, srgb) {
        (Form::Uastc, _) => 0,
        (Form::Bc7, false) => 145,
        (Form::Bc7, true) => 146,
        (Form::Astc, false) => 157,
        (Form::Astc, true) => 158,
    }
}

/// A file of levels, the largest first. `rows`: the file holds rows from this one on of a level of so many.
pub(super) fn write(
    form: Form,
    srgb: bool,
    alpha: bool,
    levels: &[Level],
    rows: Option<(u32, u32)>,
) -> Result<Vec<u8>> {
    let top = levels.first().context("a KTX2 file needs a level")?;
    let description = description(form, srgb, alpha);
    let keys = keys(rows.filter(|&(_, all)| all != top.height));
    let packed =
        levels.iter().map(|level| zstd::bulk::compress(&level.blocks, EFFORT)).collect::<Result<Vec<_>, _>>()?;
    let described = HEAD + levels.len() * ENTRY;
    let keyed = described + description.len();
    let mut file = Vec::new();
    file.extend(MAGIC);
    let words = [vulkan(form, srgb), 1, top.width, top.height, 0, 0, 1, levels.len() as u32, ZSTANDARD];
    let index = [described, description.len(), keyed, keys.len()].map(|place| place as u32);
    file.extend(words.iter().chain(&index).flat_map(|word| word.to_le_bytes()));
    // No global data.
    file.extend([0; 16]);
    // The smallest level is stored first, so that a reader can stop early.
    let mut place = keyed + keys.len();
    let mut places = vec![0; levels.len()];
    for (slot, packed) in places.iter_mut().zip(&packed).rev() {
        *slot = place;
        place += packed.len();
    }
    for ((place, packed), level) in places.iter().zip(&packed).zip(levels) {
        file.extend(
            [*place, packed.len(), level.blocks.len()].iter().flat_map(|number| (*number as u64).to_le_bytes()),
        );
    }
    file.extend(description);
    file.extend(keys);
    packed.iter().rev().for_each(|packed| file.extend(packed));
    Ok(file)
}

/// The data format descriptor (Khronos Data Format specification 1.3, section 5): one basic block with one sample.
fn description(form: Form, srgb: bool, alpha: bool) -> Vec<u8> {
    let model = match form {
        Form::Bc7 => 134,
        Form::Astc => 162,
        Form::Uastc => 166,
    };
    let (primaries, transfer) = (1, if srgb { 2 } else { 1 });
    let mut words = vec![44u32, 0, 2 | 40 << 16, model | primaries << 8 | transfer << 16, 3 | 3 << 8, 16, 0];
    // The channel is RGBA with alpha in UASTC, "all" in the others.
    let channel = if form == Form::Uastc && alpha { 3 } else { 0 };
    words.extend([127 << 16 | channel << 24, 0, 0, u32::MAX]);
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Keys in their order, each padded to four bytes.
fn keys(rows: Option<(u32, u32)>) -> Vec<u8> {
    let mut list = vec![("KTXwriter", format!("boothwalk {}", env!("CARGO_PKG_VERSION")))];
    if let Some((first, all)) = rows {
        list.push(("boothwalkRows", format!("{first} {all}")));
    }
    let mut bytes = Vec::new();
    for (key, value) in list {
        let entry = [key.as_bytes(), &[0], value.as_bytes(), &[0]].concat();
        bytes.extend((entry.len() as u32).to_le_bytes());
        bytes.extend(&entry);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
    }
    bytes
}
