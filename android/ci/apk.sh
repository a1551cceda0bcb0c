#!/bin/sh
# apk.sh TOOLCHAIN LIBRARY FAIR OUT.apk: packs what an activity needs and signs it with a key that is made for this one time.
#
# What it makes is looked at and thrown away: the library is linked with stand-ins for the system's, and there is no OpenXR
# loader in it. Its version says so. ../release.sh makes what is installed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=$1 library=$2 fair=$3 out=$4
. "$here/settings.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

mkdir -p "$work/assets" "$work/lib/arm64-v8a"
ln -s "$fair" "$work/assets/fair"
cp "$library" "$work/lib/arm64-v8a/libboothwalk.so"
# Gradle takes the package from its own settings, and this tool from the manifest.
sed "s/<manifest /<manifest package=\"$application\" /" "$here/../app/src/main/AndroidManifest.xml" >"$work/AndroidManifest.xml"
"$tools/aapt2" compile --dir "$here/../app/src/main/res" -o "$work/res.zip"
# Debian's framework is that of Android 10, which does not know <queries> and <uses-native-library>: a warning each.
"$tools/aapt2" link --warn-manifest-validation -I "$tools/root/usr/share/android-framework-res/framework-res.apk" \
    --manifest "$work/AndroidManifest.xml" -A "$work/assets" -0 ktx2 -0 glb -0 bin \
    --min-sdk-version "$min_sdk" --target-sdk-version "$target_sdk" \
    --version-code "$version_code" --version-name "$version-linked-with-stand-ins" \
    -o "$work/unaligned.apk" "$work/res.zip" 2>"$work/log" || {
    cat "$work/log" >&2
    exit 1
}
(cd "$work" && "$tools/zip" -q -0 -r unaligned.apk lib)
"$tools/zipalign" -f -p 4 "$work/unaligned.apk" "$work/aligned.apk"
"$tools/keytool" -genkeypair -keystore "$work/key.p12" -storetype PKCS12 -storepass thrown-away -alias key \
    -keyalg EC -groupname secp256r1 -validity 1 -dname 'CN=thrown away' 2>"$work/log" || {
    cat "$work/log" >&2
    exit 1
}
"$tools/apksigner" sign --ks "$work/key.p12" --ks-pass pass:thrown-away --min-sdk-version "$min_sdk" --out "$out" "$work/aligned.apk"
"$tools/apksigner" verify --min-sdk-version "$min_sdk" "$out"
"$tools/zipalign" -c -p 4 "$out"
