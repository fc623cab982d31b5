// How a batch is cut into tasks, and the memory that a task works in.
//
// Queries are cut into chunks, and where there are fewer chunks than threads, records into ranges:
// a task is a chunk of queries over a range of records.
#ifndef PR_BATCH_PLAN_H
#define PR_BATCH_PLAN_H

#include "dpf_tree.h"
#include "include/pr_batch.h"
#include "kernel.h"

#define PR_SEGMENT_BLOCKS (PR_SEGMENT_RECORDS / PR_BLOCK_RECORDS)
#define PR_SEGMENT_STRIDE (PR_SEGMENT_LEAVES * PR_LEAF_BYTES)

/// Selection bits of a segment of one group, and room behind them for kernels that read on.
#define PR_BITS_BYTES (PR_GROUP * PR_SEGMENT_STRIDE + 64)

typedef struct {
    pr_tree_shape tree;
    size_t packed_bytes;
    size_t chunk_queries;
    size_t chunks;
    size_t ranges;
    /// Workspaces: one a thread, or one a task where ranges are added up afterwards.
    size_t workspaces;

    size_t groups;
    size_t frontier_blocks;
    size_t accumulator_bytes;
    size_t selection_bytes;
    size_t workspace_bytes;
} pr_batch_plan;

/// The memory of one task, cut up.
typedef struct {
    uint8_t *accumulators;
    uint8_t *selection;
    uint8_t *bits;
    pr_group_words *words;
    pr_block *frontier;
    pr_block *scratch;
} pr_workspace;

pr_batch_plan pr_batch_plan_of(const pr_batch *batch, unsigned threads);
pr_workspace pr_workspace_at(const pr_batch_plan *plan, uint8_t *memory, size_t index);

/// Queries of a chunk (the last one may have fewer than the others).
size_t pr_chunk_count(const pr_batch_plan *plan, const pr_batch *batch, size_t chunk);

#endif
