#!/bin/sh
# inspect.sh LIBRARY: whether Android can load it as an activity's library; says what is wrong, all of it.
set -eu
library=$1
bad=0
wrong() {
    echo "$library: $*" >&2
    bad=1
}

readelf -hW "$library" | grep -q 'Machine: *AArch64' || wrong 'it is not for arm64'
readelf -hW "$library" | grep -q 'Type: *DYN' || wrong 'it is no shared library'

exports=$(readelf --dyn-syms -W "$library" | awk '$5 == "GLOBAL" && $7 != "UND" && $7 ~ /^[0-9]+$/ { print $8 }')
for name in ANativeActivity_onCreate android_main; do
    printf '%s\n' "$exports" | grep -qx "$name" || wrong "it does not export $name, by which the system finds the app"
done

# Of the system's libraries only those that every app may load (https://developer.android.com/ndk/guides/stable_apis).
needed=$(readelf -dW "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
for name in $needed; do
    case $name in
    libaaudio.so | libandroid.so | libc.so | libdl.so | liblog.so | libm.so | libnativewindow.so) ;;
    *) wrong "it needs $name, which is not there on every device" ;;
    esac
done
[ -n "$needed" ] || wrong 'it needs no library at all, not even libc'
! readelf -dW "$library" | grep -q TEXTREL || wrong 'its code would have to be changed while it is loaded'

# Devices with pages of 16 KB load nothing that is laid out for smaller ones.
aligned=$(readelf -lW "$library" | awk '$1 == "LOAD" { print $NF }')
for step in $aligned; do
    [ "$((step))" -ge 16384 ] || wrong "a segment begins on $step; 0x4000 is needed"
done
[ -n "$aligned" ] || wrong 'it has nothing to load'

[ "$bad" -eq 0 ] || exit 1
imports=$(readelf --dyn-syms -W "$library" | awk '$7 == "UND" && $8 != "" { n++ } END { print n + 0 }')
echo "$(wc -c <"$library" | awk '{ printf "%.1f MB", $1 / 1e6 }'), exports $(printf '%s\n' "$exports" | wc -l)," \
    "imports $imports from $(echo $needed)"
