#!/bin/sh
# Fuzzes the decoders of the MLS library with libFuzzer.
#
#   ./run.sh                 10 million executions of each decoder
#   ./run.sh 200000          as many executions as said
#   ./run.sh 0 60            for so many seconds altogether, as in continuous integration
#
# The corpus is in .build/corpus; an input that breaks something is left in the current directory.
set -eu
cd "$(dirname "$0")"
runs=${1:-10000000}
seconds=${2:-0}
export SWIFT_BACKTRACE=enable=no
swift build -c release
program=.build/release/MLSFuzz
[ -d .build/corpus ] || "$program" seed .build/corpus
limit="-runs=$runs"
if [ "$seconds" -gt 0 ]; then limit="-max_total_time=$((seconds / 6))"; fi
for target in message key-package welcome group-info ratchet-tree state; do
    echo "== $target"
    MLS_FUZZ_TARGET=$target "$program" "$limit" -max_len=8192 -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -verbosity=0 ".build/corpus/$target"
done
