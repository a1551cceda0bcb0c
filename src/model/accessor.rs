//! Accessors (glTF 2.0, section 3.6.2): typed elements in buffer views, strided, normalised and sparse.

use gltf::json::accessor::{ComponentType, Type};
use gltf::json::validation::Checked;
use gltf::json::{self, Index};

use super::buffers::Buffers;
use super::error::{Fault, Reason, Result, pick};
use super::limits::Meter;

/// An accessor whose bytes are known to be there.
#[derive(Debug)]
pub(super) struct Accessor<'a> {
    pub at: String,
    pub count: usize,
    pub components: usize,
    pub kind: ComponentType,
    pub normalized: bool,
    base: Base<'a>,
    sparse: Option<Sparse<'a>>,
}

/// Where the elements are before sparse ones replace some.
#[derive(Debug)]
enum Base<'a> {
    Zeros,
    Bytes(Strided<'a>),
    /// All components in a row, as stored: integers keep their value.
    Values(Vec<f32>),
}

/// Elements at equal distances; the last one may end before a whole stride.
#[derive(Debug, Clone, Copy)]
struct Strided<'a> {
    bytes: &'a [u8],
    stride: usize,
}

/// Elements that replace others: strictly increasing positions, and their values.
#[derive(Debug)]
struct Sparse<'a> {
    positions: Vec<u32>,
    values: Strided<'a>,
}

fn component_size(kind: ComponentType) -> usize {
    match kind {
        ComponentType::I8 | ComponentType::U8 => 1,
        ComponentType::I16 | ComponentType::U16 => 2,
        ComponentType::U32 | ComponentType::F32 => 4,
    }
}

impl<'a> Accessor<'a> {
    /// Finds the accessor's bytes. `meter` is what its elements count against: an accessor without a buffer view may
    /// claim any number of zeros.
    pub fn open(buffers: &'a Buffers<'_>, index: Index<json::Accessor>, meter: &Meter, from: &str) -> Result<Self> {
        let mut own = Accessor::described(buffers, index, meter, from)?;
        let source = pick(&buffers.root.accessors, index.value(), "accessor", from)?;
        let size = own.components * component_size(own.kind);
        if let Some(view) = source.buffer_view {
            let offset = source.byte_offset.unwrap_or_default().0;
            own.base = Base::Bytes(Strided::find(buffers, view, offset, own.count, size, true, &own.at)?);
        }
        if let Some(sparse) = &source.sparse {
            own.sparse = Some(Sparse::find(buffers, sparse, own.count, size, &own.at)?);
        }
        Ok(own)
    }

    /// An accessor whose elements were found elsewhere; `values` gives them for a number of components.
    pub fn with_values(
        buffers: &'a Buffers<'_>,
        index: Index<json::Accessor>,
        meter: &Meter,
        from: &str,
        values: impl FnOnce(usize) -> Result<Vec<f32>>,
    ) -> Result<Self> {
        let mut own = Accessor::described(buffers, index, meter, from)?;
        own.base = Base::Values(values(own.components)?);
        Ok(own)
    }

    /// What the accessor says of itself, with zeros for elements.
    fn described(buffers: &'a Buffers<'_>, index: Index<json::Accessor>, meter: &Meter, from: &str) -> Result<Self> {
        let source = pick(&buffers.root.accessors, index.value(), "accessor", from)?;
        let at = format!("/accessors/{}", index.value());
        let Checked::Valid(kind) = source.component_type else {
            return Err(Fault::invalid(at, "its componentType is none of 5120 to 5123, 5125 and 5126"));
        };
        let kind = kind.0;
        let components = match source.type_ {
            Checked::Valid(Type::Scalar) => 1,
            Checked::Valid(Type::Vec2) => 2,
            Checked::Valid(Type::Vec3) => 3,
            Checked::Valid(Type::Vec4) => 4,
            Checked::Valid(Type::Mat4) => 16,
            Checked::Valid(Type::Mat2 | Type::Mat3) => {
                return Err(Fault::invalid(at, "no known use takes 2×2 or 3×3 matrices"));
            }
            Checked::Invalid => return Err(Fault::invalid(at, "its type is unknown")),
        };
        let found = source.count.0;
        if found == 0 {
            return Err(Fault::invalid(at, "its count is 0; at least 1 is required"));
        }
        meter.check(found, &at)?;
        let count = found as usize;
        let (normalized, base) = (source.normalized, Base::Zeros);
        Ok(Accessor { at, count, components, kind, normalized, base, sparse: None })
    }

