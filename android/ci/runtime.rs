//! What the NDK would link into every library: the handle of the library, and the unwinder.
//!
//! Enough to link with, and no more: the unwinder knows no frame, and stops the program where it is asked to unwind. Nothing
//! that is linked with this is ever run.
#![no_std]
#![allow(non_upper_case_globals, non_snake_case, reason = "names that the C ABI gives")]

/// What destructors of threads are registered with.
#[unsafe(no_mangle)]
pub static __dso_handle: usize = 0;

/// The end of the stack, at once (`_URC_END_OF_STACK`).
#[unsafe(no_mangle)]
pub extern "C" fn _Unwind_Backtrace() -> i32 {
    5
}

macro_rules! traps {
    ($($name:ident)*) => {
        $(
            #[unsafe(no_mangle)]
            pub extern "C" fn $name() -> ! {
                // SAFETY: it ends the program.
                unsafe { core::arch::asm!("brk #1", options(noreturn)) }
            }
        )*
    };
}

traps! {
    _Unwind_DeleteException _Unwind_FindEnclosingFunction _Unwind_GetCFA _Unwind_GetDataRelBase _Unwind_GetGR _Unwind_GetIP
    _Unwind_GetIPInfo _Unwind_GetLanguageSpecificData _Unwind_GetRegionStart _Unwind_GetTextRelBase _Unwind_RaiseException
    _Unwind_Resume _Unwind_SetGR _Unwind_SetIP
}
