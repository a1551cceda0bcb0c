# What the scripts here and ./dev share. Sourced, never run.
# shellcheck shell=sh disable=SC2034 # used by who sources it

# Exit status of a step that could not run on this machine; its last line says why.
SKIP=77

if [ -t 1 ] || [ -n "${CI:-}" ]; then
    red=$(printf '\033[1;31m') green=$(printf '\033[1;32m') bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else
    red='' green='' bold='' plain=''
fi

say() { printf '%s==> %s%s\n' "$bold" "$*" "$plain"; }
complain() { printf '%s%s%s\n' "$red" "$*" "$plain" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        complain "This needs root, and there is no sudo here: $*"
        return 1
    fi
}

have_apt() { command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1; }

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# need_packages PACKAGE...: installs those that are missing; apt is not asked when none is.
need_packages() {
    missing=''
    for package; do
        installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    say "Installing with apt:$missing"
    # The lists of a fresh container are absent and those of an old machine are stale: a mirror keeps no old files.
    # One dead third-party source must not stop the rest, so only the install decides.
    as_root apt-get -q -o Acquire::Retries=3 update || complain "apt-get update had errors; trying with the lists there are"
    # shellcheck disable=SC2086 # a list of words
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o Acquire::Retries=3 install --no-install-recommends $missing </dev/null || {
        complain "apt could not install:$missing"
        return 1
    }
}

need_rust() {
    if ! command -v cargo >/dev/null 2>&1 && [ -f "${CARGO_HOME:-$HOME/.cargo}/env" ]; then
        # shellcheck disable=SC1091 # the toolchain's own; a shell that was open before its installation lacks it
        . "${CARGO_HOME:-$HOME/.cargo}/env"
    fi
    command -v cargo >/dev/null 2>&1 && return
    complain "There is no Rust toolchain here. https://rustup.rs installs one; then run this again."
    exit 1
}

# What building needs besides Rust: a linker, a C compiler for the cryptography under HTTPS, and a C++ compiler for the
# encoders of `boothwalk pack` (and, in the tests, for the comparison of pictures).
# What running needs is opened by name at run time, so nothing fails before a window or a device is wanted:
# X11 and keyboard (winit loads all of these for an X11 window), Wayland, Vulkan with a driver, OpenXR's loader.
need_run_packages() {
    libraries='libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libwayland-client0
        libvulkan1 mesa-vulkan-drivers'
    compiler=''
    command -v cc >/dev/null 2>&1 || compiler='gcc libc6-dev'
    command -v c++ >/dev/null 2>&1 || compiler="$compiler g++"
    if ! have_apt; then
        # shellcheck disable=SC2086 # a list of words
        complain "There is no apt here, so nothing is installed. Needed are compilers for C and C++, and the libraries that Debian calls:" \
            $libraries
        [ -z "$compiler" ]
        return
    fi
    # shellcheck disable=SC2086 # lists of words
    need_packages $compiler $libraries || return
    # Some releases lack it, and only a headset needs it.
    installed libopenxr-loader1 || [ -z "$(candidate libopenxr-loader1)" ] || need_packages libopenxr-loader1 ||
        complain 'going on without; a headset will not be found'
}

# The version of a package that apt would install.
candidate() { apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: //p' | grep -v '(none)'; }
