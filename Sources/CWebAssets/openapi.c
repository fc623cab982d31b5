#include "web_assets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char document[] = {
#embed "../../docs/api/openapi.json"
};

web_asset openapi_document(void) {
    return (web_asset){"openapi.json", document, sizeof(document)};
}
