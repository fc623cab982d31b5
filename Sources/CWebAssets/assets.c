// Written by scripts/web_assets.py: run it when a file of assets/ comes or goes.
#include "web_assets.h"

// #embed is C23's, which clang offers in earlier modes too.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char asset_0[] = {
#embed "assets/index.html"
};

static const web_asset assets[] = {
    {"/index.html", asset_0, sizeof(asset_0)},
};

size_t web_asset_count(void) { return sizeof(assets) / sizeof(assets[0]); }

web_asset web_asset_at(size_t index) { return assets[index]; }
