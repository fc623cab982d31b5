// Packing of records into blocks, in portable C.
#include <stdlib.h>

#include "block.h"
#include "erase.h"
#include "octet_packer.h"
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

void pr_forget(void *memory, size_t bytes) { pr_erase(memory, bytes); }

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
        pr_octet_packer_at(0)->pack(block, block_records, record_bytes, first, count, rows);
    }
}

void pr_block_set(int layout, uint8_t *block, size_t block_records, size_t record_bytes,
                  size_t index, const uint8_t *row) {
    if (layout == PR_LAYOUT_ROWS) {
        memcpy(block + index * pr_packed_record_bytes(record_bytes), row, record_bytes);
    } else {
        pr_octet_packer_at(0)->set(block, block_records, record_bytes, index, row);
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

typedef struct {
    int layout;
    uint8_t *const *blocks;
    size_t records;
    size_t record_bytes;
    const uint8_t *rows;
} packing;

static void pack_block(void *context, unsigned worker, size_t index) {
    const packing *job = context;
    size_t first = index * PR_BLOCK_RECORDS, count = job->records - first;
    (void)worker;
    if (count > PR_BLOCK_RECORDS) { count = PR_BLOCK_RECORDS; }
    pr_block_pack(job->layout, job->blocks[index], count, job->record_bytes, 0, count,
                  job->rows + first * job->record_bytes);
}

void pr_blocks_pack(pr_pool *pool, int layout, uint8_t *const *blocks, size_t records,
                    size_t record_bytes, const uint8_t *rows) {
    packing job = {layout, blocks, records, record_bytes, rows};
    pr_pool_acquire(pool);
    pr_pool_run(pool, (records + PR_BLOCK_RECORDS - 1) / PR_BLOCK_RECORDS, pack_block, &job);
    pr_pool_release(pool);
}

int pr_block_pack_with(size_t packer, uint8_t *block, size_t block_records, size_t record_bytes,
                       size_t first, size_t count, const uint8_t *rows) {
    const pr_octet_packer *chosen = pr_octet_packer_at(packer);
    if (chosen == NULL) { return -1; }
    chosen->pack(block, block_records, record_bytes, first, count, rows);
    return 0;
}

int pr_block_set_with(size_t packer, uint8_t *block, size_t block_records, size_t record_bytes,
                      size_t index, const uint8_t *row) {
    const pr_octet_packer *chosen = pr_octet_packer_at(packer);
    if (chosen == NULL) { return -1; }
    chosen->set(block, block_records, record_bytes, index, row);
    return 0;
}
