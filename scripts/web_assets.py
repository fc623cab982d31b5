#!/usr/bin/env python3
"""Writes the table of the web page's files, Sources/CWebAssets/assets.c, anew, and the list of
scripts that index.html asks for at once.

To be run when a file of Sources/CWebAssets/assets/ comes or goes; a changed one is seen by the
compiler. 'web_assets.py --check' only says whether both are right.
"""

import os
import re
import sys

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Sources", "CWebAssets")
BEGINNING = """// Written by scripts/web_assets.py: run it when a file of assets/ comes or goes.
#include "web_assets.h"

// #embed is C23's, which clang offers in earlier modes too.
#pragma clang diagnostic ignored "-Wc23-extensions"

"""
END = """
size_t web_asset_count(void) { return sizeof(assets) / sizeof(assets[0]); }

web_asset web_asset_at(size_t index) { return assets[index]; }
"""


def paths():
    root = os.path.join(TARGET, "assets")
    found = []
    for directory, _, names in os.walk(root):
        for name in names:
            path = os.path.relpath(os.path.join(directory, name), root)
            # What an editor leaves behind is no part of the page.
            if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]*", path) and "/." not in path:
                found.append(path)
    return sorted(found)


def table():
    arrays, entries = [], []
    for number, path in enumerate(paths()):
        arrays.append(f'static const unsigned char asset_{number}[] = {{\n#embed "assets/{path}"\n}};\n')
        entries.append(f'    {{"/{path}", asset_{number}, sizeof(asset_{number})}},\n')
    return (BEGINNING + "".join(arrays) + "\nstatic const web_asset assets[] = {\n"
            + "".join(entries) + "};\n" + END)


def page(text):
    """index.html with a line for every script but the first, which asks for the others."""
    lines = [line for line in text.split("\n") if 'rel="modulepreload"' not in line]
    place = next(number for number, line in enumerate(lines) if 'type="module"' in line) + 1
    lines[place:place] = [
        f'<link rel="modulepreload" href="/{path}">' for path in paths()
        if path.startswith("js/") and path != "js/main.js"]
    return "\n".join(lines)


def main():
    table_path = os.path.join(TARGET, "assets.c")
    page_path = os.path.join(TARGET, "assets", "index.html")
    with open(page_path) as file:
        present = file.read()
    if "--check" in sys.argv[1:]:
        with open(table_path) as file:
            if file.read() != table() or present != page(present):
                sys.exit("the table of the page's files is stale: run scripts/web_assets.py")
        return
    with open(table_path, "w") as file:
        file.write(table())
    with open(page_path, "w") as file:
        file.write(page(present))


if __name__ == "__main__":
    main()
