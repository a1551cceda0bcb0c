#!/bin/sh
# ./dev test: every check there is, each timed; at the end what passed, what failed, and in red what could not run and why.
# No step passes by doing nothing: one that finds no test has failed.
# shellcheck disable=SC2317 # the checks are functions that `start` calls by name
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

filter=${1:-}
work=$(mktemp -d)
ahead=''
trap 'if [ -n "$ahead" ]; then kill "$ahead" 2>/dev/null || :; fi; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export BOOTHWALK_SKIPS="$work/skips"
export BOOTHWALK_NGINX="${BOOTHWALK_NGINX:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/boothwalk/nginx/usr/sbin/nginx}"
export BOOTHWALK_MODELS="${BOOTHWALK_MODELS:-$PWD/../shared/models}"
if [ -n "${CI:-}" ]; then
    # A machine that is thrown away has no use for incremental builds.
    export CARGO_INCREMENTAL=0 CARGO_TERM_PROGRESS_WHEN=never
fi
if [ -t 1 ]; then export CARGO_TERM_COLOR=always; fi
# A person can stop a test that hangs; where nobody watches, time does.
limit=''
[ -t 0 ] || limit='timeout -k 10 1200'

: >"$work/skips"
: >"$work/summary"
passed=0 failed=0 skipped=0 found=''

# note COLOUR RESULT SECONDS NAME [REMARK]: a line of the summary
note() {
    remark=''
    [ -z "${5:-}" ] || remark="  ($5)"
    printf '%s%-8s%s%4d:%02d  %s%s\n' "$1" "$2" "$plain" "$(($3 / 60))" "$(($3 % 60))" "$4" "$remark" >>"$work/summary"
}

# start NAME COMMAND...: shows and keeps what it prints; sets $status and $seconds
start() {
    say "$1"
    shift
    began=$(date +%s)
    { "$@" 2>&1 && echo 0 >"$work/status" || echo $? >"$work/status"; } </dev/null | tee "$work/log"
    status=$(cat "$work/status")
    seconds=$(($(date +%s) - began))
}

# check NAME COMMAND...: one thing that holds or not; exit status 77 means that it could not be tried
check() {
    name=$1
    start "$@"
    case $status in
    0)
        passed=$((passed + 1))
        note "$green" ok "$seconds" "$name"
        ;;
    "$SKIP")
        skipped=$((skipped + 1))
        reason=$(tail -n 1 "$work/log" | sed "s/$(printf '\033')\[[0-9;]*m//g")
        note "$red" SKIPPED "$seconds" "$name" "$reason"
        ;;
    *)
        failed=$((failed + 1))
        note "$red" FAILED "$seconds" "$name"
        ;;
    esac
    return 0
}

# sum FIELD: over all lines like "test result: ok. 3 passed; 0 failed; 1 ignored; ..." of the last step
sum() { sed -n "s/^test result:.* \([0-9]*\) $1.*/\1/p" "$work/log" | awk '{ sum += $1 } END { print sum + 0 }'; }

# tests NAME COMMAND...: many tests. A test that skips itself returns early, which libtest counts as passed.
tests() {
    name=$1
    skips_before=$(wc -l <"$work/skips")
    start "$@"
    skips=$(($(wc -l <"$work/skips") - skips_before + $(sum ignored)))
    bad=$(sum failed)
    good=$(($(sum passed) + $(sum ignored) - skips))
    [ "$good" -ge 0 ] || good=0
    remark="$good passed"
    if [ "$status" -ne 0 ]; then
        [ "$bad" -gt 0 ] || bad=1
        remark="$remark, $bad failed"
        [ "$status" -ne 124 ] || remark="$remark, stopped after 20 minutes"
        colour=$red result=FAILED
    elif [ $((good + skips)) -eq 0 ]; then
        [ -z "$filter" ] || return 0
        bad=1 remark='there was no test in it'
        colour=$red result=FAILED
    elif [ "$good" -eq 0 ]; then
        colour=$red result=SKIPPED
    else
        colour=$green result=ok
    fi
    [ "$skips" -eq 0 ] || remark="$remark, $skips skipped"
    found=1
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
    note "$colour" "$result" "$seconds" "$name" "$remark"
}

