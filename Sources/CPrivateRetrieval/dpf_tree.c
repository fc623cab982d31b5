// Full-domain expansion in two strides: once to the frontier, then segment by segment, so that the
// selection bits of a segment are used while they are in the cache.
//
// Constant time: no branch and no address depends on seeds or correction words.
#include "dpf_tree.h"

#include "dpf_corrections.h"

pr_tree_shape pr_tree_shape_of(size_t records) {
    pr_tree_shape shape;
    shape.leaves = pr_dpf_leaves(records);
    shape.depth = pr_dpf_depth(records);
    shape.frontier_level = shape.depth > PR_SEGMENT_LEVELS ? shape.depth - PR_SEGMENT_LEVELS : 0;
    shape.segments = (shape.leaves + PR_SEGMENT_LEAVES - 1) / PR_SEGMENT_LEAVES;
    return shape;
}

void pr_group_words_load(pr_group_words *words, const pr_tree_shape *shape,
                         const uint8_t *corrections, size_t stride, size_t queries) {
    if (queries < PR_GROUP) { memset(words, 0, sizeof *words); }
    for (size_t lane = 0; lane < queries; lane++) {
        const uint8_t *key = corrections + lane * stride;
        for (unsigned level = 0; level < shape->depth; level++) {
            words->left[level][lane] = pr_correction_left(key, level);
            words->right[level][lane] = pr_correction_right(key, shape->depth, level);
        }
        memcpy(words->final[lane], pr_corrections_leaf(key, shape->depth), PR_LEAF_BYTES);
    }
}

size_t pr_frontier_blocks(const pr_tree_shape *shape) {
    // A level is computed in pairs, so there may be one node too many.
    return (shape->segments + 1) * PR_GROUP;
}

void pr_expand_frontier(const pr_aes_engine *engine, const pr_aes_key *key,
                        const pr_tree_shape *shape, const pr_group_words *words,
                        const pr_block *roots, size_t lanes, pr_block *frontier,
                        pr_block *scratch) {
    // The levels alternate between the two buffers and end in the frontier.
    pr_block *from = shape->frontier_level % 2 == 0 ? frontier : scratch;
    pr_block *to = shape->frontier_level % 2 == 0 ? scratch : frontier;
    memcpy(from, roots, lanes * sizeof *roots);
    for (unsigned level = 0; level < shape->frontier_level; level++) {
        unsigned above = shape->frontier_level - 1 - level;
        size_t needed = (shape->segments + ((size_t)1 << (above + 1)) - 1) >> (above + 1);
        engine->expand_level(key, from, needed, lanes, words->left[level], words->right[level],
                             to);
        pr_block *swapped = from;
        from = to;
        to = swapped;
    }
}

void pr_expand_segment(const pr_aes_engine *engine, const pr_aes_key *key,
                       const pr_tree_shape *shape, const pr_group_words *words,
                       const pr_block *frontier, size_t lanes, size_t segment, uint8_t *bits,
                       size_t stride) {
    _Alignas(64) pr_block buffers[2][PR_SEGMENT_LEAVES * PR_GROUP];
    const pr_block *from = frontier + segment * lanes;
    size_t leaves = shape->leaves - segment * PR_SEGMENT_LEAVES;
    if (leaves > PR_SEGMENT_LEAVES) { leaves = PR_SEGMENT_LEAVES; }
    for (unsigned level = shape->frontier_level; level < shape->depth; level++) {
        unsigned below = shape->depth - level;
        pr_block *to = buffers[level % 2];
        size_t needed = (leaves + ((size_t)1 << below) - 1) >> below;
        engine->expand_level(key, from, needed, lanes, words->left[level], words->right[level],
                             to);
        from = to;
    }
    engine->expand_leaves(key, from, leaves, lanes, &words->final[0][0], bits, stride);
}
