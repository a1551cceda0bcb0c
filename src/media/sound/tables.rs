//! How much memory the tables of a Vorbis file take, before they are made: a small file may ask for gigabytes.
//!
//! The specification's section 3.2.1 says how a codebook is packed, and 4.2.4 where codebooks are.

/// The most that all tables of a file may take, in bytes: those of usual encoders take less than one MiB.
pub const MOST: u64 = 32 << 20;
/// Bytes of the first header, which comes before.
const FIRST: usize = 30;
/// Of a code word in memory, about.
const WORD: u64 = 16;

/// Bits of a packet, the lowest of each byte first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: u64,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for bit in 0..count {
            let byte = *self.bytes.get(usize::try_from(self.at / 8).ok()?)?;
            value |= u32::from(byte >> (self.at % 8) & 1) << bit;
            self.at += 1;
        }
        Some(value)
    }

    fn skip(&mut self, count: u64) -> Option<()> {
        self.at = self.at.checked_add(count).filter(|at| *at <= self.bytes.len() as u64 * 8)?;
        Some(())
    }
}

/// What the tables take in bytes; `None` where the headers are broken. `headers` are the first and the third of the file.
pub fn weight(headers: &[u8]) -> Option<u64> {
    let bytes = headers.get(FIRST..)?.strip_prefix(b"\x05vorbis")?;
    let mut bits = Bits { bytes, at: 0 };
    let mut weight = 0;
    for _ in 0..=bits.take(8)? {
        weight += codebook(&mut bits)?;
    }
    Some(weight)
}

fn codebook(bits: &mut Bits) -> Option<u64> {
    if bits.take(24)? != 0x56_4342 {
        return None;
    }
    let (dimensions, entries) = (bits.take(16)?, bits.take(24)?);
    if bits.take(1)? == 1 {
        // Lengths in order, by how many code words have each.
        bits.skip(5)?;
        let mut known = 0;
        while known < entries {
            known += bits.take(u32::BITS - (entries - known).leading_zeros())?;
        }
    } else if bits.take(1)? == 1 {
        for _ in 0..entries {
            if bits.take(1)? == 1 {
                bits.skip(5)?;
            }
        }
    } else {
        bits.skip(u64::from(entries) * 5)?;
    }
    let words = u64::from(entries) * WORD;
    let lookup = bits.take(4)?;
    if lookup == 0 {
        return Some(words);
    }
    bits.skip(64)?;
    let each = u64::from(bits.take(4)?) + 1;
    bits.skip(1)?;
    let values = match lookup {
        1 => u64::from(root(entries, dimensions)?),
        2 => u64::from(entries) * u64::from(dimensions),
        _ => return None,
    };
    bits.skip(values.checked_mul(each)?)?;
    Some(words + u64::from(entries) * u64::from(dimensions) * 4)
}

/// The largest number that, multiplied by itself so many times, is no more than `most`.
fn root(most: u32, times: u32) -> Option<u32> {
    let fits = |number: u32| number.checked_pow(times).is_some_and(|power| power <= most);
    match times {
        0 => None,
        1 => Some(most),
        _ => Some((1..=4096).take_while(|number| fits(*number)).last().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes bits as a packet has them.
    #[derive(Default)]
    struct Pen(Vec<u8>, u32);

    impl Pen {
        fn put(&mut self, value: u32, count: u32) {
            for bit in 0..count {
                if self.1.is_multiple_of(8) {
                    self.0.push(0);
                }
                *self.0.last_mut().unwrap() |= ((value >> bit & 1) as u8) << (self.1 % 8);
                self.1 += 1;
            }
        }
    }

    fn headers(books: &[(u32, u32)]) -> Vec<u8> {
        let mut pen = Pen::default();
        pen.put(books.len() as u32 - 1, 8);
        for &(dimensions, entries) in books {
            pen.put(0x56_4342, 24);
            pen.put(dimensions, 16);
            pen.put(entries, 24);
            pen.put(1, 1);
            pen.put(16, 5);
            pen.put(entries, u32::BITS - entries.leading_zeros());
            pen.put(1, 4);
            pen.put(0, 32);
            pen.put(0, 32);
            pen.put(0, 4);
            pen.put(0, 1);
            (0..root(entries, dimensions).unwrap()).for_each(|_| pen.put(1, 1));
        }
        [&[0; FIRST][..], b"\x05vorbis", &pen.0].concat()
    }

    #[test]
    fn a_few_bytes_that_ask_for_gigabytes_are_found() {
        let small = headers(&[(2, 81), (4, 625)]);
        assert_eq!(weight(&small), Some(81 * 24 + 625 * 32));
        let huge = headers(&[(32, 1 << 17); 200]);
        assert!(huge.len() < 8000 && weight(&huge).is_some_and(|weight| weight > 3 << 30), "{:?}", weight(&huge));
        for length in 0..small.len() - 1 {
            assert_eq!(weight(&small[..length]), None, "{length}");
        }
    }

    #[test]
    fn roots_are_whole_and_not_too_large() {
        assert_eq!(
            [(625, 4), (624, 4), (81, 2), (80, 2), (7, 1), (1, 9)].map(|(most, times)| root(most, times)),
            [Some(5), Some(4), Some(9), Some(8), Some(7), Some(1)]
        );
        assert_eq!((root(0, 3), root(5, 0), root(u32::MAX >> 8, 2)), (Some(0), None, Some(4095)));
    }
}
