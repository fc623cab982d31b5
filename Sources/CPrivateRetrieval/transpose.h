// The transpose of an 8 x 8 bit matrix in one word: byte i, bit j becomes byte j, bit i.
#ifndef PR_TRANSPOSE_H
#define PR_TRANSPOSE_H

#include <stdint.h>

static inline uint64_t pr_transposed_bits(uint64_t x) {
    uint64_t swap = (x ^ (x >> 7)) & 0x00aa00aa00aa00aau;
    x ^= swap ^ (swap << 7);
    swap = (x ^ (x >> 14)) & 0x0000cccc0000ccccu;
    x ^= swap ^ (swap << 14);
    swap = (x ^ (x >> 28)) & 0x00000000f0f0f0f0u;
    return x ^ swap ^ (swap << 28);
}

#endif
