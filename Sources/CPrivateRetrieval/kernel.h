// What a product kernel does: Q x n selection bits times n records over GF(2).
//
// Selection bits come in groups of 32 queries. A kernel packs a group's bits over one block of
// records as it likes, multiplies all groups with the block into
// accumulators of its own layout (32 packed records a group), and finally turns the accumulators
// of a group into rows.
#ifndef PR_KERNEL_H
#define PR_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dpf_tree.h"
#include "include/pr_database.h"
#include "include/pr_engines.h"

/// Bytes of a group over a whole block of records, packed for the affine instruction.
#define PR_SELECTION_BYTES (PR_BLOCK_OCTETS * PR_GROUP)

struct pr_kernel {
    const char *name;
    int layout;
    /// Bytes of a packed group over a whole block of records, a multiple of 64.
    size_t selection_bytes;
    bool (*available)(void);

    /// Packs the bits of 32 queries over `octets` octets; query q's are at bits + q * stride, and
    /// 8 bytes from the last octet on may be read.
    void (*pack_selection)(const uint8_t *bits, size_t stride, size_t octets, uint8_t *selection);

    /// accumulators += selection x block, for `queries` queries, whose groups lie selection_bytes
    /// apart. What it adds for absent queries of the last group is of no importance.
    /// `packed_bytes` is the size of a packed record, a multiple of 16.
    void (*multiply)(const uint8_t *block, size_t octets, size_t packed_bytes,
                     const uint8_t *selection, size_t queries, uint8_t *accumulators);

    /// Writes rows `first` to `first + count` of the product, record_bytes each.
    void (*finish)(const uint8_t *accumulators, size_t groups, size_t packed_bytes,
                   size_t record_bytes, size_t first, size_t count, uint8_t *rows);
};

static inline size_t pr_groups(size_t queries) { return (queries + PR_GROUP - 1) / PR_GROUP; }

extern const pr_kernel pr_kernel_portable;
#if defined(__x86_64__)
extern const pr_kernel pr_kernel_gfni512;
extern const pr_kernel pr_kernel_gfni256;
extern const pr_kernel pr_kernel_russians512;
extern const pr_kernel pr_kernel_russians256;
extern const pr_kernel pr_kernel_shuffle256;
#elif defined(__aarch64__)
extern const pr_kernel pr_kernel_neon;
#endif

#endif
