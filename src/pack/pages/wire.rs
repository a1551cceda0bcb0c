//! Pages on their way from the process that draws them.

use std::io::{self, Read, Write};

use super::SIDE;

/// A page that was drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    pub width: u32,
    pub height: u32,
    /// Width and height as printed, metres.
    pub size: [f32; 2],
    pub rgba: Vec<u8>,
}

/// Bytes before the texels: the four numbers.
const HEAD: usize = 16;

/// Writes a page.
pub fn write(out: &mut impl Write, page: &Drawn) -> io::Result<()> {
    let [wide, high] = page.size.map(f32::to_bits);
    for word in [page.width, page.height, wide, high] {
        out.write_all(&word.to_le_bytes())?;
    }
    out.write_all(&page.rgba)?;
    out.flush()
}

/// Reads a page; `None` after the last one.
pub fn read(from: &mut impl Read) -> io::Result<Option<Drawn>> {
    let mut head = Vec::with_capacity(HEAD);
    from.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(None);
    }
    let words = head.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect::<Vec<_>>();
    let &[width, height, wide, high] = words.as_slice() else { return Err(io::ErrorKind::UnexpectedEof.into()) };
    if !(1..=SIDE).contains(&width) || !(1..=SIDE).contains(&height) {
        return Err(io::Error::other(format!("a page of {width}×{height} texels")));
    }
    let mut rgba = vec![0; width as usize * height as usize * 4];
    from.read_exact(&mut rgba)?;
    Ok(Some(Drawn { width, height, size: [wide, high].map(f32::from_bits), rgba }))
}
