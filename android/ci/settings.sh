# What an APK is called and for whom it is: from gradle.properties and Cargo.toml. Sourced by scripts that have set $here.
# shellcheck shell=sh disable=SC2034,SC2154
property() { sed -n "s/^boothwalk\.$1=//p" "$here/../gradle.properties"; }
application=$(property application)
version_code=$(property versionCode)
min_sdk=$(property minSdk)
target_sdk=$(property targetSdk)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../../Cargo.toml" | head -n 1)
for setting in "$application" "$version_code" "$min_sdk" "$target_sdk" "$version"; do
    [ -n "$setting" ] || {
        echo 'android/gradle.properties or Cargo.toml lacks a setting' >&2
        exit 1
    }
done
