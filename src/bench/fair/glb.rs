//! A GLB taken apart, to be changed and put together again.

use std::borrow::Cow;

use anyhow::{Context, Result, ensure};
use gltf::Glb;
use serde_json::Value;

/// A GLB taken apart.
pub struct Opened<'a> {
    glb: Glb<'a>,
    pub document: Value,
    pub data: Vec<u8>,
}

impl<'a> Opened<'a> {
    pub fn new(bytes: &'a [u8]) -> Result<Opened<'a>> {
        // The library subtracts the header's length from what the file says of its own without looking.
        let length = bytes.get(8..12).and_then(|four| Some(u32::from_le_bytes(four.try_into().ok()?)));
        ensure!(length.is_some_and(|length| length >= 20), "it is no GLB");
        let glb = Glb::from_slice(bytes)?;
        let document = serde_json::from_slice(&glb.json)?;
        let data = glb.bin.as_deref().unwrap_or_default().to_vec();
        Ok(Opened { glb, document, data })
    }

    pub fn list(&self, key: &str) -> &[Value] {
        self.document.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Puts a value at the end of a list of the document; its place there.
    pub fn push(&mut self, key: &str, value: Value) -> Result<usize> {
        let list =
            self.document.get_mut(key).and_then(Value::as_array_mut).with_context(|| format!("it has no {key}"))?;
        list.push(value);
        Ok(list.len() - 1)
    }

    pub fn set(&mut self, place: &str, key: &str, value: Value) -> Result<()> {
        let object = self.document.pointer_mut(place).and_then(Value::as_object_mut);
        object.with_context(|| format!("there is no {place}"))?.insert(key.to_owned(), value);
        Ok(())
    }

    pub fn write(self) -> Result<Vec<u8>> {
        let json = serde_json::to_vec(&self.document)?;
        let glb = Glb { json: Cow::Owned(json), bin: Some(Cow::Owned(self.data)), ..self.glb };
        Ok(glb.to_vec()?)
    }
}