    /// All elements as numbers: normalised integers become −1 to 1 or 0 to 1 (section 3.6.2.2), others keep their
    /// value. Every number is finite.
    pub fn floats<const N: usize>(&self) -> Result<Vec<[f32; N]>> {
        if self.components != N {
            let why = format!("it has {} components where {N} are needed", self.components);
            return Err(Fault::invalid(&*self.at, why));
        }
        let mut out = match &self.base {
            Base::Bytes(base) => self.convert::<N>(*base, self.count),
            Base::Values(values) => {
                let mut out = values.as_chunks::<N>().0.to_vec();
                out.as_flattened_mut().iter_mut().for_each(|value| *value = self.scale(*value));
                out
            }
            Base::Zeros => vec![[0.0; N]; self.count],
        };
        if let Some(sparse) = &self.sparse {
            let values = self.convert::<N>(sparse.values, sparse.positions.len());
            for (&position, value) in sparse.positions.iter().zip(values) {
                if let Some(slot) = out.get_mut(position as usize) {
                    *slot = value;
                }
            }
        }
        if self.kind == ComponentType::F32
            && let Some((element, value)) = not_finite(&out)
        {
            return Err(Fault::new(&*self.at, Reason::NotFinite { element, value }));
        }
        Ok(out)
    }

    /// A stored value as the number it stands for.
    fn scale(&self, value: f32) -> f32 {
        let most = match (self.normalized, self.kind) {
            (false, _) | (_, ComponentType::F32) => return value,
            (_, ComponentType::I8) => 127.0,
            (_, ComponentType::U8) => 255.0,
            (_, ComponentType::I16) => 32767.0,
            (_, ComponentType::U16) => 65535.0,
            (_, ComponentType::U32) => u32::MAX as f32,
        };
        (value / most).max(-1.0)
    }

    fn convert<const N: usize>(&self, from: Strided<'_>, count: usize) -> Vec<[f32; N]> {
        match (self.kind, self.normalized) {
            (ComponentType::F32, _) => from.map(count, f32::from_le_bytes),
            (ComponentType::U32, false) => from.map(count, |b| u32::from_le_bytes(b) as f32),
            (ComponentType::U32, true) => {
                from.map(count, |b| (f64::from(u32::from_le_bytes(b)) / f64::from(u32::MAX)) as f32)
            }
            (ComponentType::U16, false) => from.map(count, |b| f32::from(u16::from_le_bytes(b))),
            (ComponentType::U16, true) => from.map(count, |b| f32::from(u16::from_le_bytes(b)) / 65535.0),
            (ComponentType::I16, false) => from.map(count, |b| f32::from(i16::from_le_bytes(b))),
            (ComponentType::I16, true) => from.map(count, |b| (f32::from(i16::from_le_bytes(b)) / 32767.0).max(-1.0)),
            (ComponentType::U8, false) => from.map(count, |b| f32::from(u8::from_le_bytes(b))),
            (ComponentType::U8, true) => from.map(count, |b| f32::from(u8::from_le_bytes(b)) / 255.0),
            (ComponentType::I8, false) => from.map(count, |b| f32::from(i8::from_le_bytes(b))),
            (ComponentType::I8, true) => from.map(count, |b| (f32::from(i8::from_le_bytes(b)) / 127.0).max(-1.0)),
        }
    }

