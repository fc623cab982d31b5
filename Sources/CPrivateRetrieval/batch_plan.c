// Sizes of chunks and workspaces.
#include "batch_plan.h"

/// Most queries that are answered together: their accumulators share the second-level cache with
/// the selection bits of a segment.
#define CHUNK_MOST 1024

/// Fewest, if there are enough queries: each chunk reads all records.
#define CHUNK_LEAST 256

static size_t divided_up(size_t a, size_t b) { return (a + b - 1) / b; }

static size_t chunks_of(size_t queries, unsigned threads) {
    size_t fewest = divided_up(queries, CHUNK_MOST), most = divided_up(queries, CHUNK_LEAST);
    if (fewest >= threads) { return divided_up(fewest, threads) * threads; }
    return most < threads ? most : threads;
}

pr_batch_plan pr_batch_plan_of(const pr_batch *batch, unsigned threads) {
    pr_batch_plan plan;
    plan.tree = pr_tree_shape_of(batch->records);
    plan.packed_bytes = pr_packed_record_bytes(batch->record_bytes);

    size_t chunk = divided_up(batch->queries, chunks_of(batch->queries, threads));
    plan.chunk_queries = divided_up(chunk, PR_GROUP) * PR_GROUP;
    plan.chunks = divided_up(batch->queries, plan.chunk_queries);
    plan.ranges = plan.chunks < threads ? threads / plan.chunks : 1;
    if (plan.ranges > plan.tree.segments) { plan.ranges = plan.tree.segments; }
    plan.workspaces = plan.ranges > 1 ? plan.chunks * plan.ranges : threads;

    plan.groups = plan.chunk_queries / PR_GROUP;
    plan.frontier_blocks = pr_frontier_blocks(&plan.tree);
    plan.accumulator_bytes = plan.chunk_queries * plan.packed_bytes;
    plan.selection_bytes = PR_SEGMENT_BLOCKS * plan.groups * batch->kernel->selection_bytes;
    size_t blocks = (plan.groups + 1) * plan.frontier_blocks * sizeof(pr_block);
    size_t words = plan.groups * sizeof(pr_group_words);
    size_t bytes =
        plan.accumulator_bytes + plan.selection_bytes + words + blocks + PR_BITS_BYTES;
    plan.workspace_bytes = divided_up(bytes, 4096) * 4096;
    return plan;
}

pr_workspace pr_workspace_at(const pr_batch_plan *plan, uint8_t *memory, size_t index) {
    pr_workspace space;
    space.accumulators = memory + index * plan->workspace_bytes;
    space.selection = space.accumulators + plan->accumulator_bytes;
    space.words = (pr_group_words *)(space.selection + plan->selection_bytes);
    space.bits = (uint8_t *)(space.words + plan->groups);
    space.scratch = (pr_block *)(space.bits + PR_BITS_BYTES);
    space.frontier = space.scratch + plan->frontier_blocks;
    return space;
}

size_t pr_chunk_count(const pr_batch_plan *plan, const pr_batch *batch, size_t chunk) {
    size_t left = batch->queries - chunk * plan->chunk_queries;
    return left < plan->chunk_queries ? left : plan->chunk_queries;
}

size_t pr_batch_workspace_bytes(const pr_batch *batch, unsigned threads) {
    pr_batch_plan plan = pr_batch_plan_of(batch, threads);
    return plan.workspace_bytes * plan.workspaces;
}
