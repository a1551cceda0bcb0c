//! What an AV1 stream says of all its pictures, before anything is decoded (AV1 specification, 5.5).

/// Matrix by which colours were made of brightness and two differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matrix {
    Bt601,
    Bt709,
}

/// The sequence header of a film that can be shown: 8 bits, 4:2:0, one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    pub width: u32,
    pub height: u32,
    pub matrix: Matrix,
    /// All 256 values are used, not 16 to 235.
    pub full: bool,
    /// As it was written.
    pub bytes: Vec<u8>,
}

/// Why a stream is none of those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// Another profile or depth: what it has.
    Kind(&'static str),
    Broken,
}

const SEQUENCE: u8 = 1;

/// The units of a packet: kind and content.
struct Units<'a>(&'a [u8]);

impl<'a> Iterator for Units<'a> {
    type Item = Option<(u8, &'a [u8])>;

    /// `Some(None)` where the packet is damaged.
    fn next(&mut self) -> Option<Self::Item> {
        let (&head, rest) = self.0.split_first()?;
        let broken = (head & 0x80 != 0) || (head & 0b10 == 0);
        let extended = usize::from(head & 0b100 != 0);
        let Some(rest) = rest.get(extended..).filter(|_| !broken) else {
            self.0 = &[];
            return Some(None);
        };
        let Some((size, digits)) = leb128(rest) else {
            self.0 = &[];
            return Some(None);
        };
        let content = rest.get(digits..).and_then(|rest| rest.get(..size));
        self.0 = content.and_then(|content| rest.get(digits + content.len()..)).unwrap_or_default();
        Some(content.map(|content| (head >> 3 & 0xf, content)))
    }
}

fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_u64;
    for (index, byte) in bytes.iter().take(8).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok().filter(|value| *value <= 16 << 20)?, index + 1));
        }
    }
    None
}

/// The sequence header in a packet, if it has one; nothing before such a packet can be decoded.
///
/// # Errors
/// The packet is damaged, or its header is one of pictures that are not shown here.
pub fn find(packet: &[u8]) -> Result<Option<Sequence>, Unfit> {
    let mut found: Option<Sequence> = None;
    for unit in Units(packet) {
        let (kind, content) = unit.ok_or(Unfit::Broken)?;
        if kind == SEQUENCE {
            let sequence = read(content)?;
            if found.as_ref().is_some_and(|found| *found != sequence) {
                return Err(Unfit::Broken);
            }
            found = Some(sequence);
        }
    }
    Ok(found)
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Result<u32, Unfit> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8).ok_or(Unfit::Broken)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Ok(value)
    }

    fn flag(&mut self) -> Result<bool, Unfit> {
        Ok(self.take(1)? == 1)
    }
}

fn read(bytes: &[u8]) -> Result<Sequence, Unfit> {
    let mut bits = Bits { bytes, at: 0 };
    if bits.take(3)? != 0 {
        return Err(Unfit::Kind("4:4:4 or 4:2:2"));
    }
    let _still = bits.flag()?;
    let reduced = bits.flag()?;
    if reduced {
        bits.take(5)?;
    } else {
        operating_points(&mut bits)?;
    }
    let digits = [bits.take(4)?, bits.take(4)?].map(|digits| digits as usize + 1);
    let [width, height] = [bits.take(digits[0])? + 1, bits.take(digits[1])? + 1];
    if !reduced && bits.flag()? {
        bits.take(4 + 3)?;
    }
    bits.take(3)?;
    if !reduced {
        bits.take(4)?;
        let ordered = bits.flag()?;
        bits.take(if ordered { 2 } else { 0 })?;
        let tools = if bits.flag()? { 2 } else { bits.take(1)? };
        if tools > 0 && !bits.flag()? {
            bits.take(1)?;
        }
        bits.take(if ordered { 3 } else { 0 })?;
    }
    bits.take(3)?;
    if bits.flag()? {
        return Err(Unfit::Kind("10 bits"));
    }
    if bits.flag()? {
        return Err(Unfit::Kind("grey"));
    }
    let described = bits.flag()?;
    let [primaries, transfer, matrix] =
        if described { [bits.take(8)?, bits.take(8)?, bits.take(8)?] } else { [2, 2, 2] };
    if primaries == 1 && transfer == 13 && matrix == 0 {
        return Err(Unfit::Kind("RGB"));
    }
    // PQ and HLG.
    if matches!(transfer, 16 | 18) {
        return Err(Unfit::Kind("HDR"));
    }
    let matrix = match matrix {
        1 => Matrix::Bt709,
        4..=6 => Matrix::Bt601,
        // What says nothing is what players take it for.
        2 if height >= 720 => Matrix::Bt709,
        2 => Matrix::Bt601,
        _ => return Err(Unfit::Kind("BT.2020")),
    };
    let full = bits.flag()?;
    // A packet may have bits after that, and padding; only what was read is held against other headers.
    Ok(Sequence { width, height, matrix, full, bytes: bytes.to_vec() })
}

fn operating_points(bits: &mut Bits) -> Result<(), Unfit> {
    let (mut model, mut delay) = (false, 0);
    if bits.flag()? {
        bits.take(32)?;
        bits.take(32)?;
        if bits.flag()? {
            let mut zeros = 0;
            while !bits.flag()? {
                zeros += 1;
                if zeros > 31 {
                    return Err(Unfit::Broken);
                }
            }
            bits.take(zeros)?;
        }
        model = bits.flag()?;
        if model {
            delay = bits.take(5)? as usize + 1;
            bits.take(32)?;
            bits.take(5 + 5)?;
        }
    }
    let display = bits.flag()?;
    if bits.take(5)? > 0 {
        return Err(Unfit::Kind("several layers"));
    }
    bits.take(12)?;
    if bits.take(5)? > 7 {
        bits.take(1)?;
    }
    if model && bits.flag()? {
        bits.take(delay)?;
        bits.take(delay)?;
        bits.take(1)?;
    }
    if display && bits.flag()? {
        bits.take(4)?;
    }
    Ok(())
}
