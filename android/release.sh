#!/bin/sh
# ./dev android release [FAIR]: the APK that is installed, with a packed FAIR in it (the demo fair if left out).
#
# Needs what README.md lists. What ./dev android checks without an NDK, this makes with one; the library is looked at with the
# same eyes. Signs with BOOTHWALK_KEYSTORE if that is set.
set -eu
android=$(cd "$(dirname "$0")" && pwd)
here=$android/ci
top=$(cd "$android/.." && pwd)
# shellcheck source=../tests/bench/lib.sh
. "$top/tests/bench/lib.sh"
. "$here/settings.sh"

fair=${1:-$top/assets/demo}
lacks=''
need() {
    # shellcheck disable=SC2086 # a command with its arguments
    $2 >/dev/null 2>&1 || lacks="$lacks
  $1"
}
need_rust
need 'the standard library for Android: rustup target add aarch64-linux-android' "test -d $(rustc --print sysroot)/lib/rustlib/aarch64-linux-android"
need 'cargo-ndk: cargo install cargo-ndk' 'cargo ndk --version'
need 'the Android SDK: ANDROID_HOME names its folder' "test -d ${ANDROID_HOME:-/nonexistent}/platforms"
need "the NDK, 27 or newer: sdkmanager 'ndk;28.2.13676358'" "test -d ${ANDROID_NDK_HOME:-${ANDROID_HOME:-/nonexistent}/ndk}"
need 'Java 17 or newer' 'java -version'
need 'Gradle 8.13 or newer (https://gradle.org/install)' 'gradle --version'
[ -z "$lacks" ] || {
    complain "Missing:$lacks"
    exit 1
}

say 'Building the library'
target=${CARGO_TARGET_DIR:-$top/target}
# Undefined symbols are errors here, too, and pages of 16 KB need saying to an NDK older than 28.
(cd "$top" && cargo ndk -t arm64-v8a -P "$min_sdk" rustc --locked --release --no-default-features --lib --crate-type cdylib -- \
    -Clink-arg=-Wl,-z,defs -Clink-arg=-Wl,-z,max-page-size=16384)
library=$target/aarch64-linux-android/release/libboothwalk.so
"$here/inspect.sh" "$library"

say 'Splitting off its symbols'
copy=$(find "${ANDROID_NDK_HOME:-$ANDROID_HOME/ndk}" -name 'llvm-objcopy*' -type f | sort | tail -n 1)
[ -n "$copy" ] || {
    complain 'the NDK has no llvm-objcopy'
    exit 1
}
out=$target/android-release
packed=$android/app/src/main/jniLibs/arm64-v8a/libboothwalk.so
mkdir -p "$out" "$(dirname "$packed")"
"$copy" --only-keep-debug "$library" "$out/libboothwalk.so.debug"
"$copy" --strip-unneeded "$library" "$packed"

say "Packing $fair for headsets"
mkdir -p "$android/app/build/assets"
(cd "$top" && cargo run --quiet --locked --release -- pack "$fair" "$android/app/build/assets/fair" --textures astc)

say 'Packing and signing the APK'
(cd "$android" && gradle --quiet assembleRelease)
apk=$out/boothwalk-$version.apk
cp "$android/app/build/outputs/apk/release/app-release.apk" "$apk"

say 'Done'
for file in "$packed" "$out/libboothwalk.so.debug" "$apk"; do
    printf '%8.1f MB  %s\n' "$(wc -c <"$file" | awk '{ print $1 / 1e6 }')" "$file"
done
[ -n "${BOOTHWALK_KEYSTORE:-}" ] || complain 'Signed with a key for trying out: no store takes it. BOOTHWALK_KEYSTORE names another.'
echo "Put it on a headset: adb install -r $apk"
