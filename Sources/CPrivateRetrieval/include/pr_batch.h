// One batch of queries against one database: expansion, packing, product and pads as one pipeline.
#ifndef PR_BATCH_H
#define PR_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "pr_engines.h"
#include "pr_pool.h"

typedef struct {
    const pr_kernel *kernel;
    const pr_aes_engine *aes;
    /// Blocks of 1,024 records, packed in the kernel's layout.
    const uint8_t *const *blocks;
    size_t records;
    size_t record_bytes;
    /// Public 16-byte constant of the round.
    const uint8_t *tweak;
    /// 16 bytes a query; the lowest bit of the first byte is the server's index.
    const uint8_t *roots;
    /// pr_dpf_correction_bytes(records) bytes a query.
    const uint8_t *corrections;
    /// `pad_key_bytes` (0: no pads, 16 or 32) a query.
    const uint8_t *pad_keys;
    size_t pad_key_bytes;
    size_t queries;
    /// record_bytes a query.
    uint8_t *answers;
} pr_batch;

/// Nanoseconds of processor time by stage, summed over threads.
typedef struct {
    uint64_t expansion, packing, product, unpacking, sealing;
} pr_batch_times;

/// Bytes of working memory that one thread needs for such a batch.
size_t pr_batch_workspace_bytes(const pr_batch *batch, unsigned threads);

/// Computes all answers. `times` may be null; it costs a few clock readings a block otherwise.
/// Returns 0, or -1 when memory is lacking.
int pr_batch_run(const pr_batch *batch, pr_pool *pool, pr_batch_times *times);

#endif
