//! The bytes behind a model: buffers, elements and images.

mod elements;
mod images;
mod reader;

use std::borrow::Cow;
use std::collections::HashMap;

use super::codes::*;
use super::doc::Doc;
use super::finding::{Findings, values};
use super::json::Json;
use super::links::Role;
use super::uri::{self, Uri};
use crate::model::Files;

/// What is looked at.
pub struct Data<'a, 'b> {
    pub doc: &'a Doc<'a>,
    pub out: &'b mut Findings,
    buffers: Vec<Option<Cow<'a, [u8]>>>,
    files: &'a dyn Files,
    /// Bytes that may still be read.
    left: u64,
    /// Bytes read beside the file itself.
    pub read: u64,
}

/// Reads and checks all of it; gives how many bytes were read beside the file itself.
pub fn check<'a>(
    doc: &'a Doc<'a>,
    bin: Option<&'a [u8]>,
    files: &'a dyn Files,
    limit: u64,
    roles: &HashMap<usize, Role>,
    out: &mut Findings,
) -> u64 {
    let mut data = Data { doc, out, buffers: Vec::new(), files, left: limit, read: 0 };
    for (place, buffer) in doc.list("buffers").iter().enumerate() {
        let bytes = data.buffer(buffer, place, bin);
        data.buffers.push(bytes);
    }
    data.elements(roles);
    data.images();
    data.read
}

impl<'a> Data<'a, '_> {
    fn buffer(&mut self, value: &'a Json, place: usize, bin: Option<&'a [u8]>) -> Option<Cow<'a, [u8]>> {
        let at = format!("/buffers/{place}");
        let declared = self.doc.buffers.get(place).copied().flatten();
        // A fallback for readers without the extension may be missing.
        let compressed = value.get("extensions").and_then(Json::object).unwrap_or_default();
        let fallback = compressed.iter().any(|(name, extension)| {
            name.ends_with("_meshopt_compression") && extension.get("fallback") == Some(&Json::Bool(true))
        });
        let bytes = match value.get("uri") {
            Some(uri) => Cow::Owned(self.fetch(uri.text()?, &format!("{at}/uri"))?),
            None if fallback => return None,
            None => match bin.filter(|_| place == 0) {
                Some(bin) => Cow::Borrowed(bin),
                None => {
                    self.out.add(&BUFFER_MISSING_GLB_DATA, at, vec![]);
                    return None;
                }
            },
        };
        let (found, declared) = (bytes.len() as u64, declared?);
        if found < declared {
            let values = values!["declared" => declared, "found" => found];
            self.out.add(&BUFFER_BYTE_LENGTH_MISMATCH, at, values);
        } else if matches!(bytes, Cow::Borrowed(_)) && found > declared.saturating_add(3) {
            self.out.add(&BUFFER_GLB_CHUNK_TOO_BIG, at, values!["extra" => found - declared]);
        }
        Some(bytes)
    }

    /// The bytes behind an address; what is wrong with the address itself was told before.
    fn fetch(&mut self, text: &str, at: &str) -> Option<Vec<u8>> {
        if uri::is_data(text) {
            return match uri::parse(text) {
                Ok(Uri::Data { bytes, .. }) => Some(bytes),
                _ => None,
            };
        }
        let name = match crate::model::addresses::resolve(text, self.left, at) {
            Ok(crate::model::addresses::Place::File(name)) => name,
            _ => return None,
        };
        match self.files.read(&name, self.left) {
            Ok(bytes) => {
                self.left = self.left.saturating_sub(bytes.len() as u64);
                self.read += bytes.len() as u64;
                Some(bytes)
            }
            Err(why) => {
                self.out.add(&IO_ERROR, at, values!["uri" => text, "why" => why]);
                None
            }
        }
    }

    /// The bytes of a view; none where it is compressed, broken or missing.
    fn view(&self, view: usize) -> Option<&[u8]> {
        let json = self.doc.list("bufferViews").get(view)?;
        let extensions = json.get("extensions").and_then(Json::object).unwrap_or_default();
        if extensions.iter().any(|(name, _)| name.ends_with("_meshopt_compression")) {
            return None;
        }
        let view = self.doc.views.get(view)?;
        let bytes = self.buffers.get(view.buffer?)?.as_deref()?;
        let start = usize::try_from(view.offset?).ok()?;
        bytes.get(start..start.checked_add(usize::try_from(view.length?).ok()?)?)
    }
}
