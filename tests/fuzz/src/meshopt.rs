//! Meshopt streams. The loader's part of them is in the target `glb`; here every kernel of the processor is tried.

use boothwalk::model::meshopt::{
    Filter, Kernel, decode_sequence, decode_triangles, decode_vertices, decode_vertices_with,
};

/// What a stream may claim, in bytes.
const MOST: usize = 1 << 20;

/// Mode, filter, stride in units of four bytes and count (two bytes), then the compressed bytes. Kernels that disagree
/// panic.
pub fn meshopt(data: &[u8]) -> bool {
    let Some((&[mode, filter, stride, low, high], data)) = data.split_first_chunk() else { return false };
    let count = usize::from(u16::from_le_bytes([low, high]));
    match mode % 3 {
        0 => vertices(count, (usize::from(stride) % 64 + 1) * 4, filter, data),
        1 => decode_triangles(count, 2 + usize::from(stride) % 2 * 2, data).is_ok(),
        _ => decode_sequence(count, 2 + usize::from(stride) % 2 * 2, data).is_ok(),
    }
}

fn vertices(count: usize, stride: usize, filter: u8, data: &[u8]) -> bool {
    if count * stride > MOST {
        return false;
    }
    let decoded = decode_vertices(count, stride, data);
    for kernel in Kernel::available() {
        let mut out = vec![0; count * stride];
        let other = decode_vertices_with(kernel, &mut out, stride, data).map(|()| out);
        // A count that the stream is too short for is refused before the kernel is asked.
        assert!(
            decoded == other || decoded.is_err() && other.is_err(),
            "{}: {other:?}, not {decoded:?}",
            kernel.name()
        );
    }
    let Ok(mut bytes) = decoded else { return false };
    let filters = [Filter::Octahedral, Filter::Quaternion, Filter::Exponential, Filter::Color];
    if let Some(filter) = filters.get(usize::from(filter) % 5)
        && filter.takes(stride)
    {
        let before = bytes.clone();
        assert!(filter.apply(&mut bytes, stride).is_ok());
        for kernel in Kernel::available() {
            let mut other = before.clone();
            assert!(filter.apply_with(kernel, &mut other, stride).is_ok());
            assert!(bytes == other, "{filter:?} of {}", kernel.name());
        }
    }
    true
}
