//! How the C library keeps memory.

/// Bytes from which a piece of memory is mapped by itself, and given back to the system as soon as it is free.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: std::ffi::c_int = 256 << 10;

/// Has what is large given back when it is free. The GNU library would learn from the first such pieces to keep the next ones
/// (mallopt(3), "M_MMAP_THRESHOLD"): the files and textures of a fair that comes and goes then leave more and more holes,
/// twice the memory after half an hour. Other systems give back by themselves.
pub fn settle() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it sets a number, and takes its own lock.
    if unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE) } != 1 {
        log::debug!("the C library keeps memory as it likes");
    }
}

/// Gives back what lies free between smaller pieces, on a thread: after much of a fair has gone.
pub fn trim() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    let _ = std::thread::Builder::new().name("heap".into()).spawn(|| {
        // SAFETY: it takes its own locks, and touches free memory only.
        unsafe { libc::malloc_trim(0) }
    });
}
