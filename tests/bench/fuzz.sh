#!/bin/sh
# ./dev fuzz: throws changed files at everything that reads a stranger's bytes.
#
#   fuzz [TARGET] [SECONDS]  one target or all, each for that time (60)
#   fuzz long [TARGET]       each for 10 million inputs or 20 minutes, from what is known and again from nothing
#   fuzz keep [TARGET]       adds what was found to tests/fuzz/corpus, as few inputs as reach the same code
#
# What runs find is kept in tests/fuzz/target/grown; inputs that crash, hang or take too much memory in
# tests/fuzz/artifacts, and the line to repeat one is printed.
set -eu
cd "$(dirname "$0")/../fuzz"
# shellcheck source=tests/bench/lib.sh
. ../bench/lib.sh

targets='model glb ktx2 meshopt draco manifest log sound glyphs'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
failed=''

usage() { sed -n '4,6s/^# *//p' ../bench/fuzz.sh; }

need_fuzz_tools() {
    if ! command -v rustup >/dev/null 2>&1; then
        complain "Fuzzing needs a nightly compiler beside the usual one, and rustup to have both: https://rustup.rs"
        return 1
    fi
    rustup toolchain list | grep -q '^nightly' || {
        say 'Installing the nightly compiler'
        rustup toolchain install nightly --profile minimal
    }
    cargo fuzz --version >/dev/null 2>&1 || {
        say 'Installing cargo-fuzz'
        cargo install --locked cargo-fuzz
    }
    # libFuzzer is C++.
    command -v c++ >/dev/null 2>&1 || { have_apt && need_packages g++; } || {
        complain "Fuzzing needs a C++ compiler."
        return 1
    }
}

# fuzz COMMAND TARGET [ARGUMENTS]: cargo-fuzz with the settings of the target. Only the meshopt decoder has unsafe code,
# so only there is the address sanitizer worth its time.
fuzz() {
    command=$1 target=$2
    shift 2
    sanitizer=none
    [ "$target" != meshopt ] || sanitizer=address
    cargo +nightly fuzz "$command" --fuzz-dir . --release --debug-assertions --sanitizer "$sanitizer" "$target" "$@"
}

# run TARGET NAME INPUTS SECONDS FOLDER...: one run and its line of the table; new inputs go to the first folder
run() {
    target=$1 name=$2 inputs=$3 seconds=$4
    shift 4
    dictionary=''
    case $target in model | glb) dictionary=-dict=dictionaries/gltf.dict ;; esac
    say "$target, $name: up to $inputs inputs or $seconds seconds"
    mkdir -p "artifacts/$target"
    before=$(find "artifacts/$target" -type f | wc -l)
    # shellcheck disable=SC2086 # nothing or one word
    fuzz run "$target" "$@" -- -runs="$inputs" -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=1024 \
        -timeout=10 -report_slow_units=2 -print_final_stats=1 $dictionary >"$work/log" 2>&1 &
    process=$!
    while kill -0 "$process" 2>/dev/null; do
        sleep 2
        [ ! -t 1 ] || printf '\r%.100s\033[K' "$(tail -n 1 "$work/log" | tr '\t' ' ')"
    done
    [ ! -t 1 ] || printf '\r\033[K'
    status=0
    wait "$process" || status=$?
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")
    took=$(sed -n 's/^Done .* in \([0-9]*\) second.*/\1/p' "$work/log")
    corpus=$(grep -a -o 'corp: [0-9]*' "$work/log" | tail -n 1 | tr -dc 0-9)
    crashes=$(($(find "artifacts/$target" -type f | wc -l) - before))
    printf '%-9s %-7s %11s %8s %8s %8s\n' "$target" "$name" "${executed:-?}" "${took:--}" "${corpus:-?}" "$crashes" \
        >>"$work/table"
    [ "$status" -ne 0 ] || [ "$crashes" -ne 0 ] || return 0
    failed="$failed $target"
    # The line to repeat it, and what it said.
    grep -a -A 12 -E 'panicked at|ERROR:|Compiling|^error' "$work/log" | tail -n 30
    complain "$target failed"
}

table() {
    say 'Summary'
    printf '%-9s %-7s %11s %8s %8s %8s\n' target from inputs seconds corpus crashes
    cat "$work/table"
    [ -z "$failed" ] || complain "failed:$failed; the inputs are in tests/fuzz/artifacts"
    [ -z "$failed" ]
}

known() { mkdir -p "target/grown/$1" && echo "target/grown/$1 corpus/$1"; }

mode=short
case ${1:-} in long | keep) mode=$1 && shift ;; -h | --help) usage && exit ;; esac
case " $targets " in
*" ${1:-none} "*) targets=$1 && shift ;;
esac
seconds=${1:-60}
case $seconds in
*[!0-9]* | '')
    complain "there is no target '$seconds'; there are: $targets"
    usage >&2
    exit 2
    ;;
esac

need_fuzz_tools
for target in $targets; do
    fuzz build "$target"
    # shellcheck disable=SC2046 # two words
    case $mode in
    short) run "$target" grown 1000000000 "$seconds" $(known "$target") ;;
    long)
        run "$target" grown 10000000 1200 $(known "$target")
        mkdir -p "$work/empty"
        run "$target" empty 10000000 1200 "$work/empty"
        rm -rf "$work/empty"
        ;;
    keep)
        mkdir -p "$work/kept"
        # What once showed a fault stays, whatever it reaches.
        find "corpus/$target" -name 'fault-*' -exec cp {} "$work/kept" \;
        fuzz run "$target" "$work/kept" $(known "$target") -- -set_cover_merge=1 -use_counters=0
        rm -rf "corpus/$target"
        mv "$work/kept" "corpus/$target"
        say "$target: $(find "corpus/$target" -type f | wc -l) inputs, $(du -sk --apparent-size "corpus/$target" | cut -f1) KiB"
        ;;
    esac
done
[ "$mode" = keep ] || table
