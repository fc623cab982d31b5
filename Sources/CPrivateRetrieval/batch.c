// The whole step of a round. Per segment of 4,096 records a task expands its keys group by group,
// packs them while they are in the first-level cache, and multiplies them with the segment's
// blocks while they are in the second-level cache.
//
// Constant time: no branch and no address depends on roots, correction words or pads, unless the
// kernel says so.
#define _POSIX_C_SOURCE 200809L

#include "include/pr_batch.h"

#include <stdlib.h>

#include "batch_plan.h"
#include "batch_times.h"
#include "erase.h"

typedef struct {
    const pr_batch *batch;
    pr_batch_plan plan;
    pr_aes_key key;
    uint8_t *memory;
    /// One a thread, or null.
    pr_batch_times *times;
} job;

static size_t queries_of_group(size_t queries, size_t group) {
    size_t left = queries - group * PR_GROUP;
    return left < PR_GROUP ? left : PR_GROUP;
}

static void begin_group(const job *job, const pr_workspace *space, size_t group, size_t first,
                        size_t queries) {
    const pr_batch *batch = job->batch;
    const pr_tree_shape *tree = &job->plan.tree;
    size_t stride = pr_dpf_correction_bytes(batch->records);
    pr_block roots[PR_GROUP] = {{0, 0}};
    pr_group_words_load(&space->words[group], tree, batch->corrections + first * stride, stride,
                        queries);
    memcpy(roots, batch->roots + 16 * first, 16 * queries);
    pr_expand_frontier(batch->aes, &job->key, tree, &space->words[group], roots,
                       pr_lanes(queries), space->frontier + group * job->plan.frontier_blocks, space->scratch);
}

static size_t records_of_block(const pr_batch *batch, size_t block) {
    size_t left = batch->records - block * PR_BLOCK_RECORDS;
    return left < PR_BLOCK_RECORDS ? left : PR_BLOCK_RECORDS;
}

static size_t blocks_of(const pr_batch *batch) {
    return (batch->records + PR_BLOCK_RECORDS - 1) / PR_BLOCK_RECORDS;
}

/// Expands and packs one segment of one group.
static void select_segment(const job *job, const pr_workspace *space, size_t queries, size_t group,
                           size_t segment, pr_stopwatch *watch) {
    const pr_batch *batch = job->batch;
    size_t groups = pr_groups(queries);
    size_t first = segment * PR_SEGMENT_BLOCKS;
    pr_expand_segment(batch->aes, &job->key, &job->plan.tree, &space->words[group],
                      space->frontier + group * job->plan.frontier_blocks,
                      pr_lanes(queries_of_group(queries, group)), segment, space->bits,
                      PR_SEGMENT_STRIDE);
    pr_stopwatch_lap(watch, &watch->sum.expansion);
    for (size_t i = 0; i < PR_SEGMENT_BLOCKS && first + i < blocks_of(batch); i++) {
        uint8_t *selection =
            space->selection + (i * groups + group) * batch->kernel->selection_bytes;
        batch->kernel->pack_selection(space->bits + i * (PR_BLOCK_RECORDS / 8), PR_SEGMENT_STRIDE,
                                      (records_of_block(batch, first + i) + 7) / 8, selection);
    }
    pr_stopwatch_lap(watch, &watch->sum.packing);
}

static void multiply_segment(const job *job, const pr_workspace *space, size_t queries,
                             size_t segment) {
    const pr_batch *batch = job->batch;
    size_t first = segment * PR_SEGMENT_BLOCKS;
    size_t stride = pr_groups(queries) * batch->kernel->selection_bytes;
    for (size_t i = 0; i < PR_SEGMENT_BLOCKS && first + i < blocks_of(batch); i++) {
        batch->kernel->multiply(batch->blocks[first + i],
                                (records_of_block(batch, first + i) + 7) / 8,
                                job->plan.packed_bytes, space->selection + i * stride, queries,
                                space->accumulators);
    }
}

/// Forgets seeds and selection bits.
static void erase_shares(const pr_batch_plan *plan, const pr_workspace *space) {
    pr_erase(space->selection, plan->selection_bytes);
    pr_erase(space->bits, PR_BITS_BYTES);
    pr_erase(space->scratch, (plan->groups + 1) * plan->frontier_blocks * sizeof(pr_block));
}

/// The product of a chunk of queries and a range of records, left in the accumulators.
static void accumulate(const job *job, const pr_workspace *space, size_t chunk, size_t range,
                       pr_stopwatch *watch) {
    const pr_batch_plan *plan = &job->plan;
    size_t first = chunk * plan->chunk_queries;
    size_t count = pr_chunk_count(plan, job->batch, chunk), groups = pr_groups(count);
    memset(space->accumulators, 0, groups * PR_GROUP * plan->packed_bytes);
    for (size_t group = 0; group < groups; group++) {
        begin_group(job, space, group, first + group * PR_GROUP, queries_of_group(count, group));
    }
    pr_stopwatch_lap(watch, &watch->sum.expansion);
    size_t end = plan->tree.segments * (range + 1) / plan->ranges;
    for (size_t segment = plan->tree.segments * range / plan->ranges; segment < end; segment++) {
        for (size_t group = 0; group < groups; group++) {
            select_segment(job, space, count, group, segment, watch);
        }
        multiply_segment(job, space, count, segment);
        pr_stopwatch_lap(watch, &watch->sum.product);
    }
    erase_shares(plan, space);
}

