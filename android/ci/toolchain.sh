#!/bin/sh
# A compiler for aarch64-linux-android out of Debian's own packages, and the tools that make an APK; prints its folder. It can
# check for x86_64-pc-windows-gnu, too.
#
# Nothing is installed into the system: the packages are taken apart into a folder of the user's cache, which is named by
# their versions, so that a newer package makes another folder and the old one goes. The compiler is Debian's `rustc-web`,
# because the standard library for Android has to be built with the very compiler that uses it, and Debian has both; the
# rustup that a person has works beside it, and only its cargo is used.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../../tests/bench/lib.sh
. "$here/../../tests/bench/lib.sh"

cache=${BOOTHWALK_ANDROID_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/boothwalk/android}
apt_get() { apt-get -q -o Acquire::Retries=3 -o APT::Sandbox::User="$(id -un)" "$@"; }

# The caller takes the last line of the output for the folder; everything else goes to the terminal.
exec 3>&1 1>&2

have_apt || {
    echo 'the Android toolchain is made of Debian packages, and there is no apt here' >&3
    exit "$SKIP"
}

# depends PACKAGE PATTERN: of what a package depends on, the first name that matches
depends() { apt-cache depends --no-recommends --no-suggests "$1" 2>/dev/null | sed -n "s/^ *Depends: \($2\)\$/\1/p" | head -n 1; }

# plan: sets $std and $lld to the packages that go with the compiler that apt would install
plan() {
    std=$(depends libstd-rust-web-dev 'libstd-rust-web-[0-9.]*')
    llvm=$(depends "${std:-none}" 'libllvm[0-9]*')
    lld=lld-${llvm#libllvm}
    [ -n "$std" ] && [ -n "$llvm" ] && [ -n "$(candidate "$lld")" ] && [ -n "$(candidate aapt)" ]
}
plan || {
    as_root apt-get -q -o Acquire::Retries=3 update || complain 'apt-get update had errors; trying with the lists there are'
    plan
} || {
    echo "this system's apt has no rustc-web with its lld, or no aapt (Debian 12 has them)" >&3
    exit "$SKIP"
}

# The last gives Windows' system libraries to the compiler when it checks for Windows.
wanted="rustc-web libstd-rust-web-dev rust-web-src $lld aapt zipalign zip binutils-mingw-w64-x86-64"
# Two are taken without what they depend on: a whole desktop Java, and Android's own folders.
alone='apksigner libapksig-java android-framework-res'
command -v java >/dev/null 2>&1 && command -v keytool >/dev/null 2>&1 || alone="$alone openjdk-17-jre-headless"
# What these need and this system lacks is what an installation would bring; so one is planned, and not carried out.
# shellcheck disable=SC2086 # lists of words
missing=$(apt_get -s install --no-install-recommends $wanted 2>/dev/null | sed -n 's/^Inst \([^ ]*\) .*/\1/p')
# shellcheck disable=SC2086
packages=$(printf '%s\n' $wanted $std $llvm $alone $missing | sort -u)
# shellcheck disable=SC2086
files=$(apt_get --print-uris download $packages | awk '/^.http|^.file|^.copy|^.mirror/ { print $2 }')
[ -n "$files" ] || {
    echo 'apt does not say where it has the packages from; apt-get update' >&3
    exit "$SKIP"
}
# How the folder is made is part of what it is.
key=$({ printf '%s\n' "$files"; cat "$here/toolchain.sh"; } | sha256sum | cut -c 1-16)
folder=$cache/$key

mkdir -p "$cache"
# Two runs at one time make it once.
exec 9>"$cache/lock"
flock 9
if [ -f "$folder/done" ]; then
    echo "the Android toolchain is in $folder"
    echo "$folder" >&3
    exit 0
fi

say "Making the Android toolchain in $folder (1.2 GB; a few minutes, once)"
rm -rf "$folder"
mkdir -p "$folder/packages" "$folder/root"
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
cd "$folder/packages"
# shellcheck disable=SC2086
apt_get download $packages || {
    echo 'apt could not fetch the packages of the Android toolchain' >&3
    exit "$SKIP"
}
for package in *.deb; do
    case $package in
    # The library alone, a tenth of it.
    rust-web-src*) dpkg-deb --fsys-tarfile "$package" |
        tar -x -C "$folder/root" --wildcards './usr/src/*/library' './usr/lib/rustlib/src' ;;
    *) dpkg -x "$package" "$folder/root" ;;
    esac
