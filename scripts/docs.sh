#!/bin/sh
# Builds the documentation of the MLS library with the toolchain's DocC; anything that it warns of,
# a link to nothing among them, is an error. Ends with 77 where the toolchain has no DocC.
#
# To read it
#   python3 -m http.server --directory .build/docs/MLS.doccarchive
# and http://localhost:8000/documentation/mls
set -eu
cd "$(dirname "$0")/.."
if ! command -v docc >/dev/null || ! command -v swift-symbolgraph-extract >/dev/null; then
    echo "SKIPPED documentation: this Swift toolchain has no DocC" >&2
    exit 77
fi
swift build --target MLS >/dev/null
triple=$(swiftc -print-target-info |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["target"]["triple"])')
rm -rf .build/docs
mkdir -p .build/docs/symbols
swift-symbolgraph-extract -module-name MLS -I "$(swift build --show-bin-path)/Modules" \
    -target "$triple" -minimum-access-level public -output-dir .build/docs/symbols
docc convert Sources/MLS/MLS.docc --additional-symbol-graph-dir .build/docs/symbols \
    --fallback-display-name MLS --fallback-bundle-identifier MLS --warnings-as-errors \
    --output-path .build/docs/MLS.doccarchive
echo "Documentation: .build/docs/MLS.doccarchive"