    /// All elements as vertex indices below `vertices` (section 3.7.2.1).
    pub fn indices(&self, vertices: usize) -> Result<Vec<u32>> {
        if self.components != 1 {
            return Err(Fault::invalid(&*self.at, "indices must be scalars"));
        }
        let whole = |from: Strided<'_>, count| widen(from, self.kind, count, &self.at);
        let mut out = match &self.base {
            Base::Bytes(base) => whole(*base, self.count)?,
            Base::Values(values) => values.iter().map(|&value| value as u32).collect(),
            Base::Zeros => vec![0; self.count],
        };
        if let Some(sparse) = &self.sparse {
            let values = whole(sparse.values, sparse.positions.len())?;
            for (&position, value) in sparse.positions.iter().zip(values) {
                if let Some(slot) = out.get_mut(position as usize) {
                    *slot = value;
                }
            }
        }
        let restart = match self.kind {
            ComponentType::U8 => u32::from(u8::MAX),
            ComponentType::U16 => u32::from(u16::MAX),
            _ => u32::MAX,
        };
        let limit = u32::try_from(vertices).unwrap_or(u32::MAX).min(restart);
        // One pass that needs no branch finds out whether there is anything to look for.
        if out.iter().fold(0, |most, &index| index.max(most)) >= limit {
            for (element, &index) in out.iter().enumerate() {
                if index == restart {
                    let why = format!("element {element} is {index}, the value reserved for restarting strips");
                    return Err(Fault::invalid(&*self.at, why));
                }
                if index >= limit {
                    let reason = Reason::Index { what: "vertex", index: index.into(), count: vertices as u64 };
                    return Err(Fault::new(format!("{} element {element}", self.at), reason));
                }
            }
        }
        Ok(out)
    }
}

impl<'a> Strided<'a> {
    fn find(
        buffers: &'a Buffers<'_>,
        view: Index<json::buffer::View>,
        offset: u64,
        count: usize,
        size: usize,
        may_stride: bool,
        at: &str,
    ) -> Result<Strided<'a>> {
        let view = buffers.view(view, at)?;
        let stride = match view.stride {
            Some(_) if !may_stride => return Err(Fault::invalid(at, "sparse parts must not have a stride")),
            Some(stride) if stride < size => {
                let why = format!("elements of {size} bytes overlap at a stride of {stride}");
                return Err(Fault::invalid(at, why));
            }
            stride => stride.unwrap_or(size),
        };
        let needs = (count as u64)
            .saturating_sub(1)
            .checked_mul(stride as u64)
            .and_then(|n| n.checked_add(size as u64))
            .and_then(|n| n.checked_add(offset))
            .unwrap_or(u64::MAX);
        let bytes = usize::try_from(offset).ok().and_then(|start| view.bytes.get(start..));
        match bytes {
            Some(bytes) if needs <= view.bytes.len() as u64 => Ok(Strided { bytes, stride }),
            _ => Err(Fault::new(at, Reason::Short { what: "the accessor", needs, has: view.bytes.len() as u64 })),
        }
    }

    /// The first `count` elements of `N` components of `S` bytes each.
    fn map<const N: usize, const S: usize>(self, count: usize, value: impl Fn([u8; S]) -> f32) -> Vec<[f32; N]> {
        let mut out = vec![[0.0; N]; count];
        if self.stride == N * S {
            // Packed elements are one long run, which the compiler turns into wide loads.
            let components = self.bytes.as_chunks::<S>().0;
            for (slot, &component) in out.as_flattened_mut().iter_mut().zip(components) {
                *slot = value(component);
            }
        } else {
            for (slot, element) in out.iter_mut().zip(self.bytes.chunks(self.stride)) {
                for (slot, &component) in slot.iter_mut().zip(element.as_chunks::<S>().0) {
                    *slot = value(component);
                }
            }
        }
        out
    }
}