done
cd "$folder"
rm -rf packages root/usr/share/doc root/usr/share/man root/usr/share/locale
usr=$folder/root/usr
libraries=$usr/lib/x86_64-linux-gnu

# wrap NAME PROGRAM LIBRARIES: a program that finds the libraries beside it, and not those of the system
wrap() {
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$3" "$2" >"$folder/$1"
    chmod +x "$folder/$1"
}
# A folder for what the compiler looks for by name: what else is beside it there, it must not find.
mkdir path
for tool in dlltool as; do wrap "path/x86_64-w64-mingw32-$tool" "$usr/bin/x86_64-w64-mingw32-$tool" "$libraries"; done
printf '#!/bin/sh\nPATH=%s:$PATH LD_LIBRARY_PATH=%s exec %s "$@"\n' "$folder/path" "$libraries" "$usr/bin/rustc" >rustc
chmod +x rustc
wrap lld "$usr/bin/ld.$lld" "$libraries"
tools=$libraries/android:$libraries:$usr/lib:$usr/lib/p7zip
wrap aapt2 "$usr/bin/aapt2" "$tools"
wrap zipalign "$usr/bin/zipalign" "$tools"
wrap zip "$usr/bin/zip" "$tools"
java=$(command -v java || true)
keytool=$(command -v keytool || true)
case $alone in
*openjdk*)
    home=$(echo "$usr"/lib/jvm/java-17-openjdk-*)
    # Its settings lie in /etc of a system in which it is installed.
    find "$home" -type l | while read -r link; do
        to=$(readlink "$link")
        case $to in /*) ln -sf "$folder/root$to" "$link" ;; esac
    done
    java=$home/bin/java keytool=$home/bin/keytool
    ;;
esac
wrap keytool "$keytool" "$tools"
wrap apksigner "$java -jar $usr/share/java/apksigner.jar" "$tools"

mkdir -p std/src
cat >std/Cargo.toml <<'TOML'
cargo-features = ["profile-rustflags"]
[package]
name = "none"
version = "0.0.0"
edition = "2024"
[workspace]
[profile.release.package.panic_abort]
# It cannot be built otherwise, and cargo says so to its own standard library only.
rustflags = ["-Cpanic=abort"]
TOML
echo '#![no_std]' >std/src/lib.rs
# standard COMMAND CRATES TARGET ENDING: the standard library for a target, which the compiler finds from then on
standard() {
    (cd std && env -u RUSTFLAGS RUSTC="$folder/rustc" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$folder/std/target" \
        cargo "$1" --quiet --release "-Zbuild-std=$2" --target "$3")
    mkdir -p "$usr/lib/rustlib/$3/lib"
    find "std/target/$3/release/deps" -name "*.$4" ! -name 'libnone-*' -exec cp {} "$usr/lib/rustlib/$3/lib" \;
}
say 'Building the standard library for Android'
standard build std,panic_abort aarch64-linux-android rlib
# For tests/bench/windows.sh, which links nothing: types are enough.
say 'Checking the standard library for Windows'
standard check std,panic_unwind,proc_macro x86_64-pc-windows-gnu rmeta
rm -rf std

"$folder/rustc" --version >version
# Folders of older packages; this one is kept for the next run.
find "$cache" -mindepth 1 -maxdepth 1 -type d ! -name "$key" -exec rm -rf {} +
touch done
trap - EXIT
du -sh "$folder"
echo "$folder" >&3