# In these functions every failure is passed on by hand: the shell's -e does not reach into a command whose status is asked.
packages() {
    need_run_packages || return
    have_apt || return 0
    need_packages xvfb xdotool x11-utils curl pulseaudio pulseaudio-utils
}

# An installed nginx would also be a running one, on port 80 and after every start of the machine: the program is only taken
# out of its package. The test starts it.
nginx_alone() {
    if command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || [ -x "$BOOTHWALK_NGINX" ]; then
        return 0
    fi
    have_apt || {
        echo 'there is neither nginx nor apt here'
        return "$SKIP"
    }
    [ -n "$(candidate nginx)" ] || as_root apt-get -q -o Acquire::Retries=3 update || complain 'apt-get update had errors'
    mkdir -p "$work/nginx" "${BOOTHWALK_NGINX%/usr/sbin/nginx}" || return
    if ! (cd "$work/nginx" && apt-get -q -o Acquire::Retries=3 download nginx) ||
        ! dpkg -x "$work"/nginx/nginx_*.deb "${BOOTHWALK_NGINX%/usr/sbin/nginx}"; then
        echo 'apt could not fetch nginx'
        return "$SKIP"
    fi
    "$BOOTHWALK_NGINX" -v || {
        echo 'the nginx of this system does not run by itself; apt-get install nginx'
        return "$SKIP"
    }
}

# What takes the network and little of the processor goes on beside the first builds. The steps that need it say what is
# wrong with it, where something is.
fetch_ahead() {
    tests/bench/monado.sh setup || :
    [ -n "$filter" ] || android/ci/toolchain.sh || :
}

runtime() {
    wait "$ahead" || :
    tests/bench/monado.sh setup
}

models() {
    [ -d "$BOOTHWALK_MODELS" ] && return 0
    echo "no folder $BOOTHWALK_MODELS; BOOTHWALK_MODELS can name another"
    return "$SKIP"
}

lint() { cargo clippy --all-targets -- -D warnings; }

unit_tests() {
    # shellcheck disable=SC2086 # nothing, or a command with its arguments
    $limit cargo test --no-fail-fast --lib --bins -- $filter || return
    [ -n "$filter" ] || $limit cargo test --doc
}

finish() {
    say 'Summary'
    cat "$work/summary"
    if [ -s "$work/skips" ]; then
        printf '%sskipped:%s\n' "$red" "$plain"
        sed "s/^.*$/  $red&$plain/" "$work/skips"
    fi
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
    exit
}

check 'packages' packages
check 'nginx' nginx_alone
fetch_ahead >/dev/null 2>&1 </dev/null &
ahead=$!
if [ -z "$filter" ]; then
    check 'larger models' models
    check 'format' cargo fmt --all --check
    check 'lint' lint
fi
check 'build of the tests' cargo test --no-run
[ "$status" -eq 0 ] || finish
check 'OpenXR runtime' runtime

# Cargo takes tests/NAME.rs and tests/NAME/main.rs alike.
if [ -n "$filter" ] && { [ -f "tests/$filter.rs" ] || [ -f "tests/$filter/main.rs" ]; }; then
    # shellcheck disable=SC2086
    tests "tests/$filter" $limit cargo test --test "$filter"
    finish
fi
tests 'unit and documentation tests' unit_tests
for file in tests/*.rs tests/*/main.rs; do
    name=${file#tests/}
    name=${name%/main.rs}
    # One after the other: they watch the clock, and share the machine's few cores as it is.
    # shellcheck disable=SC2086
    tests "$file" $limit cargo test --test "${name%.rs}" -- $filter
done
if [ -z "$filter" ]; then
    tests 'NEON under qemu' tests/bench/neon.sh
    check 'Android' android/ci/run.sh
    check 'Windows' tests/bench/windows.sh
fi
if [ -z "$found" ]; then
    complain "no test matches $filter"
    failed=$((failed + 1))
fi
finish
