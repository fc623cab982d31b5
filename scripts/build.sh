#!/bin/bash
# Builds the two programs, saying something now and then: a first build takes minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Building (the first time takes up to ten minutes)"
for product in moonless moonlessd; do
    if ! swift build --product "$product" >"$log" 2>&1; then
        cat "$log" >&2
        exit 1
    fi
done
