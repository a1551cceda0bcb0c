#!/bin/sh
# ./dev peers frame [ARGUMENTS]: `boothwalk bench frame` beside Bevy, which shows the same halls on the software driver;
# arguments go to boothwalk (--booths N,M, --moving M, --json ...). Building Bevy takes a while, once.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/bench/lib.sh
. "$top/tests/bench/lib.sh"

need_run_packages >&2
cargo build --release --manifest-path "$top/Cargo.toml" >&2
cargo build --release --manifest-path "$here/bevy/Cargo.toml" --bin frame-bevy --target-dir "$top/target/peers" >&2
exec "$top/target/release/boothwalk" bench frame --peer "Bevy 0.19=$top/target/peers/release/frame-bevy" "$@"
