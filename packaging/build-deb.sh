#!/bin/bash
# Builds Debian packages of both programs: 'make deb'. They need no Swift and no source tree.
#
#   MOONLESS_BINARIES=DIR   takes programs that are built already
#   MOONLESS_OUTPUT=DIR     where to put the packages; .build/packages without it
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/.*version: "\([0-9.]*\)",$/\1/p' Sources/moonlessd/Moonlessd.swift | head -1)
architecture=$(dpkg --print-architecture)
output=${MOONLESS_OUTPUT:-.build/packages}
# The same tree gives the same packages: files carry the commit's time.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

binaries=${MOONLESS_BINARIES:-}
if [ -z "$binaries" ]; then
    for product in moonless moonlessd moonless-audit-replay; do
        swift build -c release --static-swift-stdlib --scratch-path .build/deb --product "$product"
    done
    binaries=$(swift build -c release --static-swift-stdlib --scratch-path .build/deb \
        --show-bin-path)
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$output"

# Packages whose libraries a program is linked with.
libraries() {
    ldd "$1" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | while read -r path; do
        dpkg -S "$path" 2>/dev/null || dpkg -S "$(readlink -f "$path")" 2>/dev/null \
            || dpkg -S "/usr$path" 2>/dev/null || true
    done | sed 's/:.*//' | sort -u | paste -sd, | sed 's/,/, /g'
}

# PACKAGE SECTION-OF-MANUAL SHORT-DESCRIPTION LONG-DESCRIPTION
package() {
    local name=$1 section=$2 short=$3 long=$4
    local root="$work/$name"
    install -d "$root/DEBIAN" "$root/usr/share/doc/$name"
    install -D -m 0755 "$binaries/$name" "$root/usr/bin/$name"
    strip --strip-unneeded "$root/usr/bin/$name"
    install -m 0644 LICENSE "$root/usr/share/doc/$name/copyright"
    gzip -9nc CHANGELOG.md > "$root/usr/share/doc/$name/changelog.gz"
    for page in docs/man/"$name".* docs/man/"$name"-*.*; do
        [ -e "$page" ] || continue
        local number=${page##*.}
        install -d "$root/usr/share/man/man$number"
        gzip -9nc "$page" > "$root/usr/share/man/man$number/$(basename "$page").gz"
    done
    install -d "$root/usr/share/bash-completion/completions" \
        "$root/usr/share/zsh/vendor-completions" "$root/usr/share/fish/vendor_completions.d"
    "$binaries/$name" --generate-completion-script bash \
        > "$root/usr/share/bash-completion/completions/$name"
    "$binaries/$name" --generate-completion-script zsh \
        > "$root/usr/share/zsh/vendor-completions/_$name"
    "$binaries/$name" --generate-completion-script fish \
        > "$root/usr/share/fish/vendor_completions.d/$name.fish"
    if [ "$name" = moonlessd ]; then
        install -D -m 0644 packaging/systemd/moonlessd@.service \
            "$root/usr/lib/systemd/system/moonlessd@.service"
        install -D -m 0644 packaging/debian/moonlessd.sysusers \
            "$root/usr/lib/sysusers.d/moonlessd.conf"
        install -m 0755 packaging/debian/moonlessd.postinst "$root/DEBIAN/postinst"
        install -m 0755 packaging/debian/moonlessd.prerm "$root/DEBIAN/prerm"
        install -m 0644 docs/OPERATIONS.md docs/EXPORT.md "$root/usr/share/doc/$name/"
    else
        install -D -m 0644 packaging/systemd/moonless-agent.service \
            "$root/usr/lib/systemd/user/moonless-agent.service"
        install -m 0644 docs/api/openapi.json "$root/usr/share/doc/$name/"
        install -D -m 0644 -t "$root/usr/share/doc/$name/examples" examples/*.py
        # Started by 'moonless audit replay'; no command of its own.
        if [ -e "$binaries/moonless-audit-replay" ]; then
            install -D -m 0755 "$binaries/moonless-audit-replay" \
                "$root/usr/lib/moonless/moonless-audit-replay"
            strip --strip-unneeded "$root/usr/lib/moonless/moonless-audit-replay"
        fi
    fi
    find "$root/usr" -type f -perm /go+w -exec chmod go-w {} +
    find "$root/usr/share" "$root/usr/lib" -type f ! -path '*/usr/lib/moonless/*' \
        -exec chmod 0644 {} +
    cat > "$root/DEBIAN/control" <<CONTROL
Package: $name
Version: $version
Architecture: $architecture
Maintainer: Moonless <moonless@localhost>
Section: net
Priority: optional
Depends: $(libraries "$root/usr/bin/$name")
Installed-Size: $(du -ks "$root/usr" | cut -f1)
Description: $short
 $long
CONTROL
    (cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
    dpkg-deb --root-owner-group -Zxz --build "$root" "$output" >/dev/null
    echo "$output/${name}_${version}_${architecture}.deb"
}

package moonlessd 8 "server of a messenger with nothing to export" \
    "Leader or helper of a Moonless deployment: two servers under two operators, which
 learn nothing of who talks with whom, when or how much."
package moonless 1 "messenger whose servers learn nothing of who talks with whom" \
    "Command line, agent and audit of Moonless."
