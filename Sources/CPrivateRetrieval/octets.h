// The octet layout: eight records side by side, so that one byte holds one column of all eight.
//
// A block is cut into strips of 32 bytes of each record (the last one may have 16). Within a
// strip lie the octets one after the other, and within an octet the columns: eight bytes for each
// byte of the record, bit r of byte c being bit c of record r. So a strip of a whole block is
// 32 KiB, read in sequence.
#ifndef PR_OCTETS_H
#define PR_OCTETS_H

#include "include/pr_database.h"

/// Bytes of each record in a strip.
#define PR_STRIP_BYTES 32

/// Where byte `byte` of the records of octet `octet` lies; its eight columns follow each other.
static inline size_t pr_octet_offset(size_t octets, size_t packed_bytes, size_t octet, size_t byte) {
    size_t strip = byte / PR_STRIP_BYTES * PR_STRIP_BYTES;
    size_t width = packed_bytes - strip < PR_STRIP_BYTES ? packed_bytes - strip : PR_STRIP_BYTES;
    return 8 * (strip * octets + octet * width + (byte - strip));
}

void pr_octets_get(const uint8_t *block, size_t block_records, size_t record_bytes, size_t index,
                   uint8_t *row);

/// Asks for part `index` of `parts` of a strip, so that it is in the second-level cache when its
/// turn comes: memory would otherwise stand still while a strip is used by all groups.
static inline void pr_prefetch_part(const uint8_t *strip, size_t bytes, size_t index,
                                    size_t parts) {
    size_t end = bytes * (index + 1) / parts;
    for (size_t at = bytes * index / parts / 64 * 64; at < end; at += 64) {
        __builtin_prefetch(strip + at, 0, 2);
    }
}

/// Rows of accumulators in the octet layout (strips, groups of 32 queries, eights of queries,
/// columns; query i of an eight in bit i).
void pr_octets_finish(const uint8_t *accumulators, size_t groups, size_t packed_bytes,
                      size_t record_bytes, size_t first, size_t count, uint8_t *rows);

/// Where the eight columns of byte `byte` of the eight queries from `query` on are accumulated.
static inline size_t pr_accumulator_offset(size_t groups, size_t packed_bytes, size_t query,
                                           size_t byte) {
    size_t strip = byte / PR_STRIP_BYTES * PR_STRIP_BYTES;
    size_t width = packed_bytes - strip < PR_STRIP_BYTES ? 16 : PR_STRIP_BYTES;
    size_t group = query / 32 * 32;
    return strip * groups * 32 + group * width + (query - group) * width + (byte - strip) * 8;
}

#endif
