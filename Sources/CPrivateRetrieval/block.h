// A node of the tree: a seed of 127 bits whose lowest bit is the control bit.
#ifndef PR_BLOCK_H
#define PR_BLOCK_H

#include <stdint.h>
#include <string.h>

#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "little-endian processors only"
#endif

typedef struct {
    _Alignas(16) uint64_t low;
    uint64_t high;
} pr_block;

static inline pr_block pr_block_load(const uint8_t *bytes) {
    pr_block block;
    memcpy(&block, bytes, 16);
    return block;
}

static inline pr_block pr_block_xor(pr_block a, pr_block b) {
    return (pr_block){a.low ^ b.low, a.high ^ b.high};
}

static inline pr_block pr_block_and(pr_block a, uint64_t mask) {
    return (pr_block){a.low & mask, a.high & mask};
}

static inline pr_block pr_block_without_control(pr_block a) {
    return (pr_block){a.low & ~(uint64_t)1, a.high};
}

#endif
