// Expansion of a single key, for tests, tools and clients that check themselves.
#include <stdlib.h>

#include "dpf_tree.h"
#include "erase.h"

int pr_dpf_expand(const pr_aes_engine *engine, const uint8_t *tweak, const uint8_t *root, int server,
                  const uint8_t *corrections, size_t records, uint8_t *bits) {
    pr_tree_shape shape = pr_tree_shape_of(records);
    size_t frontier_bytes = pr_frontier_blocks(&shape) * sizeof(pr_block);
    size_t stride = PR_SEGMENT_LEAVES * PR_LEAF_BYTES;
    pr_group_words words;
    pr_aes_key key;
    pr_block roots[PR_GROUP] = {{0, 0}};
    pr_block *frontier = aligned_alloc(64, 2 * frontier_bytes);
    uint8_t *segment_bits = aligned_alloc(64, pr_lanes(1) * stride);
    if (frontier == NULL || segment_bits == NULL) {
        free(frontier);
        free(segment_bits);
        return -1;
    }
    engine->expand_key(&key, tweak, 16);
    pr_group_words_load(&words, &shape, corrections, 0, 1);
    roots[0] = pr_block_without_control(pr_block_load(root));
    roots[0].low |= (uint64_t)(server & 1);
    pr_expand_frontier(engine, &key, &shape, &words, roots, pr_lanes(1), frontier,
                       frontier + pr_frontier_blocks(&shape));
    for (size_t segment = 0; segment < shape.segments; segment++) {
        size_t first = segment * PR_SEGMENT_LEAVES;
        size_t leaves = shape.leaves - first < PR_SEGMENT_LEAVES ? shape.leaves - first
                                                                 : PR_SEGMENT_LEAVES;
        pr_expand_segment(engine, &key, &shape, &words, frontier, pr_lanes(1), segment,
                          segment_bits, stride);
        memcpy(bits + first * PR_LEAF_BYTES, segment_bits, leaves * PR_LEAF_BYTES);
    }
    for (size_t i = records; i < shape.leaves * PR_LEAF_RECORDS; i++) {
        bits[i / 8] &= (uint8_t)~(1u << (i % 8));
    }
    pr_erase(frontier, 2 * frontier_bytes);
    pr_erase(segment_bits, pr_lanes(1) * stride);
    free(frontier);
    free(segment_bits);
    return 0;
}
