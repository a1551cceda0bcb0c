#!/bin/sh
# ./dev peers stream [ARGUMENTS]: `boothwalk bench stream` of four textured models beside Bevy, in turns on the software
# driver; arguments go to boothwalk (--json, --plot FILE.svg, --runs N ...). Building Bevy takes a while, once.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/bench/lib.sh
. "$top/tests/bench/lib.sh"

need_run_packages >&2
cargo build --release --manifest-path "$top/Cargo.toml" >&2
cargo build --release --manifest-path "$here/bevy/Cargo.toml" --bin stream-bevy --target-dir "$top/target/peers" >&2
models=${BOOTHWALK_MODELS:-$top/../shared/models}
# Few triangles and large textures: with more triangles the software driver would be measured.
exec "$top/target/release/boothwalk" bench stream --backend software --size 64x64 \
    --peer "Bevy 0.19=$top/target/peers/release/stream-bevy" "$@" -- \
    "$models/WaterBottle/glTF/WaterBottle.gltf" "$models/MaterialsVariantsShoe/glTF/MaterialsVariantsShoe.gltf" \
    "$models/AvocadoVariants/glTF/Avocado.gltf" "$models/NormalTangentTest/glTF-Binary/NormalTangentTest.glb"
