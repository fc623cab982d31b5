// Distributed point functions: sizes, generation (client) and full expansion (server).
#ifndef PR_DPF_H
#define PR_DPF_H

#include <stddef.h>
#include <stdint.h>

#include "pr_engines.h"

/// Records covered by one leaf of the tree.
#define PR_LEAF_RECORDS 512
#define PR_LEAF_BYTES 64

/// Leaves of a tree over `records` records (records >= 1).
size_t pr_dpf_leaves(size_t records);

/// Levels of the tree: 0 where one leaf is enough.
unsigned pr_dpf_depth(size_t records);

/// Bytes of correction words: 16 a level, one control bit a level, one leaf.
size_t pr_dpf_correction_bytes(size_t records);

/// Writes the correction words of the point function at `target` under two roots of 16 bytes.
/// Branches and addresses do not depend on roots or target.
void pr_dpf_generate(const uint8_t *tweak, const uint8_t *root0, const uint8_t *root1,
                     size_t target, size_t records, uint8_t *corrections);

/// Expands one key (16-byte root, server 0 or 1) to ceil(records / 512) * 64 bytes of selection
/// bits, record i at bit i % 8 of byte i / 8. Bits past `records` are cleared.
/// Returns 0, or -1 when memory is lacking.
int pr_dpf_expand(const pr_aes_engine *engine, const uint8_t *tweak, const uint8_t *root, int server,
                  const uint8_t *corrections, size_t records, uint8_t *bits);

#endif
