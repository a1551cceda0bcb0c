//! What the first bytes of an image say: its format, size and peculiarities.

/// Formats that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    Webp,
    Ktx2,
}

impl Format {
    pub fn media(self) -> &'static str {
        match self {
            Format::Jpeg => "image/jpeg",
            Format::Png => "image/png",
            Format::Webp => "image/webp",
            Format::Ktx2 => "image/ktx2",
        }
    }
}

/// The head of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub format: Format,
    pub width: u32,
    pub height: u32,
    /// A colour profile, animation or pixels that are no squares.
    pub peculiar: bool,
}

/// Why a head cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Unknown,
    Short,
    Broken(&'static str),
}

/// The format by the signature; no image is shorter than 14 bytes.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    let first = bytes.first_chunk::<14>()?;
    if first.starts_with(b"\xff\xd8\xff") {
        Some(Format::Jpeg)
    } else if first.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Format::Png)
    } else if first.starts_with(b"RIFF") && first.ends_with(b"WEBPVP") {
        Some(Format::Webp)
    } else if first.starts_with(b"\xabKTX 20\xbb\r\n\x1a\n") {
        Some(Format::Ktx2)
    } else {
        None
    }
}

/// Reads the head of an image.
pub fn head(bytes: &[u8]) -> Result<Head, Trouble> {
    match sniff(bytes).ok_or(Trouble::Unknown)? {
        Format::Jpeg => jpeg(bytes),
        Format::Png => png(bytes),
        Format::Webp => webp(bytes),
        Format::Ktx2 => {
            let word = |at| little(bytes, at).ok_or(Trouble::Short);
            Ok(Head { format: Format::Ktx2, width: word(20)?, height: word(24)?, peculiar: false })
        }
    }
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|word| u32::from_be_bytes(*word))
}

fn little(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|word| u32::from_le_bytes(*word))
}

/// Markers up to the start of the frame (ITU T.81, annex B).
fn jpeg(bytes: &[u8]) -> Result<Head, Trouble> {
    let mut at = 1;
    loop {
        let marker = *bytes.get(at).ok_or(Trouble::Short)?;
        at += 1;
        // Fill bytes and markers that stand alone.
        if matches!(marker, 0xff | 0xd8 | 0xd9 | 0x01 | 0xd0..=0xd7) {
            continue;
        }
        let length = bytes.get(at..).and_then(|rest| rest.first_chunk::<2>()).ok_or(Trouble::Short)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let body = length.checked_sub(2).ok_or(Trouble::Broken("a segment is shorter than its own length"))?;
        at += 2;
        let frame = matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xde);
        let segment = bytes.get(at..at + body).ok_or(Trouble::Short)?;
        if frame {
            let part = segment.first_chunk::<6>().ok_or(Trouble::Broken("its frame header is cut off"))?;
            let [_, h1, h0, w1, w0, channels] = *part;
            if !matches!(channels, 1 | 3) {
                return Err(Trouble::Broken("it has neither 1 nor 3 channels"));
            }
            let side = |high, low| u32::from(u16::from_be_bytes([high, low]));
            return Ok(Head { format: Format::Jpeg, width: side(w1, w0), height: side(h1, h0), peculiar: false });
        }
        at += body;
    }
}

