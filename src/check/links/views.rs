//! Buffers, views, accessors and images: whether each fits into what it is a part of.

use super::{Links, index};
use crate::check::codes::*;
use crate::check::doc::{Accessor, View};
use crate::check::finding::values;

impl Links<'_, '_> {
    pub(super) fn buffers(&mut self) {
        for (place, view) in self.doc.views.iter().enumerate() {
            let buffer = view.buffer.and_then(|buffer| self.doc.buffers.get(buffer).copied().flatten());
            let (Some(has), Some(offset), Some(length)) = (buffer, view.offset, view.length) else { continue };
            let end = offset.saturating_add(length);
            if end > has {
                self.out.add(
                    &BUFFER_VIEW_TOO_LONG,
                    format!("/bufferViews/{place}"),
                    values!["end" => end, "has" => has],
                );
            }
        }
    }

    pub(super) fn accessors(&mut self) {
        let doc = self.doc;
        for (place, accessor) in doc.accessors.iter().enumerate() {
            let at = format!("/accessors/{place}");
            if let Some(view) = doc.view_of(accessor) {
                self.accessor(accessor, view, &at);
            }
            let Some(sparse) = accessor.sparse else { continue };
            if let Some(count) = accessor.count.filter(|count| sparse.count > *count) {
                let values = values!["found" => sparse.count, "count" => count];
                self.out.add(&ACCESSOR_SPARSE_COUNT_OUT_OF_RANGE, format!("{at}/sparse/count"), values);
            }
            let size = sparse.component.map(|component| component.bytes() as u64);
            self.part(sparse.indices, sparse.count, size, size, &format!("{at}/sparse/indices"));
            let align = accessor.component.map(|component| component.bytes() as u64);
            let size = accessor.element(None).map(|(_, packed)| packed);
            self.part(sparse.values, sparse.count, size, align, &format!("{at}/sparse/values"));
        }
    }

    fn accessor(&mut self, accessor: &Accessor<'_>, view: &View, at: &str) {
        let (Some(component), Some(offset)) = (accessor.component, accessor.offset) else { return };
        let size = component.bytes() as u64;
        if offset % size != 0 {
            let values = values!["found" => offset, "size" => size];
            self.out.add(&ACCESSOR_OFFSET_ALIGNMENT, format!("{at}/byteOffset"), values);
        }
        let total = view.offset.map(|start| start.saturating_add(offset));
        if let Some(total) = total.filter(|total| total % size != 0) {
            let values = values!["offset" => total, "size" => size];
            self.out.add(&ACCESSOR_TOTAL_OFFSET_ALIGNMENT, at, values);
        }
        let Some((length, _)) = accessor.element(None) else { return };
        if let Some(stride) = view.stride.filter(|stride| *stride < length) {
            let values = values!["stride" => stride, "size" => length];
            self.out.add(&ACCESSOR_SMALL_BYTESTRIDE, at, values);
            return;
        }
        if let (Some(span), Some(has)) = (accessor.span(Some(view)), view.length)
            && offset.saturating_add(span) > has
        {
            let values = values!["length" => span, "offset" => offset, "has" => has];
            self.out.add(&ACCESSOR_TOO_LONG, at, values);
        }
    }

    /// The indices or values of a sparse accessor, which are packed.
    fn part(
        &mut self,
        (view, offset): (Option<usize>, Option<u64>),
        count: u64,
        size: Option<u64>,
        align: Option<u64>,
        at: &str,
    ) {
        if let Some(view) = view.filter(|view| *view < self.doc.views.len()) {
            self.holds(view, "sparse data", None, at);
        }
        let Some(view) = view.and_then(|view| self.doc.views.get(view)) else { return };
        let (Some(offset), Some(size), Some(align)) = (offset, size, align) else { return };
        if offset % align != 0 {
            let values = values!["found" => offset, "size" => align];
            self.out.add(&ACCESSOR_OFFSET_ALIGNMENT, format!("{at}/byteOffset"), values);
        }
        if let Some(total) = view.offset.map(|start| start.saturating_add(offset)).filter(|total| total % align != 0) {
            self.out.add(&ACCESSOR_TOTAL_OFFSET_ALIGNMENT, at, values!["offset" => total, "size" => align]);
        }
        let span = size.saturating_mul(count);
        if let Some(has) = view.length.filter(|has| offset.saturating_add(span) > *has) {
            self.out.add(&ACCESSOR_TOO_LONG, at, values!["length" => span, "offset" => offset, "has" => has]);
        }
    }

    pub(super) fn images(&mut self) {
        for (place, image) in self.doc.list("images").iter().enumerate() {
            let at = format!("/images/{place}/bufferView");
            let Some(view) = index(image, "bufferView").filter(|view| *view < self.doc.views.len()) else { continue };
            if self.doc.views.get(view).is_some_and(|view| view.stride.is_some()) {
                self.out.add(&IMAGE_BUFFER_VIEW_WITH_BYTESTRIDE, at.clone(), vec![]);
            }
            self.holds(view, "an image", None, &at);
        }
    }
}
