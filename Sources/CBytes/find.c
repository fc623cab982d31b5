#define _GNU_SOURCE
#include "CBytes.h"

#include <string.h>

ptrdiff_t bytes_find(const void *bytes, size_t count, const void *word, size_t word_count) {
    const char *found = memmem(bytes, count, word, word_count);
    return found ? found - (const char *)bytes : -1;
}
