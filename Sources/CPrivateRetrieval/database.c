// Packing of records into blocks, in portable C.
#include <stdlib.h>

#include "block.h"
#include "octets.h"

size_t pr_packed_record_bytes(size_t record_bytes) { return (record_bytes + 15) / 16 * 16; }

size_t pr_block_bytes(size_t records, size_t record_bytes) {
    return (records + 7) / 8 * 8 * pr_packed_record_bytes(record_bytes);
}

void *pr_allocate(size_t bytes) {
    size_t rounded = (bytes + 63) / 64 * 64;
    void *memory = aligned_alloc(64, rounded);
    if (memory != NULL) { memset(memory, 0, rounded); }
    return memory;
}

void pr_free(void *memory) { free(memory); }

static void pack_rows(uint8_t *block, size_t record_bytes, size_t first, size_t count,
                      const uint8_t *rows) {
    size_t packed = pr_packed_record_bytes(record_bytes);
    for (size_t i = 0; i < count; i++) {
        memcpy(block + (first + i) * packed, rows + i * record_bytes, record_bytes);
    }
    size_t end = first + count, padded = (end + 7) / 8 * 8;
    memset(block + end * packed, 0, (padded - end) * packed);
}

void pr_block_pack(int layout, uint8_t *block, size_t block_records, size_t record_bytes,
                   size_t first, size_t count, const uint8_t *rows) {
    if (layout == PR_LAYOUT_ROWS) {
        pack_rows(block, record_bytes, first, count, rows);
    } else {
        pr_octets_pack(block, block_records, record_bytes, first, count, rows);
    }
}

void pr_block_set(int layout, uint8_t *block, size_t block_records, size_t record_bytes,
                  size_t index, const uint8_t *row) {
    if (layout == PR_LAYOUT_ROWS) {
        memcpy(block + index * pr_packed_record_bytes(record_bytes), row, record_bytes);
    } else {
        pr_octets_set(block, block_records, record_bytes, index, row);
    }
}

void pr_block_get(int layout, const uint8_t *block, size_t block_records, size_t record_bytes,
                  size_t index, uint8_t *row) {
    if (layout == PR_LAYOUT_ROWS) {
        memcpy(row, block + index * pr_packed_record_bytes(record_bytes), record_bytes);
    } else {
        pr_octets_get(block, block_records, record_bytes, index, row);
    }
}
