// The whole step of a round for a chunk of queries at a time. Per segment of 4,096 records the
// keys are expanded group by group, packed while they are in the first-level cache, and multiplied
// with the segment's blocks while they are in the second-level cache.
//
// Constant time: no branch and no address depends on roots, correction words or pads, unless the
// kernel says so.
#define _POSIX_C_SOURCE 200809L

#include "include/pr_batch.h"

#include <stdlib.h>
#include <time.h>

#include "dpf_tree.h"
#include "erase.h"
#include "kernel.h"

/// Queries that are answered together: their accumulators share the second-level cache with the
/// selection bits of a segment.
#define CHUNK_QUERIES 1024

#define SEGMENT_BLOCKS (PR_SEGMENT_RECORDS / PR_BLOCK_RECORDS)
#define SEGMENT_STRIDE (PR_SEGMENT_LEAVES * PR_LEAF_BYTES)

/// Selection bits of a segment of one group, and room behind them for kernels that read on.
#define BITS_BYTES (PR_GROUP * SEGMENT_STRIDE + 64)

typedef struct {
    size_t groups;
    size_t frontier_blocks;
    size_t accumulator_bytes;
    size_t selection_bytes;
    size_t bytes;
} workspace_shape;

typedef struct {
    const pr_batch *batch;
    pr_tree_shape tree;
    pr_aes_key key;
    size_t packed_bytes;
    size_t chunk_queries;
    workspace_shape shape;
    uint8_t *memory;
    pr_batch_times *times;
} job;

/// The memory of one thread, cut up.
typedef struct {
    uint8_t *accumulators;
    uint8_t *selection;
    uint8_t *bits;
    pr_group_words *words;
    pr_block *frontier;
    pr_block *scratch;
} workspace;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void lap(uint64_t *since, uint64_t *stage, const pr_batch_times *times) {
    if (times == NULL) { return; }
    uint64_t time = now();
    *stage += time - *since;
    *since = time;
}

static void add_times(pr_batch_times *sum, const pr_batch_times *times) {
    sum->expansion += times->expansion;
    sum->packing += times->packing;
    sum->product += times->product;
    sum->unpacking += times->unpacking;
    sum->sealing += times->sealing;
}

/// Queries a chunk: small enough for the caches, and enough chunks for all threads.
static size_t chunk_queries(size_t queries, unsigned threads) {
    size_t chunk = (queries + threads - 1) / threads;
    if (chunk > CHUNK_QUERIES) {
        size_t chunks = (chunk + CHUNK_QUERIES - 1) / CHUNK_QUERIES;
        chunk = (chunk + chunks - 1) / chunks;
    }
    return (chunk + PR_GROUP - 1) / PR_GROUP * PR_GROUP;
}

static workspace_shape shape_of(const pr_tree_shape *tree, const pr_batch *batch, size_t chunk) {
    workspace_shape shape;
    shape.groups = chunk / PR_GROUP;
    shape.frontier_blocks = pr_frontier_blocks(tree);
    shape.accumulator_bytes = chunk * pr_packed_record_bytes(batch->record_bytes);
    shape.selection_bytes = SEGMENT_BLOCKS * shape.groups * batch->kernel->selection_bytes;
    size_t blocks = (shape.groups + 1) * shape.frontier_blocks * sizeof(pr_block);
    size_t words = shape.groups * sizeof(pr_group_words);
    shape.bytes = shape.accumulator_bytes + shape.selection_bytes + words + blocks + BITS_BYTES;
    shape.bytes = (shape.bytes + 4095) / 4096 * 4096;
    return shape;
}

static workspace workspace_at(const workspace_shape *shape, uint8_t *memory) {
    workspace space;
    space.accumulators = memory;
    space.selection = space.accumulators + shape->accumulator_bytes;
    space.words = (pr_group_words *)(space.selection + shape->selection_bytes);
    space.bits = (uint8_t *)(space.words + shape->groups);
    space.scratch = (pr_block *)(space.bits + BITS_BYTES);
    space.frontier = space.scratch + shape->frontier_blocks;
    return space;
}

static void begin_group(const job *job, const workspace *space, size_t group, size_t first,
                        size_t lanes) {
    const pr_batch *batch = job->batch;
    size_t stride = pr_dpf_correction_bytes(batch->records);
    pr_block roots[PR_GROUP] = {{0, 0}};
    pr_group_words_load(&space->words[group], &job->tree, batch->corrections + first * stride,
                        stride, lanes);
    memcpy(roots, batch->roots + 16 * first, 16 * lanes);
    pr_expand_frontier(batch->aes, &job->key, &job->tree, &space->words[group], roots,
                       space->frontier + group * job->shape.frontier_blocks, space->scratch);
}

/// Expands and packs one segment of one group.
static void select_segment(const job *job, const workspace *space, size_t groups, size_t group,
                           size_t segment, pr_batch_times *times, uint64_t *clock) {
    const pr_batch *batch = job->batch;
    size_t first = segment * PR_SEGMENT_RECORDS;
    pr_expand_segment(batch->aes, &job->key, &job->tree, &space->words[group],
                      space->frontier + group * job->shape.frontier_blocks, segment, space->bits,
                      SEGMENT_STRIDE);
    lap(clock, &times->expansion, job->times);
    for (size_t i = 0; i < SEGMENT_BLOCKS && first + i * PR_BLOCK_RECORDS < batch->records; i++) {
        size_t records = batch->records - first - i * PR_BLOCK_RECORDS;
        if (records > PR_BLOCK_RECORDS) { records = PR_BLOCK_RECORDS; }
        batch->kernel->pack_selection(space->bits + i * (PR_BLOCK_RECORDS / 8), SEGMENT_STRIDE,
                                      (records + 7) / 8,
                                      space->selection + (i * groups + group) * batch->kernel->selection_bytes);
    }
    lap(clock, &times->packing, job->times);
}

