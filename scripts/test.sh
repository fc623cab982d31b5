#!/bin/bash
# Everything that must hold: format, no warnings, unit tests, and the programs against each other
# as processes. One build tree.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { echo; echo "== $*"; }

step "Format"
swift format lint --strict --recursive Package.swift Sources Tests

step "Build"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! swift build --build-tests >"$log" 2>&1; then
    grep -E 'error:|warning:' -A4 "$log" || cat "$log"
    exit 1
fi
# Warnings of ours are errors; those of the packages we use are not ours to mend. What an earlier
# build has compiled says nothing in this one: a clean build sees all of them.
if grep -E "^$PWD/(Sources|Tests)/.*(warning|error):" "$log" | sort -u | grep .; then
    echo "There are warnings." >&2
    exit 1
fi
tail -1 "$log"

# Who waits for rounds of a quarter of a second has the machine to itself.
timed='^(ServerTests|ClientTests|AgentTests)[.]'
# Says once more at the end what failed: nobody looks for it among thousands of lines.
unit_tests() {
    swift test --skip-build "$@" 2>&1 | tee "$log" && return
    echo "What failed:"
    grep -E '(✘|recorded an issue|error:|Fatal error)' -A3 "$log" || tail -20 "$log"
    return 1
}
step "Unit tests"
unit_tests --skip "$timed"
step "Unit tests by the clock"
unit_tests --filter "$timed"

# The same with other seeds and for as long as you like: make simulate SEEDS=1000 HOURS=10000
step "Simulation"
swift build -c release --quiet --product moonless-simulate
.build/release/moonless-simulate --seeds 16 --hours 80
# Builds that are broken on purpose are found out, by one batch of seeds or another: a vault that is not
# always synced, and a client that acknowledges what it could not store. The sound build loses less in the
# same batch: what is only slow is not found.
lost_of() {
    .build/release/moonless-simulate --first "$1" --seeds 12 --hours 30 --patience 2000 "${@:2}" \
        >"$log" 2>&1 || true
    tail -1 "$log" | sed -nE 's/^.*: [0-9]+ messages, ([0-9]+) lost.*$/\1/p'
}
is_found_out() {
    local first broken sound
    for first in 1 101 201 301; do
        broken=$(lost_of "$first" --mutation "$1")
        [ "${broken:-0}" -gt 0 ] || continue
        sound=$(lost_of "$first")
        echo "$1: $broken lost; without it ${sound:-none known}"
        if [ "$broken" -gt "${sound:-$broken}" ]; then return; fi
    done
    echo "The simulator has not found out $1." >&2
    return 1
}
is_found_out skipVaultSync
is_found_out acknowledgeUnstored

step "End to end"
python3 scripts/end_to_end.py .build/debug

# Debian's selenium belongs to Debian's Python.
step "Browser"
/usr/bin/python3 scripts/browser_test.py .build/debug

# Runs what needs a tool that not every toolchain has; it says so itself and ends with 77.
where_possible() {
    local result=0
    "$@" || result=$?
    if [ "$result" -ne 0 ] && [ "$result" -ne 77 ]; then exit "$result"; fi
}

step "Documentation"
where_possible scripts/docs.sh

step "Fuzzing for a minute"
where_possible Fuzz/MLSFuzz/run.sh 0 60

step "Outside data"
missing=0
for pair in "MOONLESS_VECTORS:../shared/vectors" "MOONLESS_DATA:../shared/data"; do
    name=${pair%%:*}
    directory=${!name:-${pair#*:}}
    if [ -d "$directory" ]; then
        echo "$name: $directory"
    else
        echo "MISSING $directory ($name): the tests that need it were left out"
        missing=1
    fi
done
[ "$missing" -eq 0 ] && echo "Everything was run." || echo "Everything else was run."
