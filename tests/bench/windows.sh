#!/bin/sh
# Says what the compiler says of Boothwalk for Windows (x86_64-pc-windows-gnu), with all that it has there. Nothing is linked:
# types are checked, and no machine with Windows is needed. ./dev test runs it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/bench/lib.sh
. "$here/lib.sh"

tools=$("$top/android/ci/toolchain.sh") && status=0 || status=$?
if [ "$status" -ne 0 ]; then
    # Why not is the last line for whoever shows it.
    echo "${tools:-the compiler for Windows could not be made}"
    exit "$status"
fi

target=x86_64-pc-windows-gnu
work=${CARGO_TARGET_DIR:-$top/target}/windows
mkdir -p "$work/tools"
# Build scripts have C compiled and archived for the target. What nobody links may be empty.
# shellcheck disable=SC2016 # for the shell that runs it
printf '#!/bin/sh\nwhile [ $# -gt 0 ]; do case $1 in -o) : >"$2" ;; -o?*) : >"${1#-o}" ;; esac; shift; done\n' >"$work/tools/cc"
# shellcheck disable=SC2016
printf '#!/bin/sh\nfor word; do case $word in *.a) : >"$word" ;; esac; done\n' >"$work/tools/ar"
chmod +x "$work/tools/cc" "$work/tools/ar"

say "Checking for Windows ($(cat "$tools/version"))"
cd "$top"
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET RUSTUP_TOOLCHAIN
export CARGO_TARGET_DIR="$work" RUSTC="$tools/rustc" CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS='-Dwarnings'
export CC_x86_64_pc_windows_gnu="$work/tools/cc" CXX_x86_64_pc_windows_gnu="$work/tools/cc" AR_x86_64_pc_windows_gnu="$work/tools/ar"
exec cargo check --locked --target "$target" --lib --bins