static void multiply_segment(const job *job, const workspace *space, size_t queries,
                             size_t segment) {
    const pr_batch *batch = job->batch;
    size_t groups = pr_groups(queries);
    size_t block = segment * SEGMENT_BLOCKS;
    for (size_t i = 0; i < SEGMENT_BLOCKS; i++, block++) {
        if (block * PR_BLOCK_RECORDS >= batch->records) { return; }
        size_t records = batch->records - block * PR_BLOCK_RECORDS;
        if (records > PR_BLOCK_RECORDS) { records = PR_BLOCK_RECORDS; }
        batch->kernel->multiply(batch->blocks[block], (records + 7) / 8, job->packed_bytes,
                                space->selection + i * groups * batch->kernel->selection_bytes,
                                queries, space->accumulators);
    }
}

static void seal(const pr_batch *batch, size_t query) {
    pr_aes_key key;
    if (batch->pad_key_bytes == 0) { return; }
    batch->aes->expand_key(&key, batch->pad_keys + query * batch->pad_key_bytes,
                           batch->pad_key_bytes);
    batch->aes->apply_pad(&key, batch->answers + query * batch->record_bytes, batch->record_bytes);
    pr_erase(&key, sizeof key);
}

/// Forgets seeds and selection bits.
static void erase_shares(const workspace *space, const workspace_shape *shape) {
    pr_erase(space->selection, shape->selection_bytes);
    pr_erase(space->bits, BITS_BYTES);
    pr_erase(space->scratch, (shape->groups + 1) * shape->frontier_blocks * sizeof(pr_block));
}

static void run_chunk(void *context, unsigned worker, size_t chunk) {
    const job *job = context;
    const pr_batch *batch = job->batch;
    workspace space = workspace_at(&job->shape, job->memory + worker * job->shape.bytes);
    pr_batch_times local = {0, 0, 0, 0, 0};
    pr_batch_times *times = &local;
    uint64_t clock = job->times == NULL ? 0 : now();
    size_t first = chunk * job->chunk_queries;
    size_t count = batch->queries - first < job->chunk_queries ? batch->queries - first
                                                               : job->chunk_queries;
    size_t groups = pr_groups(count);

    memset(space.accumulators, 0, groups * PR_GROUP * job->packed_bytes);
    for (size_t group = 0; group < groups; group++) {
        size_t lanes = count - group * PR_GROUP < PR_GROUP ? count - group * PR_GROUP : PR_GROUP;
        begin_group(job, &space, group, first + group * PR_GROUP, lanes);
    }
    lap(&clock, &times->expansion, job->times);
    for (size_t segment = 0; segment < job->tree.segments; segment++) {
        for (size_t group = 0; group < groups; group++) {
            select_segment(job, &space, groups, group, segment, times, &clock);
        }
        multiply_segment(job, &space, count, segment);
        lap(&clock, &times->product, job->times);
    }
    batch->kernel->finish(space.accumulators, groups, job->packed_bytes, batch->record_bytes, 0,
                          count, batch->answers + first * batch->record_bytes);
    lap(&clock, &times->unpacking, job->times);
    for (size_t i = 0; i < count; i++) { seal(batch, first + i); }
    erase_shares(&space, &job->shape);
    lap(&clock, &times->sealing, job->times);
    if (job->times != NULL) { add_times(&job->times[worker], times); }
}

size_t pr_batch_workspace_bytes(const pr_batch *batch, unsigned threads) {
    pr_tree_shape tree = pr_tree_shape_of(batch->records);
    return shape_of(&tree, batch, chunk_queries(batch->queries, threads)).bytes;
}

int pr_batch_run(const pr_batch *batch, pr_pool *pool, pr_batch_times *times) {
    unsigned threads = pr_pool_threads(pool);
    job job;
    job.batch = batch;
    job.tree = pr_tree_shape_of(batch->records);
    job.packed_bytes = pr_packed_record_bytes(batch->record_bytes);
    job.chunk_queries = chunk_queries(batch->queries, threads);
    job.shape = shape_of(&job.tree, batch, job.chunk_queries);
    job.times = times == NULL ? NULL : calloc(threads, sizeof *times);
    if (times != NULL && job.times == NULL) { return -1; }
    pr_pool_acquire(pool);
    job.memory = pr_pool_memory(pool, job.shape.bytes * threads);
    if (job.memory != NULL) {
        batch->aes->expand_key(&job.key, batch->tweak, 16);
        pr_pool_run(pool, (batch->queries + job.chunk_queries - 1) / job.chunk_queries, run_chunk,
                    &job);
    }
    pr_pool_release(pool);
    for (unsigned i = 0; times != NULL && i < threads; i++) { add_times(times, &job.times[i]); }
    free(job.times);
    return job.memory == NULL ? -1 : 0;
}
