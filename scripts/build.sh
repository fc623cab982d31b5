#!/bin/bash
# Builds programs, saying something now and then: a first build takes minutes.
#
#   scripts/build.sh [PRODUCT...]     # without any: the two programs that a conversation needs
#
# 'make demo' builds those two. 'make build' builds the laboratory of 'moonless audit replay' too: it
# holds clients and servers at once, which takes its time to compile and which no conversation needs.
set -euo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Building (the first time takes up to ten minutes)"
[ "$#" -gt 0 ] || set -- moonless moonlessd
for product in "$@"; do
    if ! swift build --product "$product" >"$log" 2>&1; then
        cat "$log" >&2
        exit 1
    fi
done
