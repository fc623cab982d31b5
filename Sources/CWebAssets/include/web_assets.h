// The web page's files, as they lie in `assets/`, in the program itself.
#pragma once

#include <stddef.h>

typedef struct {
    // As a browser asks for it: `/js/main.js`. `/index.html` is also what `/` means.
    const char *path;
    const unsigned char *bytes;
    size_t count;
} web_asset;

size_t web_asset_count(void);

// `index` is below the count.
web_asset web_asset_at(size_t index);

// The description of the agent's API, docs/api/openapi.json.
web_asset openapi_document(void);
