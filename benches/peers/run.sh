#!/bin/sh
# ./dev peers [FILES...]: `boothwalk bench load` beside gltf::import and three.js; a Markdown table, or JSON with --json.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/bench/lib.sh
. "$top/tests/bench/lib.sh"

models=${BOOTHWALK_MODELS:-$top/../shared/models}
if [ $# -eq 0 ]; then
    # The models with at least four PNG or JPEG images.
    for file in AlphaBlendModeTest/glTF-Binary/AlphaBlendModeTest.glb ClearCoatTest/glTF-Binary/ClearCoatTest.glb \
        FlightHelmet/glTF/FlightHelmet.gltf MaterialsVariantsShoe/glTF/MaterialsVariantsShoe.gltf \
        TextureTransformMultiTest/glTF-Binary/TextureTransformMultiTest.glb \
        TransmissionTest/glTF-Binary/TransmissionTest.glb WaterBottle/glTF/WaterBottle.gltf; do
        set -- "$@" "$models/$file"
    done
fi
missing=''
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
# shellcheck disable=SC2086 # a list of words
[ -z "$missing" ] || need_packages $missing >&2
cargo build --release --manifest-path "$top/Cargo.toml" >&2
cargo build --release --manifest-path "$here/Cargo.toml" --target-dir "$top/target/peers" >&2
[ -d "$here/node_modules/three" ] || npm install --prefix "$here" --no-audit --no-fund --no-package-lock >&2
exec "$top/target/release/boothwalk" bench load --peer "gltf::import=$top/target/peers/release/gltf-import" \
    --peer "three.js=$here/three.mjs" "$@"
