#!/bin/sh
# The meshopt decoder's NEON kernel, compiled for 64-bit ARM and run under Debian's qemu-user.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

target=aarch64-unknown-linux-gnu
run="cargo test --manifest-path tests/neon/Cargo.toml --target-dir target/neon"
if [ "$(uname -m)" = aarch64 ]; then
    exec $run
fi
if ! have_apt; then
    echo 'there is no apt here to install an ARM linker and qemu-user with'
    exit "$SKIP"
fi
need_packages gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
if ! command -v rustup >/dev/null 2>&1; then
    echo 'there is no rustup here to install the ARM standard library with'
    exit "$SKIP"
fi
rustup target list --installed | grep -qx "$target" || rustup target add "$target"
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER='qemu-aarch64-static -L /usr/aarch64-linux-gnu'
exec $run --target "$target"
