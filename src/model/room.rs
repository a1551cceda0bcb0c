//! Memory for texels: a level of an image is megabytes, and the first touch of its pages costs as much as decoding into them.

/// Zeros. On Linux, large ones ask for large pages, of which there are 512 times fewer to be touched; where the system has
/// none to give, nothing changes.
pub(super) fn zeros(len: usize) -> Vec<u8> {
    let room = vec![0; len];
    #[cfg(any(target_os = "linux", target_os = "android"))]
    ask_for_large_pages(&room);
    room
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn ask_for_large_pages(room: &[u8]) {
    /// Of the usual processors; advice for other sizes is passed over.
    const LARGE: usize = 2 << 20;
    let range = room.as_ptr_range();
    let (start, end) = ((range.start as usize).next_multiple_of(LARGE), range.end as usize / LARGE * LARGE);
    if start < end {
        let first = range.start.wrapping_add(start - range.start as usize);
        // SAFETY: the pages lie within the slice, and this advice changes neither what they hold nor who may use them.
        let _ = unsafe { libc::madvise(first.cast_mut().cast(), end - start, libc::MADV_HUGEPAGE) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_of_every_size_are_zeros_and_can_be_written() {
        for len in [0, 1, 4096, (2 << 20) - 1, 5 << 20, (16 << 20) + 3] {
            let mut room = zeros(len);
            assert!(room.len() == len && room.iter().all(|byte| *byte == 0));
            room.fill(7);
            assert!(room.iter().all(|byte| *byte == 7));
        }
    }
}
