//! Buffers and buffer views (glTF 2.0, section 3.6.1): bytes by index, read when first asked for.

use std::borrow::Cow;
use std::cell::OnceCell;

use gltf::json::{Index, Root, buffer};

use super::error::{Fault, Reason, Result, pick};
use super::files::Files;
use super::limits::Budget;
use super::unpack::Packed;
use super::uri::{Place, resolve, resolve_piece};

/// The bytes of one load.
pub(super) struct Buffers<'a> {
    pub root: &'a Root,
    pub budget: &'a Budget,
    /// See [`Options::packed`](super::options::Options::packed).
    pub packed: bool,
    /// See [`Options::bare`](super::options::Options::bare).
    pub bare: bool,
    bin: Option<&'a [u8]>,
    files: &'a dyn Files,
    loaded: Vec<OnceCell<Cow<'a, [u8]>>>,
    /// Of each buffer view that is compressed, its bytes.
    unpacked: Vec<OnceCell<Vec<u8>>>,
}

/// The bytes of a buffer view.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub bytes: &'a [u8],
    pub stride: Option<usize>,
}

impl<'a> Buffers<'a> {
    pub fn new(root: &'a Root, bin: Option<&'a [u8]>, files: &'a dyn Files, budget: &'a Budget) -> Buffers<'a> {
        let loaded = root.buffers.iter().map(|_| OnceCell::new()).collect();
        let unpacked = root.buffer_views.iter().map(|_| OnceCell::new()).collect();
        Buffers { root, budget, packed: false, bare: false, bin, files, loaded, unpacked }
    }

    /// The bytes behind an address, counted against the budget.
    pub fn fetch(&self, uri: &str, at: &str) -> Result<Vec<u8>> {
        let left = self.budget.bytes.left();
        let place = if self.packed { resolve_piece(uri, at)? } else { resolve(uri, left, at)? };
        let bytes = match place {
            Place::Inside(bytes) => bytes,
            Place::File(name) => match self.files.read(&name, left) {
                Ok(bytes) => bytes,
                Err(source) => return Err(Fault::new(at, Reason::Read { name, source })),
            },
        };
        self.budget.bytes.take(bytes.len() as u64, at)?;
        Ok(bytes)
    }

    fn buffer(&self, index: usize) -> Result<&[u8]> {
        let at = format!("/buffers/{index}");
        let buffer = pick(&self.root.buffers, index, "buffer", &at)?;
        let cell = pick(&self.loaded, index, "buffer", &at)?;
        if let Some(bytes) = cell.get() {
            return Ok(bytes);
        }
        let mut bytes = match (&buffer.uri, self.bin) {
            (Some(uri), _) => Cow::Owned(self.fetch(uri, &format!("{at}/uri"))?),
            (None, Some(bin)) if index == 0 => Cow::Borrowed(bin),
            (None, _) => return Err(Fault::invalid(at, "the buffer has neither an address nor a binary chunk")),
        };
        let (needs, has) = (buffer.byte_length.0, bytes.len() as u64);
        if needs > has {
            return Err(Fault::new(at, Reason::Short { what: "the buffer", needs, has }));
        }
        // What follows the stated length is padding.
        match &mut bytes {
            Cow::Owned(bytes) => bytes.truncate(needs as usize),
            Cow::Borrowed(bytes) => *bytes = bytes.get(..needs as usize).unwrap_or_default(),
        }
        Ok(cell.get_or_init(|| bytes))
    }

    /// A part of a buffer.
    fn part(&self, buffer: usize, offset: u64, length: u64, at: &str) -> Result<&[u8]> {
        let bytes = self.buffer(buffer)?;
        let range = usize::try_from(offset)
            .ok()
            .zip(offset.checked_add(length).and_then(|end| usize::try_from(end).ok()))
            .and_then(|(start, end)| bytes.get(start..end));
        range.ok_or_else(|| {
            let needs = offset.saturating_add(length);
            Fault::new(at, Reason::Short { what: "the buffer view", needs, has: bytes.len() as u64 })
        })
    }

    /// The bytes of a compressed buffer view, counted against the budget as if the file had stored them.
    fn unpacked(&self, view: usize, packed: &Packed) -> Result<&[u8]> {
        let cell = pick(&self.unpacked, view, "buffer view", &packed.at)?;
        if let Some(bytes) = cell.get() {
            return Ok(bytes);
        }
        self.budget.time.check(&packed.at)?;
        pick(&self.root.buffers, packed.buffer, "buffer", &packed.at)?;
        let data = self.part(packed.buffer, packed.offset, packed.length, &packed.at)?;
        self.budget.bytes.take(packed.size(), &packed.at)?;
        let bytes = packed.unpack(data)?;
        Ok(cell.get_or_init(|| bytes))
    }

    /// The bytes of a buffer view, checked against its buffer.
    pub fn view(&self, index: Index<buffer::View>, at: &str) -> Result<View<'_>> {
        let view = pick(&self.root.buffer_views, index.value(), "buffer view", at)?;
        let at = format!("/bufferViews/{}", index.value());
        pick(&self.root.buffers, view.buffer.value(), "buffer", &at)?;
        let bytes = match Packed::of(view, &at)? {
            // The view's own buffer is for readers without the extension, and may not even be there.
            Some(packed) => self.unpacked(index.value(), &packed)?,
            None => {
                let offset = view.byte_offset.unwrap_or_default().0;
                self.part(view.buffer.value(), offset, view.byte_length.0, &at)?
            }
        };
        let stride = match view.byte_stride {
            Some(stride) if !(4..=252).contains(&stride.0) || stride.0 % 4 != 0 => {
                let why = format!("a stride of {} bytes is no multiple of 4 from 4 to 252", stride.0);
                return Err(Fault::invalid(at, why));
            }
            stride => stride.map(|stride| stride.0),
        };
        Ok(View { bytes, stride })
    }
}