impl<'a> Sparse<'a> {
    fn find(
        buffers: &'a Buffers<'_>,
        sparse: &json::accessor::sparse::Sparse,
        count: usize,
        size: usize,
        at: &str,
    ) -> Result<Sparse<'a>> {
        let at = format!("{at}/sparse");
        let replaced = sparse.count.0;
        if replaced == 0 || replaced > count as u64 {
            return Err(Fault::invalid(at, format!("it replaces {replaced} of {count} elements")));
        }
        let replaced = replaced as usize;
        let Checked::Valid(kind) = sparse.indices.component_type else {
            return Err(Fault::invalid(at, "the componentType of its indices is none of 5121, 5123 and 5125"));
        };
        let (view, offset) = (sparse.indices.buffer_view, sparse.indices.byte_offset.0);
        let indices = Strided::find(buffers, view, offset, replaced, component_size(kind.0), false, &at)?;
        let positions = widen(indices, kind.0, replaced, &at)?;
        let mut below = 0u64;
        for (element, &position) in positions.iter().enumerate() {
            if u64::from(position) < below || position as usize >= count {
                let why = format!("index {element} is {position}; indices must grow and stay below {count}");
                return Err(Fault::invalid(at, why));
            }
            below = u64::from(position) + 1;
        }
        let (view, offset) = (sparse.values.buffer_view, sparse.values.byte_offset.0);
        let values = Strided::find(buffers, view, offset, replaced, size, false, &at)?;
        Ok(Sparse { positions, values })
    }
}

/// Unsigned integers of any width as `u32`.
fn widen(from: Strided<'_>, kind: ComponentType, count: usize, at: &str) -> Result<Vec<u32>> {
    let elements = from.bytes.chunks(from.stride).take(count);
    let first = |element: &[u8], index: usize| element.get(index).copied().unwrap_or(0);
    Ok(match kind {
        ComponentType::U8 => elements.map(|e| first(e, 0).into()).collect(),
        ComponentType::U16 => elements.map(|e| u16::from_le_bytes([first(e, 0), first(e, 1)]).into()).collect(),
        ComponentType::U32 => {
            elements.map(|e| e.first_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes))).collect()
        }
        _ => return Err(Fault::invalid(at, "indices must be unsigned integers")),
    })
}