static void seal(const pr_batch *batch, size_t query) {
    pr_aes_key key;
    batch->aes->expand_key(&key, batch->pad_keys + query * batch->pad_key_bytes,
                           batch->pad_key_bytes);
    batch->aes->apply_pad(&key, batch->answers + query * batch->record_bytes, batch->record_bytes);
    pr_erase(&key, sizeof key);
}

/// From accumulators to sealed answers.
static void answer(const job *job, const pr_workspace *space, size_t chunk, pr_stopwatch *watch) {
    const pr_batch *batch = job->batch;
    size_t first = chunk * job->plan.chunk_queries;
    size_t count = pr_chunk_count(&job->plan, batch, chunk);
    batch->kernel->finish(space->accumulators, pr_groups(count), job->plan.packed_bytes,
                          batch->record_bytes, 0, count,
                          batch->answers + first * batch->record_bytes);
    pr_stopwatch_lap(watch, &watch->sum.unpacking);
    for (size_t i = 0; i < count && batch->pad_key_bytes > 0; i++) { seal(batch, first + i); }
    pr_stopwatch_lap(watch, &watch->sum.sealing);
}

static void note_times(const job *job, unsigned worker, const pr_stopwatch *watch) {
    if (job->times != NULL) { pr_batch_times_add(&job->times[worker], &watch->sum); }
}

/// A chunk over all records.
static void run_chunk(void *context, unsigned worker, size_t chunk) {
    const job *job = context;
    pr_stopwatch watch = pr_stopwatch_start(job->times != NULL);
    pr_workspace space = pr_workspace_at(&job->plan, job->memory, worker);
    accumulate(job, &space, chunk, 0, &watch);
    answer(job, &space, chunk, &watch);
    note_times(job, worker, &watch);
}

/// A chunk over one range of records; each such task has a workspace of its own.
static void run_range(void *context, unsigned worker, size_t task) {
    const job *job = context;
    pr_stopwatch watch = pr_stopwatch_start(job->times != NULL);
    pr_workspace space = pr_workspace_at(&job->plan, job->memory, task);
    accumulate(job, &space, task / job->plan.ranges, task % job->plan.ranges, &watch);
    note_times(job, worker, &watch);
}

/// Adds the ranges of a chunk up and answers.
static void join_ranges(void *context, unsigned worker, size_t chunk) {
    const job *job = context;
    const pr_batch_plan *plan = &job->plan;
    pr_stopwatch watch = pr_stopwatch_start(job->times != NULL);
    pr_workspace sum = pr_workspace_at(plan, job->memory, chunk * plan->ranges);
    size_t words = plan->accumulator_bytes / sizeof(uint64_t);
    for (size_t range = 1; range < plan->ranges; range++) {
        pr_workspace other = pr_workspace_at(plan, job->memory, chunk * plan->ranges + range);
        uint64_t *to = (uint64_t *)sum.accumulators;
        const uint64_t *from = (const uint64_t *)other.accumulators;
        for (size_t i = 0; i < words; i++) { to[i] ^= from[i]; }
    }
    pr_stopwatch_lap(&watch, &watch.sum.unpacking);
    answer(job, &sum, chunk, &watch);
    note_times(job, worker, &watch);
}

static void run(job *job, pr_pool *pool) {
    job->batch->aes->expand_key(&job->key, job->batch->tweak, 16);
    if (job->plan.ranges == 1) {
        pr_pool_run(pool, job->plan.chunks, run_chunk, job);
    } else {
        pr_pool_run(pool, job->plan.chunks * job->plan.ranges, run_range, job);
        pr_pool_run(pool, job->plan.chunks, join_ranges, job);
    }
}

int pr_batch_run(const pr_batch *batch, pr_pool *pool, pr_batch_times *times) {
    unsigned threads = pr_pool_threads(pool);
    job job;
    job.batch = batch;
    job.plan = pr_batch_plan_of(batch, threads);
    job.times = times == NULL ? NULL : calloc(threads, sizeof *times);
    if (times != NULL && job.times == NULL) { return -1; }
    pr_pool_acquire(pool);
    job.memory = pr_pool_memory(pool, job.plan.workspace_bytes * job.plan.workspaces);
    if (job.memory != NULL) { run(&job, pool); }
    pr_pool_release(pool);
    for (unsigned i = 0; times != NULL && i < threads; i++) {
        pr_batch_times_add(times, &job.times[i]);
    }
    free(job.times);
    return job.memory == NULL ? -1 : 0;
}
