//! The elements of an accessor, one after another, sparse ones in their places.

use std::collections::HashMap;

use super::Data;
use crate::check::codes::*;
use crate::check::doc::{Accessor, Sparse};
use crate::check::finding::values;
use crate::check::format::{Component, components, offset};

/// A matrix has the most components.
const MOST: usize = 16;

/// Where the elements of an accessor are.
pub struct Elements<'a> {
    pub count: u64,
    pub component: Component,
    /// Numbers an element.
    pub width: usize,
    kind: &'a str,
    base: Option<(&'a [u8], usize)>,
    replaced: HashMap<u64, &'a [u8]>,
}

impl<'a> Data<'a, '_> {
    /// The elements of an accessor; none where its bytes are not there.
    pub fn open<'s>(&'s self, accessor: &Accessor<'s>) -> Option<Elements<'s>> {
        let (component, count, width) = (accessor.component?, accessor.count?, components(accessor.kind)?);
        let mut elements =
            Elements { count, component, width, kind: accessor.kind, base: None, replaced: HashMap::new() };
        if let Some(view) = accessor.view {
            let bytes = self.view(view)?;
            let (_, stride) = accessor.element(self.doc.view_of(accessor))?;
            let start = usize::try_from(accessor.offset?).ok()?;
            let span = usize::try_from(accessor.span(self.doc.view_of(accessor))?).ok()?;
            elements.base = Some((bytes.get(start..start.checked_add(span)?)?, usize::try_from(stride).ok()?));
        } else if accessor.sparse.is_none() {
            // Zeros, or something that an extension holds.
            return None;
        }
        if let Some(sparse) = accessor.sparse {
            let (_, packed) = accessor.element(None)?;
            let packed = usize::try_from(packed).ok()?;
            let values = self.view(sparse.values.0?)?.get(usize::try_from(sparse.values.1?).ok()?..)?;
            for (index, value) in self.positions(&sparse)?.zip(values.chunks(packed)) {
                elements.replaced.insert(index, value);
            }
        }
        Some(elements)
    }

    fn positions(&self, sparse: &Sparse) -> Option<impl Iterator<Item = u64>> {
        let component = sparse.component?;
        let bytes = self.view(sparse.indices.0?)?.get(usize::try_from(sparse.indices.1?).ok()?..)?;
        let count = usize::try_from(sparse.count).ok()?;
        let each = bytes.chunks_exact(component.bytes()).take(count);
        Some(each.filter_map(move |bytes| component.read(bytes)).map(|index| index as u64))
    }

    /// The order of sparse elements.
    pub fn sparse(&mut self, accessor: &Accessor<'_>, at: &str) {
        let Some(sparse) = accessor.sparse else { return };
        let mut found = Vec::new();
        let mut before = None;
        for (element, index) in self.positions(&sparse).into_iter().flatten().enumerate() {
            if let Some(before) = before.filter(|before| index <= *before) {
                let values = values!["element" => element, "value" => index, "before" => before];
                found.push((&ACCESSOR_SPARSE_INDICES_NON_INCREASING, values));
            }
            if let Some(count) = accessor.count.filter(|count| index >= *count) {
                found.push((
                    &ACCESSOR_SPARSE_INDEX_OOB,
                    values!["element" => element, "value" => index, "count" => count],
                ));
            }
            before = Some(index);
        }
        for (code, values) in found {
            self.out.add(code, format!("{at}/sparse/indices"), values);
        }
    }
}

impl Elements<'_> {
    /// Calls `see` with the number of each element and its components.
    pub fn each(&self, mut see: impl FnMut(u64, &[f64])) {
        let mut numbers = [0.0; MOST];
        for element in 0..self.count {
            let stored = self.base.and_then(|(bytes, stride)| bytes.get(element as usize * stride..));
            let bytes = self.replaced.get(&element).copied().or(stored);
            for (index, number) in numbers.iter_mut().take(self.width).enumerate() {
                let at = offset(self.kind, self.component, index);
                *number =
                    bytes.and_then(|bytes| bytes.get(at..)).and_then(|rest| self.component.read(rest)).unwrap_or(0.0);
            }
            see(element, numbers.get(..self.width).unwrap_or_default());
        }
    }
}
