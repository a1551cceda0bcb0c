#!/bin/sh
# The real OpenXR runtime of the tests: Monado with a software Vulkan driver; no headset and no GPU needed.
#
#   monado.sh setup            make it ready; a second call finds it ready and does nothing
#   monado.sh check            exit 0: ready; 77: not, and the last line says why
#   monado.sh run PROGRAM ...  become PROGRAM where the runtime is
#
# Where the machine's own apt has Monado 25 or later it is installed and used as it is. Elsewhere (Debian 12, say) a
# Debian 13 tree is made once under the user's cache, and programs enter it by chroot: Monado needs a newer C library, so
# its packages must never mix with the machine's own. Every entry has a mount namespace of its own, which the kernel takes
# away with its last process: however a program ends, no mount is left behind, and no file is ever written into the tree.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/lib.sh
. "$here/lib.sh"

suite=trixie
packages='monado-service libopenxr1-monado libopenxr-loader1 libopenxr-utils openxr-layer-corevalidation mesa-vulkan-drivers'
root=${BOOTHWALK_MONADO_ROOT:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/boothwalk/monado-root}

skip() {
    complain "$*"
    exit "$SKIP"
}

# The protocol of the remote-controlled headset that tests/support/monado.rs speaks is that of version 25.
new_enough() { [ -n "$1" ] && dpkg --compare-versions "$1" ge 25; }

direct() {
    have_apt || return 1
    for package in $packages; do
        installed "$package" || return 1
    done
    new_enough "$(dpkg-query -W -f '${Version}' monado-service)"
}

# A tree without its last file, or with another list of packages, is not ours to use: it is made again.
recipe="$suite $packages"
tree() { [ "$(cat "$root/.boothwalk" 2>/dev/null)" = "$recipe" ]; }

# namespace COMMAND...: with mounts of its own. A user namespace gives a plain user the right to mount and chroot.
namespace() {
    if [ "$(id -u)" -eq 0 ]; then
        exec unshare --mount "$@"
    else
        exec unshare --user --map-root-user --mount "$@"
    fi
}

# Runs as `sh -c "$enter" sh ROOT PROGRAM...` within a namespace.
# shellcheck disable=SC2016 # that shell expands it
enter='
root=$1; shift
new=$root/mnt
mount -t tmpfs none "$new"
mount --make-unbindable "$new"     # or binding the folder that holds the tree would copy all of this into itself
for from in "$root"/*; do
    name=${from##*/}
    case $name in boot|dev|home|lost+found|media|mnt|proc|root|run|srv|sys|tmp) continue ;; esac
    if [ -L "$from" ]; then cp -P "$from" "$new/"; else mkdir "$new/$name"; mount --bind "$from" "$new/$name"; fi
done
mkdir "$new/run"
# Whatever is not the system itself keeps its path: the checkout, the target folder, the models, sockets in /tmp.
for from in /*; do
    name=${from##*/}
    case $name in boot|lost+found|run) continue ;; esac
    if [ -e "$new/$name" ] || [ -L "$from" ] || [ ! -d "$from" ]; then continue; fi
    mkdir "$new/$name"
    mount --rbind "$from" "$new/$name"
done
cd=$PWD
exec chroot "$new" sh -c "cd \"\$1\" 2>/dev/null || cd /; shift; exec setpriv --pdeathsig KILL \"\$@\"" sh "$cd" "$@"
'

possible() {
    command -v unshare >/dev/null 2>&1 && (namespace sh -c 'mount -t tmpfs none /mnt && chroot / true') >/dev/null 2>&1
}

make_tree() {
    command -v debootstrap >/dev/null 2>&1 || need_packages debootstrap
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -e "$keyring" ] || need_packages debian-archive-keyring
    # The mirror that this machine's own apt uses; without one, debootstrap knows Debian's.
    # shellcheck disable=SC2016 # apt expands it
    mirror=$(apt-get indextargets --format '$(ORIGIN) $(LABEL) $(CREATED_BY) $(REPO_URI)' 2>/dev/null |
        sed -n 's|^Debian Debian Packages ||p' | head -n 1)
    say "Making a Debian $suite tree for the OpenXR runtime, 0.8 GB, once: $root"
    mkdir -p "$(dirname "$root")"
    # In a namespace, because debootstrap mounts within the tree and may be killed before it unmounts.
    log=$(dirname "$root")/monado-root.log
    # shellcheck disable=SC2016 # the inner shell expands it
    as_root unshare --mount sh -euc '
        root=$1 log=$2 suite=$3 packages=$4 keyring=$5 mirror=$6 recipe=$7
        rm -rf --one-file-system "$root" "$root.part"
        mkdir -p "$root.part"
        chmod 755 "$root.part"
        ready=
        for try in 1 2 3; do
            if debootstrap --variant=minbase --keyring="$keyring" \
                --include="$(echo "$packages" | tr " " ,)" "$suite" "$root.part" $mirror >"$log" 2>&1
            then ready=1; break; fi
        done
        if [ -z "$ready" ]; then tail -n 20 "$log"; exit 1; fi
        rm -rf "$root.part"/var/cache/apt/archives/*.deb "$root.part"/var/lib/apt/lists/*
        printf "%s\n" "$recipe" >"$root.part/.boothwalk"
        mv "$root.part" "$root"
    ' sh "$root" "$log" "$suite" "$packages" "$keyring" "$mirror" "$recipe" || {
        complain "debootstrap failed; its log: $log"
        return 1
    }
}

setup() {
    if direct || tree; then return 0; fi
    have_apt || skip 'no apt here to install Monado with'
    # Without package lists apt knows of no candidate at all.
    [ -n "$(candidate debootstrap)" ] || as_root apt-get -q update || true
    if new_enough "$(candidate monado-service)"; then
        # shellcheck disable=SC2086 # a list of words
        need_packages $packages
        return
    fi
    possible || skip 'mounts and chroot are not allowed here, and the own apt has no Monado 25'
    mkdir -p "$(dirname "$root")"
    exec 9>"$(dirname "$root")/monado-root.lock"
    flock 9 # two checkouts may share one cache
    tree || make_tree
}

check() {
    if direct; then return 0; fi
    tree || skip "the OpenXR runtime is not set up: run ./dev test, or $0 setup"
    possible || skip 'mounts and chroot are not allowed here'
}

run() {
    # The software driver, whatever GPU is there: pictures must not depend on the machine.
    icds=/usr/share/vulkan/icd.d
    if direct; then
        VK_DRIVER_FILES=$(echo $icds/lvp_icd*.json)
        export VK_DRIVER_FILES
        exec setpriv --pdeathsig KILL "$@"
    fi
    VK_DRIVER_FILES=$(cd "$root" && echo .$icds/lvp_icd*.json)
    VK_DRIVER_FILES=${VK_DRIVER_FILES#.}
    export VK_DRIVER_FILES
    namespace sh -euc "$enter" sh "$root" "$@"
}

case ${1:-} in
setup) setup ;;
check) check ;;
run) shift; run "$@" ;;
*)
    sed -n '2,6s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
