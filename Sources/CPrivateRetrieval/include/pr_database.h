// Records in blocks of 1,024 in the layout that a kernel reads.
#ifndef PR_DATABASE_H
#define PR_DATABASE_H

#include <stddef.h>
#include <stdint.h>

#include "pr_engines.h"
#include "pr_pool.h"

/// Records of a block; the last block of a database may hold fewer.
#define PR_BLOCK_RECORDS 1024
#define PR_BLOCK_OCTETS (PR_BLOCK_RECORDS / 8)

/// Bytes that a record occupies once packed: rounded up to 16.
size_t pr_packed_record_bytes(size_t record_bytes);

/// Bytes of a block that holds `records` records.
size_t pr_block_bytes(size_t records, size_t record_bytes);

/// Zeroed memory on a 64-byte boundary, or null. Release with pr_free.
void *pr_allocate(size_t bytes);
void pr_free(void *memory);

/// Overwrites memory with zeros, whatever the compiler thinks of it.
void pr_forget(void *memory, size_t bytes);

/// Packs `count` records from `rows` (record_bytes each, one after the other) into a block that
/// has room for `block_records`, beginning at record `first` (a multiple of 8). Records between
/// the last one and the next multiple of 8 become zero.
void pr_block_pack(int layout, uint8_t *block, size_t block_records, size_t record_bytes,
                   size_t first, size_t count, const uint8_t *rows);

/// Packs all records of a database, a task a block.
void pr_blocks_pack(pr_pool *pool, int layout, uint8_t *const *blocks, size_t records,
                    size_t record_bytes, const uint8_t *rows);

/// Replaces one record of a block.
void pr_block_set(int layout, uint8_t *block, size_t block_records, size_t record_bytes,
                  size_t index, const uint8_t *row);

/// Reads one record of a block back.
void pr_block_get(int layout, const uint8_t *block, size_t block_records, size_t record_bytes,
                  size_t index, uint8_t *row);

/// The octet layout by the packer of that number (0 is the fastest, which pr_block_pack uses), so
/// that packers can be checked against each other. -1 past the last one.
int pr_block_pack_with(size_t packer, uint8_t *block, size_t block_records, size_t record_bytes,
                       size_t first, size_t count, const uint8_t *rows);
int pr_block_set_with(size_t packer, uint8_t *block, size_t block_records, size_t record_bytes,
                      size_t index, const uint8_t *row);

#endif
