// Sizes of a tree and of its correction words.
#include "include/pr_dpf.h"

size_t pr_dpf_leaves(size_t records) {
    return (records + PR_LEAF_RECORDS - 1) / PR_LEAF_RECORDS;
}

unsigned pr_dpf_depth(size_t records) {
    size_t leaves = pr_dpf_leaves(records);
    unsigned depth = 0;
    while (((size_t)1 << depth) < leaves) { depth++; }
    return depth;
}

size_t pr_dpf_correction_bytes(size_t records) {
    unsigned depth = pr_dpf_depth(records);
    return 16 * depth + (depth + 7) / 8 + PR_LEAF_BYTES;
}