/// Chunks up to the first image data (ISO/IEC 15948).
fn png(bytes: &[u8]) -> Result<Head, Trouble> {
    let (mut at, mut size, mut srgb) = (8, None, false);
    let (mut gamma, mut primaries, mut square, mut profile) = (false, false, true, false);
    loop {
        let length = big(bytes, at).ok_or(Trouble::Short)? as usize;
        let kind = bytes.get(at + 4..).and_then(|rest| rest.first_chunk::<4>()).ok_or(Trouble::Short)?;
        let wanted = match kind {
            b"IHDR" => Some(13),
            b"cHRM" => Some(32),
            b"sRGB" => Some(1),
            b"pHYs" => Some(9),
            b"gAMA" => Some(4),
            _ => None,
        };
        if wanted.is_some_and(|wanted| wanted != length) {
            return Err(Trouble::Broken("a chunk has a wrong length"));
        }
        if kind == b"IDAT" {
            let (width, height) = size.ok_or(Trouble::Broken("its header is missing"))?;
            let peculiar = profile || !square || (!srgb && (gamma || primaries));
            return Ok(Head { format: Format::Png, width, height, peculiar });
        }
        let data = bytes.get(at + 8..).and_then(|rest| rest.get(..length)).ok_or(Trouble::Short)?;
        let word = |at| big(data, at).unwrap_or_default();
        match kind {
            b"IHDR" => size = Some((word(0), word(4))),
            b"sRGB" => srgb = true,
            b"iCCP" => profile = true,
            b"gAMA" => gamma = !matches!(word(0), 45455 | 100_000),
            b"cHRM" => {
                let usual = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000];
                primaries = usual.iter().enumerate().any(|(index, value)| word(index * 4) != *value);
            }
            b"pHYs" => square = word(0) == word(4),
            _ => {}
        }
        at += 12 + length;
    }
}

/// The first chunk (RFC 9649).
fn webp(bytes: &[u8]) -> Result<Head, Trouble> {
    let kind = bytes.get(12..).and_then(|rest| rest.first_chunk::<4>()).ok_or(Trouble::Short)?;
    let body = bytes.get(20..).ok_or(Trouble::Short)?;
    let short = |at: usize| body.get(at..).and_then(|rest| rest.first_chunk::<2>()).map(|two| u16::from_le_bytes(*two));
    let (width, height, peculiar) = match kind {
        b"VP8 " => {
            let (Some(width), Some(height)) = (short(6), short(8)) else { return Err(Trouble::Short) };
            (u32::from(width & 0x3fff), u32::from(height & 0x3fff), false)
        }
        b"VP8L" => {
            let bits = little(body, 1).ok_or(Trouble::Short)?;
            (1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff), false)
        }
        b"VP8X" => {
            let part = body.first_chunk::<10>().ok_or(Trouble::Short)?;
            let side = |at: usize| 1 + (little(&[part[at], part[at + 1], part[at + 2], 0], 0).unwrap_or_default());
            (side(4), side(7), part[0] & 0x22 != 0)
        }
        _ => return Err(Trouble::Broken("its first chunk is unknown")),
    };
    Ok(Head { format: Format::Webp, width, height, peculiar })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_image_is_read() {
        for (format, kind) in [(image::ImageFormat::Png, Format::Png), (image::ImageFormat::Jpeg, Format::Jpeg)] {
            let mut bytes = std::io::Cursor::new(Vec::new());
            image::DynamicImage::new_rgb8(30, 17).write_to(&mut bytes, format).unwrap();
            let bytes = bytes.into_inner();
            assert_eq!(head(&bytes), Ok(Head { format: kind, width: 30, height: 17, peculiar: false }));
            assert_eq!(head(&bytes[..20]), Err(Trouble::Short));
            // No cut makes it panic.
            (0..bytes.len()).for_each(|end| {
                let _ = head(&bytes[..end]);
            });
        }
    }

    #[test]
    fn heads_of_webp() {
        let file = |kind: &[u8], body: &[u8]| [b"RIFF\0\0\0\0WEBP", kind, b"\0\0\0\0", body].concat();
        let lossless = file(b"VP8L", &[0x2f, 0xff, 0xc0, 0x1f, 0, 0]);
        assert_eq!(head(&lossless).map(|head| (head.width, head.height)), Ok((256, 128)));
        let extended = file(b"VP8X", &[2, 0, 0, 0, 9, 0, 0, 4, 0, 0]);
        assert_eq!(head(&extended), Ok(Head { format: Format::Webp, width: 10, height: 5, peculiar: true }));
    }
}
