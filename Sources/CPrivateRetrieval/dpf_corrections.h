// Correction words as they travel: one block a level, whose lowest bit corrects the left child's
// control bit; then the right children's control bits, level i at bit i % 8 of byte i / 8; then
// the leaf.
#ifndef PR_DPF_CORRECTIONS_H
#define PR_DPF_CORRECTIONS_H

#include "block.h"
#include "include/pr_dpf.h"

static inline const uint8_t *pr_corrections_bits(const uint8_t *corrections, unsigned depth) {
    return corrections + 16 * depth;
}

static inline const uint8_t *pr_corrections_leaf(const uint8_t *corrections, unsigned depth) {
    return corrections + 16 * depth + (depth + 7) / 8;
}

static inline pr_block pr_correction_left(const uint8_t *corrections, unsigned level) {
    return pr_block_load(corrections + 16 * level);
}

static inline pr_block pr_correction_right(const uint8_t *corrections, unsigned depth,
                                           unsigned level) {
    pr_block block = pr_correction_left(corrections, level);
    uint64_t bit = (pr_corrections_bits(corrections, depth)[level / 8] >> (level % 8)) & 1;
    block.low = (block.low & ~(uint64_t)1) | bit;
    return block;
}

#endif
