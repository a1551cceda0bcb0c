#!/bin/sh
# ./dev android: builds the app for Android without the NDK, and looks at all that can be looked at without a headset.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=../../tests/bench/lib.sh
. "$top/tests/bench/lib.sh"
. "$here/settings.sh"

usage() {
    cat <<'TEXT'
./dev android           makes a compiler for Android out of Debian's packages (1.4 GB in the user's cache, once), builds the
                        app's library, looks at it, packs and signs an APK, and holds its manifest against android/manifest.table
./dev android check     only says what the compiler says
./dev android release   makes the APK that is installed; needs the Android SDK and NDK: android/README.md

BOOTHWALK_ANDROID_CACHE names the cache. The first APK is for looking at: its library cannot run. The second can.
TEXT
}
case ${1:-all} in
all | check) what=${1:-all} ;;
release)
    shift
    exec "$here/../release.sh" "$@"
    ;;
-h | --help | help)
    usage
    exit
    ;;
*)
    complain "./dev android $1: there is no such thing"
    usage >&2
    exit 2
    ;;
esac

tools=$("$here/toolchain.sh") && status=0 || status=$?
if [ "$status" -ne 0 ]; then
    # Why not is the last line for whoever shows it.
    echo "${tools:-the Android toolchain could not be made}"
    exit "$status"
fi

target=aarch64-linux-android
# Its own: the compiler is another one than for the rest, and each would throw away what the other made.
work=${CARGO_TARGET_DIR:-$top/target}/android
mkdir -p "$work"

# build CARGO-COMMAND ARGUMENTS...: with the compiler for Android, for the whole of what an app has
build() {
    (
        cd "$top"
        unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET RUSTUP_TOOLCHAIN
        export CARGO_TARGET_DIR="$work" RUSTC="$tools/rustc"
        export CARGO_TARGET_AARCH64_LINUX_ANDROID_LINKER="$here/cc" BOOTHWALK_ANDROID_LLD="$tools/lld"
        export BOOTHWALK_ANDROID_SYSTEM="$work/system"
        export CARGO_TARGET_AARCH64_LINUX_ANDROID_RUSTFLAGS='-Dwarnings'
        export CC_aarch64_linux_android="$here/no-c" CXX_aarch64_linux_android="$here/no-c"
        command=$1
        shift
        cargo "$command" --locked --target "$target" --no-default-features --lib --profile linked "$@"
    )
}

say "Checking for Android ($(cat "$tools/version"))"
if [ "$what" = check ]; then
    build check
    exit
fi

"$here/system.sh" "$tools/rustc" "$tools/lld" "$work/system"
# Linking checks all that checking does; a library for it alone, as desktops have no use for one.
build rustc --crate-type cdylib
library=$work/$target/linked/libboothwalk.so
"$here/inspect.sh" "$library"

# Small pictures are made soon, and are enough to look at.
say 'Packing the demo fair'
fair=$work/fair
(cd "$top" && cargo run --quiet --locked -- pack assets/demo "$fair" --textures astc --side 256)

say 'Packing and signing an APK'
apk=$work/boothwalk-not-to-be-installed.apk
"$here/apk.sh" "$tools" "$library" "$fair" "$apk"

grep -v -e '^#' -e '^$' "$here/../manifest.table" | LC_ALL=C sort >"$work/asked"
"$here/manifest.sh" "$tools/aapt2" "$apk" >"$work/found"
if ! diff -u "$work/asked" "$work/found"; then
    complain 'The manifest in the APK (+) is not what android/manifest.table asks for (-).'
    exit 1
fi
"$tools/aapt2" dump badging "$apk" | head -n 1
echo "$(wc -l <"$work/found") elements of the manifest are as the vendors ask, $(wc -c <"$apk" | awk '{ printf "%.1f MB", $1 / 1e6 }')"
