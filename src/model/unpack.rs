//! Buffer views that meshopt compressed: EXT_meshopt_compression and KHR_meshopt_compression.
//!
//! The two differ in what an encoder may write (version 1 of the vertex codec and colours are for the second alone);
//! both are read here, as other viewers do.

use gltf::json::buffer;
use serde::Deserialize;

use super::error::{Fault, Reason, Result};
use super::meshopt::{self, Error, Filter};

/// The names of the extensions; a view that has both holds the same in both.
pub(super) const NAMES: [&str; 2] = ["KHR_meshopt_compression", "EXT_meshopt_compression"];

/// The extension's own words.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    buffer: u32,
    #[serde(default)]
    byte_offset: u64,
    byte_length: u64,
    byte_stride: u64,
    count: u64,
    mode: Mode,
    #[serde(default)]
    filter: Named,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Mode {
    Attributes,
    Triangles,
    Indices,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Named {
    #[default]
    None,
    Octahedral,
    Quaternion,
    Exponential,
    Color,
}

/// Where the compressed bytes of a view are, and how to get its own bytes from them.
#[derive(Debug)]
pub(super) struct Packed {
    pub buffer: usize,
    pub offset: u64,
    pub length: u64,
    /// JSON pointer of the extension.
    pub at: String,
    count: usize,
    stride: usize,
    mode: Mode,
    filter: Option<Filter>,
}

impl Packed {
    /// What the extension of a view says; `None` where it has none.
    ///
    /// # Errors
    /// It cannot be understood, or its parts do not fit together or to the view.
    pub fn of(view: &buffer::View, at: &str) -> Result<Option<Packed>> {
        let Some(others) = view.extensions.as_ref().map(|all| &all.others) else { return Ok(None) };
        let Some((name, value)) = NAMES.iter().find_map(|name| others.get(*name).map(|value| (name, value))) else {
            return Ok(None);
        };
        let at = format!("{at}/extensions/{name}");
        let wrong = |why: String| Err(Fault::invalid(at.clone(), why));
        let Extension { buffer, byte_offset, byte_length, byte_stride, count, mode, filter } =
            serde_json::from_value(value.clone()).map_err(|error| Fault::new(&*at, Reason::Json(error.to_string())))?;
        let length = view.byte_length.0;
        if count.checked_mul(byte_stride) != Some(length) {
            return wrong(format!("{count} elements of {byte_stride} bytes do not make the view's {length} bytes"));
        }
        if let Some(stride) = view.byte_stride.filter(|stride| stride.0 as u64 != byte_stride) {
            return wrong(format!("its elements have {byte_stride} bytes, and those of the view {}", stride.0));
        }
        let filter = match filter {
            Named::None => None,
            Named::Octahedral => Some(Filter::Octahedral),
            Named::Quaternion => Some(Filter::Quaternion),
            Named::Exponential => Some(Filter::Exponential),
            Named::Color => Some(Filter::Color),
        };
        let (Ok(count), Ok(stride)) = (usize::try_from(count), usize::try_from(byte_stride)) else {
            return wrong("it passes the address space".to_owned());
        };
        if let Some(filter) = filter
            && (mode != Mode::Attributes || !filter.takes(stride))
        {
            return wrong(format!("the filter {filter:?} is not for {mode:?} of {stride} bytes"));
        }
        Ok(Some(Packed {
            buffer: buffer as usize,
            offset: byte_offset,
            length: byte_length,
            at,
            count,
            stride,
            mode,
            filter,
        }))
    }

    /// Bytes of the view.
    pub fn size(&self) -> u64 {
        (self.count as u64).saturating_mul(self.stride as u64)
    }

    /// The view's bytes from the compressed ones.
    pub fn unpack(&self, data: &[u8]) -> Result<Vec<u8>> {
        let mut bytes = match self.mode {
            Mode::Attributes => meshopt::decode_vertices(self.count, self.stride, data),
            Mode::Triangles => meshopt::decode_triangles(self.count, self.stride, data),
            Mode::Indices => meshopt::decode_sequence(self.count, self.stride, data),
        }
        .map_err(|error| self.refuse(error))?;
        if let Some(filter) = self.filter {
            filter.apply(&mut bytes, self.stride).map_err(|error| self.refuse(error))?;
        }
        Ok(bytes)
    }

    fn refuse(&self, error: Error) -> Fault {
        Fault::invalid(&*self.at, format!("the compressed data cannot be decoded: {error}"))
    }
}