fn not_finite<const N: usize>(elements: &[[f32; N]]) -> Option<(usize, f32)> {
    // The sum of zeros made from each number is zero unless one was infinite or no number: a pass without branches.
    let odd: f32 = elements.as_flattened().iter().map(|value| value * 0.0).sum();
    if odd == 0.0 {
        return None;
    }
    elements
        .iter()
        .enumerate()
        .find_map(|(index, element)| element.iter().find(|value| !value.is_finite()).map(|&value| (index, value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::files::NoFiles;
    use crate::model::limits::{Budget, Limits};
    use gltf::json::Root;
    use serde_json::{Value, json};

    /// Reads the only accessor over some bytes.
    fn read<const N: usize>(accessor: Value, stride: Option<u32>, bytes: &[u8]) -> Result<Vec<[f32; N]>> {
        with(accessor, stride, bytes, |accessor| accessor.floats())
    }

    fn with<T>(
        accessor: Value,
        stride: Option<u32>,
        bytes: &[u8],
        then: impl FnOnce(Accessor<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut view = json!({ "buffer": 0, "byteLength": bytes.len() });
        if let Some(stride) = stride {
            view["byteStride"] = json!(stride);
        }
        let root: Root = serde_json::from_value(json!({
            "asset": { "version": "2.0" },
            "buffers": [{ "byteLength": bytes.len() }],
            "bufferViews": [view],
            "accessors": [accessor],
        }))
        .unwrap();
        let budget = Budget::new(&Limits::default());
        let buffers = Buffers::new(&root, Some(bytes), &NoFiles, &budget);
        then(Accessor::open(&buffers, Index::new(0), &budget.vertices, "")?)
    }

    fn scalar(component: u32, normalized: bool, count: u32) -> Value {
        json!({ "bufferView": 0, "componentType": component, "normalized": normalized, "type": "SCALAR", "count": count })
    }

    #[test]
    fn every_component_type_plain_and_normalised() {
        let bytes = [0x80, 0xFF, 0x7F, 0x01];
        let cases: [(u32, bool, &[f32]); 9] = [
            (5120, false, &[-128.0, -1.0, 127.0, 1.0]),
            (5120, true, &[-1.0, -1.0 / 127.0, 1.0, 1.0 / 127.0]),
            (5121, false, &[128.0, 255.0, 127.0, 1.0]),
            (5121, true, &[128.0 / 255.0, 1.0, 127.0 / 255.0, 1.0 / 255.0]),
            (5122, false, &[-128.0, 383.0]),
            (5122, true, &[-128.0 / 32767.0, 383.0 / 32767.0]),
            (5123, false, &[65408.0, 383.0]),
            (5123, true, &[65408.0 / 65535.0, 383.0 / 65535.0]),
            (5125, false, &[25165696.0]),
        ];
        for (component, normalized, wanted) in cases {
            let found = read::<1>(scalar(component, normalized, wanted.len() as u32), None, &bytes).unwrap();
            assert_eq!(found.as_flattened(), wanted, "{component} {normalized}");
        }
        assert_eq!(read::<1>(scalar(5126, false, 1), None, &1.5f32.to_le_bytes()).unwrap(), [[1.5]]);
        assert!(read::<1>(scalar(5126, false, 1), None, &f32::INFINITY.to_le_bytes()).is_err());
    }

    #[test]
    fn strides_and_offsets_find_the_elements() {
        let bytes: Vec<u8> = (0..18).collect();
        let accessor = json!({ "bufferView": 0, "byteOffset": 2, "componentType": 5121, "type": "VEC3", "count": 3 });
        let found = read::<3>(accessor.clone(), Some(8), &bytes[..18]);
        assert!(found.is_err(), "the last element ends after byte 18");
        let bytes: Vec<u8> = (0..21).collect();
        let found = read::<3>(accessor, Some(8), &bytes).unwrap();
        assert_eq!(found, [[2.0, 3.0, 4.0], [10.0, 11.0, 12.0], [18.0, 19.0, 20.0]]);
    }

    #[test]
    fn sparse_values_replace_zeros_or_others() {
        let bytes = [1, 2, 3, 4, 0, 2, 70, 90];
        let sparse = |base: bool| {
            let mut accessor = json!({ "componentType": 5121, "type": "SCALAR", "count": 4, "sparse": { "count": 2,
                "indices": { "bufferView": 0, "byteOffset": 4, "componentType": 5121 },
                "values": { "bufferView": 0, "byteOffset": 6 } } });
            if base {
                accessor["bufferView"] = json!(0);
            }
            accessor
        };
        assert_eq!(read::<1>(sparse(true), None, &bytes).unwrap(), [[70.0], [2.0], [90.0], [4.0]]);
        assert_eq!(read::<1>(sparse(false), None, &bytes).unwrap(), [[70.0], [0.0], [90.0], [0.0]]);
        assert_eq!(with(sparse(true), None, &bytes, |accessor| accessor.indices(91)).unwrap(), [70, 2, 90, 4]);
        assert!(with(sparse(true), None, &bytes, |accessor| accessor.indices(90)).is_err());
    }

    #[test]
    fn the_largest_index_of_each_type_is_reserved() {
        let indices = |component, bytes: &[u8]| with(scalar(component, false, 1), None, bytes, |a| a.indices(70_000));
        assert_eq!(indices(5121, &[254]).unwrap(), [254]);
        assert!(indices(5121, &[255]).is_err());
        assert_eq!(indices(5123, &[254, 255]).unwrap(), [65_534]);
        assert!(indices(5123, &[255, 255]).is_err());
        assert_eq!(indices(5125, &[255, 255, 0, 0]).unwrap(), [65_535]);
        assert!(indices(5125, &[255; 4]).is_err());
    }
}
