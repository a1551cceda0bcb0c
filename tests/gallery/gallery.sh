#!/bin/sh
# ./dev gallery [OUT_DIR] [--f3d] [FILTER]: sets each picture of ours beside Filament's, as a static page.
# The other renderers come from PyPI into an environment of their own in the user's cache.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

command -v python3 >/dev/null 2>&1 || { complain 'The gallery needs Python 3.10 or later, with venv.'; exit 1; }
place="${XDG_CACHE_HOME:-$HOME/.cache}/boothwalk/gallery"
wanted='filly==0.2.1 numpy>=2 pillow>=11 flip-evaluator==1.7'
for argument; do
    case $argument in --f3d) wanted="$wanted f3d==4.0.0" ;; esac
done
# The list is written last, so a half-made environment is completed the next time. What a run without --f3d needs is in
# every list, so only a longer one installs.
have=$(cat "$place/packages" 2>/dev/null || true)
case "$have " in
"$wanted "*) ;;
*)
    say "Installing with pip: $wanted"
    python3 -m venv "$place"
    # shellcheck disable=SC2086 # a list of words
    "$place/bin/pip" install --quiet --disable-pip-version-check $wanted
    printf '%s' "$wanted" >"$place/packages"
    ;;
esac
say 'Building boothwalk'
cargo build --quiet
export BOOTHWALK_MODELS="${BOOTHWALK_MODELS:-$PWD/../shared/models}"
exec "$place/bin/python" tests/gallery/gallery.py --boothwalk "${CARGO_TARGET_DIR:-target}/debug/boothwalk" "$@"
