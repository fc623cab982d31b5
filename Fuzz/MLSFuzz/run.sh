#!/bin/sh
# Fuzzes the decoders of the MLS library with libFuzzer.
#
#   ./run.sh                       10 million executions of each decoder
#   ./run.sh 200000                as many executions as said
#   ./run.sh 0 60                  for so many seconds altogether, as in continuous integration
#   ./run.sh 10000000 0 state      one decoder only
#
# Only the library is compiled anew, with instrumentation; swift-crypto is linked as the package's
# own build has left it (debug if a time is given, else release). The corpus grows in
# .build/fuzz/corpus and is reduced to what adds coverage after a run that counts executions. An
# input that breaks something is left in .build/fuzz and named. Ends with 77 where the toolchain
# has no libFuzzer.
set -eu
cd "$(dirname "$0")/../.."
runs=${1:-10000000}
seconds=${2:-0}
targets=${3:-message key-package welcome group-info ratchet-tree state}
fuzz=.build/fuzz
corpus=$fuzz/corpus
mkdir -p "$fuzz"
export SWIFT_BACKTRACE=enable=no

# The probe links the fuzzer's runtime and is not run.
if ! echo '@_cdecl("LLVMFuzzerTestOneInput") public func probe() -> CInt { 0 }' |
    swiftc -sanitize=fuzzer -parse-as-library -use-ld=lld -o "$fuzz/probe" - >"$fuzz/probe.log" 2>&1; then
    echo "SKIPPED fuzzing: this Swift toolchain has no libFuzzer ($fuzz/probe.log says why)" >&2
    exit 77
fi

configuration=release
if [ "$seconds" -gt 0 ]; then configuration=debug; fi
started=$(date +%s)
swift build -c "$configuration" --product mls-interop >"$fuzz/build.log" 2>&1 || {
    cat "$fuzz/build.log" >&2
    exit 1
}
built=$(swift build -c "$configuration" --show-bin-path)
# What the interoperability program is linked from, but for its own code and the library's.
grep -v -e '/MLS\.build/' -e '/MLSInterop\.build/' \
    "$built/mls-interop.product/Objects.LinkFileList" >"$fuzz/objects"

program=$fuzz/MLSFuzz-$configuration
newest=$(find Sources/MLS Fuzz/MLSFuzz -type f -newer "$program" 2>/dev/null | head -1 || true)
if [ ! -x "$program" ] || [ -n "$newest" ]; then
    flags="-O -wmo -swift-version 6 -parse-as-library -sanitize=fuzzer -package-name moonless"
    for feature in ExistentialAny MemberImportVisibility InternalImportsByDefault \
        NonisolatedNonsendingByDefault; do
        flags="$flags -enable-upcoming-feature $feature"
    done
    find Sources/MLS -name '*.swift' >"$fuzz/sources"
    # shellcheck disable=SC2086 # a list of flags
    swiftc $flags -module-name MLS -emit-module -emit-module-path "$fuzz/MLS.swiftmodule" \
        -I "$built/Modules" -c -o "$fuzz/MLS.o" "@$fuzz/sources"
    # shellcheck disable=SC2086
    swiftc $flags -module-name MLSFuzz -use-ld=lld -I "$fuzz" -I "$built/Modules" \
        -o "$program" Fuzz/MLSFuzz/Sources/*.swift "$fuzz/MLS.o" "@$fuzz/objects"
fi
echo "The fuzzer was built in $(($(date +%s) - started)) s."

[ -d "$corpus" ] || MLS_FUZZ_SEEDS=$corpus "$program"
count=$(echo "$targets" | wc -w)
limit="-runs=$runs"
if [ "$seconds" -gt 0 ]; then limit="-max_total_time=$((seconds / count))"; fi
for target in $targets; do
    echo "== $target"
    # Exit codes of the fuzzer: not 0 when an input broke something.
    MLS_FUZZ_TARGET=$target "$program" "$limit" -max_len=8192 -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -verbosity=0 -artifact_prefix="$fuzz/" "$corpus/$target" \
        >"$fuzz/$target.log" 2>&1 || {
        cat "$fuzz/$target.log" >&2
        exit 1
    }
    sed -n 's/^stat::\(number_of_executed_units\|average_exec_per_sec\): */  \1 /p' \
        "$fuzz/$target.log"
    if [ "$seconds" -eq 0 ]; then
        rm -rf "$corpus/$target.small"
        mkdir "$corpus/$target.small"
        MLS_FUZZ_TARGET=$target "$program" -merge=1 -verbosity=0 -max_len=8192 \
            "$corpus/$target.small" "$corpus/$target" >>"$fuzz/$target.log" 2>&1
        rm -rf "$corpus/$target"
        mv "$corpus/$target.small" "$corpus/$target"
    fi
done
