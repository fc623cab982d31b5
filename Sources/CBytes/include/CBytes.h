#ifndef MOONLESS_CBYTES_H
#define MOONLESS_CBYTES_H

#include <stddef.h>

/// Where a word begins in some bytes; -1 if it is not there. The C library's memmem, which Swift's
/// view of that library leaves out.
ptrdiff_t bytes_find(const void *bytes, size_t count, const void *word, size_t word_count);

#endif
