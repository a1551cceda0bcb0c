#!/bin/sh
# system.sh RUSTC LLD FOLDER: stand-ins for Android's system libraries, to link with: they have the names of their functions
# and nothing behind them.
#
# The names are those that the crates libc and ndk-sys declare for Android, in the versions of Cargo.lock, and below what no
# crate declares because compilers and the standard library call it by themselves.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
rustc=$1 lld=$2 folder=$3
mkdir -p "$folder"

# source_of CRATE: the folder of its source, as cargo has it
metadata=$(cargo metadata --format-version 1 --locked --filter-platform aarch64-linux-android --manifest-path "$top/Cargo.toml")
source_of() {
    printf '%s' "$metadata" | grep -o "\"manifest_path\":\"[^\"]*/$1-[0-9][^\"/]*/Cargo.toml\"" | head -n 1 |
        sed 's/^"manifest_path":"//; s/\/Cargo.toml"$//'
}
libc=$(source_of libc) ndk=$(source_of ndk-sys)
[ -n "$libc" ] && [ -n "$ndk" ] || {
    echo 'libc or ndk-sys is not among the dependencies for Android any more; the stand-ins are made of their names' >&2
    exit 1
}

# names FILE...: functions declared there, by the names that the linker sees
names() {
    sed -n -e 's/^ *\(pub \)\{0,1\}\(unsafe \|safe \)\{0,1\}fn \([A-Za-z_][A-Za-z0-9_]*\)(.*/\3/p' \
        -e 's/^.*link_name = "\\\{0,1\}\(u{1}\)\{0,1\}\([A-Za-z_][A-Za-z0-9_]*\)".*/\2/p' "$@"
}
unix=$libc/src/unix
c=$(names "$unix/mod.rs" "$unix/linux_like/mod.rs" $(find "$unix/linux_like" -name linux_l4re_shared.rs) \
    $(find "$unix/linux_like/android" -name '*.rs') \
    $(find "$libc/src/new/bionic_libc" "$libc/src/new/common" -name '*.rs' 2>/dev/null))
all=$(names "$ndk/src/ffi_aarch64.rs")
pick() { printf '%s\n' "$all" | grep -E "$1"; }

dl='android_dlopen_ext dl_iterate_phdr dladdr dlclose dlerror dlopen dlsym dlvsym'
of_c='__cxa_atexit __cxa_finalize __cxa_thread_atexit_impl __errno __register_atfork __sF __stack_chk_fail
    __system_property_get __system_property_find __system_property_read_callback abort android_set_abort_message bcmp environ
    getauxval memcmp memcpy memmove memset posix_memalign strlen'
of_m='acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs fdim floor fma fmax
    fmin fmod frexp hypot ilogb ldexp lgamma lgamma_r log log10 log1p log2 logb lrint lround modf nearbyint nextafter pow
    remainder remquo rint round roundeven scalbn sin sincos sinh sqrt tan tanh tgamma trunc'

# library NAME SYMBOL...: one of them
library() {
    name=$1
    shift
    {
        echo '#![no_std]'
        echo 'core::arch::global_asm!(".text",'
        printf '%s\n' "$@" | sort -u | sed 's/.*/    ".globl &", ".type &, @function", "&:",/'
        echo '    "ret");'
    } >"$folder/$name.rs"
    "$rustc" --edition 2024 --crate-type lib --emit obj --target aarch64-linux-android -Cpanic=abort "$folder/$name.rs" -o "$folder/$name.o"
    "$lld" -shared -soname "lib$name.so" --hash-style=gnu -o "$folder/lib$name.so" "$folder/$name.o"
}
# shellcheck disable=SC2086 # lists of words
{
    # What is in libdl is not in libc, so that a library has to say that it needs libdl.
    library c $(printf '%s\n' $c $of_c | grep -vxE "$(echo $dl | tr ' ' '|')")
    library m $of_m $(for name in $of_m; do echo "${name}f"; done)
    library dl $dl
    library log $(pick '^__android_log') __android_log_print __android_log_write
    library android $(pick '^(A[A-Z]|android_)' | grep -vE '^(AAudio|ACamera|AImage|AMedia|AMidi|AndroidBitmap)')
    library aaudio $(pick '^AAudio')
    library nativewindow $(pick '^(ANativeWindow|AHardwareBuffer)')
}
"$rustc" --edition 2024 --crate-type lib --emit obj --target aarch64-linux-android -Cpanic=abort -Copt-level=2 -Ccodegen-units=1 \
    "$here/runtime.rs" -o "$folder/runtime.o"
# The standard library asks for the unwinder by name; it is in the other object already.
: >"$folder/empty.rs"
printf '#![no_std]\n' >"$folder/empty.rs"
"$rustc" --edition 2024 --crate-type lib --emit obj --target aarch64-linux-android -Cpanic=abort "$folder/empty.rs" -o "$folder/libunwind.a"
