#!/usr/bin/env python3
"""Writes the table of the web page's files, Sources/CWebAssets/assets.c, anew.

To be run when a file of Sources/CWebAssets/assets/ comes or goes; a changed one is seen by the
compiler. 'web_assets.py --check' only says whether the table is right.
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


def main():
    path = os.path.join(TARGET, "assets.c")
    if "--check" in sys.argv[1:]:
        with open(path) as file:
            if file.read() != table():
                sys.exit("Sources/CWebAssets/assets.c is stale: run scripts/web_assets.py")
        return
    with open(path, "w") as file:
        file.write(table())


if __name__ == "__main__":
    main()
