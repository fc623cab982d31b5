// The tree of a group of queries, walked level by level: node i of query q at [i][q].
//
// A group has `lanes` queries, a multiple of 8 and at most 32; a short group leaves lanes out.
#ifndef PR_DPF_TREE_H
#define PR_DPF_TREE_H

#include "aes_engine.h"

/// Queries that are expanded and multiplied together.
#define PR_GROUP 32

/// Leaves that are expanded at a time: 4,096 records.
#define PR_SEGMENT_LEVELS 3
#define PR_SEGMENT_LEAVES (1 << PR_SEGMENT_LEVELS)
#define PR_SEGMENT_RECORDS (PR_SEGMENT_LEAVES * PR_LEAF_RECORDS)

/// Where the walk rests: the frontier has one node a segment.
typedef struct {
    size_t leaves;
    unsigned depth;
    unsigned frontier_level;
    size_t segments;
} pr_tree_shape;

pr_tree_shape pr_tree_shape_of(size_t records);

/// Correction words of a group, by level and lane, ready for the engine.
typedef struct {
    _Alignas(64) pr_block left[16][PR_GROUP];
    pr_block right[16][PR_GROUP];
    _Alignas(64) uint8_t final[PR_GROUP][PR_LEAF_BYTES];
} pr_group_words;

/// Gathers `queries` keys (the rest of the group is zero).
void pr_group_words_load(pr_group_words *words, const pr_tree_shape *shape,
                         const uint8_t *corrections, size_t stride, size_t queries);

/// Lanes that `queries` queries of a group need.
static inline size_t pr_lanes(size_t queries) { return (queries + 7) / 8 * 8; }

/// Blocks of the frontier that a group needs room for, and of scratch beside it.
size_t pr_frontier_blocks(const pr_tree_shape *shape);

/// Expands the roots of a group to its frontier, one node a segment. `scratch` holds as many
/// blocks as the frontier.
void pr_expand_frontier(const pr_aes_engine *engine, const pr_aes_key *key,
                        const pr_tree_shape *shape, const pr_group_words *words,
                        const pr_block *roots, size_t lanes, pr_block *frontier,
                        pr_block *scratch);

/// Expands one segment to selection bits, query q's at bits + q * stride.
void pr_expand_segment(const pr_aes_engine *engine, const pr_aes_key *key,
                       const pr_tree_shape *shape, const pr_group_words *words,
                       const pr_block *frontier, size_t lanes, size_t segment, uint8_t *bits,
                       size_t stride);

#endif
