#!/bin/bash
# Installs what the build needs from Debian, if it is missing; 'setup.sh test' also what the tests need.
set -euo pipefail

packages=(pkg-config libsqlite3-dev libqrencode-dev libjpeg-dev libpng-dev zlib1g-dev python3)
# A browser and a proxy are for the tests alone.
if [ "${1:-}" = test ]; then
    packages+=(microsocks chromium chromium-driver python3-selenium)
fi

if ! command -v swift >/dev/null; then
    echo "Swift 6.2 or newer is needed: see https://www.swift.org/install" >&2
    exit 1
fi

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok' \
        || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

install=(apt-get install -y -q -o DPkg::Lock::Timeout=500 "${missing[@]}")
if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif command -v sudo >/dev/null; then
    as_root=(sudo)
else
    echo "Missing: ${missing[*]}. As root: ${install[*]}" >&2
    exit 1
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# An old list of packages is good enough as long as they can be had by it.
"${as_root[@]}" "${install[@]}" >/dev/null 2>&1 || {
    "${as_root[@]}" apt-get update -q -o DPkg::Lock::Timeout=500
    "${as_root[@]}" "${install[@]}"
}
